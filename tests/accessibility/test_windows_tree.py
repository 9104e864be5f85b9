"""What Windows gives a screen reader: defects in what was read are found, and every screen has its committed page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accessibility.screens import SCREENS, is_first_state
from accessibility.windows_tree import (
    EXPECTED,
    LEFT_TO_A_PERSON,
    audit,
    differences,
    page_name,
    read_page,
    read_tree,
)

WINDOW = {"control_type": "Window", "name": "Reports - CrimInt+", "enabled": True, "focusable": True}
SEARCH = {
    "control_type": "Edit", "name": "Search", "automation_id": "reports.search", "enabled": True, "focusable": True,
}  # fmt: skip
NEW = {
    "control_type": "Button", "name": "New report", "automation_id": "reports.new", "enabled": True, "focusable": True,
    "access_key": "Alt+N",
}  # fmt: skip
TAB = ["Edit 'Search' reports.search", "Button 'New report' reports.new"]


def a_tree(*elements: dict[str, Any], tab: list[str] = TAB) -> str:
    return json.dumps({"screen": "Reports: full", "elements": [WINDOW, *elements], "tab": tab})


def rules_broken(text: str) -> set[str]:
    return {finding.rule for finding in audit(read_tree(text))}


def test_a_screen_without_a_fault_passes():
    assert rules_broken(a_tree(SEARCH, NEW)) == set()


@pytest.mark.parametrize(
    ("rule", "elements", "tab"),
    [
        ("windows-type", [SEARCH, NEW, {"control_type": "Custom", "name": "", "enabled": True}], TAB),
        ("windows-name", [{**SEARCH, "name": " "}, NEW], TAB),
        ("windows-name", [SEARCH, {**NEW, "name": "Button"}], TAB),
        ("windows-identifier", [SEARCH, {**NEW, "automation_id": ""}], TAB),
        ("windows-identifier", [SEARCH, {**NEW, "automation_id": "QApplication.window.QPushButton"}], TAB),
        ("windows-repeats", [SEARCH, {**NEW, "description": "New report"}], TAB),
        ("windows-repeats", [SEARCH, {**NEW, "help_text": "New report"}], TAB),
        ("windows-same-name", [SEARCH, NEW, {**NEW, "automation_id": "home.new", "access_key": ""}], TAB),
        ("windows-access-key", [{**SEARCH, "access_key": "Alt+N"}, NEW], TAB),
        ("windows-focus", [SEARCH, NEW], []),
        ("windows-focus", [SEARCH, NEW], [*TAB, TAB[0], "Button 'Save' reports.save"]),
        ("windows-focus", [SEARCH, NEW], [TAB[1], TAB[0], TAB[1]]),
    ],
)  # fmt: skip
def test_a_defect_in_what_windows_gives_is_found(rule: str, elements: list[dict[str, Any]], tab: list[str]):
    assert rule in rules_broken(a_tree(*elements, tab=tab))


def test_radio_buttons_of_different_groups_and_cells_of_a_table_may_share_a_name():
    radio = {"control_type": "RadioButton", "name": "1, reliable", "enabled": True, "focusable": True}
    cell = {"control_type": "DataItem", "name": "Released", "enabled": True, "focusable": True}
    both = ({**radio, "automation_id": "item1.1"}, {**radio, "automation_id": "item2.1"}, cell, cell)
    assert rules_broken(a_tree(SEARCH, NEW, *both)) == set()


def test_a_page_that_was_committed_is_what_is_compared(tmp_path):
    tree = read_tree(a_tree(SEARCH, NEW))
    (tmp_path / page_name(tree.screen)).write_text(tree.page(), encoding="utf-8")
    assert differences(tree, tmp_path) == ()
    renamed = read_tree(a_tree(SEARCH, {**NEW, "name": "Write a report"}))
    changed = [line for line in differences(renamed, tmp_path) if line.startswith(("-", "+")) and "Alt+N" in line]
    assert [line[0] for line in changed] == ["-", "+"]


def test_every_screen_has_a_page_and_every_page_a_screen():
    """After a change of a screen: ``windows/run.sh record "TITLE"``, and a look at what changed."""
    shown = [each for each in SCREENS if is_first_state(each) and each.title not in LEFT_TO_A_PERSON]
    screens = {page_name(screen.title) for screen in shown}
    assert {page.name for page in EXPECTED.glob("*.txt")} == screens


@pytest.mark.parametrize("page", sorted(EXPECTED.glob("*.txt")), ids=lambda page: page.stem)
def test_the_committed_pages_pass_the_audit(page: Path):
    """What a person reviewed and committed keeps the rules too, and is read back as it was written."""
    text = page.read_text(encoding="utf-8")
    tree = read_page(text)
    assert [str(finding) for finding in audit(tree)] == []
    assert [str(element) for element in tree.elements] == text.partition("\n\n")[2].partition("\n\n")[0].splitlines()


def test_a_fault_in_a_committed_page_is_found():
    page = read_tree(a_tree(SEARCH, NEW)).page()
    assert list(audit(read_page(page))) == []
    assert {found.rule for found in audit(read_page(page.replace(" · id reports.new", "")))} >= {"windows-identifier"}
    with pytest.raises(ValueError, match="nonsense"):
        read_page(page.replace('Edit "Search"', "nonsense"))
