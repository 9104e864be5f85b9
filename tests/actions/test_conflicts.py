"""Settling a conflict: every clash is chosen, their newest counts, and nothing is dropped."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from crimint_desktop.actions import conflicts, drafting
from crimint_desktop.store import conflicts as store
from crimint_desktop.store.conflicts import Conflict
from crimint_domain.errors import Refused
from crimint_domain.merge import Clash
from crimint_domain.parts import with_parts
from crimint_domain.views import report_document
from tests.builders import A_MOMENT, a_report, an_id

REPORT = a_report(state="submitted")
_NUMBERS = itertools.count(1)


def a_conflict(seat, report=REPORT, *, parts=("title", "priority"), step="", theirs_version=2):
    document = report_document(report)
    clashes = tuple(Clash(part, f"before {part}", f"mine {part}", document[part]) for part in parts)
    conflict = Conflict(
        an_id(next(_NUMBERS), who=7), report.id, A_MOMENT, 1, theirs_version, "Sgt Peters-Test", A_MOMENT, A_MOMENT,
        clashes, (), step,
    )  # fmt: skip
    seat.run(store.save, conflict)
    return conflict.id


def test_the_conflicts_that_wait_are_listed_without_a_log_line(officer):
    officer.take(REPORT, version=2)
    conflict = a_conflict(officer)
    (line,) = conflicts.waiting(officer.desk).result()
    assert (line.id, line.title, line.clashes, line.theirs_by) == (conflict, REPORT.title, 2, "Sgt Peters-Test")
    assert officer.log() == []


def test_looking_at_a_conflict_is_logged_before_it_is_shown(officer):
    officer.take(REPORT, version=2)
    conflict = a_conflict(officer)
    view = conflicts.look(officer.desk, conflict).result()
    assert (view.report.id, len(view.conflict.clashes)) == (REPORT.id, 2)
    assert officer.log() == [("consultation", "conflict", (f"{REPORT.id}@2",))]


def test_the_choice_is_an_ordinary_change_and_what_was_not_chosen_is_set_aside(officer):
    officer.take(REPORT, version=2)
    conflict = a_conflict(officer)
    choices = {"title": "mine title", "priority": REPORT.priority}
    conflicts.settle(officer.desk, conflict, choices).result()
    (waiting,) = officer.waiting()
    assert waiting.change.parts == {"title": "mine title"}
    assert waiting.change.aside == {"priority": "mine priority"}
    assert (waiting.change.base_version, waiting.change.reason) == (2, "Conflict settled")
    assert conflicts.waiting(officer.desk).result() == ()
    assert officer.told == [None]
    assert officer.log()[-1][:2] == ("alteration", "edit")


def test_taking_theirs_everywhere_still_keeps_mine_in_the_history(officer):
    officer.take(REPORT, version=2)
    conflict = a_conflict(officer)
    conflicts.settle(officer.desk, conflict, {"title": REPORT.title, "priority": REPORT.priority}).result()
    (waiting,) = officer.waiting()
    assert waiting.change.parts == {}
    assert waiting.change.aside == {"title": "mine title", "priority": "mine priority"}


def test_why_mine_was_made_goes_to_the_history_with_the_choice(officer):
    officer.take(REPORT, version=2)
    conflict = officer.run(store.find, a_conflict(officer, parts=("title",)))
    why = replace(conflict, clashes=(replace(conflict.clashes[0], reason="Seen by daylight."),))
    officer.run(store.save, why)
    conflicts.settle(officer.desk, conflict.id, {"title": REPORT.title}).result()
    (waiting,) = officer.waiting()
    assert waiting.change.reason == "Conflict settled: Seen by daylight."


def test_a_step_that_waited_is_taken_with_the_choice(officer):
    report = a_report(state="returned")
    officer.take(report, version=2)
    conflict = a_conflict(officer, report, parts=("title",), step="submit")
    conflicts.settle(officer.desk, conflict, {"title": "mine title"}).result()
    assert officer.waiting()[0].change.step == "submit"
    assert officer.held(report.id).document["state"] == "submitted"


def test_a_part_without_a_choice_is_named(officer):
    officer.take(REPORT, version=2)
    conflict = a_conflict(officer)
    with pytest.raises(Refused) as caught:
        conflicts.settle(officer.desk, conflict, {"title": "mine title"}).result()
    assert [problem.part for problem in caught.value.problems] == ["priority"]
    assert officer.waiting() == ()


def test_what_they_changed_again_meanwhile_is_shown_before_it_is_overruled(officer):
    officer.take(REPORT, version=2)
    conflict = a_conflict(officer)
    officer.take(a_report(state="submitted", title="Theirs, newer"), version=3)
    choices = {"title": "mine title", "priority": "mine priority"}
    with pytest.raises(Refused, match="changed it again"):
        conflicts.settle(officer.desk, conflict, choices).result()
    view = conflicts.look(officer.desk, conflict).result()
    (title,) = (clash for clash in view.conflict.clashes if clash.part == "title")
    assert (title.theirs, title.mine, view.conflict.theirs_version) == ("Theirs, newer", "mine title", 3)
    assert officer.waiting() == ()
    conflicts.settle(officer.desk, conflict, choices).result()
    assert officer.waiting()[0].change.parts == choices


def test_my_own_unsent_work_on_a_clashing_part_is_not_taken_for_theirs(officer):
    officer.take(REPORT, version=2)
    conflict = a_conflict(officer, parts=("title",))
    editing = drafting.resume(officer.desk, REPORT.id, "").result()
    drafting.keep(officer.desk, REPORT.id, with_parts(editing.document, {"title": "Mine, newer"})).result()
    drafting.leave(officer.desk, REPORT.id).result()
    conflicts.settle(officer.desk, conflict, {"title": REPORT.title}).result()
    assert officer.held(REPORT.id).document["title"] == REPORT.title
    asides = [waiting.change.aside for waiting in officer.waiting()]
    assert {"title": "mine title"} in asides


def test_a_conflict_settled_already_is_said_so(officer):
    officer.take(REPORT, version=2)
    conflict = a_conflict(officer, parts=("title",))
    conflicts.settle(officer.desk, conflict, {"title": "mine title"}).result()
    with pytest.raises(Refused, match="settled already"):
        conflicts.settle(officer.desk, conflict, {"title": "mine title"}).result()
    with pytest.raises(Refused, match="settled already"):
        conflicts.look(officer.desk, conflict).result()
    assert len(officer.waiting()) == 1
