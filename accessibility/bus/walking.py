"""Walks through screens by key on a real display, and waits for each event that a magnifier follows.

    python -m accessibility.bus.walking OUT TITLE DEFECT

Run inside the private desktop. Every stop of Tab must be told with a rectangle that is the control's own; in a view
that of the current cell. Inside, the arrow keys must be told too: rows, columns, entries of an opened list, choices of
a group; and in every field of text each move of the caret, with the rectangle of the character.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, Protocol

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTextEdit,
    QWidget,
)

from accessibility.dress import dress
from accessibility.finding import Finding, error
from accessibility.focus_seen import stops
from accessibility.inspection import put_away
from accessibility.planted.defect import Defect
from accessibility.planted.every import defect_named
from accessibility.screens import SCREENS, ScreenUnderTest, is_first_state
from accessibility.themes import LIGHT
from accessibility.tree import path_of

__all__ = ["CARET", "FOCUS", "Ears", "Event", "Hears", "followed"]

Event = dict[str, Any]
SYSTEM_PYTHON: Final = "/usr/bin/python3"
PATIENCE: Final = 10.0  # seconds that an event may take on a busy machine
FOCUS, CARET = "object:state-changed:focused", "object:text-caret-moved"


class Hears(Protocol):
    """Who listens."""

    def forget(self) -> None:
        """Let everything pass that was said until now."""

    def waited(self, fits: Callable[[Event], bool]) -> Event | None:
        """Wait for an event that fits; None if none came."""


class Ears:
    """The second program: what it hears, as it hears it. Close it when done."""

    def __init__(self) -> None:
        """Begin to listen; raises RuntimeError if nothing can be heard here."""
        script = Path(__file__).with_name("ears.py")
        self._child = subprocess.Popen([SYSTEM_PYTHON, str(script)], stdout=subprocess.PIPE, text=True)
        self._heard: SimpleQueue[Event] = SimpleQueue()
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()
        if self.waited(lambda event: event["kind"] == "listening", 20.0) is None:
            raise RuntimeError("the accessibility bus cannot be listened to")

    def _read(self) -> None:
        for line in self._child.stdout or ():
            self._heard.put(json.loads(line))

    def forget(self) -> None:
        """Let everything pass that was said until now."""
        _let_work(0.02)
        while not self._heard.empty():
            self._heard.get()

    def waited(self, fits: Callable[[Event], bool], seconds: float = PATIENCE) -> Event | None:
        """Wait for an event that fits; None if none came."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()
            try:
                event = self._heard.get(timeout=0.002)
            except Empty:
                continue
            if fits(event):
                return event
        return None

    def close(self) -> None:
        """Listen no more."""
        self._child.terminate()
        self._child.wait(5)


def followed(window: QWidget, ears: Hears) -> Iterator[Finding]:
    """Findings about every Tab stop of a window that is shown and active."""
    yield from _by_tab(window, ears)
    for stop in stops(window):
        if not (stop.isVisible() and stop.isEnabled()):
            continue
        now = QApplication.focusWidget()
        if now is not None:
            now.clearFocus()
        ears.forget()
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        yield from _told(ears, FOCUS, partial(_place_of, stop), stop, "the keyboard comes to it")
        yield from _inside(stop, ears)


def _by_tab(window: QWidget, ears: Hears) -> Iterator[Finding]:
    """Press Tab until it has come round."""
    start = QApplication.focusWidget()
    for _ in range(len(stops(window))):
        now = QApplication.focusWidget()
        if now is None:
            return  # the walk of the audit says that there is nothing to walk to
        ears.forget()
        QTest.keyClick(now, Qt.Key.Key_Tab)
        reached = QApplication.focusWidget()
        if reached is not None and reached is not now:
            yield from _told(ears, FOCUS, partial(_place_of, reached), reached, "Tab comes to it")
        if reached is start:
            return


def _inside(stop: QWidget, ears: Hears) -> Iterator[Finding]:
    if isinstance(stop, QAbstractItemView):
        yield from _cells(stop, ears)
    elif isinstance(stop, QComboBox):
        yield from _entries(stop, ears)
    elif isinstance(stop, QRadioButton):
        yield from _choices(stop, ears)
    elif isinstance(stop, QLineEdit | QTextEdit | QPlainTextEdit):
        yield from _caret(stop, ears)


def _cells(view: QAbstractItemView, ears: Hears) -> Iterator[Finding]:
    for key, words in ((Qt.Key.Key_Down, "Down"), (Qt.Key.Key_Up, "Up"), (Qt.Key.Key_Left, "Left")):
        before = view.currentIndex()
        if key == Qt.Key.Key_Left and view.model().columnCount() == 1:
            continue  # nothing is to the left
        ears.forget()
        QTest.keyClick(view, key)
        if view.currentIndex() != before:
            yield from _told(ears, FOCUS, partial(_place_of, view), view, f"{words} moves in it")


def _entries(combo: QComboBox, ears: Hears) -> Iterator[Finding]:
    chosen = combo.currentIndex()
    combo.showPopup()
    _let_work(0.1)
    popup = QApplication.activePopupWidget()
    if popup is None:
        return
    view = combo.view()
    before = view.currentIndex()
    ears.forget()
    QTest.keyClick(view, Qt.Key.Key_Down)
    if view.currentIndex() == before:
        QTest.keyClick(view, Qt.Key.Key_Up)
    if view.currentIndex() != before:
        yield from _told(ears, FOCUS, partial(_place_of, view), combo, "an arrow key moves in its opened list")
    QTest.keyClick(view, Qt.Key.Key_Escape)  # where the keyboard is then, ``accessibility.returning`` asks
    combo.setCurrentIndex(chosen)


def _choices(choice: QRadioButton, ears: Hears) -> Iterator[Finding]:
    ears.forget()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    now = QApplication.focusWidget()
    if now is not None and now is not choice:
        yield from _told(ears, FOCUS, partial(_place_of, now), now, "an arrow key moves to it")


def _caret(field: QLineEdit | QTextEdit | QPlainTextEdit, ears: Hears) -> Iterator[Finding]:
    if not _words_in(field):
        if field.isReadOnly():
            return
        ears.forget()
        QTest.keyClicks(field, "1")
        if not _words_in(field):
            return
        yield from _told(ears, CARET, partial(_place_of, field), field, "a letter is typed")
        QTest.keyClick(field, Qt.Key.Key_Backspace)  # a list that it narrowed is whole again
        return
    # In a line Ctrl+Home is nothing; in several it goes to the first.
    held = Qt.KeyboardModifier.NoModifier if isinstance(field, QLineEdit) else Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(field, Qt.Key.Key_End, held)
    ears.forget()
    QTest.keyClick(field, Qt.Key.Key_Home, held)
    yield from _told(ears, CARET, partial(_place_of, field), field, "the caret goes to its beginning")
    if len(_words_in(field)) > 1:
        ears.forget()
        QTest.keyClick(field, Qt.Key.Key_Right)
        yield from _told(ears, CARET, partial(_place_of, field), field, "the caret goes to the right")


def _told(
    ears: Hears, kind: str, wanted: Callable[[], QRect], at: QWidget, when: str
) -> Iterator[Finding]:  # fmt: skip
    """Wait for the event; where it stands is asked anew each time, since a page may scroll meanwhile."""
    heard: list[Event] = []

    def fits(event: Event) -> bool:
        if event["kind"] != kind or (kind == FOCUS and not event["detail"]):
            return False
        heard.append(event)
        place = event.get("place") or []
        return bool(place) and place[2] > 0 and place[3] > 0 and QRect(*place).intersects(wanted())

    if ears.waited(fits) is None:
        told = "; ".join(f"{event.get('role')} {event.get('name')!r} at {event.get('place')}" for event in heard)
        says = f"when {when}, a magnifier is told {told or 'nothing'}"
        yield error("focus-untold" if kind == FOCUS else "caret-untold", path_of(at), says)


def _place_of(widget: QWidget) -> QRect:
    """Where a magnifier should look, on the screen: of a view its current cell."""
    if isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
        seen = widget.viewport()
        cell = widget.visualRect(widget.currentIndex())
        return QRect(seen.mapToGlobal(cell.topLeft()), cell.size())
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def _words_in(field: QLineEdit | QTextEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _let_work(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.002)


def main(arguments: Sequence[str]) -> int:
    """Walk through the first state of every screen, or the screens whose title contains the second argument; a third
    names a defect that is planted into each."""
    out, wanted, planted = Path(arguments[0]), arguments[1].casefold(), arguments[2]
    defect = defect_named(planted) if planted else None
    application = QApplication(["crimint-bus"])
    ears = Ears()
    walked: dict[str, list[str]] = {}
    try:
        for screen in SCREENS:
            if wanted in screen.title.casefold() if wanted else is_first_state(screen):
                walked[screen.title] = _walked(application, screen, ears, defect)
                out.write_text(json.dumps(walked, indent=1), encoding="utf-8")
    finally:
        ears.close()
    return 1 if any(walked.values()) else 0


def _walked(application: QApplication, screen: ScreenUnderTest, ears: Hears, defect: Defect | None) -> list[str]:
    dress(application, LIGHT)
    with defect.patch() if defect is not None else nullcontext():
        window = screen.build()
        window.resize(*screen.size)
        window.show()
        window.activateWindow()
        end = time.monotonic() + PATIENCE
        while not window.isActiveWindow() and time.monotonic() < end:
            _let_work(0.02)
        if defect is not None:
            defect.spoil(window)
        found = [str(each) for each in followed(window, ears)]
        put_away(window)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
