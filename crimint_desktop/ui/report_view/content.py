"""What a reader sees of a report: reference, title, facts, then each item with its grade, words, conditions, links."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from crimint_desktop.actions.reading import Opened
from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.buttons import flat
from crimint_desktop.ui.grading import GradeReading
from crimint_desktop.ui.icons import IconLabel
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Hairline, Words
from crimint_desktop.ui.reading import ReadingText
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_desktop.ui.report_view.facts import FactsText
from crimint_desktop.ui.report_view.files import FilesReading
from crimint_desktop.ui.report_view.tab_order import stops_in, tab_through
from crimint_desktop.ui.report_view.wording import KIND_ICONS, NATURES, conditions, facts
from crimint_domain.attachment import Attachment
from crimint_domain.mention import Mention
from crimint_domain.report import Item, Report
from crimint_domain.submission import title_for

UNTITLED = "(no title)"
_SHORT = 40
"""Characters: a name up to this long has its role beside it, a longer one beneath."""


class ItemReading(QWidget):
    """One item to read. Its words are one Tab stop, named by number, nature and grade, and described by the rest."""

    def __init__(
        self, number: int, item: Item, mentions: tuple[Mention, ...], setting: ReadingSetting, *, identifier: str
    ) -> None:
        """Show ``item`` as the item ``number`` of its report."""
        super().__init__()
        self.item = item
        self.number = number
        self.setObjectName(identifier)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(u(1.6))
        self.head = QHBoxLayout()
        self.head.setSpacing(u(2))
        self.head.addWidget(Words(f"Item {number}", role=Type.STRONG))
        nature = NATURES.get(item.nature, "")
        self.head.addWidget(Words(nature, quiet=True))
        self.head.addStretch(1)
        self.rows.addLayout(self.head)
        grade = GradeReading(setting.codes, identifier=f"{identifier}.grade")
        grade.show_grade(item.grading, item.handling)
        self.rows.addWidget(grade)
        self.text = ReadingText()
        self.text.show_words(item.text or "No text.")
        self.rows.addWidget(self.text)
        further = []
        said = conditions(item.handling, setting.codes)
        if said:
            self.rows.addWidget(_line("lock", said))
            further.append(f"Conditions: {said}")
        for mention in mentions:
            self.rows.addWidget(_mention(mention))
            further.append(_mention_spoken(mention))
        spoken = [f"Item {number}", nature, grade.accessibleName()]
        name(
            self.text, ", ".join(each for each in spoken if each), identifier=f"{identifier}.text",
            description=" ".join(further),
        )  # fmt: skip

    def stops(self) -> list[QWidget]:
        """Give the Tab stops from top to bottom: the button, the words, and what was put beneath them."""
        found = [each for each in stops_in(self) if each is not self.text]
        at_head = [each for each in found if isinstance(each, QPushButton) and each.parent() is self]
        return [*at_head, self.text, *(each for each in found if each not in at_head)]


class ReportReading(QWidget):
    """A report to read, from top to bottom; shows words only after their opening was logged by whoever hands it one."""

    def __init__(
        self, setting: ReadingSetting, *, identifier: str, full: bool = False,
        regrade: Callable[[str], object] | None = None, open_file: Callable[[Attachment], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """Show nothing yet. ``full`` gives all facts; ``regrade`` is offered at items that may be weighed again,
        ``open_file`` at the files beside the report."""
        super().__init__(parent)
        self._setting = setting
        self._identifier = identifier
        self._full = full
        self._regrade = regrade
        self._open_file = open_file
        self.files: FilesReading | None = None
        self.setObjectName(identifier)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.items: tuple[ItemReading, ...] = ()
        self.facts = FactsText(identifier=f"{identifier}.facts")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(u(4), u(3), u(4), u(4))
        self._rows.setSpacing(u(2.4))
        self._reference = Words("", self, quiet=True)
        self._version = Words("", self, quiet=True)
        self._reference.setHidden(full)
        self._version.setHidden(full)
        line = QHBoxLayout()
        line.addWidget(self._reference)
        line.addStretch(1)
        line.addWidget(self._version)
        if not full:  # the head of the page says both
            self._rows.addLayout(line)
        self._title = Words(role=Type.TITLE, wrap=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._rows.addWidget(self._title)
        self._notice = Words(role=Type.STRONG, wrap=True)
        self._rows.addWidget(self._notice)
        self._rows.addWidget(self.facts)
        self._body = QVBoxLayout()
        self._body.setSpacing(u(3))
        self._rows.addSpacing(u(0.6))
        self._rows.addLayout(self._body)
        self._rows.addStretch(1)

    def show_report(self, opened: Opened) -> None:
        """Show an opened report in place of what was shown."""
        report = opened.report
        self._reference.setText(report.reference or "No reference yet")
        self._version.setText(f"Version {opened.version}" if opened.version else "Not sent yet")
        self._title.setText(title_for(report) or UNTITLED)
        self._notice.setText(opened.read_only)
        self._notice.setVisible(bool(opened.read_only))
        shown = facts(opened, self._setting, full=self._full)
        self.facts.show_facts(shown)
        self.facts.setAccessibleName(f"{report.reference} {title_for(report)}, facts".strip())
        self._clear_items()
        self.items = tuple(
            self._item(number, item, report, opened) for number, item in enumerate(report.items, 1)
        )  # fmt: skip
        for item in self.items:
            self._body.addWidget(Hairline())
            self._body.addWidget(item)
        self._show_loose_links(report)
        self._show_files(report)
        tab_through(*self.stops())

    def stops(self) -> list[QWidget]:
        """Give the Tab stops from top to bottom."""
        files = stops_in(self.files) if self.files is not None else []
        return [self.facts, *(stop for item in self.items for stop in item.stops()), *files]

    def focus_reading(self) -> None:
        """Put the keyboard where reading starts."""
        self.facts.setFocus(Qt.FocusReason.OtherFocusReason)

    def _item(self, number: int, item: Item, report: Report, opened: Opened) -> ItemReading:
        mentions = tuple(each for each in report.mentions if each.item == item.id)
        identifier = f"{self._identifier}.item{number}"
        made = ItemReading(number, item, mentions, self._setting, identifier=identifier)
        if self._regrade is not None and opened.may_regrade:
            again = self._regrade
            made.head.addWidget(
                flat(
                    "Grade again…", lambda: again(item.id), identifier=f"{identifier}.regrade",
                    spoken=f"Grade again: item {number}",
                )
            )  # fmt: skip
        return made

    def _show_loose_links(self, report: Report) -> None:
        loose = [each for each in report.mentions if not report.item(each.item)]
        if not loose:
            return
        self._body.addWidget(Hairline())
        self._body.addWidget(Words("Named in the report as a whole", role=Type.STRONG))
        for mention in loose:
            self._body.addWidget(_mention(mention))

    def _show_files(self, report: Report) -> None:
        self.files = None
        if report.attachments:
            self.files = FilesReading(report.attachments, identifier=self._identifier, open_file=self._open_file)
            self._body.addWidget(Hairline())
            self._body.addWidget(self.files)

    def _clear_items(self) -> None:
        while self._body.count():
            taken = self._body.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()


def _line(icon: str, words: str, role: str = "") -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(u(2))
    row.addWidget(IconLabel(icon), 0, Qt.AlignmentFlag.AlignTop)
    if role and len(words) <= _SHORT:
        row.addWidget(Words(words))
        row.addWidget(Words(role, quiet=True), 1)
        return line
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(Words(words, wrap=True))
    if role:
        column.addWidget(Words(role, quiet=True))
    row.addLayout(column, 1)
    return line


def _mention(mention: Mention) -> QWidget:
    name_of_it = " ".join(mention.as_reported.split()) or "(no name)"
    return _line(KIND_ICONS.get(mention.kind, "object"), name_of_it, mention.role or mention.kind)


def _mention_spoken(mention: Mention) -> str:
    return f"{mention.kind.capitalize()}: {mention.as_reported}{', ' + mention.role if mention.role else ''}."
