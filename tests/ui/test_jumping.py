"""Jump keys: to the next item and section of whatever is shown, and a word where there is none."""

import pytest
from PySide6.QtWidgets import QLineEdit

from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.jumping import jump_to_item, jump_to_section
from crimint_desktop.ui.page import Page, Scroll, Section
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


def test_nothing_shown_is_nothing_to_jump_in():
    jump_to_item(None, 1)
    jump_to_section(None, -1)
