"""What the knowledge-base check found: errors fail the build, warnings are for the people who keep the cards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Problem:
    """One line of the report. ``code`` names the kind of problem and is stable; ``what`` is one sentence."""

    where: str
    code: str
    what: str

    def line(self) -> str:
        return f"{self.where}: {self.what} [{self.code}]"


@dataclass
class Report:
    """Errors, warnings and counts, gathered by the single checks."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def error(self, where: str, code: str, what: str) -> None:
        self.errors.append(Problem(where, code, what))

    def warn(self, where: str, code: str, what: str) -> None:
        self.warnings.append(Problem(where, code, what))

    @property
    def clean(self) -> bool:
        return not self.errors

    def codes(self) -> set[str]:
        return {problem.code for problem in self.errors + self.warnings}

    def lines(self) -> list[str]:
        """Return the report, errors first, then warnings, then one line of counts."""
        out = ["ERROR " + p.line() for p in sorted(set(self.errors))]
        out += ["WARN  " + p.line() for p in sorted(set(self.warnings))]
        counted = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        return [*out, f"{counted}; {len(set(self.errors))} errors, {len(set(self.warnings))} warnings"]
