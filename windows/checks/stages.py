"""Show registered screens on the Windows desktop, one after the other: closing a window brings the next.

    python stages.py TITLE ...
    python stages.py --planted DEFECT ...

Each is the program's own screen with invented data, as ``accessibility.screens`` builds it, drawn by Qt's Windows
plug-in and offered to UI Automation by it.  With --planted each is the screen of a planted defect, with the defect in
it.  Ends with 0 after the last.
"""

import sys
from contextlib import ExitStack
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from accessibility.dress import dress
from accessibility.planted.defect import Defect
from accessibility.planted.every import defect_named
from accessibility.screens import ScreenUnderTest, screen_titled
from accessibility.themes import theme_named
from crimint_desktop.ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen to show, and the defect to plant in it, if any."""

    screen: ScreenUnderTest
    defect: Defect | None = None


class Parade:
    """Brings one screen after the other."""

    def __init__(self, application: QApplication, screens: tuple[Shown, ...]) -> None:
        """Nothing is shown yet."""
        self._application = application
        self._waiting = list(screens)
        self._window: QWidget | None = None
        self._planted = ExitStack()

    def next(self) -> None:
        """Show the next screen, or end."""
        self._planted.close()
        if not self._waiting:
            self._application.quit()
            return
        shown = self._waiting.pop(0)
        screen = shown.screen
        if shown.defect is not None:
            self._planted.enter_context(shown.defect.patch())
        self._window = window = screen.build()
        if not window.windowTitle():
            window.setWindowTitle(screen.title)  # a control by itself has none, and a window is found by its title
        window.resize(*screen.size)
        window.show()
        window.raise_()
        window.activateWindow()
        page = window.page() if isinstance(window, MainWindow) else None
        if page is not None:
            QTimer.singleShot(0, page.focus_first)
        if shown.defect is not None:
            shown.defect.spoil(window)


def wanted(arguments: list[str]) -> tuple[Shown, ...]:
    """What the arguments ask for."""
    if arguments[:1] != ["--planted"]:
        return tuple(Shown(screen_titled(title)) for title in arguments)
    defects = map(defect_named, arguments[1:])
    return tuple(Shown(screen_titled(defect.screen), defect) for defect in defects)


def main(arguments: list[str]) -> int:
    """Show what the arguments ask for."""
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    dress(application, theme_named("light"))
    parade = Parade(application, wanted(arguments))
    # Not at once: whatever the closing window still has to do comes first.
    application.lastWindowClosed.connect(lambda: QTimer.singleShot(0, parade.next))
    QTimer.singleShot(0, parade.next)
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
