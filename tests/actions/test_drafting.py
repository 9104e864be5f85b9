"""Writing a report: what is typed is kept, what was meant is sent, and nothing else."""

from __future__ import annotations

import pytest

from crimint_desktop.actions import drafting, home, reading
from crimint_desktop.store import edits, records
from crimint_desktop.store.edits import Edit
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.grading import Grading
from crimint_domain.parts import get, with_parts
from crimint_domain.views import report_document
from tests.actions.conftest import STREAM
from tests.builders import a_report, an_item


def _typed(document, words="A white van."):
    (item,) = document["items"]
    return with_parts(document, {f"items/{item}/text": words})


def test_a_new_draft_is_kept_on_this_device_from_its_first_moment(officer):
    editing = drafting.begin_draft(officer.desk, "MARZIPAN").result()
    assert (editing.report.state, editing.report.operation, editing.report.unit) == ("draft", "MARZIPAN", "quillmarsh")
    assert editing.report.items[0].grading is None
    assert officer.edit_of(editing.report.id) is not None
    assert officer.waiting() == ()


def test_an_untouched_draft_leaves_nothing_behind(officer):
    editing = drafting.begin_draft(officer.desk, "").result()
    assert drafting.leave(officer.desk, editing.report.id).result() is False
    assert officer.edit_of(editing.report.id) is None
    assert officer.waiting() == ()
    assert officer.log() == []
    assert officer.told == []


def test_what_was_typed_is_a_change_once_the_form_is_left(officer):
    editing = drafting.begin_draft(officer.desk, "").result()
    record = editing.report.id
    drafting.keep(officer.desk, record, _typed(editing.document)).result()
    assert drafting.leave(officer.desk, record).result() is True
    (waiting,) = officer.waiting()
    assert (waiting.change.record, waiting.change.step) == (record, "")
    assert officer.log() == [("collection", "create", (f"{record}@0",))]
    assert officer.edit_of(record) is None
    assert officer.held(record).unsent
    assert officer.told == [None]


def test_what_was_typed_comes_back_when_the_report_is_opened_in_the_form_again(officer):
    editing = drafting.begin_draft(officer.desk, "").result()
    drafting.keep(officer.desk, editing.report.id, _typed(editing.document, "Half a sen")).result()
    officer.clock.move(minutes=3)
    again = drafting.resume(officer.desk, editing.report.id, "Operation MARZIPAN").result()
    assert again.report.items[0].text == "Half a sen"
    assert again.kept_at is not None
    assert again.kept_at < officer.clock.now()
    assert officer.log()[-1][:2] == ("consultation", "open in form")
    assert officer.words_logged() == ["Operation MARZIPAN"]


def test_submitting_shows_it_as_submitted_and_not_yet_sent(officer):
    editing = officer.write(a_report())
    record = editing.report.id
    document = officer.edit_of(record).document
    assert drafting.submit(officer.desk, record, document).result() is True
    held = officer.held(record)
    assert (held.document["state"], held.unsent, held.version) == ("submitted", True, 0)
    (row,) = (hit.row for hit in reading.rows(officer.desk, reading.ListQuery(), None, 10, "").result().hits)
    assert (row.state, row.unsent) == ("submitted", True)
    (waiting,) = officer.waiting()
    assert (waiting.change.step, waiting.change.document["state"]) == ("submit", "draft")


def test_a_report_that_is_not_ready_is_refused_with_every_problem_and_its_words_are_kept(officer):
    editing = drafting.begin_draft(officer.desk, "").result()
    record = editing.report.id
    with pytest.raises(Refused) as caught:
        drafting.submit(officer.desk, record, _typed(editing.document, "Only words.")).result()
    assert [problem.part.rpartition("/")[2] for problem in caught.value.problems] == ["how_known", "grading"]
    assert officer.waiting() == ()
    assert "Only words." in str(officer.edit_of(record).document)


def test_words_without_end_are_refused_at_submission_and_kept(officer):
    editing = officer.write(a_report(items=[an_item(text="x" * 1_000_000)]))
    document = officer.edit_of(editing.report.id).document
    with pytest.raises(Refused, match="at most 100,000 fit"):
        drafting.submit(officer.desk, editing.report.id, document).result()
    assert officer.edit_of(editing.report.id).document == document


def test_a_marking_above_official_sensitive_is_never_kept(officer):
    editing = drafting.begin_draft(officer.desk, "").result()
    secret = with_parts(_typed(editing.document), {"marking/level": "SECRET"})
    with pytest.raises(Refused):
        drafting.keep(officer.desk, editing.report.id, secret).result()
    with pytest.raises(Refused):
        drafting.submit(officer.desk, editing.report.id, secret).result()
    assert "SECRET" not in str(officer.edit_of(editing.report.id).document)
    assert officer.waiting() == ()


def test_correcting_a_submitted_report_sends_only_what_was_changed(officer):
    report = a_report(state="submitted")
    officer.take(report, version=4)
    editing = drafting.resume(officer.desk, report.id, "").result()
    part = f"items/{report.items[0].id}/text"
    drafting.keep(officer.desk, report.id, with_parts(editing.document, {part: "A blue van."})).result()
    drafting.leave(officer.desk, report.id).result()
    (waiting,) = officer.waiting()
    assert (waiting.change.parts, waiting.change.base_version) == ({part: "A blue van."}, 4)
    assert officer.log()[-1] == ("alteration", "edit", (f"{report.id}@4",))


def test_a_form_left_as_it_was_opened_changes_nothing(officer):
    report = a_report(state="submitted")
    officer.take(report)
    editing = drafting.resume(officer.desk, report.id, "").result()
    drafting.keep(officer.desk, report.id, editing.document).result()
    assert drafting.leave(officer.desk, report.id).result() is False
    assert officer.waiting() == ()


def test_an_edit_begun_before_theirs_arrived_is_sent_as_made_on_what_its_author_saw(officer):
    report = a_report(state="submitted")
    officer.take(report, version=4)
    editing = drafting.resume(officer.desk, report.id, "").result()
    drafting.keep(officer.desk, report.id, with_parts(editing.document, {"title": "Mine"})).result()
    officer.take(a_report(state="submitted", priority="high"), version=5)
    drafting.leave(officer.desk, report.id).result()
    (waiting,) = officer.waiting()
    assert waiting.change.parts == {"title": "Mine"}
    assert (waiting.change.base_version, get(waiting.before, "priority")) == (4, report_document(report)["priority"])


def test_words_typed_in_a_form_whose_report_was_taken_away_are_kept(officer):
    report = a_report(state="submitted")
    officer.take(report)
    editing = drafting.resume(officer.desk, report.id, "").result()
    drafting.keep(officer.desk, report.id, _typed(editing.document, "Before.")).result()
    officer.run(records.purge, STREAM)
    drafting.keep(officer.desk, report.id, _typed(editing.document, "Typed after it was gone.")).result()
    with pytest.raises(Refused, match="no longer have access"):
        drafting.leave(officer.desk, report.id).result()
    assert "Typed after it was gone." in str(officer.edit_of(report.id).document)
    assert officer.waiting() == ()  # nothing is made of it behind its author's back
    (draft,) = home.look(officer.desk).result().drafts
    assert draft.record == report.id
    again = drafting.resume(officer.desk, report.id, "").result()
    assert again.report.items[0].text == "Typed after it was gone."
    drafting.discard(officer.desk, report.id).result()
    assert officer.edit_of(report.id) is None


def test_submitting_a_report_that_was_taken_away_keeps_its_words(officer):
    report = a_report(state="returned")
    officer.take(report)
    editing = drafting.resume(officer.desk, report.id, "").result()
    officer.run(records.purge, STREAM)
    with pytest.raises(Refused, match="no longer have access"):
        drafting.submit(officer.desk, report.id, _typed(editing.document, "Corrected.")).result()
    assert "Corrected." in str(officer.edit_of(report.id).document)


def test_discarding_throws_away_a_draft_that_was_never_sent(officer):
    editing = officer.write(a_report())
    record = editing.report.id
    drafting.leave(officer.desk, record).result()
    drafting.resume(officer.desk, record, "").result()
    drafting.discard(officer.desk, record).result()
    assert (officer.held(record), officer.edit_of(record), officer.waiting()) == (None, None, ())
    assert officer.log()[-1] == ("erasure", "discard draft", (f"{record}@0",))
    assert home.look(officer.desk).result().drafts == ()


def test_discarding_an_edit_leaves_the_report_as_it_was_last_sent(officer):
    report = a_report(state="submitted")
    officer.take(report)
    editing = drafting.resume(officer.desk, report.id, "").result()
    drafting.keep(officer.desk, report.id, _typed(editing.document, "Never mind.")).result()
    drafting.discard(officer.desk, report.id).result()
    assert officer.held(report.id).document == report_document(report)
    assert officer.edit_of(report.id) is None


def test_a_draft_that_may_have_been_sent_already_is_not_discarded_from_the_outbox(officer):
    editing = officer.write(a_report())
    drafting.leave(officer.desk, editing.report.id).result()
    from crimint_desktop.store import outbox

    officer.run(outbox.batch)
    drafting.discard(officer.desk, editing.report.id).result()
    assert len(officer.waiting()) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"legacy": "5x5x5", "state": "released"}, "legacy record"),
        ({"state": "submitted", "claimed_by": "applewhite"}, "cannot change this report's words"),
        ({"state": "released"}, "cannot change this report's words"),
    ],
)
def test_what_may_not_be_changed_opens_read_only_and_says_why(officer, changes, why):
    report = a_report(**changes)
    officer.take(report)
    assert why in drafting.resume(officer.desk, report.id, "").result().read_only


def test_a_document_of_a_newer_program_is_shown_and_never_changed(officer):
    report = a_report(state="submitted")
    document = {**report_document(report), "a_part_of_the_future": {"x": 1}}
    officer.take_raw(report.id, 3, document)
    editing = drafting.resume(officer.desk, report.id, "").result()
    assert "newer program" in editing.read_only
    opened = reading.open_record(officer.desk, report.id, "").result()
    assert (opened.may_edit, opened.may_regrade, opened.offered) == (False, False, ())
    assert opened.report.title == report.title
    drafting.keep(officer.desk, report.id, with_parts(document, {"title": "Rewritten"})).result()
    with pytest.raises(Refused, match="newer program"):
        drafting.leave(officer.desk, report.id).result()
    assert officer.waiting() == ()


def test_an_unknown_code_is_shown_as_it_is_and_may_not_be_submitted(officer):
    item = an_item()
    grading = {"scheme": "3x5x2", "source": "9", "assessment": "A"}
    report = a_report(items=[item], state="returned")
    document = with_parts(report_document(report), {f"items/{item.id}/grading": grading})
    officer.take_raw(report.id, 2, document)
    opened = reading.open_record(officer.desk, report.id, "").result()
    assert opened.report.items[0].grading == Grading("3x5x2", "9", "A")
    with pytest.raises(Refused, match="“9” is not a source evaluation"):
        drafting.submit(officer.desk, report.id, document).result()


STRANGE = ("שלום עולם", "e\u0301\u0323a\u030a", "<img src=file:///etc/passwd>", "\u202eevil\u202c", "👩‍👩‍👧‍👦")


@pytest.mark.parametrize("words", STRANGE)
def test_names_and_words_of_every_script_survive_the_whole_way(officer, words):
    editing = drafting.begin_draft(officer.desk, "").result()
    record = editing.report.id
    typed = with_parts(_typed(editing.document, f"Seen: {words}."), {"title": words})
    drafting.keep(officer.desk, record, typed).result()
    drafting.leave(officer.desk, record).result()
    opened = reading.open_record(officer.desk, record, "").result()
    assert (opened.report.title, opened.report.items[0].text) == (words, f"Seen: {words}.")
    assert officer.waiting()[0].change.document["title"] == words


def test_on_a_full_disk_nothing_is_lost_and_saving_succeeds_once_there_is_room(officer):
    editing = drafting.begin_draft(officer.desk, "").result()
    record = editing.report.id
    drafting.keep(officer.desk, record, _typed(editing.document, "The first words.")).result()
    officer.fill_disk()
    long = _typed(editing.document, "The first words. " + "And more. " * 2_000)
    with pytest.raises(Unavailable) as caught:
        drafting.keep(officer.desk, record, long).result()
    assert caught.value.cause == "disk-full"
    assert "The first words." in str(officer.edit_of(record).document)
    officer.empty_disk()
    drafting.keep(officer.desk, record, long).result()
    assert officer.edit_of(record).document == long


def test_an_edit_is_never_lost_to_one_of_the_same_record_kept_before(officer):
    report = a_report(state="submitted")
    officer.take(report, version=2)
    first = Edit(report.id, "report", 2, 2, report_document(report), report_document(report), officer.clock.now())
    officer.run(edits.save, first)
    drafting.keep(officer.desk, report.id, with_parts(report_document(report), {"title": "Second"})).result()
    kept = officer.edit_of(report.id)
    assert (kept.document["title"], kept.before, kept.base_version) == ("Second", report_document(report), 2)
