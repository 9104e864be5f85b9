"""Opens a window of the program on a screen at 100 %, takes it to one at 200 % while it runs, and back, and compares.

Prints how it is painted on each, and whether every pixel is that of a window that began there. The platform, with its
two screens, is chosen by whoever starts this.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from accessibility.screens import screen_titled
from accessibility.tree import settle
from crimint_desktop.ui.theme import Theme

TITLE = "Home: something waits"


def opened(screen: QScreen) -> QWidget:
    """Show the program's page on this screen."""
    window = screen_titled(TITLE).build()
    window.setScreen(screen)
    window.resize(900, 600)
    window.move(screen.geometry().topLeft() + QPoint(20, 20))
    window.show()
    settle()
    return window


def look(what: str, window: QWidget) -> QImage:
    """Print what the window is painted in, and give its picture."""
    settle()
    picture = window.grab().toImage()
    points = round(window.font().pointSizeF(), 1)
    print(what, window.screen().name(), window.devicePixelRatio(), picture.width(), points, flush=True)
    return picture


def main() -> None:
    """Open, move, compare."""
    application = QApplication([])
    theme = Theme(application, "light")
    one, two = application.screens()
    window = opened(one)
    before = look("began", window)
    window.move(two.geometry().topLeft() + QPoint(20, 20))
    window.windowHandle().setScreen(two)
    moved = look("moved", window)
    window.hide()
    fresh = opened(two)
    print("as fresh:", moved == look("fresh", fresh), flush=True)
    fresh.hide()
    window.show()
    window.move(QPoint(20, 20))
    window.windowHandle().setScreen(one)
    print("as before:", before == look("back", window), flush=True)
    del theme


main()
