"""What each version of a report changed, part by part, in words: pure, from the lines the service keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from crimint_desktop.actions.history import HistoryLine
from crimint_desktop.ui.conflict.wording import is_text, name_of, value_in_words
from crimint_domain.codes import CodeLists
from crimint_domain.errors import Refused
from crimint_domain.lifecycle import SERVICE_PARTS
from crimint_domain.parts import Document, differences, get, with_parts
from crimint_domain.report import HOW_KNOWN, Report
from crimint_domain.restriction import PART as RESTRICTION
from crimint_domain.views import instant, report_from
from crimint_domain.wording import Run, changes_between, spoken_changes

__all__ = ["PartChange", "Version", "versions"]

_STEPS: Final[Mapping[str, str]] = {
    "submit": "Submitted", "withdraw": "Withdrawn", "claim": "Claimed for evaluation", "hand-over": "Handed over",
    "return": "Returned to the author", "evaluate": "Evaluated", "release": "Released", "duplicate": "Marked duplicate",
    "send-on": "Not intelligence, sent on", "reject": "Rejected", "archive": "Archived", "dispose": "Disposed",
    "restrict": "Processing restricted", "lift": "Restriction lifted",
}  # fmt: skip
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part: its name, how it was and is in words, the runs of a text, and how the whole is said.

    ``aside`` marks a value that was weighed when a conflict was settled, and not chosen; ``first`` words as they were
    written in the first version."""

    name: str
    before: str
    now: str
    runs: tuple[Run, ...] = ()
    aside: bool = False
    first: bool = False

    @property
    def spoken(self) -> str:
        """Say the change: ``Item 2: text. added: on two nights``."""
        if self.aside:
            return f"{self.name}. Set aside when settling: {self.now}"
        if self.first:
            return f"{self.name}. {self.now}"
        if self.runs:
            return f"{self.name}. {spoken_changes(self.runs)}"
        return f"{self.name}. Before: {self.before}. Now: {self.now}"


@dataclass(frozen=True, slots=True)
class Version:
    """One version: who made it and when, its step in words, why, and what it changed."""

    number: int
    at: datetime | None
    by: str
    what: str
    reason: str
    changes: tuple[PartChange, ...]


def versions(lines: Sequence[HistoryLine], codes: CodeLists) -> tuple[Version, ...]:
    """Tell the versions, newest first, each against the one before it."""
    told: list[Version] = []
    document: Document = {}
    for at, line in enumerate(sorted(lines, key=lambda each: each.version)):
        after = with_parts(document, line.parts)
        changes = _changes(document, after, codes) if document else _written(after) if at == 0 else ()
        aside = _set_aside(line.aside, after, codes)
        told.append(
            Version(
                line.version, _when(line.at), line.by, _what(line, changes, aside, first=at == 0), line.reason,
                (*changes, *aside),
            )
        )  # fmt: skip
        document = after
    return tuple(reversed(told))


def _what(
    line: HistoryLine, changes: tuple[PartChange, ...], aside: tuple[PartChange, ...], *, first: bool
) -> str:  # fmt: skip
    said = [_STEPS.get(line.step, line.step)] if line.step else []
    if first:
        said = [f"Written. {said[0]}" if said else "Written"]
    names = [each.name for each in changes if not each.first]
    if names:
        more = len(names) - _NAMED
        said.append(", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else ""))
    if aside:
        said.append("Conflict settled")
    nothing = "Nothing was changed" if line.parts else "Not open to you"
    return ". ".join(each for each in said if each) or nothing


def _written(document: Document) -> tuple[PartChange, ...]:
    """Tell the words of the first version: its title, and each item as it was written."""
    report = _report(document)
    titled = [("Title", report.title)] if report.title else []
    texts = [(name_of(f"items/{each.id}/text", report), each.text) for each in report.items if each.text]
    return tuple(PartChange(name, "", words, first=True) for name, words in (*titled, *texts))


def _changes(before: Document, now: Document, codes: CodeLists) -> tuple[PartChange, ...]:
    was, is_now = _report(before), _report(now)
    found = []
    for part, value in sorted(differences(before, now).items(), key=lambda pair: pair[0]):
        if part.partition("/")[0] in (*SERVICE_PARTS, RESTRICTION) or part.endswith("/order"):
            continue
        old = get(before, part)
        runs = changes_between(str(old or ""), str(value or "")) if is_text(part) else ()
        name = name_of(part, was if value is None and is_now.item_number(_element(part)) == 0 else is_now)
        found.append(PartChange(name, _words(part, old, codes), _words(part, value, codes), runs))
    return tuple(found)


def _element(part: str) -> str:
    steps = part.split("/")
    return steps[1] if steps[0] == "items" and len(steps) > 1 else ""


def _words(part: str, value: Any, codes: CodeLists) -> str:  # noqa: ANN401 - the value of a part is whatever stands in it
    if part == "source/how_known":
        return dict(HOW_KNOWN).get(value, "") or "Not said"
    if part == "origin/event" and isinstance(value, Mapping):
        return " to ".join(str(each)[:10] for each in (value.get("start"), value.get("end")) if each) or "Not known"
    if isinstance(value, Mapping) and "items" in part and part.count("/") == 1:
        return str(value.get("text") or "An empty item")
    try:
        return value_in_words(part, value, codes)
    except Refused as fault:
        return fault.problems[0].says


def _set_aside(aside: Mapping[str, Any], after: Document, codes: CodeLists) -> tuple[PartChange, ...]:
    report = _report(after)
    return tuple(
        PartChange(name_of(part, report), "", _words(part, value, codes), aside=True)
        for part, value in sorted(aside.items())
    )


def _report(document: Document) -> Report:
    try:
        return report_from("", document)
    except Refused:
        return Report(id="")


def _when(at: str) -> datetime | None:
    try:
        return instant(at)
    except Refused:
        return None
