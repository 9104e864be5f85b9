"""Header and Risk: what can be defaulted is, so that five minutes at three in the morning are enough."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtWidgets import QLineEdit

from crimint_desktop.ui.fields import Entry, Field, combo_field, line_field
from crimint_desktop.ui.report_form.block import Block, FieldRow
from crimint_desktop.ui.spelling.prose import mark_prose
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.errors import Refused
from crimint_domain.marking import OFFICIAL, OFFICIAL_SENSITIVE, Marking
from crimint_domain.report import PRIORITIES, Report
from crimint_domain.views import marking_document

__all__ = ["HeaderBlock", "RiskBlock", "show_line"]

INSTRUCTIONS = "marking/instructions"
_PRIORITY_WORDS = MappingProxyType(
    {"high": "High: threat to life or imminent", "medium": "Medium: time critical", "low": "Low"}
)


class HeaderBlock(Block):
    """Title, operation, priority, marking."""

    def __init__(self, operations: tuple[Entry, ...]) -> None:
        """Offer these operations."""
        super().__init__("Header", identifier="form.header")
        self._marking = Marking()
        title, self._title_edit = line_field(
            "Title", identifier="form.title", hint="Left empty, the first words of item 1 are used",
            changed=lambda text: self.tell("title", text),
        )  # fmt: skip
        mark_prose(self._title_edit)
        operation, self._operation = combo_field(
            "Operation", operations, identifier="form.operation", unset="None",
            changed=lambda value: self.tell("operation", value),
        )  # fmt: skip
        priority, self._priority = combo_field(
            "Priority", tuple(Entry(each, _PRIORITY_WORDS[each]) for each in PRIORITIES), identifier="form.priority",
            changed=lambda value: self.tell("priority", value),
        )  # fmt: skip
        level, self._level = combo_field(
            "Marking", (Entry(OFFICIAL, OFFICIAL), Entry(OFFICIAL_SENSITIVE, OFFICIAL_SENSITIVE)),
            identifier="form.marking", changed=lambda _value: self._mark(aloud=True),
        )  # fmt: skip
        instructions, self.instructions = line_field(
            "Handling instructions of the marking", identifier="form.marking-instructions",
            hint="Separate several with a semicolon", changed=lambda _text: self._mark(aloud=False),
        )  # fmt: skip
        self.instructions.editingFinished.connect(lambda: self._mark(aloud=True))
        for part, field in (
            ("title", title), ("operation", operation), ("priority", priority), ("marking", level),
            (INSTRUCTIONS, instructions),
        ):  # fmt: skip
            self.add(part, field)
        self._title_edit.editingFinished.connect(self.left)
        self.body.addWidget(FieldRow((title, 40)))
        self.body.addWidget(FieldRow((operation, 13), (priority, 17)))
        self.body.addWidget(FieldRow((level, 13), (instructions, 22)))

    def fill(self, report: Report) -> None:
        """Show the report's header; handling instructions that were refused stay as they were typed."""
        show_line(self._title_edit, report.title)
        self._operation.set_value(report.operation)
        self._priority.set_value(report.priority)
        self._level.set_value(report.marking.level)
        if report.marking != self._marking and INSTRUCTIONS not in self.faults:
            show_line(self.instructions, "; ".join(report.marking.instructions))
        self._marking = report.marking

    def _mark(self, *, aloud: bool) -> None:
        """Take the marking. While somebody types, a word may be half of an allowed one: it is refused on leaving."""
        words = tuple(each.strip() for each in self.instructions.text().split(";") if each.strip())
        try:
            marking = Marking(self._level.value(), words, self._marking.legacy)
        except Refused as refused:
            if aloud:
                self.set_fault(INSTRUCTIONS, refused.problems[0].says)
            return
        self.set_fault(INSTRUCTIONS, "")
        if marking != self._marking:
            self._marking = marking
            self.tell("marking", marking_document(marking))


class RiskBlock(Block):
    """What could go wrong if this is used or known; optional."""

    def __init__(self) -> None:
        super().__init__("Risk", identifier="form.risk", note="Optional")
        self._areas: dict[str, TextArea] = {}
        self._shown: dict[str, str] = {}
        for part, label in (
            ("risk/to_source", "Risk to the source"),
            ("risk/to_others", "Risk to others"),
            ("risk/confidential_material", "Confidential or legally privileged material"),
        ):
            area = TextArea(lines=(1, 6))
            area.textChanged.connect(lambda part=part: self._typed(part))
            area.left.connect(self.left)
            self._areas[part] = area
            field = self.add(part, Field(label, area, identifier=f"form.{part.replace('/', '-')}"))
            field.label.setWordWrap(True)
            self.body.addWidget(field)

    def fill(self, report: Report) -> None:
        """Show the report's risks."""
        risk = report.risk
        for part, text in zip(self._areas, (risk.to_source, risk.to_others, risk.confidential_material), strict=True):
            if self._shown.get(part) != text:
                blocked = self._areas[part].blockSignals(True)
                self._areas[part].set_text(text)
                self._areas[part].blockSignals(blocked)
                self._shown[part] = text

    def _typed(self, part: str) -> None:
        text = self._areas[part].text()
        if text != self._shown.get(part):
            self._shown[part] = text
            self.tell(part, text)

    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return not any(text.strip() for text in self._shown.values())


def show_line(edit: QLineEdit, text: str) -> None:
    """Show words in a line; the caret stays where it is if they are there already."""
    if edit.text() != text:
        edit.setText(text)
