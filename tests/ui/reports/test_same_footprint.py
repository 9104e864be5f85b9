"""Everyone leaves the same footprint: through a list by ear and keys, or by eye and mouse, the log is the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from crimint_desktop.actions import reading
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.reports.acts import ReportsActs
from crimint_desktop.ui.reports.page import ReportsPage
from tests.actions.conftest import Seat, empty_cache, officer, sit  # noqa: F401 - fixtures
from tests.builders import a_report, an_item
from tests.ui.reports.worlds import setting

BODIES = tuple(f"Sentence {number} that only stands in a body." for number in range(1, 6))
REASON = "Operation MARZIPAN"
MANY = 400
"""So many parts a screen reader may ask for on one page, far more than there are."""


@pytest.fixture
def page(officer, show):  # noqa: F811 - the fixture
    """The list over a real encrypted cache with its real log."""
    reports = [
        a_report(number, title=f"Report {number}", state="submitted", items=[an_item(number, text=body)])
        for number, body in enumerate(BODIES, 1)
    ]
    officer.take(*reports)

    def unexpected(error):
        raise error

    jobs = Jobs(unexpected)
    desk = officer.desk
    acts = ReportsActs(
        rows=lambda query, before, limit: reading.rows(desk, query, before, limit, REASON),
        open=lambda record: reading.open_record(desk, record, REASON),
        open_full=lambda _opened, _history: None,
        new_report=lambda: None,
        edit=lambda _record: None,
        change_reason=lambda: None,
        held=lambda: 0,
        operations=lambda: (),
        units=lambda: (),
        setting=setting(),
    )
    page = show(ReportsPage(acts, jobs))
    jobs.setParent(page)
    page.resize(1400, 800)
    page.shown()
    page.activateWindow()
    return page


def wait(qtbot, seen) -> None:
    qtbot.waitUntil(seen, timeout=5000)


def everything_said_of(widget: QWidget) -> list[str]:
    """All that assistive technology can read of a widget and what is in it."""
    return list(_texts(QAccessible.queryAccessibleInterface(widget), [MANY]))


def _texts(part: QAccessibleInterface | None, left: list[int]) -> Iterator[str]:
    if part is None or not part.isValid() or not left[0]:
        return
    left[0] -= 1
    kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
    yield from (part.text(kind) for kind in kinds)
    words = part.textInterface()
    if words is not None:
        yield words.text(0, words.characterCount())
    part.state(), part.rect(), part.role()
    for at in range(part.childCount()):
        yield from _texts(part.child(at), left)


def by_ear(qtbot, page: ReportsPage) -> None:
    """Keys only, with a screen reader that reads every row, its neighbours and the pane."""
    table = page.table
    table.setFocus()
    table.go_to_row(0)
    for _ in range(4):
        everything_said_of(table)
        QTest.keyClick(table, Qt.Key.Key_Down)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(table, key)
    table.go_to_row(2)
    QTest.keyClick(table, Qt.Key.Key_Return)
    wait(qtbot, lambda: page.pane.opened is not None)
    everything_said_of(page)
    _search(qtbot, page)
    everything_said_of(table)


def by_eye(qtbot, page: ReportsPage) -> None:
    """Mouse only, except for the words that are searched for."""
    table = page.table
    for row in (0, 1, 2, 3, 2):
        spot = table.visualRect(table.model().index(row, 1)).center()
        QTest.mouseMove(table.viewport(), spot)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    wait(qtbot, lambda: page.pane.opened is not None)
    _search(qtbot, page)


def _search(qtbot, page: ReportsPage) -> None:
    page._find()
    QTest.keyClicks(page.filters.search, "Sentence 4")
    QTest.keyClick(page.filters.search, Qt.Key.Key_Return)
    wait(qtbot, lambda: page.table.model().rowCount() == 1)


def test_a_way_through_the_list_by_ear_leaves_the_same_log_as_one_by_eye(officer, page, qtbot):  # noqa: F811 - a fixture is asked for by its name
    wait(qtbot, lambda: page.table.model().rowCount() == len(BODIES))
    assert officer.log() == []
    by_ear(qtbot, page)
    heard = officer.log()
    reasons = officer.words_logged()
    page.pane.show_nothing()
    page.clear_filters()
    wait(qtbot, lambda: page.table.model().rowCount() == len(BODIES))
    by_eye(qtbot, page)
    seen = officer.log()[len(heard) :]
    assert heard == seen
    assert officer.words_logged() == reasons * 2
    assert [act for _action, act, _records in heard] == ["open", "search"]


def test_whoever_listens_to_rows_hears_no_word_of_a_body_and_leaves_no_trace(officer, page, qtbot):  # noqa: F811 - a fixture is asked for by its name
    wait(qtbot, lambda: page.table.model().rowCount() == len(BODIES))
    page.table.setFocus()
    for _ in range(len(BODIES)):
        said = " ".join(everything_said_of(page))
        assert "Report 1" in said
        assert not any(body in said for body in BODIES)
        QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert officer.log() == []
