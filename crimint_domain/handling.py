"""What may be done with an item: P, or C with an action code, a sanitisation code and written conditions.

Handling governs dissemination, item by item. It is never part of a label.
"""

from __future__ import annotations

from dataclasses import dataclass

from crimint_domain.codes import CodeLists
from crimint_domain.errors import Problem, Refused

__all__ = ["ACTION_AXIS", "HANDLING_AXIS", "SANITISATION_AXIS", "WITH_CONDITIONS", "Handling"]

HANDLING_AXIS = "handling"
ACTION_AXIS = "action"
SANITISATION_AXIS = "sanitisation"
WITH_CONDITIONS = "C"


@dataclass(frozen=True, slots=True)
class Handling:
    """A handling code under its scheme; the other three mean something only under C."""

    scheme: str
    code: str = ""
    action: str = ""
    sanitisation: str = ""
    conditions: str = ""

    def __post_init__(self) -> None:
        """Refuse a code without its scheme."""
        if not self.scheme:
            raise Refused(Problem("handling", "A handling code cannot be kept without the scheme it was given under."))

    @property
    def has_conditions(self) -> bool:
        """Whether sharing is lawful only under conditions."""
        return self.code == WITH_CONDITIONS

    def in_words(self, codes: CodeLists) -> str:
        """Say the handling in words, conditions included: "lawful sharing with conditions: A1 covert development"."""
        if not self.code:
            return "handling not chosen yet"
        if not codes.has(self.scheme, HANDLING_AXIS):
            return f"this program does not know the code list {self.scheme}"
        says = codes.find(self.scheme, HANDLING_AXIS).label(self.code)
        extra = [
            f"{code} {codes.find(self.scheme, axis).label(code)}"
            if codes.has(self.scheme, axis)
            else f"unknown code {code}"
            for axis, code in ((ACTION_AXIS, self.action), (SANITISATION_AXIS, self.sanitisation))
            if code
        ]
        return (f"{says}: {', '.join(extra)}" if extra else says).lower()
