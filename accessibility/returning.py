"""Where the keyboard is after an act: every button is pressed, whatever opens is closed again, and F1 is tried.

An act may take the keyboard to where work goes on; what it may not do is leave it nowhere, on the window itself or on
something that cannot be seen. What was opened over a screen gives it back to where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QMainWindow,
    QMenu,
    QRadioButton,
    QWidget,
)
from shiboken6 import isValid

from accessibility.finding import Finding, error
from accessibility.focus_seen import stops
from accessibility.tree import path_of, settle
from crimint_desktop.ui.explain.keys import explain_over
from crimint_desktop.ui.explain.words import explanation_of

__all__ = ["returned"]

_SOON_MS = 20
_NUMBER = re.compile(r"\d+")


def returned(window: QWidget, tried: set[str] | None = None) -> tuple[Finding, ...]:
    """Press what can be pressed in ``window`` and judge where the keyboard is each time; the window is spoilt by it.

    ``tried`` remembers what was pressed already, so that the further states of a screen try only what is new in them.
    """
    seen = tried if tried is not None else set()
    found: list[Finding] = []
    for stop in stops(window):
        if not _is_there(window) or not _is_there(stop):
            continue
        key = f"{type(stop).__name__} {_NUMBER.sub('*', _identifier(stop))}"
        if key in seen:
            continue
        seen.add(key)
        found += _explained(window, stop, seen)
        if isinstance(stop, QComboBox) and _is_there(stop):
            found += _opened_list(window, stop)
        if isinstance(stop, QAbstractButton) and not isinstance(stop, QCheckBox | QRadioButton) and _is_there(stop):
            found += _pressed(window, stop)
    return tuple(found)


def _explained(window: QWidget, stop: QWidget, seen: set[str]) -> Iterator[Finding]:
    """F1 says what it is for and Esc gives the keyboard back. In a window with menus, once for each kind of control:
    its F1 is an act of the program behind it."""
    if window.objectName() in ("explain", "message"):
        return  # it is the explanation; and a question has no fields
    of_its_own = type(window).__module__.startswith("crimint_desktop") and not isinstance(window, QMainWindow)
    kind = f"F1 {type(stop).__name__}"
    if not of_its_own and kind in seen:
        return
    seen.add(kind)
    _focus(stop)
    before = _windows()
    if of_its_own:
        QTest.keyClick(stop, Qt.Key.Key_F1)
    else:
        explain_over(window, explanation_of(stop))
    settle()
    opened = _new_window(before)
    if opened is None:
        yield error("unexplained", path_of(stop), "F1 shows nothing")
        return
    yield from _closed_by_escape(window, stop, opened, "the explanation")


def _opened_list(window: QWidget, combo: QComboBox) -> Iterator[Finding]:
    _focus(combo)
    combo.showPopup()
    settle()
    popup = QApplication.activePopupWidget()
    if popup is None:
        return  # a list without entries does not open
    QTest.keyClick(combo.view(), Qt.Key.Key_Escape)
    settle()
    if popup.isVisible():
        yield error("no-escape", path_of(combo), "Esc does not close its list")
        combo.hidePopup()
    yield from _judged(window, combo, combo, "its list was closed")


def _pressed(window: QWidget, button: QAbstractButton) -> Iterator[Finding]:
    before = _windows()
    if not _press(window, button):
        return
    opened = _new_window(before)
    if opened is None:
        _as_a_desktop_does(window)
        yield from _judged(window, button, None, "it was pressed")
        return
    offered = () if isinstance(opened, QMenu) else stops(opened)
    answers = [_identifier(each) for each in offered if isinstance(each, QAbstractButton)]
    yield from _closed_by_escape(window, button, opened, "what it opened")
    for answer in answers:
        if not _is_there(button) or not _press(window, button):
            return
        opened = _new_window(before)
        found = [each for each in stops(opened) if _identifier(each) == answer] if opened is not None else []
        if opened is None or not found:
            return
        with _system_questions_closed():
            QTest.keyClick(found[0], Qt.Key.Key_Space)
            settle()
        over = _new_window(before)
        if over is not None:
            over.close()
        _as_a_desktop_does(window)
        yield from _judged(window, button, None, f"{answer} was pressed in what it opened")


def _press(window: QWidget, button: QAbstractButton) -> bool:
    _focus(button)
    if QApplication.focusWidget() is not button:
        return False
    with _system_questions_closed():
        QTest.keyClick(button, Qt.Key.Key_Space)
        settle()
    return _is_there(window)


@contextmanager
def _system_questions_closed() -> Iterator[None]:
    """Leave what the system asks, which file it is, without an answer: nothing goes on while it is asked."""
    timer = QTimer()
    timer.setInterval(_SOON_MS)

    def leave() -> None:
        asked = QApplication.activeModalWidget()
        if isinstance(asked, QFileDialog):
            asked.reject()

    timer.timeout.connect(leave)
    timer.start()
    try:
        yield
    finally:
        timer.stop()


def _closed_by_escape(window: QWidget, came_from: QWidget, opened: QWidget, what: str) -> Iterator[Finding]:
    now = None if isinstance(opened, QMenu) else QApplication.focusWidget()
    if not isinstance(opened, QMenu) and (now is None or not opened.isAncestorOf(now)):
        yield error("focus-lost", path_of(came_from), f"the keyboard is not in {what}")
    QTest.keyClick(now if now is not None and opened.isAncestorOf(now) else opened, Qt.Key.Key_Escape)
    settle()
    if isValid(opened) and opened.isVisible():
        yield error("no-escape", path_of(came_from), f"Esc does not close {what}")
        opened.close()
        settle()
    _as_a_desktop_does(window)
    yield from _judged(window, came_from, came_from, f"{what} was closed by Esc")


def _as_a_desktop_does(window: QWidget) -> None:
    """Without a desktop no window becomes active by itself when the one before it is closed."""
    if _is_there(window) and QApplication.activeWindow() is not window:
        window.activateWindow()
    settle()


def _judged(window: QWidget, at: QWidget, wanted: QWidget | None, when: str) -> Iterator[Finding]:
    if not _is_there(window):
        return  # the window has gone, as it was asked to
    now = QApplication.focusWidget()
    where = path_of(at) if isValid(at) else "what is gone now"
    fault = _fault(window, now)
    if fault:
        yield error("focus-lost", where, f"after {when} the keyboard is {fault}")
    elif wanted is not None and _is_there(wanted) and now is not wanted and not wanted.isAncestorOf(now or window):
        assert now is not None  # _fault has said so
        yield error("focus-not-returned", where, f"after {when} the keyboard is at {path_of(now)}")


def _fault(window: QWidget, now: QWidget | None) -> str:
    if now is None:
        return "nowhere"
    if now is window:
        return "on the window itself"
    if not window.isAncestorOf(now):
        return "in another window"
    if not now.isVisible():
        return f"on {path_of(now)}, which cannot be seen"
    if not now.isEnabled() or now.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return f"on {path_of(now)}, which does nothing with it"
    return ""


def _identifier(widget: QWidget) -> str:
    return widget.accessibleIdentifier() or widget.objectName()


def _is_there(widget: QWidget) -> bool:
    return isValid(widget) and widget.isVisible() and widget.isEnabled()


def _focus(widget: QWidget) -> None:
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()


def _windows() -> frozenset[QWidget]:
    return frozenset(each for each in QApplication.topLevelWidgets() if each.isVisible())


def _new_window(before: frozenset[QWidget]) -> QWidget | None:
    """The window or menu that is there now and was not before."""
    return next((each for each in QApplication.topLevelWidgets() if each.isVisible() and each not in before), None)
