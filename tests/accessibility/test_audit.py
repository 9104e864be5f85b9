"""The audit passes a window without a fault and finds every planted defect."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from accessibility.conformance.evidence import ROOT
from accessibility.planted.every import DEFECTS
from accessibility.rules.catalogue import RULES
from accessibility.rules.headings import levels_descend
from accessibility.rules.printed import PRINTED, printed, used_ids
from accessibility.rules.roles import can_be_operated
from accessibility.tree import Node, Role, Tree
from crimint_desktop.ui.plain import Choice, question
from tests.accessibility.conftest import Show
from tests.accessibility.planted import AUDITED, PAINTED, WALKED, Planted

HERE = "tests/accessibility/"
PLANTED_IN_THE_PROGRAM = f"{HERE}test_planted.py::test_a_defect_in_a_real_screen_is_caught"
WINDOWS = f"{HERE}test_windows_tree.py::test_a_defect_in_what_windows_gives_is_found"
# Planted and found in tests of their own: each rule, and the test that plants a defect which it must find.
FOUND_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "no-escape": f"{HERE}test_audit.py::test_a_question_that_escape_does_not_close_is_found",
        "not-operable": f"{HERE}test_audit.py::test_a_button_that_offers_no_action_is_found",
        "heading-level": f"{HERE}test_audit.py::test_headings_go_down_one_level_at_a_time",
        "heading-without-level": f"{HERE}test_audit.py::test_headings_go_down_one_level_at_a_time",
        "not-the-themes-pair": f"{HERE}test_contrast.py::test_a_colour_of_our_own_does_not_pass_in_a_contrast_theme",
        "palette-contrast": f"{HERE}test_contrast.py::test_the_palette_that_qt_hands_over_is_not_good_enough",
        "focus-ring": f"{HERE}test_seeing.py::test_a_ring_in_the_colour_of_the_ground_is_found",
        "focus-out-of-sight": f"{HERE}test_seeing.py::test_a_focus_that_is_scrolled_out_of_sight_is_found",
        "out-of-reach": f"{HERE}test_seeing.py::test_words_where_no_scrolling_leads_are_found",
        "window-too-large": f"{HERE}test_seeing.py::test_a_window_that_is_larger_than_the_screen_is_found",
        "magnifier-loses-label": f"{HERE}test_seeing.py::test_a_label_far_from_its_field_is_lost_to_a_magnifier",
        "magnifier-loses-focus": PLANTED_IN_THE_PROGRAM,
        "unexplained": PLANTED_IN_THE_PROGRAM,
        "focus-lost": f"{HERE}test_returning.py::test_a_button_that_leaves_the_keyboard_nowhere_is_found",
        "focus-not-returned": f"{HERE}test_returning.py::test_a_question_that_gives_it_elsewhere_is_found",
        "focus-untold": f"{HERE}test_bus.py::test_a_control_of_which_nothing_is_told_is_found",
        "caret-untold": f"{HERE}test_bus.py::test_a_caret_of_which_nothing_is_told_is_found",
        "windows-type": WINDOWS,
        "windows-name": WINDOWS,
        "windows-identifier": WINDOWS,
        "windows-repeats": WINDOWS,
        "windows-same-name": WINDOWS,
        "windows-access-key": WINDOWS,
        "windows-focus": WINDOWS,
    }
)


def covers(test: str, rule: str) -> bool:
    """Whether a test that exists holds what it found against this very rule."""
    path, _, name = test.partition("::")
    if not (ROOT / path).is_file():
        return False
    found = (each for each in ast.parse((ROOT / path).read_text(encoding="utf-8")).body if _is_test(each, name))
    said = {node.value for each in found for node in ast.walk(each) if isinstance(node, ast.Constant)}
    by_the_list = test == PLANTED_IN_THE_PROGRAM and rule in {each.finds for each in DEFECTS if not each.journey}
    return rule in said or by_the_list


def _is_test(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == name


@pytest.mark.parametrize("rule", FOUND_ELSEWHERE)
def test_what_is_found_elsewhere_is_found_by_a_test_that_exists_and_names_the_rule(rule: str):
    assert covers(FOUND_ELSEWHERE[rule], rule)


@pytest.mark.parametrize(
    "test",
    [
        f"{HERE}test_nowhere.py::test_a_ring_in_the_colour_of_the_ground_is_found",
        f"{HERE}test_seeing.py::test_that_nobody_wrote",
        f"{HERE}test_seeing.py::test_a_magnifier_keeps_its_view_on_the_screen",
    ],
)
def test_a_test_that_is_not_there_or_is_about_something_else_covers_nothing(test: str):
    assert not covers(test, "focus-ring")


def test_nothing_is_left_to_tests_elsewhere_that_is_planted_here():
    assert {each.rule for each in (*AUDITED, *WALKED, *PAINTED)} & set(FOUND_ELSEWHERE) == set()


def test_a_window_without_a_fault_passes_every_rule(show: Show):
    assert audit(show().window) == ()


def test_each_rule_has_a_planted_defect_that_it_finds():
    planted = {each.rule for each in (*AUDITED, *WALKED, *PAINTED)} | set(FOUND_ELSEWHERE)
    assert {rule.id for rule in RULES} - planted == set()


def test_a_rule_has_one_id_and_an_id_one_rule():
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert used_ids() - {rule.id for rule in RULES} == set(), "describe these in accessibility/rules/catalogue.py"


def test_the_printed_list_of_rules_is_that_of_today():
    assert PRINTED.read_text(encoding="utf-8") == printed(), "run: python -m accessibility.rules.printed"


def test_a_question_that_escape_does_not_close_is_found(qtbot: QtBot):
    parent = QWidget()
    qtbot.addWidget(parent)
    asked = question(parent, "Discard", "Discard this draft?", (Choice("Discard"), Choice("Keep", escape=True)))
    assert "no-escape" not in {finding.rule for finding in audit(asked, walk=False)}
    open_ended = question(parent, "Discard", "Discard this draft?", (Choice("Discard"), Choice("Keep")))
    assert "no-escape" in {finding.rule for finding in audit(open_ended, walk=False)}


@pytest.mark.parametrize("planted", AUDITED, ids=lambda planted: planted.what)
def test_a_defect_is_found_without_a_key_press(planted: Planted, show: Show):
    found = audit(show(planted.plant).window, walk=False)
    assert planted.rule in {finding.rule for finding in found}, found


@pytest.mark.parametrize("planted", WALKED, ids=lambda planted: planted.what)
def test_a_defect_is_found_by_walking(planted: Planted, show: Show):
    found = audit(show(planted.plant).window)
    assert planted.rule in {finding.rule for finding in found}, found


def test_the_walk_puts_the_focus_back(show: Show):
    sample = show()
    sample.watch.setFocus()
    audit(sample.window)
    assert sample.watch.hasFocus()


def test_a_trap_keeps_none_of_the_tabs_that_found_it(show: Show):
    sample = show(lambda spoilt: spoilt.text.setTabChangesFocus(False))
    audit(sample.window)
    assert sample.text.toPlainText() == "Seen at ten."


@dataclass(frozen=True)
class _Told:
    """What Qt would be told of a heading, if the program had one: Qt gives the role to nothing by itself."""

    level: int

    def attributesInterface(self) -> _Told:
        """It has attributes."""
        return self

    def attributeValue(self, _key: object) -> int:
        """Its level."""
        return self.level


def _headed(qtbot: QtBot, *levels: int) -> Tree:
    window = QWidget()
    qtbot.addWidget(window)
    nodes = (Node(_Told(each), None, "", Role.Heading, "Items", "", None, QRect(), False) for each in levels)  # type: ignore[arg-type]  # stands in for Qt
    return Tree(window, tuple(nodes))


@dataclass(frozen=True)
class _Mute:
    """A button as Qt would tell of it if nothing could be done with it."""

    def actionInterface(self) -> None:
        """It offers nothing."""


def test_a_button_that_offers_no_action_is_found(qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    node = Node(_Mute(), None, "", Role.Button, "Print", "", None, QRect(), True)  # type: ignore[arg-type]  # as above
    assert [found.rule for found in can_be_operated(Tree(window, (node,)))] == ["not-operable"]


def test_headings_go_down_one_level_at_a_time(qtbot: QtBot):
    assert list(levels_descend(_headed(qtbot, 1, 2, 2, 3, 1, 2))) == []
    assert [found.rule for found in levels_descend(_headed(qtbot, 1, 3))] == ["heading-level"]
    assert [found.rule for found in levels_descend(_headed(qtbot, 1, 0))] == ["heading-without-level"]
