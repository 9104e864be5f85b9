"""How a grade is put into words on the screen and aloud. Labels come from the code lists, never from here."""

from __future__ import annotations

from crimint_domain.codes import CodeLists
from crimint_domain.grading import ASSESSMENT_AXIS, CURRENT_SCHEME, SOURCE_AXIS, Grading, graded
from crimint_domain.handling import HANDLING_AXIS, Handling

NEEDED = "Conditions of sharing are needed"
JUDGE_APART = "Judge source and information apart: one must not colour the other."


def label(codes: CodeLists, scheme: str, axis: str, code: str) -> str:
    """Give the words of a code as the list has them; a scheme this program does not know is said as such."""
    if not codes.has(scheme, axis):
        return f"Unknown code {code} of {scheme}"
    found = codes.find(scheme, axis).label(code)
    return found[:1].upper() + found[1:]


def _phrases(codes: CodeLists, grading: Grading, handling: Handling) -> tuple[str, str, str]:
    source = label(codes, grading.scheme, SOURCE_AXIS, grading.source) if grading.source else ""
    if source and codes.has(grading.scheme, SOURCE_AXIS):
        source = f"{source} source"
    assessment = label(codes, grading.scheme, ASSESSMENT_AXIS, grading.assessment) if grading.assessment else ""
    sharing = label(codes, handling.scheme, HANDLING_AXIS, handling.code) if handling.code else ""
    return (
        source or "Source not chosen yet",
        assessment or "Assessment not chosen yet",
        sharing or "Handling not chosen yet",
    )


def meaning(codes: CodeLists, grading: Grading, handling: Handling) -> str:
    """Give the grade as sentences for the eye: "Untested source. Known indirectly to the source. …"."""
    if not (grading.source or grading.assessment or handling.code):
        return "Nothing chosen yet."
    return " ".join(f"{phrase.rstrip('.')}." for phrase in _phrases(codes, grading, handling))


def scheme_words(scheme: str) -> str:
    """Say under which scheme a grade stands, and for an older one that nobody has converted it."""
    if scheme == CURRENT_SCHEME:
        return f"{scheme}. {JUDGE_APART}"
    return f"{scheme}, not converted"


def aloud(codes: CodeLists, grading: Grading, handling: Handling) -> str:
    """Give the grade as it is spoken: "Grading 2 C C: untested source, known indirectly to the source, …"."""
    spelt = " ".join("not chosen" if mark == "–" else mark for mark in graded(grading, handling))
    words = ", ".join(f"{phrase[:1].lower()}{phrase[1:]}" for phrase in _phrases(codes, grading, handling))
    scheme = "" if grading.scheme == CURRENT_SCHEME else f", {scheme_words(grading.scheme)}"
    return f"Grading {spelt}: {words}{scheme}"
