"""Shows one registered screen on the real display: ``python -m accessibility.stage "Grading control: graded 2CC"``.

Journeys of the screen reader use it to hear one screen without a service behind it.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from accessibility.dress import dress
from accessibility.screens import screen_titled
from accessibility.themes import theme_named
from crimint_desktop.ui.main_window import MainWindow


def main(arguments: list[str]) -> int:
    """Show the screen of the title given, in the theme given second (light if none), until its window is closed."""
    application = QApplication(arguments[:1])
    application.setApplicationName("crimint-stage")
    dress(application, theme_named(arguments[2] if len(arguments) > 2 else "light"))
    screen = screen_titled(arguments[1])
    window = screen.build()
    window.resize(*screen.size)
    window.show()
    page = window.page() if isinstance(window, MainWindow) else None
    if page is not None:
        # As the program does when a page is shown: the keyboard goes where work starts.
        QTimer.singleShot(100, page.focus_first)
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(main(sys.argv))
