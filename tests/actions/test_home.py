"""Home shows what waits for its owner, and nothing of it is logged."""

from __future__ import annotations

from crimint_desktop.actions import drafting, home, reading
from crimint_desktop.store import outbox
from crimint_domain.change import INVALID, Receipt
from crimint_domain.parts import with_parts
from tests.actions.test_conflicts import a_conflict
from tests.builders import a_report


def test_home_of_an_officer_who_has_just_begun_is_empty(officer):
    view = home.look(officer.desk).result()
    assert view == home.HomeView((), (), (), (), (), ())


def test_drafts_are_those_being_typed_and_those_already_left(officer):
    typed = officer.write(a_report(1, title="Being typed")).report.id
    left = officer.write(a_report(2, title="Left")).report.id
    drafting.leave(officer.desk, left).result()
    officer.take(a_report(3, author="reid"))
    drafts = {draft.record: draft for draft in home.look(officer.desk).result().drafts}
    assert drafts.keys() == {typed, left}
    assert (drafts[typed].title, drafts[typed].typing) == ("Being typed", True)
    assert (drafts[left].title, drafts[left].typing) == ("Left", False)


def test_returned_reports_conflicts_and_what_was_opened_last_are_shown(officer):
    returned, clashing, opened = a_report(1, state="returned"), a_report(2, state="submitted"), a_report(3)
    officer.take(returned, clashing, opened, version=2)
    conflict = a_conflict(officer, clashing, parts=("title",))
    for record in (returned.id, opened.id):
        reading.open_record(officer.desk, record, "").result()
    logged = len(officer.log())
    view = home.look(officer.desk).result()
    assert [row.id for row in view.returned] == [returned.id]
    assert [line.id for line in view.conflicts] == [conflict]
    assert [row.id for row in view.recent] == [opened.id, returned.id]
    assert len(officer.log()) == logged


def test_a_refused_change_is_shown_with_why(officer):
    report = a_report(state="submitted")
    officer.take(report)
    editing = drafting.resume(officer.desk, report.id, "").result()
    drafting.keep(officer.desk, report.id, with_parts(editing.document, {"title": "Too late"})).result()
    drafting.leave(officer.desk, report.id).result()
    (sent,) = officer.run(outbox.batch)
    officer.run(outbox.receipt, Receipt(sent.change.id, INVALID, problem="An evaluator has claimed it."))
    (line,) = home.look(officer.desk).result().waiting
    assert (line.record, line.what, line.refused) == (report.id, "edit", "An evaluator has claimed it.")


def test_an_evaluator_sees_the_unit_s_submitted_reports_but_not_their_own(lio, officer):
    held, own = a_report(1, state="submitted"), a_report(2, state="submitted", author="applewhite")
    elsewhere = a_report(3, state="submitted", unit="harrowgate")
    for seat in (lio, officer):
        seat.take(held, own, elsewhere)
    assert [row.id for row in home.look(lio.desk).result().held] == [held.id]
    assert home.look(officer.desk).result().held == ()


def test_a_draft_that_nobody_touched_for_a_week_is_brought_to_its_author_s_notice(officer):
    officer.write(a_report(1, title="Being typed"))
    left = officer.write(a_report(2, title="Left")).report.id
    drafting.leave(officer.desk, left).result()
    officer.clock.move(days=6, hours=23)
    view = home.look(officer.desk).result()
    assert [draft.old_days for draft in view.drafts] == [0, 0]
    assert home.old_drafts_words(view) == ""
    officer.clock.move(hours=2)
    view = home.look(officer.desk).result()
    assert [draft.old_days for draft in view.drafts] == [7, 7]
    assert home.old_drafts_words(view).startswith("2 drafts of yours have not been touched for up to 7 days")


def test_the_force_decides_after_how_many_days(officer):
    officer.write(a_report(1, title="Being typed"))
    officer.desk.person.draft_days = 3
    officer.clock.move(days=4)
    view = home.look(officer.desk).result()
    assert home.old_drafts_words(view) == "A draft of yours has not been touched for 4 days. It stands on Home."
