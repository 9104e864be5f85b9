"""One item: its words, fact or assessment, its grade, and whom and what it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce, name
from crimint_desktop.ui.buttons import flat
from crimint_desktop.ui.choices import RadioButton
from crimint_desktop.ui.fields import Field
from crimint_desktop.ui.grading.control import GradingControl
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.report_form.block import Block, lock
from crimint_desktop.ui.report_form.links_pane import LinksPane
from crimint_desktop.ui.report_form.setting import FormActs, FormSetting
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.grading import CURRENT_SCHEME, graded
from crimint_domain.parts import Value
from crimint_domain.report import Item, Report
from crimint_domain.views import grading_document, handling_document

__all__ = ["ItemActs", "ItemBlock"]

LONGEST = 100_000
_BUTTONS_FROM = 34
"""Ems: a narrower item shows no buttons beside its title."""
_NATURES = (("fact", "Fact"), ("assessment", "Assessment"))


@dataclass(frozen=True, slots=True)
class ItemActs:
    """What an item asks of the form: to be moved by one place, or removed."""

    move: Callable[[str, int], object]
    remove: Callable[[str], object]


class ItemBlock(Block):
    """Everything of one item; its number may change, its id never does."""

    def __init__(  # the five things it stands on
        self, item: Item, number: int, item_acts: ItemActs, acts: FormActs, setting: FormSetting, jobs: Jobs
    ) -> None:
        """Show ``item`` as number ``number``."""
        super().__init__(f"Item {number}", identifier=f"form.item{number}")
        self.item = item
        self.number = number
        at = f"form.item{number}"
        self._up = flat(
            "Move up", lambda: item_acts.move(item.id, -1), identifier=f"{at}.up", spoken=f"Move up, item {number}"
        )
        self._down = flat(
            "Move down", lambda: item_acts.move(item.id, 1), identifier=f"{at}.down", spoken=f"Move down, item {number}"
        )
        self._remove = flat(
            "Remove", lambda: item_acts.remove(item.id), identifier=f"{at}.remove", spoken=f"Remove item {number}"
        )
        for button in (self._up, self._down, self._remove):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.add_action(button)
        self.text = TextArea(too_long=self._too_long, paste_limit=LONGEST)
        self.grading = GradingControl(setting.codes, identifier=f"{at}.grading")
        self._nature = QButtonGroup(self)
        self._natures: dict[str, RadioButton] = {}
        self.links = LinksPane(item.id, number, acts, setting, jobs)
        self._build(at)
        self._offered: dict[QWidget, bool] = {}
        self._locked = False
        self._filling = False
        self._shown = ""
        self._show(item)
        self._connect()

    def _build(self, at: str) -> None:
        nature = QHBoxLayout()
        nature.setSpacing(u(3))
        nature.addWidget(Words("This text is"))
        for value, words in _NATURES:
            radio = name(RadioButton(words), f"{self.words}: {words}", identifier=f"{at}.{value}")
            radio.clicked.connect(lambda _on=False, picked=value: self.tell(self._part("nature"), picked))
            self._nature.addButton(radio)
            self._natures[value] = radio
            nature.addWidget(radio)
        nature.addStretch(1)
        field = Field("What is known (required)", self.text, identifier=f"{at}.text")
        self.text.setAccessibleName(f"{self.words}: what is known (required)")
        # Screen readers say a label rather than the name, and it does not tell which item.
        field.label.setBuddy(None)  # type: ignore[arg-type]  # Qt takes none, its stubs do not know
        self.add(self._part("text"), field)
        self.grading.call(self.words)
        self.body.addLayout(nature)
        for widget in (field, self.grading, self.links):
            self.body.addWidget(widget)
        # After its words the keys go to the grade: the quickest way through an item.
        QWidget.setTabOrder(self.text, self.grading.code_field)

    def _connect(self) -> None:
        self.text.textChanged.connect(self._typed)
        self.text.left.connect(self.left)
        self.grading.changed.connect(self._graded)
        self.links.edited.connect(self.tell)

    def _part(self, name_of_part: str) -> str:
        return f"items/{self.item.id}/{name_of_part}"

    # showing

    def fill(self, report: Report) -> None:
        """Show the item as the report has it now."""
        item = report.item(self.item.id)
        if item is not None:
            self._show(item)
            self.links.show_mentions(tuple(each for each in report.mentions if each.item == item.id))

    def _show(self, item: Item) -> None:
        self._filling = True
        self.item = item
        # Compared with what was shown or told last, not with the field, which knows fewer kinds of line ends: what
        # nobody touched is neither rewritten nor scrolled.
        if item.text != self._shown:
            self._shown = item.text
            self.text.set_text(item.text)
        if (self.grading.grading(), self.grading.handling()) != (item.grading, item.handling):
            self.grading.set_value(item.grading, item.handling)
        for value, radio in self._natures.items():
            radio.setChecked(value == item.nature)
        self._filling = False

    def set_place(self, *, first: bool, last: bool) -> None:
        """Offer only the moves there are."""
        self._offered = {self._up: not first, self._down: not last, self._remove: not (first and last)}
        self._fit()

    def _fit(self) -> None:
        # Where there is no room the menu and its keys do the same.
        room = self.width() >= ems(_BUTTONS_FROM) and not self._locked
        for button, offered in self._offered.items():
            button.setVisible(offered and room)

    def code(self) -> str:
        """The grade as shown in the contents, or that there is none."""
        return graded(self.item.grading, self.item.handling) if self.item.grading or self.item.handling else "no grade"

    # telling

    def _typed(self) -> None:
        text = self.text.text()
        if not self._filling and text != self._shown:
            self._shown = text
            self.set_fault(self._part("text"), "")
            self.tell(self._part("text"), text)

    def _graded(self) -> None:
        if self._filling:
            return
        grading, handling = self.grading.grading(), self.grading.handling()
        parts: dict[str, Value] = {}
        if grading != self.item.grading:
            parts[self._part("grading")] = grading_document(grading)
        if handling != self.item.handling:
            parts[self._part("handling")] = handling_document(handling)
        if parts:
            # Told together: between the two the control would be shown a grade that nobody chose.
            self.edited.emit(parts)

    def _too_long(self, pasted: int, limit: int) -> None:
        says = f"Not pasted: {pasted:,} characters are too many, at most {limit:,} fit. Split it, or attach a file."
        self.set_fault(self._part("text"), says)

    # problems and focus

    def owns(self, part: str) -> bool:
        """Whether a part is edited here."""
        mentioned = part.startswith("mentions/") and part.partition("/")[2] in self.links.ids()
        return part.startswith(f"items/{self.item.id}/") or mentioned

    def target(self, part: str) -> QWidget:
        """Where a part is edited."""
        if part == self._part("handling") and self.grading.conditions.isVisibleTo(self):
            return self.grading.conditions
        if part in (self._part("grading"), self._part("handling")):
            return self.grading
        return self.links if part.startswith("mentions/") else super().target(part)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show what is missing under the text and in the grading control."""
        super().show_problems(problems)
        self.grading.show_problems(problems.get(self._part("grading"), ""), problems.get(self._part("handling"), ""))

    def focus_part(self, part: str) -> None:
        """Put the keyboard where a part is edited."""
        if self.target(part) is self.grading.conditions:
            self.grading.conditions.instructions.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif part.endswith(("/grading", "/handling")):
            self.grading.focus_problem()
        elif part.startswith("mentions/"):
            self.links.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything."""
        super().set_read_only(read_only)
        self._locked = read_only
        older = self.item.grading is not None and self.item.grading.scheme != CURRENT_SCHEME
        conditions = self.grading.conditions
        lock(self.grading.code_field, read_only or older)
        for control in (conditions.action, conditions.sanitisation, conditions.instructions):
            lock(control, read_only)
        for widget in (*self.grading.groups.values(), *self._natures.values()):
            widget.setEnabled(not read_only)
        self.links.set_read_only(read_only)
        self._fit()

    def say_moved(self) -> None:
        """Say the item's new place."""
        announce(self, f"Now item {self.number}")

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the buttons where there is room for them."""
        super().resizeEvent(event)
        self._fit()
