"""Home with something in every block, and with nothing in any."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import answered, jobs
from accessibility.stages.window import framed
from crimint_desktop.actions.conflicts import ConflictLine
from crimint_desktop.actions.home import DraftLine, Elsewhere, HomeView, OldDraftLine, WaitingLine
from crimint_desktop.ui.home.page import HomeActs, HomePage
from crimint_domain.marking import Marking
from crimint_domain.report import State
from crimint_domain.summary import Row

COVERS = ("crimint_desktop.ui.home.page:HomePage",)
NOW = datetime(2026, 5, 4, 14, 38, tzinfo=UTC)


def an_invented_row(number: int, title: str, state: State = "submitted") -> Row:
    """A line of a list, everything in it invented."""
    return Row(
        id=f"r{number}",
        kind="report",
        version=2,
        title=title,
        reference=f"NR-26-00{number}",
        state=state,
        event_at=NOW - timedelta(days=number),
        grades=("1AP", "2CC", "3EP")[: 1 + number % 3],
        scheme="3x5x2",
        operation="MARZIPAN",
        unit="north",
        priority="high" if number == 1 else "low",
        marking=Marking(),
        author="okonjo",
        author_name="A. Okonjo",
    )


def _home(view: HomeView) -> QWidget:
    lane = jobs()
    acts = HomeActs(
        look=lambda: answered(view),
        open_report=lambda _key: None,
        edit=lambda _key: None,
        settle=lambda _key: None,
        new_report=lambda: None,
        change_reason=lambda: None,
        sentence=lambda: "Good afternoon. What you open is opened for Operation MARZIPAN.",
        local=lambda at: at,
        now=lambda: NOW,
    )
    page = HomePage(acts, lane)
    lane.setParent(page)
    window = framed("home", page)
    page.show_view(view)
    return window


def something_waits() -> QWidget:
    """A conflict, a returned report, a draft, two changes (one refused) and recent reports."""
    return _home(
        HomeView(
            drafts=(DraftLine("d1", "Van at the yard", NOW - timedelta(minutes=6), 2, True),),
            returned=(an_invented_row(1, "Phone found in the hedge", "returned"),),
            held=(),
            conflicts=(ConflictLine("c1", "r2", "NR-26-002", "Knife in the drain", 2, "L. Hart", NOW),),
            waiting=(
                WaitingLine("r3", "Two men at the gate", "Item 1 graded", NOW, ""),
                WaitingLine("r4", "A blue bicycle", "Text of item 2", NOW, "Your access to the report was narrowed."),
            ),
            recent=(an_invented_row(5, "Cash in a biscuit tin"), an_invented_row(6, "The same van again", "released")),
        )
    )


def the_service_tells() -> QWidget:
    """For a supervisor: a draft of their own and one of their unit that wait for long."""
    view = HomeView(
        drafts=(DraftLine("d1", "Van at the yard", NOW - timedelta(days=9), 2, False, 9),),
        returned=(), held=(), conflicts=(), waiting=(), recent=(),
    )  # fmt: skip
    window = _home(view)
    page = window.findChild(HomePage)
    assert isinstance(page, HomePage)
    page.show_elsewhere(Elsewhere((OldDraftLine("Draft 73E314", "T. Reid", 31),)))
    return window


def nothing_waits() -> QWidget:
    """The first morning."""
    return _home(HomeView((), (), (), (), (), ()))
