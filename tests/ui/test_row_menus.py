"""Rows have a menu, reached as everywhere, and are found by typing their beginning."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crimint_desktop.ui import keymap
from crimint_desktop.ui.differences import Difference, DifferenceTable
from crimint_desktop.ui.main_window import Frame, MainWindow
from crimint_desktop.ui.page import Page
from crimint_desktop.ui.row_menus import RowMenus
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table
from tests.ui.hands import focused

TITLES = ("Van at the yard", "Phone found", "Knife", "Vase broken", "Key cut")


class Reports(Page):
    """A table of five reports, of which the third is current."""

    def __init__(self, opens=True):
        super().__init__("Reports", identifier="reports")
        self.done: list[str] = []
        columns = (Column("Event", 6), Column("Title"), Column("Grading", 6))
        self.table = Table(columns, title="Reports", identifier="reports.table")
        self.table.set_rows([Row(t, (Cell(f"{at} May"), Cell(t), Cell("2CP"))) for at, t in enumerate(TITLES, 1)])
        self.table.set_current_key("Knife")
        if opens:
            self.table.on_open(self.done.append)
            self.does("report.edit", lambda: self.done.append("edited"))
        self.set_body(self.table)


@pytest.fixture
def place(show):
    def made(opens=True):
        window = MainWindow(Frame("Sample", "PC 0042", (), keymap.load()))
        page = Reports(opens)
        menus = RowMenus(window, keymap.load)
        show(window, 1000, 600)
        window.open_page("reports", page)
        page.table.setFocus()
        return page, menus

    return made


def words(menus):
    return [action.text().replace("&", "") for action in menus.menu.actions()]


def test_shift_f10_shows_what_can_be_done_with_the_row(place):
    page, menus = place()
    QTest.keyClick(page.table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert words(menus) == ["Open", "Edit"]
    assert menus.menu.activeAction() is menus.menu.actions()[0]
    QTest.keyClick(menus.menu, Qt.Key.Key_Return)
    assert page.done == ["Knife"]


def test_the_menu_key_and_the_mouse_show_it_too(place):
    page, menus = place()
    for reason, target in (
        (QContextMenuEvent.Reason.Keyboard, page.table),
        (QContextMenuEvent.Reason.Mouse, page.table.viewport()),
    ):
        at = page.table.visualRect(page.table.currentIndex()).center()
        QApplication.sendEvent(target, QContextMenuEvent(reason, at, target.mapToGlobal(at)))
        assert words(menus) == ["Open", "Edit"]
        menus.menu.actions()[1].trigger()
        menus.menu.close()
    assert page.done == ["edited", "edited"]


def test_a_row_of_which_nothing_can_be_done_says_so(place, heard):
    page, menus = place(opens=False)
    menus.show_for(page.table, QPoint(5, 5))
    assert menus.menu is None
    assert heard[-1] == "This row has no menu"


def test_the_rows_of_a_table_of_differences_offer_the_next_one_on_whatever_page(show):
    went: list[int] = []
    acts = {"go.next-difference": lambda: went.append(1), "go.previous-difference": lambda: went.append(-1)}
    window = MainWindow(Frame("Sample", "PC 0042", (), keymap.load(), acts=acts))
    menus = RowMenus(window, keymap.load)
    page = Page("Versions", identifier="versions")
    table = DifferenceTable(Column("Part", 6), title="Differences", identifier="differences")
    table.set_differences([Difference("Title", "before", "Knife"), Difference("Title", "now", "A knife")])
    page.set_body(table)
    show(window, 1000, 600)
    window.open_page("versions", page)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert words(menus) == ["Next difference", "Previous difference"]
    menu = menus.menu
    assert menu is not None
    for action in menu.actions():
        action.trigger()
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    QTest.keyClick(table, Qt.Key.Key_F8, Qt.KeyboardModifier.ControlModifier)
    assert went == [1, -1, 1]
    assert focused() is table


@pytest.mark.parametrize(
    ("typed", "goes_to"),
    [("v", "Vase broken"), ("va", "Vase broken"), ("van", "Van at the yard"), ("5", "Key cut"), ("q", "Knife")],
)
def test_typing_the_beginning_of_a_row_goes_to_it(place, typed, goes_to):
    page, _menus = place()
    QTest.keyClicks(page.table, typed)
    assert page.table.current_key() == goes_to
    assert page.done == []


def test_typing_a_letter_again_goes_on_to_the_next_such_row(place):
    page, _menus = place()
    QTest.keyClicks(page.table, "vv")
    assert page.table.current_key() == "Van at the yard"


def test_esc_goes_back_from_a_page_that_was_opened_but_not_from_a_form(place):
    page, _menus = place()
    window = page.window()
    for identifier, stays in (("help", False), ("form", True)):
        opened = Page("Opened", identifier=identifier)
        opened.set_body(Table((Column("One"),), title="One", identifier="one"))
        window.open_page(identifier, opened)
        opened.focus_first()
        QTest.keyClick(focused(), Qt.Key.Key_Escape)
        assert (window.page() is opened) is stays
