"""How far a source and a piece of information can be trusted: scheme, source evaluation, assessment.

The two axes are judged independently; one must not colour the other. A grading is always one part of a
record: never half of it from one person and half from another.
"""

from __future__ import annotations

from dataclasses import dataclass

from crimint_domain.codes import CodeLists
from crimint_domain.errors import Problem, Refused
from crimint_domain.handling import Handling

__all__ = ["ASSESSMENT_AXIS", "CURRENT_SCHEME", "LEGACY_SCHEME", "SOURCE_AXIS", "Grading", "graded", "read_typed"]

CURRENT_SCHEME = "3x5x2"
LEGACY_SCHEME = "5x5x5"
SOURCE_AXIS = "source"
ASSESSMENT_AXIS = "assessment"
_TYPED_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Grading:
    """A grade under its scheme. An axis not yet chosen is the empty string; nothing is ever preselected."""

    scheme: str
    source: str = ""
    assessment: str = ""

    def __post_init__(self) -> None:
        """Refuse a grade without its scheme."""
        if not self.scheme:
            raise Refused(Problem("grading", "A grade cannot be kept without the scheme it was given under."))

    @property
    def complete(self) -> bool:
        """Whether both axes are chosen."""
        return bool(self.source and self.assessment)

    @property
    def code(self) -> str:
        """The two axes as written, an axis not chosen shown as a dash: ``1A``, ``2–``."""
        return (self.source or "–") + (self.assessment or "–")

    def in_words(self, codes: CodeLists) -> str:
        """Say the grade in words: "reliable source, known directly to the source"."""
        if not (codes.has(self.scheme, SOURCE_AXIS) and codes.has(self.scheme, ASSESSMENT_AXIS)):
            return f"this program does not know the code list {self.scheme}"
        source = codes.find(self.scheme, SOURCE_AXIS)
        assessment = codes.find(self.scheme, ASSESSMENT_AXIS)
        first = f"{source.label(self.source)} source" if self.source else "source not chosen yet"
        second = assessment.label(self.assessment) if self.assessment else "assessment not chosen yet"
        return f"{first}, {second}".lower()


def graded(grading: Grading | None, handling: Handling | None) -> str:
    """Write grade and handling together as officers do: ``1AP``; a missing axis is a dash."""
    return (grading.code if grading else "––") + (handling.code or "–" if handling else "–")


def read_typed(typed: str, codes: CodeLists) -> tuple[Grading, str]:
    """Read a code typed in one go (``1ap``) into a grading and a handling code under the current scheme.

    Fewer characters leave the later axes open. Raises Refused naming the first character that does not fit.
    """
    text = typed.strip().upper()
    if len(text) > _TYPED_LENGTH:
        raise Refused(Problem("grading", "A code has three characters, for example 1AP."))
    chosen = ["", "", ""]
    for place, (axis, says) in enumerate(_AXES):
        if place >= len(text) or text[place] in "-–":
            continue
        allowed = codes.find(CURRENT_SCHEME, axis).values
        if text[place] not in allowed:
            raise Refused(Problem("grading", f"{says} is {_one_of(allowed)}."))
        chosen[place] = text[place]
    return Grading(CURRENT_SCHEME, chosen[0], chosen[1]), chosen[2]


_AXES = ((SOURCE_AXIS, "Source"), (ASSESSMENT_AXIS, "Assessment"), ("handling", "Handling"))


def _one_of(values: tuple[str, ...]) -> str:
    return ", ".join(values[:-1]) + f" or {values[-1]}" if len(values) > 1 else values[0]
