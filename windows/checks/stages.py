"""Show registered screens on the Windows desktop, one after the other: closing a window brings the next.

    python stages.py TITLE ...

Each is the program's own screen with invented data, as ``accessibility.screens`` builds it, drawn by Qt's Windows
plug-in and offered to UI Automation by it.  Ends with 0 after the last.
"""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from accessibility.dress import dress
from accessibility.screens import ScreenUnderTest, screen_titled
from accessibility.themes import theme_named
from crimint_desktop.ui.main_window import MainWindow


class Parade:
    """Brings one screen after the other."""

    def __init__(self, application: QApplication, screens: tuple[ScreenUnderTest, ...]) -> None:
        """Nothing is shown yet."""
        self._application = application
        self._waiting = list(screens)
        self._window: QWidget | None = None

    def next(self) -> None:
        """Show the next screen, or end."""
        if not self._waiting:
            self._application.quit()
            return
        screen = self._waiting.pop(0)
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


def main(titles: list[str]) -> int:
    """Show the screens of these titles."""
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    dress(application, theme_named("light"))
    parade = Parade(application, tuple(map(screen_titled, titles)))
    # Not at once: whatever the closing window still has to do comes first.
    application.lastWindowClosed.connect(lambda: QTimer.singleShot(0, parade.next))
    QTimer.singleShot(0, parade.next)
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
