"""What waits until a window stands there for the eye."""

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from crimint_desktop.ui.first_paint import after_first_paint


class _Window(QWidget):
    """Notes when it is painted."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self._order = order

    def paintEvent(self, _event: object) -> None:
        QPainter(self).end()
        self._order.append("painted")


def test_what_waits_for_the_first_paint_comes_after_it_and_once(qtbot):
    order: list[str] = []
    window = _Window(order)
    qtbot.addWidget(window)
    after_first_paint(window, lambda: order.append("begun"))
    window.show()
    qtbot.waitUntil(lambda: "begun" in order)
    assert order[:2] == ["painted", "begun"]
    window.repaint()
    qtbot.wait(10)
    assert order.count("begun") == 1


def test_a_window_that_is_never_painted_does_not_hold_anything_up_for_ever(qtbot):
    order: list[str] = []
    window = _Window(order)
    qtbot.addWidget(window)
    after_first_paint(window, lambda: order.append("begun"))
    qtbot.waitUntil(lambda: order == ["begun"], timeout=5000)


def test_a_window_that_is_gone_begins_nothing(qtbot):
    order: list[str] = []
    window = _Window(order)
    after_first_paint(window, lambda: order.append("begun"))
    window.show()
    window.deleteLater()
    qtbot.wait(50)
    assert "begun" not in order
