"""Tables and lists: one Tab stop, a current row from the start, Enter opens and moving does not."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from crimint_desktop.ui import tables, theme
from crimint_desktop.ui.lists import RowList
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table

COLUMNS = (Column("Event", 6.6), Column("Title"), Column("Reports", 5, figures=True))


def some_rows(count=5):
    return [
        Row(f"key{n}", (Cell("20 Nov 2026"), Cell(f"Title {n}", spoken=f"Title number {n}"), Cell(str(n))))
        for n in range(count)
    ]


@pytest.fixture
def table(show):
    form = QWidget()
    column = QVBoxLayout(form)
    made = Table(COLUMNS, title="Reports", identifier="reports")
    column.addWidget(made)
    column.addWidget(QLineEdit())
    show(form)
    made.set_rows(some_rows())
    made.setFocus()
    return made


def test_a_filled_table_has_a_current_row(table):
    assert table.current_key() == "key0"


def test_moving_opens_nothing_and_enter_opens(table, qtbot):
    opened: list[str] = []
    table.on_open(opened.append)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert opened == []
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == ["key2"]


def test_filling_again_keeps_the_row_one_was_on(table, qtbot):
    table.set_current_key("key3")
    table.set_rows([row for row in some_rows() if row.key != "key0"])
    assert table.current_key() == "key3"
    table.set_rows([row for row in some_rows() if row.key != "key3"])
    assert table.current_key() == "key0"


def test_a_table_is_one_tab_stop(table, qtbot):
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert not table.hasFocus()


def test_a_cell_is_spoken_in_its_own_words(table):
    index = table.model().index(2, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Title number 2"
    assert index.data(Qt.ItemDataRole.DisplayRole) == "Title 2"
    assert table.model().headerData(1, Qt.Orientation.Horizontal) == "Title"


def test_rows_are_large_enough_and_grow_with_the_text(table, qapp):
    before = table.rowHeight(0)
    assert before >= 24
    theme.apply(qapp, theme.scheme("light"), 200)
    QApplication.processEvents()
    assert table.rowHeight(0) >= 1.4 * before


def test_a_table_shown_whole_needs_no_scrolling(show):
    whole = show(Table(COLUMNS, title="Recent", identifier="recent", whole=True))
    whole.set_rows(some_rows(7))
    assert whole.viewport().height() >= 7 * whole.rowHeight(0)


def colours_of(widget) -> set[str]:
    image: QImage = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


def test_the_row_where_the_keys_go_is_solid_and_quiet_without_them(table, qtbot):
    solid = theme.scheme("light").palette.highlight().color().name()
    assert solid in colours_of(table.viewport())
    table.window().findChild(QLineEdit).setFocus()
    without = table.viewport().grab().toImage()
    assert without.pixelColor(1, table.rowHeight(0) // 2).name() == solid
    assert without.pixelColor(200, 2).name() != solid


def test_in_a_contrast_theme_the_row_without_the_keys_is_outlined(table, qapp, qtbot):
    theme.apply(qapp, theme.scheme("contrast-black"), 100)
    table.window().findChild(QLineEdit).setFocus()
    qtbot.wait(5)
    image = table.viewport().grab().toImage()
    middle = table.rowHeight(0) // 2
    assert image.pixelColor(table.viewport().width() - 40, 0).name() == "#1aebff"
    assert image.pixelColor(table.viewport().width() - 40, middle).name() == "#000000"
    theme.apply(qapp, theme.scheme("light"), 100)


def a_list(show):
    made = show(RowList(title="Contents", identifier="contents"), 200, 300)
    made.set_rows([Row(key, (Cell(key.title()),)) for key in ("header", "origin", "source")])
    return made


def test_a_list_chooses_on_enter_and_not_by_moving(show, qtbot):
    contents = a_list(show)
    chosen: list[str] = []
    contents.chosen.connect(chosen.append)
    contents.setFocus()
    qtbot.keyClick(contents, Qt.Key.Key_Down)
    assert chosen == []
    qtbot.keyClick(contents, Qt.Key.Key_Return)
    assert chosen == ["origin"]


def test_a_list_shows_what_is_chosen_when_the_keys_leave(show, qtbot):
    contents = a_list(show)
    contents.set_chosen("origin")
    contents.setFocus()
    qtbot.keyClick(contents, Qt.Key.Key_Down)
    contents.clearFocus()
    assert contents.currentIndex().row() == 1


def test_new_counts_do_not_move_the_keyboard(show, qtbot):
    contents = a_list(show)
    contents.setFocus()
    qtbot.keyClick(contents, Qt.Key.Key_Down)
    qtbot.keyClick(contents, Qt.Key.Key_Down)
    contents.set_rows([Row(key, (Cell(key.title(), count="2"),)) for key in ("header", "origin", "source")])
    assert contents.currentIndex().row() == 2
    assert contents.chosen_key() == "header"


def test_rows_stand_closer_where_a_person_chose_so_and_apart_again(table):
    before = table.rowHeight(0)
    tables.choose_compact(True)
    assert table.rowHeight(0) < before
    tables.choose_compact(False)
    assert table.rowHeight(0) == before
