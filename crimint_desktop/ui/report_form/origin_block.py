"""Origin: who reports, and when it was written, learnt and happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QLineEdit

from crimint_desktop.ui.fields import Field, line_field
from crimint_desktop.ui.report_form import moments
from crimint_desktop.ui.report_form.block import Block, FieldRow
from crimint_desktop.ui.report_form.head_blocks import show_line
from crimint_domain.report import EventTime, Report
from crimint_domain.views import instant_text

__all__ = ["END", "START", "OriginBlock"]

REPORTED, OBTAINED = "origin/reported_at", "origin/obtained_at"
START, END = "origin/event", "origin/event/end"


class OriginBlock(Block):
    """A date that cannot be read stays in its field, with the reason; the report keeps the last one that could be."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Read ``today`` and ``now`` by this clock."""
        super().__init__("Origin", identifier="form.origin")
        self._now = now
        self._event = EventTime()
        officer, self._officer = line_field(
            "Reporting officer", identifier="form.officer", changed=lambda text: self.tell("origin/officer", text)
        )
        organisation, self._organisation = line_field(
            "Organisation, if not this force", identifier="form.organisation",
            changed=lambda text: self.tell("origin/organisation", text),
        )  # fmt: skip
        self.dates: dict[str, QLineEdit] = {}
        self._shown: dict[str, datetime | None] = {}
        self.add("origin/officer", officer)
        self.add("origin/organisation", organisation)
        reported = self._date(REPORTED, "Date of report", "reported_at")
        obtained = self._date(OBTAINED, "Date obtained", "obtained_at")
        start = self._date(START, "Event, or its start", "event-start", moments.HINT)
        end = self._date(END, "Event end, if a range", "event-end", "Both empty means the time is unknown")
        for edit in (self._officer, self._organisation):
            edit.editingFinished.connect(self.left)
        self.body.addWidget(FieldRow((officer, 20), (organisation, 20)))
        self.body.addWidget(FieldRow((reported, 20), (obtained, 20)))
        self.body.addWidget(FieldRow((start, 20), (end, 20)))

    def _date(self, part: str, label: str, key: str, hint: str = "") -> Field:
        field, edit = line_field(
            label, identifier=f"form.{key}", hint=hint, changed=lambda _text: self._typed(part, finished=False)
        )
        edit.editingFinished.connect(lambda: self._typed(part, finished=True))
        self.dates[part] = edit
        return self.add(part, field)

    def fill(self, report: Report) -> None:
        """Show the report's origin; a date somebody is typing, or that cannot be read, stays as it is."""
        origin = report.origin
        show_line(self._officer, origin.officer)
        show_line(self._organisation, origin.organisation)
        self._event = origin.event
        for part, at in (
            (REPORTED, origin.reported_at), (OBTAINED, origin.obtained_at),
            (START, origin.event.start), (END, origin.event.end),
        ):  # fmt: skip
            if part not in self._shown or self._shown[part] != at:
                self._shown[part] = at
                if part not in self.faults:
                    show_line(self.dates[part], moments.in_field(at))

    def _typed(self, part: str, *, finished: bool) -> None:
        """Take a date as soon as it can be read; say that it cannot be only when somebody is done with it."""
        edit = self.dates[part]
        if not edit.isModified():
            return
        try:
            at = moments.read(edit.text(), self._now())
        except ValueError as fault:
            if finished:
                self.set_fault(part, str(fault))
            return
        self.set_fault(part, "")
        if moments.in_field(at) != moments.in_field(self._shown.get(part)):
            self._take(part, at)
        if finished:
            edit.setText(moments.in_field(at))
            self.left.emit()

    def _take(self, part: str, at: datetime | None) -> None:
        self._shown[part] = at
        if part in (START, END):
            self._event = replace(self._event, **{"start" if part == START else "end": at})
            start, end = instant_text(self._event.start), instant_text(self._event.end)
            self.tell(START, {"start": start, "end": end})
        else:
            self.tell(part, instant_text(at))
