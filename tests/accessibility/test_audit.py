"""The audit passes a window without a fault and finds every planted defect."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from accessibility.audit import audit
from accessibility.rules.catalogue import RULES
from accessibility.rules.headings import levels_descend
from accessibility.rules.printed import PRINTED, printed, used_ids
from accessibility.rules.roles import can_be_operated
from accessibility.tree import Node, Role, Tree
from crimint_desktop.ui.plain import Choice, question
from tests.accessibility.conftest import Show
from tests.accessibility.planted import AUDITED, PAINTED, WALKED, Planted

# Planted and found in tests of their own: here below, in test_contrast, and beside what looks for them.
FOUND_ELSEWHERE = frozenset(
    {
        "no-escape", "unexplained", "heading-level", "heading-without-level", "not-operable", "not-the-themes-pair",
        "palette-contrast", "focus-ring", "focus-out-of-sight", "out-of-reach", "window-too-large",
        "magnifier-loses-focus", "magnifier-loses-label", "windows-type",
        "windows-name",
        "windows-identifier", "windows-repeats", "windows-same-name", "windows-access-key", "windows-focus",
    }
)  # fmt: skip


def test_a_window_without_a_fault_passes_every_rule(show: Show):
    assert audit(show().window) == ()


def test_each_rule_has_a_planted_defect_that_it_finds():
    planted = {each.rule for each in (*AUDITED, *WALKED, *PAINTED)} | FOUND_ELSEWHERE
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
