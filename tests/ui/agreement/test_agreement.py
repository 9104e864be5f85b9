"""The page about both sides."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from accessibility.stages.agreement import nothing_yet, work_waits
from crimint_desktop.ui.agreement.page import AgreementPage
from crimint_desktop.ui.tables import Table


@pytest.fixture
def shown(qtbot):
    """Return a function that shows a state and gives back its page."""

    def show(build):
        window = build()
        qtbot.addWidget(window)
        window.resize(1280, 720)
        window.show()
        qtbot.waitExposed(window)
        return window.findChild(AgreementPage)

    return show


def table(page, key):
    """Find one of the tables."""
    return page.findChild(Table, f"agreement.{key}.table")


def words(found):
    """Read what a table shows, row by row."""
    model = found.model()
    return [
        [model.index(row, column).data(Qt.ItemDataRole.DisplayRole) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_what_was_refused_stands_first_with_its_reason(shown):
    first, second = words(table(shown(work_waits), "waiting"))
    assert first[0].startswith("Two men at the gate")
    assert "Refused: you are no longer its evaluator" in first[1]
    assert "Waits to be sent" in second[1]


def test_a_mismatch_is_told_in_numbers_and_what_was_done_about_it(shown):
    rows = words(table(shown(work_waits), "rounds"))
    assert rows[1][1] == "1,283 of 1,284 records were here: read again"
    assert rows[0][1] == "Both sides hold the same"
    assert rows[2][1] == "The service does not answer."


def test_before_the_first_round_only_the_state_is_shown(shown):
    page = shown(nothing_yet)
    assert not any(table(page, key).isVisible() for key in ("waiting", "folders", "rounds"))


def test_enter_opens_the_record_that_waits(shown):
    page = shown(work_waits)
    opened: list[str] = []
    waiting = table(page, "waiting")
    waiting.on_open(opened.append)
    waiting.setFocus()
    QTest.keyClick(waiting, Qt.Key.Key_Return)
    assert opened[-1].endswith(":r2")
