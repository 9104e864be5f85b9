"""What is still on the screen while the program locks."""

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from crimint_desktop.app.locking import Locking
from crimint_desktop.ui.plain import Choice, question


@pytest.fixture
def window(qtbot):
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_an_open_question_and_an_open_menu_go_with_their_window_before_anything_is_saved(window, qtbot):
    box = question(window, "Discard?", "“A white van by the mill” is not sent.", (Choice("No", escape=True),))
    box.open()
    menu = QMenu(window)
    menu.addAction("White van")
    menu.popup(window.pos())
    seen = []
    locking = Locking(
        window, lambda: seen.append([each for each in QApplication.topLevelWidgets() if each.isVisible()]),
        lambda: None, lambda: None,
    )  # fmt: skip
    locking.begin()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [[locking.blank]]
    qtbot.addWidget(locking.blank)
