"""Header, Origin and Risk: everything here is defaulted, so that five minutes at three in the morning are enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QLineEdit

from crimint_desktop.ui.fields import Entry, Field, combo_field, line_field
from crimint_desktop.ui.report_form import moments
from crimint_desktop.ui.report_form.block import Block, row_of
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.errors import Refused
from crimint_domain.marking import OFFICIAL, OFFICIAL_SENSITIVE, Marking
from crimint_domain.report import PRIORITIES, EventTime, Report
from crimint_domain.views import instant_text, marking_document

__all__ = ["HeaderBlock", "OriginBlock", "RiskBlock"]

_PRIORITY_WORDS = {"high": "High: threat to life or imminent", "medium": "Medium: time critical", "low": "Low"}


class HeaderBlock(Block):
    """Title, operation, priority, marking."""

    def __init__(self, operations: tuple[Entry, ...]) -> None:
        """Offer these operations."""
        super().__init__("Header", identifier="form.header")
        self._marking = Marking()
        title, self._title_edit = line_field(
            "Title", identifier="form.title", width=40, hint="Left empty, the first words of item 1 are used",
            changed=lambda text: self.tell("title", text),
        )  # fmt: skip
        operation, self._operation = combo_field(
            "Operation", operations, identifier="form.operation", width=13, unset="None",
            changed=lambda value: self.tell("operation", value),
        )  # fmt: skip
        priority, self._priority = combo_field(
            "Priority", tuple(Entry(each, _PRIORITY_WORDS[each]) for each in PRIORITIES), identifier="form.priority",
            width=17, changed=lambda value: self.tell("priority", value),
        )  # fmt: skip
        level, self._level = combo_field(
            "Marking", (Entry(OFFICIAL, OFFICIAL), Entry(OFFICIAL_SENSITIVE, OFFICIAL_SENSITIVE)),
            identifier="form.marking", width=13, changed=lambda _value: self._mark(),
        )  # fmt: skip
        instructions, self._instructions = line_field(
            "Handling instructions of the marking", identifier="form.marking-instructions", width=22,
            hint="Separate several with a semicolon",
        )  # fmt: skip
        self._instructions.editingFinished.connect(self._mark)
        for part, field in (
            ("title", title), ("operation", operation), ("priority", priority), ("marking", level),
        ):  # fmt: skip
            self.add(part, field)
        self._instructions_field = instructions
        self._title_edit.editingFinished.connect(self.left)
        self.body.addLayout(row_of(title))
        self.body.addLayout(row_of(operation, priority))
        self.body.addLayout(row_of(level, instructions))

    def fill(self, report: Report) -> None:
        """Show the report's header."""
        _set_line(self._title_edit, report.title)
        self._operation.set_value(report.operation)
        self._priority.set_value(report.priority)
        self._marking = report.marking
        self._level.set_value(report.marking.level)
        _set_line(self._instructions, "; ".join(report.marking.instructions))

    def _mark(self) -> None:
        words = tuple(each.strip() for each in self._instructions.text().split(";") if each.strip())
        try:
            marking = Marking(self._level.value(), words, self._marking.legacy)
        except Refused as refused:
            self._instructions_field.show_problem(refused.problems[0].says, aloud=True)
            return
        self._instructions_field.show_problem("")
        if marking != self._marking:
            self._marking = marking
            self.tell("marking", marking_document(marking))

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything."""
        super().set_read_only(read_only)
        self._instructions.setEnabled(not read_only)


class OriginBlock(Block):
    """Who reports, and when it was written, learnt and happened."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Read ``today`` and ``now`` by this clock."""
        super().__init__("Origin", identifier="form.origin")
        self._now = now
        self._event = EventTime()
        officer, self._officer = line_field(
            "Reporting officer", identifier="form.officer", width=20,
            changed=lambda text: self.tell("origin/officer", text),
        )  # fmt: skip
        organisation, self._organisation = line_field(
            "Organisation, if not this force", identifier="form.organisation", width=20,
            changed=lambda text: self.tell("origin/organisation", text),
        )  # fmt: skip
        self._dates: dict[str, tuple[Field, QLineEdit]] = {}
        reported = self._date("Date of report", "reported_at", "origin/reported_at")
        obtained = self._date("Date obtained", "obtained_at", "origin/obtained_at")
        start = self._date("Event, or its start", "event-start", "start", moments.HINT)
        end = self._date("Event end, if a range", "event-end", "end")
        self.add("origin/officer", officer)
        self.add("origin/organisation", organisation)
        self.add("origin/reported_at", reported)
        self.add("origin/obtained_at", obtained)
        self.add("origin/event", start)
        self._end_field = end
        self.body.addLayout(row_of(officer, organisation))
        self.body.addLayout(row_of(reported, obtained))
        self.body.addLayout(row_of(start, end))

    def _date(self, label: str, key: str, part: str, hint: str = "") -> Field:
        field, edit = line_field(label, identifier=f"form.{key}", width=12, hint=hint)
        edit.editingFinished.connect(lambda: self._dated(part))
        self._dates[part] = (field, edit)
        return field

    def fill(self, report: Report) -> None:
        """Show the report's origin."""
        origin = report.origin
        _set_line(self._officer, origin.officer)
        _set_line(self._organisation, origin.organisation)
        self._event = origin.event
        shown = {
            "origin/reported_at": origin.reported_at, "origin/obtained_at": origin.obtained_at,
            "start": origin.event.start, "end": origin.event.end,
        }  # fmt: skip
        for part, at in shown.items():
            _set_line(self._dates[part][1], moments.in_field(at))

    def _dated(self, part: str) -> None:
        field, edit = self._dates[part]
        try:
            at = moments.read(edit.text(), self._now())
        except ValueError as fault:
            # What was typed stays in the field until it can be read: nothing entered is ever lost.
            if field.problem != str(fault):
                field.show_problem(str(fault), aloud=True)
            return
        field.show_problem("")
        if part in ("start", "end"):
            event = replace(self._event, **{part: at})
            if event != self._event:
                self._event = event
                self.tell("origin/event", {"start": instant_text(event.start), "end": instant_text(event.end)})
        elif moments.in_field(at) != edit.property("shown"):
            edit.setProperty("shown", moments.in_field(at))
            self.tell(part, instant_text(at))

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything."""
        super().set_read_only(read_only)
        self._end_field.control.setEnabled(not read_only)


class RiskBlock(Block):
    """What could go wrong if this is used or known; optional."""

    def __init__(self) -> None:
        super().__init__("Risk", identifier="form.risk", note="Optional")
        self._areas: dict[str, TextArea] = {}
        for part, label in (
            ("risk/to_source", "Risk to the source"),
            ("risk/to_others", "Risk to others"),
            ("risk/confidential_material", "Confidential or legally privileged material"),
        ):
            area = TextArea(lines=(1, 6))
            area.textChanged.connect(lambda part=part, area=area: self._typed(part, area))
            area.left.connect(self.left)
            self._areas[part] = area
            self.body.addWidget(self.add(part, Field(label, area, identifier=f"form.{part.replace('/', '-')}")))

    def fill(self, report: Report) -> None:
        """Show the report's risks."""
        for part, text in zip(
            self._areas, (report.risk.to_source, report.risk.to_others, report.risk.confidential_material), strict=True
        ):
            blocked = self._areas[part].blockSignals(True)
            self._areas[part].set_text(text)
            self._areas[part].blockSignals(blocked)

    def _typed(self, part: str, area: TextArea) -> None:
        self.tell(part, area.text())

    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return not any(area.text().strip() for area in self._areas.values())


def _set_line(edit: QLineEdit, text: str) -> None:
    edit.setProperty("shown", text)
    if edit.text() != text:
        edit.setText(text)
