"""Typed refusals of complaint work. Their messages carry codes, states and field names, never what a resident wrote."""

from __future__ import annotations

from datetime import datetime


class ComplaintError(Exception):
    """Base of all refusals; nothing was changed."""


class IncompleteDraft(ComplaintError):
    """Fields of the draft are missing."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class UnknownCategory(ComplaintError):
    """The draft names a category that is not in the knowledge base."""


class DraftConflict(ComplaintError):
    """The draft key belongs to another conversation."""


class NoSuchComplaint(ComplaintError):
    """Staff named a reference number that does not exist."""


class ActionNotAllowed(ComplaintError):
    """The action is not open to this role in this state; ``possible`` lists what is."""

    def __init__(self, action: str, state: str, possible: tuple[str, ...]) -> None:
        super().__init__(f"{action} in {state}")
        self.action, self.state, self.possible = action, state, possible


class ReasonRequired(ComplaintError):
    """The action needs a reason that the resident can read."""


class AlreadyUrged(ComplaintError):
    """Urged a short while ago; again from ``again_at``."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("urged recently")
        self.again_at = again_at


class AlreadyExtended(ComplaintError):
    """The period was already extended once (信访工作条例 34)."""


class ReviewTooLate(ComplaintError):
    """The thirty days for asking a review are over (信访工作条例 35, 36)."""


class ReceiverIsAccused(ComplaintError):
    """The complaint would go to the body it accuses (信访工作条例 30)."""


class NotYourComplaint(ComplaintError):
    """Another body has the complaint now."""
