"""Jump keys: to the next item, section and difference of whatever is shown, and a word where there is none."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.differences import Difference, DifferenceTable
from crimint_desktop.ui.jumping import jump_to_difference, jump_to_item, jump_to_section
from crimint_desktop.ui.page import Page, Scroll, Section
from crimint_desktop.ui.rows import RowRole
from crimint_desktop.ui.tables import Column
from tests.ui.hands import focused


class FourSections(Page):
    """A header, two items and a foot, each with two fields."""

    def __init__(self):
        super().__init__("Form", identifier="form")
        whole = Section("Whole", identifier="whole")
        for title, key in (("Header", "header"), ("Item 1", "item1"), ("Item 2", "item2"), ("Foot", "foot")):
            section = Section(title, identifier=f"form.{key}")
            for number in (1, 2):
                field = name(QLineEdit(), f"{title} {number}", identifier=f"{key}.{number}")
                section.body.addWidget(field)
            whole.body.addWidget(section)
        self.set_body(Scroll(whole, identifier="scroll"))


@pytest.fixture
def page(show):
    made = show(FourSections())
    made.focus_first()
    return made


def where():
    return focused().objectName()


def test_sections_are_gone_through_in_reading_order(page, heard):
    seen = []
    for _ in range(4):
        jump_to_section(page, 1)
        seen.append(where())
    assert seen == ["item1.1", "item2.1", "foot.1", "foot.1"]
    assert heard == ["Item 1", "Item 2", "Foot", "No further section"]
    jump_to_section(page, -1)
    assert where() == "item2.1"


def test_items_are_gone_to_from_outside_and_from_inside(page, heard):
    jump_to_item(page, 1)
    assert where() == "item1.1"
    focused().nextInFocusChain().setFocus()
    assert where() == "item1.2"
    jump_to_item(page, 1)
    assert where() == "item2.1"
    jump_to_item(page, 1)
    assert (where(), heard[-1]) == ("item2.1", "No further item")
    page.findChild(QLineEdit, "foot.2").setFocus()
    jump_to_item(page, -1)
    assert where() == "item2.1"


def test_a_page_without_sections_goes_through_its_panes(show):
    page = Page("Two", identifier="two")
    work, side = name(QLineEdit(), "Work", identifier="work"), name(QLineEdit(), "Side", identifier="side")
    page.set_body(work)
    page.set_detail(side, width=10, needs=20)
    show(page, 1200, 500)
    work.setFocus()
    jump_to_section(page, 1)
    assert where() == "side"


class TwoComparisons(Page):
    """A field, and two tables of differences with two rows and one."""

    def __init__(self):
        super().__init__("Two versions", identifier="versions")
        whole = Section("Whole", identifier="whole")
        whole.body.addWidget(name(QLineEdit(), "Above", identifier="above"))
        for key, rows in (("one", (("removed", "knife"), ("added", "kitchen  knife"))), ("two", (("added", "2C"),))):
            table = DifferenceTable(Column("Whose", 6), title=f"Differences {key}", identifier=key)
            table.set_differences(Difference("Mine", how, words) for how, words in rows)
            whole.body.addWidget(table)
        whole.body.addWidget(name(QLineEdit(), "Below", identifier="below"))
        self.set_body(Scroll(whole, identifier="scroll"))

    def stands_on(self):
        """What a screen reader says of the cell that has the keyboard."""
        index = focused().currentIndex()
        return where(), index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_differences_are_gone_through_from_table_to_table_and_say_what_they_are(show, heard):
    page = show(TwoComparisons())
    page.focus_first()
    said = []
    for _ in range(4):
        jump_to_difference(page, 1)
        said.append(page.stands_on())
    assert said == [
        ("one", "removed: knife"),
        ("one", "added: kitchen knife"),
        ("two", "added: 2C"),
        ("two", "added: 2C"),
    ]
    assert heard == ["No further difference"]
    for _ in range(3):
        jump_to_difference(page, -1)
    assert page.stands_on() == ("one", "removed: knife")
    assert heard[1:] == ["No earlier difference"]


def test_differences_are_gone_to_from_beside_their_tables(show):
    page = show(TwoComparisons())
    page.findChild(QLineEdit, "below").setFocus()
    jump_to_difference(page, -1)
    assert page.stands_on() == ("two", "added: 2C")
    page.findChild(DifferenceTable, "one").go_to_row(1)
    page.findChild(QLineEdit, "above").setFocus()
    jump_to_difference(page, 1)
    assert page.stands_on() == ("one", "removed: knife")


def test_every_row_says_whose_difference_it_is_though_it_is_written_once(show):
    page = show(TwoComparisons())
    table = page.findChild(DifferenceTable, "one")
    cells = [table.model().index(at, 0).data(RowRole.CELL) for at in range(2)]
    assert [(cell.text, cell.aloud) for cell in cells] == [("Mine", "Mine"), ("", "Mine")]


def test_a_page_that_compares_nothing_says_so(page, heard):
    jump_to_difference(page, 1)
    assert heard == ["There are no differences to go through here"]


def test_nothing_shown_is_nothing_to_jump_in():
    jump_to_item(None, 1)
    jump_to_section(None, -1)
    jump_to_difference(None, 1)
