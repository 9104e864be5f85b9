"""The audit passes a window without a fault and finds every planted defect."""

from __future__ import annotations

import pytest

from accessibility.audit import audit
from tests.accessibility.conftest import Show
from tests.accessibility.planted import AUDITED, PAINTED, WALKED, Planted


def test_a_window_without_a_fault_passes_every_rule(show: Show):
    assert audit(show().window) == ()


def test_there_are_at_least_twenty_five_planted_defects():
    assert len({planted.what for planted in (*AUDITED, *WALKED, *PAINTED)}) >= 25


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
