"""How a grade is put into words on the screen and aloud. Labels come from the code lists, never from here."""

from __future__ import annotations

from crimint_domain.codes import CodeLists
from crimint_domain.grading import ASSESSMENT_AXIS, CURRENT_SCHEME, LEGACY_SCHEME, SOURCE_AXIS, Grading, graded
from crimint_domain.handling import HANDLING_AXIS, Handling

NEEDED = "Conditions of sharing are needed"
JUDGE_APART = "Judge source and information apart: one must not colour the other."


def label(codes: CodeLists, scheme: str, axis: str, code: str) -> str:
    """Give the words of a code as the list has them; a scheme this program does not know is said as such."""
    if not codes.has(scheme, axis):
        return f"{code} under {scheme}"
    return codes.find(scheme, axis).label(code)


def meaning(codes: CodeLists, grading: Grading, handling: Handling) -> str:
    """Give the grade as sentences for the eye: "Untested source. Known indirectly to the source. …"."""
    source = f"{label(codes, grading.scheme, SOURCE_AXIS, grading.source)} source." if grading.source else ""
    assessment = f"{label(codes, grading.scheme, ASSESSMENT_AXIS, grading.assessment)}." if grading.assessment else ""
    sharing = f"{label(codes, handling.scheme, HANDLING_AXIS, handling.code)}." if handling.code else ""
    if not (source or assessment or sharing):
        return "Nothing chosen yet."
    return " ".join(
        (
            source or "Source not chosen yet.",
            assessment or "Assessment not chosen yet.",
            sharing or "Handling not chosen yet.",
        )
    )


def scheme_words(scheme: str) -> str:
    """Say under which scheme a grade stands, and for an older one that nobody has converted it."""
    if scheme == CURRENT_SCHEME:
        return f"{scheme}. {JUDGE_APART}"
    return f"{scheme}, not converted"


def aloud(codes: CodeLists, grading: Grading, handling: Handling) -> str:
    """Give the grade as it is spoken: "Grading 2 C C: untested source, known indirectly to the source, …"."""
    spelt = " ".join("not chosen" if mark == "–" else mark for mark in graded(grading, handling))
    words = meaning(codes, grading, handling).rstrip(".").replace(". ", ", ")
    words = words[:1].lower() + words[1:]
    for part in (ASSESSMENT_AXIS, HANDLING_AXIS):
        code = grading.assessment if part == ASSESSMENT_AXIS else handling.code
        if code:
            said = label(codes, grading.scheme if part == ASSESSMENT_AXIS else handling.scheme, part, code)
            words = words.replace(f", {said}", f", {said[:1].lower()}{said[1:]}")
    scheme = f", {scheme_words(grading.scheme)}" if grading.scheme == LEGACY_SCHEME else ""
    return f"Grading {spelt}: {words}{scheme}"
