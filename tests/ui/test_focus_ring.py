"""Where the keyboard is can be seen, also on what has just been scrolled into sight, in every scheme."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFocusFrame, QLineEdit, QRadioButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from crimint_desktop.ui import theme
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.page import Scroll
from crimint_desktop.ui.text_area import TextArea


@pytest.fixture
def form(show):
    content = QWidget()
    column = QVBoxLayout(content)
    column.addWidget(QLineEdit())
    for _ in range(30):
        column.addWidget(QLineEdit())
    column.addWidget(Button("Last", lambda: None, identifier="last"))
    column.addWidget(QRadioButton("Choice"))
    column.addWidget(TextArea())
    return show(Scroll(content, identifier="form"), 400, 300)


def ring() -> QFocusFrame:
    return next(w for w in QApplication.allWidgets() if isinstance(w, QFocusFrame) and w.widget() is not None)


def colours_at(window: QWidget, widget: QWidget, outside: int) -> set[str]:
    corner = widget.mapTo(window, widget.rect().topLeft())
    image = window.grab().toImage()
    across = range(max(0, corner.x() - outside), min(image.width(), corner.x() + widget.width() + outside))
    middle = corner.y() + widget.height() // 2
    return {image.pixelColor(x, middle).name() for x in across}


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast-black", "contrast-light"])
def test_a_button_scrolled_into_sight_by_tab_has_its_ring(form, qtbot, qapp, scheme):
    theme.apply(qapp, theme.scheme(scheme), 100)
    edits = form.findChildren(QLineEdit)
    edits[-1].setFocus()
    form.verticalScrollBar().setValue(0)
    QApplication.processEvents()
    qtbot.keyClick(edits[-1], Qt.Key.Key_Tab)
    QApplication.processEvents()
    button = form.findChild(Button)
    assert button.hasFocus()
    assert ring().widget() is button
    assert ring().isVisible()
    highlight = theme.scheme(scheme).palette.highlight().color().name()
    assert highlight in colours_at(form, button, 4)


def test_the_ring_stands_around_the_mark_and_not_over_it(form, qtbot):
    radio = form.findChild(QRadioButton)
    radio.setFocus()
    assert ring().geometry().left() < radio.mapTo(form.viewport(), radio.rect().topLeft()).x()


def test_the_ring_goes_when_a_field_takes_the_keyboard(form):
    form.findChild(QRadioButton).setFocus()
    frame = ring()
    form.findChild(QLineEdit).setFocus()
    assert not frame.isVisible()


def test_a_text_area_shows_the_keyboard_in_its_frame(form, qtbot):
    area = form.findChild(TextArea)
    area.setFocus()
    form.ensureWidgetVisible(area)
    QApplication.processEvents()
    highlight = theme.scheme("light").palette.highlight().color().name()
    assert highlight in colours_at(form, area, 0)
    area.clearFocus()
    QApplication.processEvents()
    assert highlight not in colours_at(form, area, 0)


def test_a_ring_survives_the_window_it_stood_in(show, qtbot):
    outer = show(QWidget())
    first = QWidget(outer, Qt.WindowType.Window)
    button = Button("A", lambda: None, identifier="a")
    QVBoxLayout(first).addWidget(button)
    first.show()
    first.activateWindow()
    button.setFocus()
    first.deleteLater()
    qtbot.waitUntil(lambda: not isValid(first))
    second = QWidget()
    button = Button("B", lambda: None, identifier="b")
    QVBoxLayout(second).addWidget(button)
    show(second)
    button.setFocus()
    assert ring().isVisible()
