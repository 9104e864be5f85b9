"""Every screen is looked at empty, loading, failed, full and locked, or it is written down why it cannot be."""

from __future__ import annotations

from accessibility.states import KINDS, LOCKED, PRINTED, STATED, printed, unstated


def test_every_screen_has_its_states_and_every_state_its_place():
    assert unstated() == ()


def test_a_state_that_cannot_be_has_a_reason_in_words():
    for stated in STATED:
        for kind in KINDS:
            found = stated.of(kind)
            assert found, (stated.screen, kind)
            assert isinstance(found, tuple) or len(found.split()) > 3, (stated.screen, kind)


def test_every_screen_of_the_window_is_taken_away_by_the_lock():
    taken = {stated.screen for stated in STATED if stated.locked == LOCKED}
    assert {"Home", "Reports", "Report", "Report form", "Conflict", "Settings"} <= taken


def test_the_printed_table_is_that_of_today():
    assert PRINTED.read_text(encoding="utf-8") == printed(), "run: python -m accessibility.states"
