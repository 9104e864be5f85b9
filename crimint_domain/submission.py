"""What a report needs before it can be submitted: five minutes at three in the morning must be enough.

Required are words, how it is known, and a grade and handling for each item. Everything else is defaulted. A
draft may be empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from crimint_domain.access import Principal
from crimint_domain.attachment import MOST
from crimint_domain.codes import CodeLists
from crimint_domain.errors import Problem
from crimint_domain.grading import ASSESSMENT_AXIS, SOURCE_AXIS
from crimint_domain.handling import ACTION_AXIS, HANDLING_AXIS, SANITISATION_AXIS, Handling
from crimint_domain.marking import Marking
from crimint_domain.report import Item, Origin, Report

__all__ = ["DEFAULT_INSTRUCTION", "REFERENCE_SCHEMES", "new_draft", "problems_before_submission", "title_for"]

DEFAULT_INSTRUCTION: Final = "ORGANISATIONAL USE ONLY"
REFERENCE_SCHEMES: Final = ("CAD", "Crime", "Custody", "Stop", "Body-worn video", "Intelligence report")
_TITLE_LENGTH: Final = 72
_LONGEST_ITEM: Final = 100_000


def new_draft(report_id: str, item_id: str, author: Principal, unit: str, operation: str, now: datetime) -> Report:
    """Return an empty draft of one empty item with everything defaulted that can be."""
    return Report(
        id=report_id,
        author=author.user,
        author_name=author.name,
        unit=unit,
        operation=operation,
        marking=Marking(instructions=(DEFAULT_INSTRUCTION,)),
        origin=Origin(officer=author.name, reported_at=now, obtained_at=now),
        items=(Item(item_id),),
    )


def title_for(report: Report) -> str:
    """Return the report's title, or one made of the first words of its first item that has any."""
    if report.title.strip():
        return report.title.strip()
    words = next((" ".join(item.text.split()) for item in report.items if item.text.strip()), "")
    if len(words) <= _TITLE_LENGTH:
        return words
    return words[:_TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def problems_before_submission(report: Report, codes: CodeLists) -> tuple[Problem, ...]:
    """Return what is missing or wrong, in the order of the form. Empty means the report can be submitted."""
    return tuple(_problems(report, codes))


def _problems(report: Report, codes: CodeLists) -> Iterator[Problem]:
    if not report.unit:
        yield Problem("unit", "Your unit is not known. Ask an administrator to add you to one.")
    if not report.source.how_known:
        yield Problem(
            "source/how_known", "Say how you know: I saw it, someone told me, anonymous, open source or other."
        )
    event = report.origin.event
    if event.start and event.end and event.end < event.start:
        yield Problem("origin/event", "The event ends before it starts. Change one of the two dates.")
    if not report.items:
        yield Problem("items", "A report needs at least one item. Add an item and say what is known.")
    for number, item in enumerate(report.items, 1):
        yield from _item_problems(number, item, codes)
    known_items = {item.id for item in report.items}
    for mention in report.mentions:
        if not mention.as_reported.strip():
            yield Problem(
                f"mentions/{mention.id}", "A link has no name. Write the name as reported, or remove the link."
            )
        if mention.item and mention.item not in known_items:
            yield Problem(f"mentions/{mention.id}", f"“{mention.as_reported}” belongs to an item that was removed.")
    yield from _attachment_problems(report)


def _attachment_problems(report: Report) -> Iterator[Problem]:
    if len(report.attachments) > MOST:
        yield Problem("attachments", f"A report can have at most {MOST} attachments. Put some beside another report.")
    for attachment in report.attachments:
        if attachment.is_picture and not attachment.title.strip():
            yield Problem(
                f"attachments/{attachment.id}",
                f"Say what the picture “{attachment.name}” shows, for those who cannot see it.",
            )


def _item_problems(number: int, item: Item, codes: CodeLists) -> Iterator[Problem]:
    at, name = f"items/{item.id}", f"Item {number}"
    if not item.text.strip():
        yield Problem(f"{at}/text", f"{name} has no text. Say what is known, or remove the item.")
    if len(item.text) > _LONGEST_ITEM:
        yield Problem(
            f"{at}/text",
            f"{name} is {len(item.text):,} characters long; at most {_LONGEST_ITEM:,} fit. Split it, or attach a file.",
        )
    grading = item.grading
    if not _is_graded_at_all(item):
        yield Problem(f"{at}/grading", f"{name} has no grade. Type it, for example 1AP.")
        return
    if grading is None or not grading.source:
        yield Problem(f"{at}/grading", f"{name} has no source evaluation. Choose 1, 2 or 3.")
    elif not _allows(codes, grading.scheme, SOURCE_AXIS, grading.source):
        yield Problem(f"{at}/grading", f"{name}: “{grading.source}” is not a source evaluation of {grading.scheme}.")
    if grading is None or not grading.assessment:
        yield Problem(f"{at}/grading", f"{name} has no intelligence assessment. Choose A, B, C, D or E.")
    elif not _allows(codes, grading.scheme, ASSESSMENT_AXIS, grading.assessment):
        yield Problem(f"{at}/grading", f"{name}: “{grading.assessment}” is not an assessment of {grading.scheme}.")
    if item.handling is None or not item.handling.code:
        yield Problem(f"{at}/handling", f"{name} has no handling. Choose P, or C with conditions.")
    else:
        yield from _handling_problems(name, at, item.handling, codes)


def _allows(codes: CodeLists, scheme: str, axis: str, code: str) -> bool:
    """Whether a scheme has a code; one that nobody knows has none."""
    return codes.has(scheme, axis) and codes.find(scheme, axis).find(code) is not None


def _is_graded_at_all(item: Item) -> bool:
    grading, handling = item.grading, item.handling
    graded = grading is not None and bool(grading.source or grading.assessment)
    return graded or (handling is not None and bool(handling.code))


def _handling_problems(name: str, at: str, handling: Handling, codes: CodeLists) -> Iterator[Problem]:
    if not _allows(codes, handling.scheme, HANDLING_AXIS, handling.code):
        yield Problem(f"{at}/handling", f"{name}: “{handling.code}” is not a handling code of {handling.scheme}.")
    if not handling.has_conditions:
        return
    if not handling.conditions.strip():
        yield Problem(
            f"{at}/handling",
            f"{name} is handled with conditions. Say who may have it, and what they must not do with it.",
        )
    for axis, code in ((ACTION_AXIS, handling.action), (SANITISATION_AXIS, handling.sanitisation)):
        if code and not _allows(codes, handling.scheme, axis, code):
            yield Problem(f"{at}/handling", f"{name}: “{code}” is not a code for {axis}.")
