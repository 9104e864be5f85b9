"""The list of conflicts, and one conflict in a text and in a grade."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import answered, jobs
from accessibility.stages.home import NOW
from accessibility.stages.window import framed
from crimint_desktop.actions.conflicts import ConflictLine, ConflictView
from crimint_desktop.store.conflicts import Conflict
from crimint_desktop.ui.conflict.list_page import ConflictsActs, ConflictsPage
from crimint_desktop.ui.conflict.settle_page import SettleActs, SettlePage
from crimint_domain.grading import Grading
from crimint_domain.handling import Handling
from crimint_domain.merge import Clash, MergedPart
from crimint_domain.report import Item, Report
from resources.code_lists import code_lists

LIST_COVERS = ("crimint_desktop.ui.conflict.list_page:ConflictsPage",)
SETTLE_COVERS = ("crimint_desktop.ui.conflict.settle_page:SettlePage",)


def _list(lines: tuple[ConflictLine, ...]) -> QWidget:
    lane = jobs()
    page = ConflictsPage(ConflictsActs(lambda: answered(lines), lambda _key: None, lambda at: at), lane)
    lane.setParent(page)
    window = framed("conflicts", page)
    page.show_lines(lines)
    return window


def two_wait() -> QWidget:
    """Two conflicts with two people."""
    return _list(
        (
            ConflictLine("c1", "r1", "NR-26-001", "Knife in the drain", 2, "L. Hart", NOW),
            ConflictLine("c2", "r2", "NR-26-002", "Two men at the gate", 1, "B. Osei", NOW - timedelta(hours=3)),
        )
    )


def none_waits() -> QWidget:
    """Nothing to settle."""
    return _list(())


def one_conflict() -> QWidget:
    """A text and a grade, nothing chosen yet."""
    return framed("conflicts", _settle_page())


def pressed_early() -> QWidget:
    """Settle pressed before anything was chosen."""
    page = _settle_page()
    window = framed("conflicts", page)
    page.acts()["conflict.settle"]()
    return window


def _settle_page() -> SettlePage:
    lane = jobs()
    before = {"scheme": "3x5x2", "source": "2", "assessment": "B"}
    conflict = Conflict(
        id="c1",
        record="r1",
        at=NOW,
        before_version=3,
        theirs_version=4,
        theirs_by="L. Hart",
        theirs_at=NOW - timedelta(hours=2),
        mine_since=NOW - timedelta(hours=5),
        clashes=(
            Clash(
                "items/i1/text",
                "A knife lay in the drain.",
                "A kitchen knife lay in the drain by the gate.",
                "A knife with a black handle lay in the drain.",
            ),
            Clash("items/i1/grading", before, {**before, "source": "1"}, {**before, "assessment": "C"}),
        ),
        merged=(MergedPart("title", "theirs"), MergedPart("priority", "mine")),
    )
    text = "A knife with a black handle lay in the drain."
    item = Item("i1", text, "fact", Grading("3x5x2", "2", "C"), Handling("3x5x2", "P"))
    report = Report(id="r1", title="Knife in the drain", reference="NR-26-001", state="submitted", items=(item,))
    acts = SettleActs(
        settle=lambda _key, _choices: answered(None),
        look_again=lambda _key: None,
        open_report=lambda _key: None,
        done=lambda: None,
        codes=code_lists(),
        local=lambda at: at,
        single_keys=lambda: True,
        one_column=lambda: False,
    )
    page = SettlePage(ConflictView(conflict, report), acts, lane)
    lane.setParent(page)
    return page
