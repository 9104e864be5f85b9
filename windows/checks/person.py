"""A person at the desk who looks for things by the names a screen reader gives, and waits for them."""

import time
from collections.abc import Callable
from pathlib import Path

import desktop
import uia

LOOK = ("control_type", "name", "enabled", "rectangle", "off_screen")


class Person:
    """Works with the windows of one program, whatever process shows them."""

    def __init__(self, title: str, seconds: float) -> None:
        """Look for windows with ``title`` in theirs; wait at most ``seconds`` for anything."""
        self._title = title
        self._seconds = seconds
        self.window = 0
        self.process = 0

    def wait_for_window(self, not_owned_by: int | None = None) -> None:
        """Turn to the program's window. Raises TimeoutError if there is none."""
        self.window, self.process = desktop.wait_for_window(self._title, self._seconds, not_owned_by)

    def look(self) -> list[uia.Element]:
        """Return what can be perceived in the window now; nothing while it is being replaced."""
        try:
            return [element for element in uia.tree(self.window, LOOK) if not element.off_screen]
        except OSError:
            self._turn_to_what_stands()
            return []

    def _turn_to_what_stands(self) -> None:
        standing = [(window, owner) for window, owner, title in desktop.windows() if self._title in title]
        if standing and (self.window, self.process) not in standing:
            self.window, self.process = standing[0]

    def wait_for(self, name: str, control_type: str = "") -> uia.Element:
        """Return the first element of this name and type. Raises TimeoutError with what was there instead."""
        deadline = time.monotonic() + self._seconds
        seen: list[uia.Element] = []
        while time.monotonic() < deadline:
            seen = self.look()
            for element in seen:
                if element.name == name and control_type in ("", element.control_type):
                    return element
            time.sleep(0.2)
        there = sorted({f"{element.control_type} {element.name!r}" for element in seen if element.name})
        raise TimeoutError(f"no {control_type or 'element'} called {name!r}; there are: {', '.join(there)}")

    def fill(self, name: str, text: str) -> None:
        """Click into a field, replace what it holds."""
        desktop.click(self.wait_for(name, "Edit").rectangle)
        time.sleep(0.2)
        desktop.press("ctrl+a")
        desktop.type_text(text)

    def leave(self) -> None:
        """Close the window as its title bar would."""
        desktop.close(self.window)


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    """Say whether it became true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return true()


def save_picture(file: Path) -> None:
    """Save a picture of the whole screen. Under Wine the fonts are not those of Windows."""
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication.instance() or QGuiApplication(["picture"])
    if isinstance(application, QGuiApplication):
        application.primaryScreen().grabWindow(0).save(str(file))
