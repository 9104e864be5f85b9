"""Defects, each planted alone into a window without a fault, and the rule that must find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QModelIndex, QRect, Qt
from PySide6.QtGui import QAction, QColor, QIntValidator, QKeySequence, QPalette, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QToolBar,
    QToolButton,
    QWidget,
)

from tests.accessibility.sample_window import Sample, an_icon


@dataclass(frozen=True, slots=True)
class Planted:
    """``plant`` spoils the sample before it is shown; ``rule`` is the finding that must come of it."""

    what: str
    rule: str
    plant: Callable[[Sample], object]


def _row_cell(sample: Sample, role: Qt.ItemDataRole, value: object, shown: str | None = None) -> None:
    index = sample.model.index(1, 2, QModelIndex())  # a row that is not selected
    sample.model.setData(index, value, role)
    if shown is not None:
        sample.model.setData(index, shown, Qt.ItemDataRole.DisplayRole)


def _tool_bar(sample: Sample) -> None:
    bar = QToolBar("Tools", sample.window)
    button = QToolButton(bar)
    button.setText("Print")
    button.setAccessibleIdentifier("tools.print")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    bar.addWidget(button)
    sample.column.insertWidget(0, bar)


def _mouse_only(sample: Sample) -> None:
    button = QPushButton("Print")
    button.setMinimumHeight(26)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    sample.column.addWidget(button)


def _beside(sample: Sample) -> None:
    row = QHBoxLayout()
    field = QLineEdit()
    field.setMinimumHeight(26)
    field.setAccessibleIdentifier("beside")
    label = QLabel("Operation")
    label.setBuddy(field)
    row.addWidget(label)
    row.addWidget(field)
    sample.column.addLayout(row)


def _unknown_widget(sample: Sample) -> None:
    painted = QWidget()
    painted.setMinimumHeight(26)
    painted.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    painted.setAccessibleName("Chart of links")
    painted.setAccessibleIdentifier("chart")
    sample.column.addWidget(painted)


def _swapped_order(sample: Sample) -> None:
    QWidget.setTabOrder(sample.discard, sample.save)
    QWidget.setTabOrder(sample.reports, sample.discard)


def _back_in_a_row(sample: Sample) -> None:
    row = QHBoxLayout()
    one, two = QPushButton("Print"), QPushButton("Copy")
    for number, button in enumerate((two, one)):
        button.setMinimumHeight(26)
        button.setAccessibleIdentifier(f"row.{number}")
    two.setParent(sample.window)
    row.addWidget(one)
    row.addWidget(two)
    sample.column.addLayout(row)
    QWidget.setTabOrder(sample.discard, two)
    QWidget.setTabOrder(two, one)


def _covered(sample: Sample) -> None:
    cover = QLabel("One moment", sample.window)
    cover.setAutoFillBackground(True)
    cover.setGeometry(QRect(0, 520, 420, 100))
    cover.raise_()


def _two_shortcuts(sample: Sample) -> None:
    for text in ("Save", "Send"):
        action = QAction(text, sample.window)
        action.setShortcut(QKeySequence("Ctrl+S"))
        sample.window.addAction(action)


def _shortcut_twice(sample: Sample) -> None:
    QShortcut(QKeySequence("F8"), sample.window)
    QShortcut(QKeySequence("F8"), sample.window)


def _number_field(sample: Sample) -> None:
    sample.name.setValidator(QIntValidator(1, 3, sample.name))
    sample.name.setText("9")


def _picture(sample: Sample) -> None:
    label = QLabel()
    pixmap = QPixmap(16, 16)
    pixmap.fill(Qt.GlobalColor.black)
    label.setPixmap(pixmap)
    sample.column.addWidget(label)


def _icon_only(sample: Sample) -> None:
    sample.save.setText("")
    sample.save.setIcon(an_icon())


def _coloured(widget: QWidget, role: QPalette.ColorRole, rgb: int) -> None:
    palette = widget.palette()
    palette.setColor(role, QColor.fromRgb(rgb))
    widget.setPalette(palette)


def _unlabelled(sample: Sample) -> None:
    sample.label.setBuddy(sample.unit)
    sample.unit_label.setBuddy(sample.name)
    sample.unit_label.setParent(None)


def _over(sample: Sample) -> None:
    for number in range(2):
        button = QPushButton(f"Over {number}", sample.window)
        button.setGeometry(QRect(300, 10 + number * 8, 90, 26))


def _no_ring(sample: Sample) -> None:
    area = QPlainTextEdit("Seen at eleven.")
    area.setTabChangesFocus(True)
    area.setAccessibleName("More text")
    area.setAccessibleIdentifier("more")
    sample.column.addWidget(area)


def _same_rows(sample: Sample) -> None:
    for column in range(3):
        first = sample.model.index(0, column, QModelIndex()).data()
        sample.model.setData(sample.model.index(1, column, QModelIndex()), first)


def _tipped(sample: Sample) -> None:
    sample.hint.setToolTip("Saved on this device only")


def _explained(sample: Sample) -> None:
    sample.name.setWhatsThis("Name.")


def _button_in_button(sample: Sample, words: str) -> None:
    inner = QPushButton(words, sample.save)
    inner.setAccessibleIdentifier("inner")
    inner.resize(500, 60)


def _stuck_bar(sample: Sample) -> None:
    bar = QProgressBar()
    bar.setRange(4, 4)
    bar.setAccessibleName("Records read")
    sample.column.addWidget(bar)


def _both_chosen(sample: Sample) -> None:
    for radio in (sample.fact, sample.assessment):
        radio.setAutoExclusive(False)
        radio.setChecked(True)


def _menu(sample: Sample, *entries: str) -> None:
    bar = QMenuBar()
    menu = bar.addMenu("&Tools")
    for entry in entries:
        menu.addAction(entry)
    sample.column.insertWidget(0, bar)


class _OneWay(QLineEdit):
    """Tab leaves it, Shift+Tab does not."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on only."""
        return super().focusNextPrevChild(forward) if forward else True


def _one_way(sample: Sample) -> None:
    field = _OneWay("Van")
    field.setMinimumHeight(26)
    field.setAccessibleName("Nickname")
    field.setAccessibleIdentifier("nickname")
    sample.column.addWidget(field)


def _faint_icon(sample: Sample) -> None:
    pixmap = QPixmap(16, 16)
    pixmap.fill(QColor.fromRgb(0xCCCCCC))
    sample.save.setIcon(pixmap)


def _placeholder_only(sample: Sample) -> None:
    sample.label.setBuddy(sample.window)
    sample.name.setPlaceholderText("Name")


def _sticks_out(sample: Sample) -> None:
    sample.discard.setMinimumWidth(700)
    sample.window.setFixedWidth(420)


Ink = QPalette.ColorRole

AUDITED = (
    Planted("a field whose label is nobody's", "name-missing", _unlabelled),
    Planted("an icon-only button without a name", "name-missing", _icon_only),
    Planted("a name of white space", "name-missing", lambda s: s.reports.setAccessibleName("  ")),
    Planted("a combo box that only Linux would name", "name-missing", lambda s: s.unit_label.setBuddy(s.window)),
    Planted("a name of 600 letters", "name-too-long", lambda s: s.reports.setAccessibleName("Reports " * 75)),
    Planted("a name in a private font", "name-private-characters", lambda s: s.discard.setText("Discard \ue001")),
    Planted("a name that says the type", "name-says-type", lambda s: s.reports.setAccessibleName("Reports table")),
    Planted("a name that is a class", "name-not-informative", lambda s: s.reports.setAccessibleName("QTableView")),
    Planted("a tool tip that says the name", "description-repeats-name", lambda s: s.save.setToolTip("Save")),
    Planted("two neighbours of one name", "name-not-unique", lambda s: s.discard.setText("Save")),
    Planted("a name that is not the visible word", "label-in-name", lambda s: s.save.setAccessibleName("Store")),
    Planted("a control without an identifier", "identifier-missing", lambda s: s.save.setAccessibleIdentifier("")),
    Planted("one identifier twice", "identifier-not-unique", lambda s: s.save.setAccessibleIdentifier("sample.0")),
    Planted("a window without a title", "window-title-missing", lambda s: s.window.setWindowTitle("")),
    Planted("a focusable widget of no kind", "role-missing", _unknown_widget),
    Planted("a button only for the mouse", "no-key-reaches", _mouse_only),
    Planted("a tool button as a Tab stop", "tool-button-takes-focus", _tool_bar),
    Planted("a label beside its field", "label-not-above", _beside),
    Planted("a label far above its field", "label-far-away", lambda s: s.column.insertSpacing(1, 60)),
    Planted("a placeholder for a label", "placeholder-as-label",
            _placeholder_only),
    Planted("a star for 'required'", "required-by-sign", lambda s: s.label.setText("&Name *")),
    Planted("required, but only marked", "required-not-in-words", lambda s: s.name.setProperty("required", True)),
    Planted("wrong, but only in red", "problem-not-in-words", lambda s: s.name.setProperty("problem", "No such name.")),
    Planted("a refused text without a word", "problem-not-in-words", _number_field),
    Planted("a picture without words", "picture-without-words", _picture),
    Planted("a control without a size", "size-zero", lambda s: s.save.setFixedHeight(2)),
    Planted("a button of 18 px", "target-small", lambda s: s.save.setFixedHeight(18)),
    Planted("a control that sticks out", "outside-parent", _sticks_out),
    Planted("a Tab stop under a cover", "focus-unseen", _covered),
    Planted("a label cut off", "text-clipped", lambda s: s.hint.setFixedWidth(40)),
    Planted("a header cut off", "text-clipped",
            lambda s: s.model.setHeaderData(1, Qt.Orientation.Horizontal, "Title as it was written " * 3)),
    Planted("two controls on each other", "overlap", _over),
    Planted("one Alt key twice", "mnemonic-not-unique", lambda s: s.discard.setText("Di&scard")),
    Planted("one shortcut twice", "shortcut-not-unique", _two_shortcuts),
    Planted("one jump key twice", "shortcut-not-unique", _shortcut_twice),
    Planted("a column without a header", "header-missing",
            lambda s: s.model.setHeaderData(1, Qt.Orientation.Horizontal, "")),
    Planted("a view without a current item", "no-current-item", lambda s: s.reports.setCurrentIndex(QModelIndex())),
    Planted("a cell that is only an icon", "cell-without-words",
            lambda s: _row_cell(s, Qt.ItemDataRole.DecorationRole, an_icon(), shown="")),
    Planted("a cell that speaks an empty text", "cell-without-words",
            lambda s: _row_cell(s, Qt.ItemDataRole.AccessibleTextRole, "")),
    Planted("a help text that is the name", "help-repeats", _explained),
    Planted("a tip with words of its own", "hover-only", _tipped),
    Planted("a button in a button of the same name", "name-of-parent", lambda s: _button_in_button(s, "&Save")),
    Planted("a button over the whole of another", "covers-its-owner", lambda s: _button_in_button(s, "Print")),
    Planted("a German window of English words", "language-not-told",
            lambda s: s.window.setLocale(QLocale(QLocale.Language.German))),
    Planted("progress that cannot move", "range-wrong", _stuck_bar),
    Planted("two of one choice", "choice-not-single", _both_chosen),
    Planted("two entries of one letter", "menu-letter-not-unique", lambda s: _menu(s, "&Print", "&Pause")),
    Planted("an entry of no words", "menu-entry-without-words", lambda s: _menu(s, "&Print", "")),
    Planted("a key in no list", "shortcut-unlisted", lambda s: QShortcut(QKeySequence("Ctrl+F12"), s.window)),
    Planted("a key of the magnifier", "shortcut-taken", lambda s: QShortcut(QKeySequence("Ctrl+Alt+I"), s.window)),
    Planted("a letter that works anywhere", "single-key", lambda s: QShortcut(QKeySequence("J"), s.window)),
    Planted("rows to be dragged", "drag-only", lambda s: s.reports.setDragEnabled(True)),
    Planted("a row that is only red", "mark-unsaid",
            lambda s: _row_cell(s, Qt.ItemDataRole.ForegroundRole, QColor.fromRgb(0x990000))),
    Planted("two rows that sound the same", "rows-alike", _same_rows),
    Planted("a table that keeps Tab", "table-keeps-tab", lambda s: s.reports.setTabKeyNavigation(True)),
)  # fmt: skip

WALKED = (
    Planted("a text area that swallows Tab", "tab-trap", lambda s: s.text.setTabChangesFocus(False)),
    Planted("a swapped Tab order", "tab-order", _swapped_order),
    Planted("a Tab order from right to left", "tab-order", _back_in_a_row),
    Planted("a field that Shift+Tab does not leave", "tab-back", _one_way),
    Planted("a text area with nothing but a caret", "focus-not-visible", _no_ring),
)  # fmt: skip

PAINTED = (
    Planted("a 6:1 grey", "text-contrast", lambda s: _coloured(s.label, Ink.WindowText, 0x5A5A5A)),
    Planted("a hint of 4:1", "quiet-text-contrast", lambda s: _coloured(s.hint, Ink.PlaceholderText, 0x7A7A7A)),
    Planted("a pale button text", "text-contrast", lambda s: _coloured(s.save, Ink.ButtonText, 0x777777)),
    Planted("a pale text in a field", "text-contrast", lambda s: _coloured(s.name, Ink.Text, 0x777777)),
    Planted("a pale cell", "text-contrast",
            lambda s: _row_cell(s, Qt.ItemDataRole.ForegroundRole, QColor.fromRgb(0x888888))),
    Planted("an outline of 2:1", "outline-contrast", lambda s: _coloured(s.unit, Ink.Dark, 0xAAAAAA)),
    Planted("a faint icon", "icon-contrast", _faint_icon),
)  # fmt: skip
