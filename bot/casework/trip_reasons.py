"""The reason for a second trip as it is kept in the history of a visit: a code and a few words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.casework.masking import mask
from knowledge_base.second_trips import second_trip_reasons

OTHER = "other"
LONGEST_DETAIL = 100


class UnknownReason(ValueError):
    """The code is not one of ``second_trip_reasons.yml``, or ``other`` came without words."""


@dataclass(frozen=True)
class TripReason:
    """Why somebody must come again. ``detail`` names the material or says more; long numbers in it are hidden."""

    code: str
    detail: str = ""

    @classmethod
    def given(cls, code: str, detail: str) -> TripReason:
        """Return what an officer filled in. Raises ``UnknownReason``."""
        detail = mask(" ".join(detail.split()))[:LONGEST_DETAIL]
        if code not in second_trip_reasons() or (code == OTHER and not detail):
            raise UnknownReason("a second trip needs a known reason")
        return cls(code, detail)

    @classmethod
    def unpack(cls, text: str) -> TripReason:
        """Read the kept form; a text of another origin counts as ``other``."""
        code, bar, detail = text.partition("|")
        return cls(code, detail) if bar and code in second_trip_reasons() else cls(OTHER, text)

    @property
    def packed(self) -> str:
        """The form that is kept."""
        return f"{self.code}|{self.detail}"

    @property
    def label(self) -> str:
        """The reason as officers read it."""
        return second_trip_reasons()[self.code].label
