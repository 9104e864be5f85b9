"""Defects of keys, focus and the order of Tab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QTextEdit, QWidget

from accessibility.planted.defect import Defect, Spoil, change, patched, the
from crimint_desktop.ui.explain.window import ExplainWindow
from crimint_desktop.ui.focus_ring import FocusRing
from crimint_desktop.ui.page import first_focusable
from crimint_desktop.ui.plain import Choice
from crimint_desktop.ui.report_form import asking
from crimint_desktop.ui.tables import Table
from crimint_desktop.ui.text_area import TextArea


def _swapped(window: QWidget) -> None:
    old, new = (the(window, f"settings.passphrase.{which}", QWidget) for which in ("old", "new"))
    QWidget.setTabOrder(new, old)
    QWidget.setTabOrder(the(window, "settings.lock-after", QWidget), new)


def _key(keys: str) -> Spoil:
    return lambda window: QShortcut(QKeySequence(keys), window)


class _OneWay(QObject):
    """Keeps whoever presses Shift+Tab."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow Shift+Tab."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Backtab:
            return True
        return super().eventFilter(watched, event)


def _second_entry(window: QWidget) -> None:
    menu = window.findChild(QMenu)
    assert isinstance(menu, QMenu)
    menu.addAction("&Nothing")


def _caret_elsewhere(area: TextArea, asked: Qt.InputMethodQuery) -> object:
    if asked == Qt.InputMethodQuery.ImCursorRectangle:
        return QRect(0, 5_000, 1, 12)
    return QTextEdit.inputMethodQuery(area, asked)


def _over(button: QWidget) -> None:
    notice = QWidget(button.window())
    notice.setAutoFillBackground(True)
    notice.setGeometry(button.window().rect())
    notice.show()
    notice.raise_()


def _later(does: Callable[[QWidget], object]) -> Spoil:
    """Do this to the window after any of its buttons was pressed."""

    def spoil(window: QWidget) -> None:
        for button in window.findChildren(QPushButton):
            button.clicked.connect(lambda _on=False: QTimer.singleShot(0, window, lambda: does(window)))

    return spoil


def _nowhere(_window: QWidget) -> None:
    now = QApplication.focusWidget()
    if now is not None:
        now.clearFocus()


def _elsewhere(explanation: ExplainWindow) -> None:
    """Say it, and give the keyboard to the first field of the window behind once it is closed."""
    behind = explanation.parentWidget()
    first = first_focusable(behind) if behind is not None else None
    if first is not None:
        explanation.finished.connect(lambda _code: QTimer.singleShot(0, first, first.setFocus))


def _unmoved(_table: Table, *_given: object) -> None:
    """Take the arrows and tell nobody."""


def _same_letter(window: QWidget) -> None:
    the(window, "lock.unlock", QPushButton).setText("&Unlock")
    the(window, "lock.sign-out", QPushButton).setText("Sign o&ut")


KEYBOARD = (
    Defect("swapped-tab-order", "the new passphrase comes before the old one", "Settings: something kept",
           "walk", "tab-order", _swapped),
    Defect("keyboard-trap", "Tab writes a tab into the words of an item and never leaves", "Report form: empty",
           "walk", "tab-trap", change("form.item1.text", lambda area: area.setTabChangesFocus(False))),
    Defect("no-way-back", "Shift+Tab does not leave the passphrase", "Lock: waiting", "walk", "tab-back",
           change("lock.passphrase", lambda field: field.installEventFilter(_OneWay(field)))),
    Defect("no-focus-ring", "nothing marks the button that has the keyboard", "Lock: waiting",
           "walk", "focus-not-visible", patch=patched(FocusRing, "_move", lambda *_given: None)),
    Defect("caret-elsewhere", "the rectangle of the caret, which a magnifier follows, is not where the caret is",
           "Report form: empty", "magnifier", "magnifier-loses-focus",
           patch=patched(TextArea, "inputMethodQuery", _caret_elsewhere)),
    Defect("unlisted-shortcut", "a key that no list shows", "Reports: one open", "audit", "shortcut-unlisted",
           _key("Ctrl+Alt+Shift+F9")),
    Defect("shortcut-of-the-magnifier", "a key that Magnifier takes away", "Reports: one open",
           "audit", "shortcut-taken", _key("Ctrl+Alt+I")),
    Defect("shortcut-twice", "two owners of Ctrl+N: neither works", "Home: something waits",
           "audit", "shortcut-not-unique", _key("Ctrl+N")),
    Defect("bare-letter", "whoever dictates an x deletes something", "Reports: one open", "audit", "single-key",
           _key("X")),
    Defect("alt-letter-twice", "two buttons of one Alt letter", "Lock: waiting", "audit", "mnemonic-not-unique",
           _same_letter),
    Defect("menu-letter-twice", "two entries of one letter in a menu", "Home: something waits",
           "audit", "menu-letter-not-unique", _second_entry),
    Defect("mouse-only", "Submit can be clicked and not reached", "Report form: empty", "audit", "no-key-reaches",
           change("form.submit", lambda button: button.setFocusPolicy(Qt.FocusPolicy.NoFocus))),
    Defect("unknown-kind", "a painted grade that takes the focus and is of no kind", "Home: something waits",
           "audit", "role-missing",
           change("status", lambda bar: bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus))),
    Defect("nothing-current", "Tab into a list says nothing", "Conflicts: two wait", "audit", "no-current-item",
           change("conflicts.table", lambda table: table.setCurrentIndex(table.rootIndex()), Table)),
    Defect("table-of-a-hundred-stops", "Tab walks every cell", "Conflicts: two wait", "audit", "table-keeps-tab",
           change("conflicts.table", lambda table: table.setTabKeyNavigation(True), Table)),
    Defect("question-without-escape", "Esc does not close a question", "Question: discard a draft",
           "audit", "no-escape", patch=patched(asking, "Choice", lambda words, **_given: Choice(words))),
    Defect("keyboard-nowhere", "after a button was pressed the keyboard is nowhere", "Lock: waiting",
           "returns", "focus-lost", _later(_nowhere)),
    Defect("keyboard-kept", "an explanation that is closed gives the keyboard to another field", "Sign-in: known here",
           "returns", "focus-not-returned", patch=patched(ExplainWindow, "say", _elsewhere)),
    Defect("untold-row", "arrows move in a table, and a magnifier stays where it was", "Home: something waits",
           "bus", "focus-untold", patch=patched(Table, "currentChanged", _unmoved)),
    Defect("untold-caret", "words can be read by mouse only: no key moves a caret in them", "Report: one's own",
           "bus", "caret-untold", change("report.reading.item1.text", lambda text: text.setTextInteractionFlags(
               Qt.TextInteractionFlag.TextSelectableByMouse))),
    Defect("covered", "a notice lies over the button that has the keyboard", "Home: nothing waits",
           "audit", "focus-unseen", change("home.new", _over)),
)  # fmt: skip
