"""What a person may do changes while they work: the window follows with the next round."""

from __future__ import annotations

import pytest

from crimint_service import people
from tests.app.screens import until


def _places(program):
    return [place.key for place in program.workplace.window._frame.places]


@pytest.fixture
def at_work(at_home):
    """The program, once both sides have agreed."""
    program = at_home()
    until(lambda: program.workplace.syncing.state.agreed_at)
    return program


def test_an_operation_that_was_added_stands_in_the_header_after_a_round(at_work, central):
    work, combo = at_work.workplace, at_work.workplace.window._operation
    assert combo.findData("NIGHTJAR") < 0
    central.write(lambda connection: people.add_operation(connection, "NIGHTJAR"))
    work.syncing.poke()
    until(lambda: combo.findData("NIGHTJAR") >= 0)
    assert work.window.operation() == work.choices.operation


def test_disposal_comes_and_goes_with_the_role(at_work, central):
    work = at_work.workplace
    assert "disposal" not in _places(at_work)
    keeper = people.Account("okonjo", "Ada Okonjo-Test", ("officer", "records"), ("quillmarsh",))
    central.write(lambda connection: people.change_access(connection, keeper))
    work.syncing.poke()
    until(lambda: "disposal" in _places(at_work))
    work.window.go("disposal")
    officer = people.Account("okonjo", "Ada Okonjo-Test", ("officer",), ("quillmarsh",))
    central.write(lambda connection: people.change_access(connection, officer))
    work.syncing.poke()
    until(lambda: "disposal" not in _places(at_work))
    until(lambda: work.window.page() is work.home)
