"""How a report's facts are put into words: its state, its dates, who and what it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crimint_desktop.actions.reading import Opened
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_domain.codes import CodeLists
from crimint_domain.handling import ACTION_AXIS, SANITISATION_AXIS, Handling
from crimint_domain.marking import Marking
from crimint_domain.report import HOW_KNOWN, EventTime, Report, State

__all__ = [
    "KIND_ICONS", "NATURES", "PRIORITY_WORDS", "STATE_WORDS", "Fact", "conditions", "day", "event_words", "facts",
    "logged_words", "moment", "state_of", "state_sentence",
]  # fmt: skip

STATE_WORDS: Final[Mapping[State, str]] = {
    "draft": "Draft", "submitted": "Submitted", "returned": "Returned", "evaluated": "Evaluated",
    "released": "Released", "archived": "Archived", "disposed": "Disposed", "withdrawn": "Withdrawn",
    "duplicate": "Duplicate", "not-intelligence": "Not intelligence", "rejected": "Rejected",
}  # fmt: skip
PRIORITY_WORDS: Final[Mapping[str, str]] = {"high": "High", "medium": "Medium", "low": "Low"}
NATURES: Final[Mapping[str, str]] = {"fact": "Fact", "assessment": "Assessment"}
KIND_ICONS: Final[Mapping[str, str]] = {
    "person": "person", "vehicle": "vehicle", "location": "place", "organisation": "organisation",
    "communication": "phone", "object": "object",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the facts: its name and its words."""

    name: str
    words: str


def day(at: datetime) -> str:
    """Say a local day: ``20 Nov 2026``."""
    return f"{at.day} {at:%b %Y}"


def moment(at: datetime) -> str:
    """Say a local moment: ``20 Nov 2026 14:32``; the time is left out at midnight."""
    return f"{day(at)} {at:%H:%M}" if at.hour or at.minute else day(at)


def event_words(event: EventTime, setting: ReadingSetting) -> str:
    """Say when it happened: a moment, a range, or that it is not known."""
    if event.start is None:
        return "Not known"
    start = setting.local(event.start)
    if event.end is None:
        return moment(start)
    end = setting.local(event.end)
    if start.date() == end.date():
        return f"{day(start)}, {start:%H:%M} to {end:%H:%M}"
    if not (start.hour or start.minute or end.hour or end.minute) and start.year == end.year:
        first = f"{start.day}" if start.month == end.month else f"{start.day} {start:%b}"
        return f"Between {first} and {day(end)}"
    return f"Between {moment(start)} and {moment(end)}"


def state_of(state: State, *, unsent: bool, in_conflict: bool, legacy: bool) -> tuple[str, str, str]:
    """Give a state as its words, its icon (only for the unusual) and how it is spoken."""
    word = STATE_WORDS.get(state, str(state))
    if in_conflict:
        return "In conflict", "conflicts", f"{word}, in conflict"
    if unsent:
        return f"{word}, unsent", "clock", f"{word}, waiting to be sent"
    if state == "returned":
        return word, "arrow-left", word
    if legacy:
        return f"{word}, legacy", "history", f"{word}, legacy record"
    return word, "check" if state == "evaluated" else "", word


def state_sentence(opened: Opened) -> str:
    """Say the state of an opened report in full."""
    words = [STATE_WORDS.get(opened.report.state, str(opened.report.state))]
    if opened.report.claimed_by and opened.report.state == "submitted":
        words.append("claimed for evaluation")
    if opened.unsent:
        words.append("waiting to be sent")
    if opened.in_conflict:
        words.append("in conflict: two people changed the same part")
    if opened.report.legacy:
        words.append("legacy record, read only")
    return ", ".join(words)


def _marking_words(marking: Marking) -> str:
    return f"{marking.text} (as first marked: {marking.legacy})" if marking.legacy else marking.text


def facts(opened: Opened, setting: ReadingSetting, *, full: bool) -> tuple[Fact, ...]:
    """Give the facts that stand above the items; the full view has more of them. Empty ones are left out."""
    found = (*_facts(opened, setting), *(_further(opened, setting) if full else ()))
    return tuple(Fact(name, words) for name, words in found if words)


def _facts(opened: Opened, setting: ReadingSetting) -> Iterator[tuple[str, str]]:
    report = opened.report
    yield "Restricted", _restricted(report, setting)
    yield "State", state_sentence(opened)
    yield "Priority", PRIORITY_WORDS.get(report.priority, report.priority)
    yield "Event", event_words(report.origin.event, setting)
    by = report.origin.officer or report.author_name
    place = report.origin.organisation or setting.unit_name(report.unit)
    yield "Reported by", ", ".join(each for each in (by, place) if each)
    yield "Source", _source_words(report)
    yield "Operation", report.operation
    if report.marking.legacy:
        yield "Marking", _marking_words(report.marking)


def _restricted(report: Report, setting: ReadingSetting) -> str:
    why = report.restriction
    if why is None:
        return ""
    known = setting.codes.has("restriction", "ground")
    label = setting.codes.find("restriction", "ground").label(why.ground) if known else ""
    since = f"Since {day(setting.local(why.since))}" if why.since is not None else ""
    ground = " ".join(each for each in (why.ground, label) if each)
    return ". ".join(each for each in (f"{since}: {ground}".removeprefix(": "), why.words) if each)


def _source_words(report: Report) -> str:
    how = dict(HOW_KNOWN).get(report.source.how_known, "") if report.source.how_known else ""
    isr = f"{report.source.isr} (reference only)" if report.source.isr else ""
    return ". ".join(each for each in (how, isr, report.source.note) if each)


def _further(opened: Opened, setting: ReadingSetting) -> Iterator[tuple[str, str]]:
    report = opened.report
    for name, at in (("Date of report", report.origin.reported_at), ("Obtained", report.origin.obtained_at)):
        yield name, moment(setting.local(at)) if at else ""
    yield "References", ", ".join(f"{each.scheme} {each.number}" for each in report.references)
    if not report.marking.legacy:
        yield "Marking", report.marking.text
    yield "Risk to source", report.risk.to_source
    yield "Risk to others", report.risk.to_others
    yield "Confidential", report.risk.confidential_material


def conditions(handling: Handling | None, codes: CodeLists) -> str:
    """Say the conditions under which an item may be shared; empty where there are none."""
    if handling is None or not handling.has_conditions:
        return ""
    named = [
        f"{code} {codes.find(handling.scheme, axis).label(code).lower()}" if codes.has(handling.scheme, axis) else code
        for axis, code in ((ACTION_AXIS, handling.action), (SANITISATION_AXIS, handling.sanitisation))
        if code
    ]
    says = handling.conditions.strip()
    return ". ".join(each.rstrip(".") for each in (", ".join(named), says) if each) + "." if named or says else ""


def logged_words(opened: Opened, setting: ReadingSetting) -> str:
    """Say under which reason a report was opened and when that was logged."""
    reason = setting.reason_words(opened.reason)
    why = f"Opened for {reason}." if reason else "Opened without a reason."
    return f"{why} Logged {setting.local(opened.logged_at):%H:%M}."
