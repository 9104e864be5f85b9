"""The grading control: code and meaning, three groups, and the conditions that C asks for, in one frame."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce, describe, name
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.columns import is_one_column
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.grading.axis import AxisGroup
from crimint_desktop.ui.grading.code_field import CodeField
from crimint_desktop.ui.grading.conditions import Conditions
from crimint_desktop.ui.grading.help import AxisHelp
from crimint_desktop.ui.grading.wording import NEEDED, aloud, meaning, scheme_words
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.panel import Panel
from crimint_desktop.ui.plain import Hairline, Words
from crimint_domain.codes import CodeLists
from crimint_domain.grading import ASSESSMENT_AXIS, CURRENT_SCHEME, SOURCE_AXIS, Grading, graded
from crimint_domain.handling import HANDLING_AXIS, WITH_CONDITIONS, Handling

_TITLES = (
    (SOURCE_AXIS, "Source evaluation"),
    (ASSESSMENT_AXIS, "Intelligence assessment"),
    (HANDLING_AXIS, "Handling"),
)
_TYPE = "Type the code, or choose"
_AS_GIVEN = "Grade as given"
_TOP_STACKS_BELOW = 30
"""Ems: a narrower control puts the meaning and the help beneath the code."""
_FIRST_COLUMN = 12
"""Ems: the code field and the first group are equally wide, so that the meaning stands above the second group."""


class GradingControl(Panel):
    """Grades one item. A grade under another scheme is shown as it is and cannot be changed here."""

    changed = Signal()
    """A person changed the grade, the handling or its conditions."""
    axis_entered = Signal(str)
    """The keyboard came to an axis (``source``, ``assessment``, ``handling``): a side pane may show its help."""

    def __init__(self, codes: CodeLists, *, identifier: str, parent: QWidget | None = None) -> None:
        """Grade with the lists of the current scheme in ``codes``; nothing is chosen."""
        super().__init__(parent)
        self._codes = codes
        self._older: tuple[Grading | None, Handling | None] | None = None
        self._axis = SOURCE_AXIS
        self._item = ""
        name(self, "Grading", identifier=identifier)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.code_field = CodeField(codes)
        self.groups = {
            axis: AxisGroup(title, codes.find(CURRENT_SCHEME, axis), identifier=f"{identifier}.{axis}")
            for axis, title in _TITLES
        }
        self.conditions = Conditions(codes, identifier=f"{identifier}.conditions")
        self.help = AxisHelp()
        self._meaning = Words(role=Type.STRONG, wrap=True)
        self._scheme_words = Words(quiet=True, wrap=True)
        self._error = ErrorLine(f"{identifier}.error")
        self._help_button: Button = flat(
            "Help with grading  F1", self.toggle_help, identifier=f"{identifier}.help", icon="info"
        )
        self._help_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._build(identifier)
        self._connect()
        self._show()

    # what a form asks of it

    def call(self, item: str) -> None:
        """Let every name say which item it belongs to, such as "Item 2 source evaluation"."""
        self._item = item
        self.setAccessibleName(f"{item} grading")
        for axis, title in _TITLES:
            self.groups[axis].setAccessibleName(f"{item} {title.casefold()}")
        self.conditions.call(item)
        # Screen readers say a label rather than the name, and it does not tell which item.
        self._code_label.setBuddy(self._code_cell)
        self._set_open(not self.code_field.isReadOnly())

    def _name_code(self, words: str) -> None:
        self._code_label.setText(words)
        spoken = f"{self._item}: {words[:1].casefold()}{words[1:]}" if self._item else words
        if self.code_field.accessibleName() != spoken:  # a new name of what has the keyboard is read again
            self.code_field.setAccessibleName(spoken)

    def grading(self) -> Grading | None:
        """Give the grade; None while neither axis is chosen."""
        if self._older is not None:
            return self._older[0]
        source, assessment = self.groups[SOURCE_AXIS].code(), self.groups[ASSESSMENT_AXIS].code()
        return Grading(CURRENT_SCHEME, source, assessment) if source or assessment else None

    def handling(self) -> Handling | None:
        """Give the handling with its conditions; None while none is chosen."""
        if self._older is not None:
            return self._older[1]
        code = self.groups[HANDLING_AXIS].code()
        if code == WITH_CONDITIONS:
            return self.conditions.handling(CURRENT_SCHEME)
        return Handling(CURRENT_SCHEME, code) if code else None

    def set_value(self, grading: Grading | None, handling: Handling | None) -> None:
        """Show a grade and handling as they are; tells nobody and says nothing."""
        scheme = next((part.scheme for part in (grading, handling) if part is not None), CURRENT_SCHEME)
        self._older = (grading, handling) if scheme != CURRENT_SCHEME else None
        if self._older is not None:
            self._show_older(grading or Grading(scheme), handling or Handling(scheme))
            return
        self.groups[SOURCE_AXIS].set_code(grading.source if grading is not None else "")
        self.groups[ASSESSMENT_AXIS].set_code(grading.assessment if grading is not None else "")
        self.groups[HANDLING_AXIS].set_code(handling.code if handling is not None else "")
        self.conditions.set_handling(handling or Handling(CURRENT_SCHEME))
        self._show()

    def show_problems(self, grading: str, handling: str = "") -> None:
        """Show what is missing, under the code and under the conditions; empty takes it away."""
        in_conditions = handling if self.conditions.isVisibleTo(self) else ""
        here = " ".join(part for part in (grading, "" if in_conditions else handling) if part)
        self._error.show_words(here)
        self.code_field.means(f"Error: {here}" if here else self._meaning.text(), wrong=bool(here))
        self.conditions.show_problem(in_conditions)

    def focus_code(self) -> None:
        """Put the keyboard into the code field, the code selected."""
        self.code_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.code_field.selectAll()

    def focus_problem(self) -> None:
        """Put the keyboard where something is missing: the instructions, or the first axis not chosen."""
        missing = next((group for group in self.groups.values() if not group.code()), None)
        if missing is None and self.conditions.isVisibleTo(self):
            self.conditions.instructions.setFocus(Qt.FocusReason.OtherFocusReason)
        elif missing is None or missing.axis == SOURCE_AXIS:
            self.focus_code()
        else:
            missing.focus()

    def toggle_help(self) -> None:
        """Show the help of the axis that has the keyboard in place, or hide it again."""
        shown = not self.help.isVisibleTo(self)
        self._help_row.setVisible(shown)
        if shown:
            self.help.show_axis(self._codes.find(CURRENT_SCHEME, self._axis))
            announce(self, self.help.text())
        else:
            announce(self, "Help closed")

    def meaning(self) -> str:
        """Give the grade in words, as shown."""
        return self._meaning.text()

    # how it is built

    def _build(self, identifier: str) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addLayout(self._top_row(identifier))
        self._choice_line = Hairline()
        whole.addWidget(self._choice_line)
        self._choices = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._choices)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(0)
        self._dividers: list[Hairline] = []
        for at, (axis, _title) in enumerate(_TITLES):
            if at:
                divider = Hairline(upright=True, faint=True)
                self._dividers.append(divider)
                self._columns.addWidget(divider)
            self._columns.addWidget(self.groups[axis], (0, 3, 2)[at])
        whole.addWidget(self._choices)
        self._help_row = QWidget()
        help_row = QVBoxLayout(self._help_row)
        help_row.setContentsMargins(0, 0, 0, 0)
        help_row.setSpacing(0)
        help_row.addWidget(Hairline(faint=True))
        help_row.addWidget(self.help)
        self._help_row.hide()
        whole.addWidget(self._help_row)
        self._condition_line = Hairline()
        whole.addWidget(self._condition_line)
        whole.addWidget(self.conditions)

    def _top_row(self, identifier: str) -> QBoxLayout:
        row = self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setContentsMargins(u(3.6), u(2), u(3), u(2))
        row.setSpacing(0)
        self._code_cell = QWidget()
        cell = QVBoxLayout(self._code_cell)
        cell.setContentsMargins(0, 0, 0, 0)
        cell.setSpacing(u(0.6))
        self._code_label = Words(_TYPE)
        self._code_label.setBuddy(self.code_field)
        name(self.code_field, _TYPE, identifier=f"{identifier}.code")
        cell.addWidget(self._code_label)
        cell.addWidget(self.code_field)
        row.addWidget(self._code_cell, 0, Qt.AlignmentFlag.AlignTop)
        words = self._top_words = QVBoxLayout()
        words.setSpacing(u(0.4))
        words.addStretch(1)
        words.addWidget(self._meaning)
        words.addWidget(self._scheme_words)
        # Loose words are read whenever the keyboard comes in: the meaning is worth that, what stands there always not.
        self._scheme_words.setBuddy(self._code_cell)
        words.addWidget(self._error)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(self._help_button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _connect(self) -> None:
        self.code_field.typed.connect(self._typed)
        self.code_field.refused.connect(self._error.show_words)
        self.code_field.entered.connect(lambda: self._entered(SOURCE_AXIS))
        self.conditions.changed.connect(self.changed)
        for group in self.groups.values():
            group.chosen.connect(lambda _code: self._chose(speak=True))
            group.entered.connect(self._entered)

    # what happens

    def _typed(self, grading: Grading, handling: str) -> None:
        self.groups[SOURCE_AXIS].set_code(grading.source)
        self.groups[ASSESSMENT_AXIS].set_code(grading.assessment)
        self.groups[HANDLING_AXIS].set_code(handling)
        self._chose(speak=self.code_field.is_complete())

    def _chose(self, *, speak: bool) -> None:
        needed_before = self.conditions.isVisibleTo(self)
        self._error.show_words("")
        self._show()
        said = [aloud(self._codes, *self._both())] if speak else []
        if self.conditions.isVisibleTo(self) and not needed_before:
            said.append(NEEDED)
        announce(self, ". ".join(said))  # at once: of two in a row some screen readers say but one
        self.changed.emit()

    def _entered(self, axis: str) -> None:
        self._axis = axis
        if self._help_row.isVisibleTo(self):
            self.help.show_axis(self._codes.find(CURRENT_SCHEME, axis))
        self.axis_entered.emit(axis)

    def _both(self) -> tuple[Grading, Handling]:
        return self.grading() or Grading(CURRENT_SCHEME), self.handling() or Handling(CURRENT_SCHEME)

    def _show(self) -> None:
        grading, handling = self._both()
        self._set_open(True)
        self.code_field.show_code(graded(grading, handling))
        self._meaning.setText(meaning(self._codes, grading, handling))
        self.code_field.means(self._meaning.text())
        self._scheme_words.setText(scheme_words(CURRENT_SCHEME))
        for shown in (self.conditions, self._condition_line):
            shown.setVisible(handling.has_conditions)

    def _show_older(self, grading: Grading, handling: Handling) -> None:
        self._set_open(False)
        self.code_field.show_code(graded(grading, handling))
        self._meaning.setText(meaning(self._codes, grading, handling))
        self._scheme_words.setText(scheme_words(grading.scheme))
        describe(self.code_field, aloud(self._codes, grading, handling))

    def _set_open(self, changeable: bool) -> None:
        self.code_field.setReadOnly(not changeable)
        self._name_code(_TYPE if changeable else _AS_GIVEN)
        for shown in (self._choices, self._choice_line, self._help_button):
            shown.setVisible(changeable)
        if not changeable:
            for hidden in (self.conditions, self._condition_line, self._help_row):
                hidden.hide()

    def _fit(self) -> None:
        """Stack the groups where the three do not fit side by side; words are never shortened."""
        first = max(ems(_FIRST_COLUMN), self.groups[SOURCE_AXIS].sizeHint().width())
        needed = first + sum(self.groups[axis].sizeHint().width() for axis, _ in _TITLES[1:]) + u(4)
        stacked = self.width() < needed or is_one_column()
        self._stack_top(self.width() < ems(_TOP_STACKS_BELOW))
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self.groups[SOURCE_AXIS].setMinimumWidth(0 if stacked else first)
        self._code_cell.setMinimumWidth(0 if stacked else max(self._code_cell.sizeHint().width(), first - u(3.6)))
        for divider in self._dividers:
            divider.set_upright(not stacked)

    def _stack_top(self, stacked: bool) -> None:
        self._top.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(u(1) if stacked else 0)
        self._top_words.setContentsMargins(0 if stacked else u(3.6), 0, u(3), 0)
        beside = Qt.AlignmentFlag.AlignLeft if stacked else Qt.AlignmentFlag.AlignVCenter
        self._top.setAlignment(self._help_button, beside)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack or unstack."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_dividers"):
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as one column needs."""
        widest = max(group.minimumSizeHint().width() for group in self.groups.values())
        return QSize(widest + u(2), super().minimumSizeHint().height())
