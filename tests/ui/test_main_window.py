"""The window: marking at top and bottom, everything in a menu, panes by F6, pages made when first needed."""

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from crimint_desktop.ui import keymap
from crimint_desktop.ui.bands import MarkingBand
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import Combo, Entry
from crimint_desktop.ui.lists import RowList
from crimint_desktop.ui.main_window import Frame, MainWindow, Place
from crimint_desktop.ui.metrics import ems
from crimint_desktop.ui.page import Page


class Simple(Page):
    """A page of one field and a pane at the side."""

    def __init__(self, title, made=None):
        super().__init__(title, identifier=title.lower())
        if made is not None:
            made.append(title)
        body = QWidget()
        column = QVBoxLayout(body)
        self.field = QLineEdit()
        self.field.setAccessibleName(f"{title} field")
        column.addWidget(self.field)
        self.set_body(body)
        self.side = QPushButton("Side")
        self.set_detail(self.side, width=10, needs=50)


@pytest.fixture
def world(show):
    """A window with three places; `made` says which pages exist, `done` what was asked for."""
    made: list[str] = []
    done: list[str] = []
    frame = Frame(
        environment="Sample register: everything here is invented",
        who="PC 0042 Okonjo-Test",
        places=tuple(
            Place(title.lower(), title, title.lower(), partial(Simple, title, made))
            for title in ("Home", "Reports", "Conflicts")
        ),
        keymap=keymap.load(),
        operations=(Entry("MARZIPAN", "Operation MARZIPAN"), Entry("CUSTARD", "Operation CUSTARD")),
        operation="MARZIPAN",
        operation_chosen=done.append,
        acts={"report.new": lambda: done.append("new")},
    )
    window = MainWindow(frame)
    show(window, 1400, 700)
    window.go("home")
    return window, made, done


def bands(window):
    return [band.marking() for band in window.findChildren(MarkingBand)]


def test_the_marking_stands_at_top_and_bottom_and_follows_the_page(world):
    window, _, _ = world
    assert bands(window) == ["OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"]
    window.page().say_marking("OFFICIAL")
    assert bands(window) == ["OFFICIAL", "OFFICIAL"]
    window.go("reports")
    assert bands(window) == ["OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"]


def test_pages_are_made_when_first_shown_and_kept(world):
    window, made, _ = world
    window.go("reports")
    window.go("home")
    window.go("reports")
    assert made == ["Home", "Reports"]


def test_a_place_the_role_may_not_use_is_not_there(world):
    window, _, _ = world
    with pytest.raises(KeyError):
        window.go("audit")


def test_opening_a_page_puts_the_keyboard_into_it(world):
    window, _, _ = world
    window.go("reports")
    assert window.page().field.hasFocus()
    assert window.windowTitle() == "Reports - CrimInt+"


def test_every_action_of_the_keymap_is_in_a_menu(world):
    window, _, _ = world
    offered = {action.objectName() for action in window.findChildren(QAction)}
    assert {f"action.{binding.action}" for binding in keymap.load().bindings} <= offered


def test_what_neither_window_nor_page_can_do_is_grey(world):
    window, _, _ = world
    find = {action.objectName(): action for action in window.findChildren(QAction)}
    assert find["action.report.new"].isEnabled()
    assert find["action.go.2"].isEnabled()
    assert not find["action.go.9"].isEnabled()
    assert not find["action.report.submit"].isEnabled()
    window.page().does("report.submit", lambda: None)
    window.refresh_acts()
    assert find["action.report.submit"].isEnabled()


def test_a_key_reaches_the_page_before_the_window(world, qtbot):
    window, _, done = world
    window.page().does("report.new", lambda: done.append("page's new"))
    qtbot.keyClick(window.page().field, "n", Qt.KeyboardModifier.ControlModifier)
    assert done == ["page's new"]
    window.go("reports")
    qtbot.keyClick(window.page().field, "n", Qt.KeyboardModifier.ControlModifier)
    assert done[-1] == "new"


def test_ctrl_and_a_digit_goes_to_the_place_that_the_menu_names(world, qtbot):
    window, _, _ = world
    qtbot.keyClick(window.page().field, "6", Qt.KeyboardModifier.ControlModifier)
    assert window.page().head.title() == "Conflicts"


def test_the_menu_calls_each_place_by_its_own_name(world):
    window, _, _ = world
    going = [action for action in window.findChildren(QAction) if action.objectName().startswith("action.go.")]
    for action in going:
        if action.isEnabled() and action.objectName()[-1].isdigit():
            action.trigger()
            assert window.page().head.title() == action.text().replace("&", "")


@pytest.mark.usefixtures("world")
def test_f6_goes_round_the_panes_and_back(qtbot):
    seen = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        seen.append(type(QApplication.focusWidget()).__name__)
    assert seen == ["QPushButton", "RowList", "QLineEdit"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert isinstance(QApplication.focusWidget(), RowList)


def test_f6_comes_back_to_where_the_keyboard_was_in_a_pane(show, qtbot):
    page = Simple("Reports")
    page.head.add(Button("Edit", lambda: None, identifier="edit"))
    second = QLineEdit()
    body = page.field.parentWidget()
    assert body is not None
    layout = body.layout()
    assert layout is not None
    layout.addWidget(second)
    window = show(
        MainWindow(Frame("", "", (Place("reports", "Reports", "reports", lambda: page),), keymap.load())), 600
    )
    window.go("reports")
    assert page.field.hasFocus(), "work comes before the head's buttons"
    second.setFocus()
    qtbot.keyClick(second, Qt.Key.Key_F6)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
    assert second.hasFocus()


def test_f6_from_the_navigation_enters_the_work_and_not_the_heads_buttons(show, qtbot):
    page = Simple("Reports")
    page.head.add(Button("Edit", lambda: None, identifier="edit"))
    window = show(
        MainWindow(Frame("", "", (Place("reports", "Reports", "reports", lambda: page),), keymap.load())), 600
    )
    window.go("reports")
    page.field.clearFocus()
    window.findChild(RowList).setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
    assert page.field.hasFocus()


def test_a_notice_stands_above_the_status_bar_and_f6_reaches_it(world, qtbot):
    window, _, _ = world
    notice = QPushButton("Stay unlocked")
    window.add_notice(notice)
    notice.show()
    assert notice.mapTo(window, notice.rect().bottomLeft()).y() <= window.status.mapTo(window, QPoint()).y()
    qtbot.keyClick(window.page().field, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert isinstance(QApplication.focusWidget(), RowList)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert notice.hasFocus()


def test_other_keys_hold_from_the_moment_they_are_chosen(world, qtbot):
    window, _, done = world
    window.use_keymap(keymap.load({"report.new": ("F4",)}))
    qtbot.keyClick(window.page().field, "n", Qt.KeyboardModifier.ControlModifier)
    assert done == []
    qtbot.keyClick(window.page().field, Qt.Key.Key_F4)
    assert done == ["new"]


def test_counts_stand_at_the_right_and_are_spoken(world):
    window, _, _ = world
    window.set_counts({"conflicts": 1})
    model = window.findChild(RowList).model()
    assert model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Conflicts, 1 waiting"
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Home"


def test_a_narrow_window_shows_icons_and_drops_the_sides(world):
    window, _, _ = world
    nav = window.findChild(RowList)
    assert nav.width() == ems(9.4)
    window.resize(ems(50), 700)
    assert nav.width() < ems(3)
    sides = [label for label in window.findChild(MarkingBand).findChildren(QLabel) if label.isVisible()]
    assert [label.text() for label in sides] == ["OFFICIAL-SENSITIVE"]
    assert nav.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "Home"


def test_the_side_pane_gives_way_where_there_is_no_room(world):
    window, _, _ = world
    page = window.page()
    assert page.side.isVisible()
    window.resize(ems(45), 700)
    assert not page.side.isVisible()
    page.show_detail()
    assert page.side.isVisible()
    assert not page.field.isVisible()
    page.show_detail(False)
    assert page.field.isVisible()


def test_each_change_of_status_is_said_once_and_a_refusal_at_once(world, heard):
    window, _, _ = world
    window.status.say("Sending 2 of 5.")
    window.status.say("Sending 2 of 5.")
    window.status.say("1 change was refused.", icon="warning", refused=True)
    assert heard == ["Sending 2 of 5.", "1 change was refused."]
    assert heard.urgent == ["1 change was refused."]
    assert window.status.words() == "1 change was refused."


def test_the_operation_at_hand_is_chosen_in_the_header(world, qtbot, heard):
    window, _, done = world
    assert window.operation() == "MARZIPAN"
    qtbot.keyClick(window.page().field, "r", Qt.KeyboardModifier.ControlModifier)
    combo = QApplication.focusWidget()
    assert isinstance(combo, Combo)
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert done == ["CUSTARD"]
    assert window.operation() == "CUSTARD"
    assert heard == ["Reasons are now Operation CUSTARD"]


def test_going_back_drops_an_opened_page(world, qtbot):
    window, _, _ = world
    window.go("reports")
    opened = Simple("Report 7")
    window.open_page("report/7", opened)
    assert window.page() is opened
    window.go_back()
    assert window.page().head.title() == "Reports"
    qtbot.waitUntil(lambda: not isValid(opened))


def test_closing_asks_whether_everything_is_kept(qtbot, show):
    frame = Frame("", "", (), keymap.load(), leaving=lambda: False)
    window = MainWindow(frame)
    show(window)
    assert not window.close()
    kept = MainWindow(replace(frame, leaving=lambda: True))
    show(kept)
    assert kept.close()
