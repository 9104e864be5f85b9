"""The outbox joins what was not yet sent, never alters what was, and loses nothing that was refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crimint_desktop.store import lists, outbox, records
from crimint_domain.change import Change, Receipt, content_hash
from crimint_domain.views import report_document
from tests.builders import A_MOMENT, a_report, an_id


def _change(number, parts, *, record=1, step=""):
    return Change(an_id(number), "report", 2, an_id(record), 4, None, parts, step, "because")


def _create(number, report):
    return Change(an_id(number), "report", 2, report.id, 0, report_document(report))


@pytest.fixture
def report(held):
    held.take(a_report(1), a_report(2), version=4)
    return a_report(1)


def _add(held, report, change):
    return held.run(outbox.add, change, report_document(report), A_MOMENT)


def _all(held):
    return held.read(outbox.all)


def test_changes_not_yet_sent_become_one(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    _add(held, report, _change(901, {"title": "Two", "priority": "high"}))
    (waiting,) = _all(held)
    assert waiting.change.parts == {"title": "Two", "priority": "high"}
    assert waiting.change.id == an_id(900)
    assert waiting.before == report_document(report)


def test_changes_with_reasons_of_their_own_stay_apart_so_that_no_reason_is_lost(held, report):
    _add(held, report, replace(_change(900, {"title": "One"}), reason="Heard at second hand."))
    _add(held, report, replace(_change(901, {"priority": "high"}), reason="A patrol saw it too."))
    _add(held, report, replace(_change(902, {"operation": "CUSTARD"}), reason=""))
    first, second = _all(held)
    assert (first.change.parts, first.change.reason) == ({"title": "One"}, "Heard at second hand.")
    assert second.change.parts == {"priority": "high", "operation": "CUSTARD"}
    assert second.change.reason == "A patrol saw it too."


def test_a_change_taken_back_before_it_was_sent_disappears(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    assert _add(held, report, _change(901, {"title": report.title})) == ""
    assert _all(held) == ()
    assert not held.read(records.find, report.id).unsent


def test_an_element_added_then_edited_then_removed_comes_to_nothing(held, report):
    mention = "mentions/" + an_id(5)
    _add(held, report, _change(900, {mention: {"as_reported": "Ann", "kind": "person"}, "title": "x"}))
    _add(held, report, _change(901, {mention: {"as_reported": "Anne", "kind": "person"}}))
    assert _all(held)[0].change.parts[mention]["as_reported"] == "Anne"
    _add(held, report, _change(902, {mention: None}))
    assert _all(held)[0].change.parts == {"title": "x"}


def test_an_edited_item_that_is_removed_stays_removed(held, report):
    item = f"items/{report.items[0].id}"
    _add(held, report, _change(900, {f"{item}/text": "Longer text"}))
    _add(held, report, _change(901, {item: None}))
    assert _all(held)[0].change.parts == {item: None}


def test_a_new_record_goes_out_whole_with_what_was_typed_since(held):
    new = a_report(7, title="First words")
    held.run(outbox.add, _create(900, new), None, A_MOMENT)
    typed = replace(_change(901, {"title": "Last words"}, record=7), base_version=0)
    held.run(outbox.add, typed, report_document(new), A_MOMENT)
    (waiting,) = _all(held)
    assert waiting.change.document["title"] == "Last words"
    assert (waiting.change.base_version, waiting.change.parts) == (0, None)


def test_a_step_takes_what_waits_along_and_closes_the_change(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    _add(held, report, _change(901, {}, step="submit"))
    _add(held, report, _change(902, {"priority": "high"}))
    first, second = _all(held)
    assert (first.change.parts, first.change.step) == ({"title": "One"}, "submit")
    assert (second.change.parts, second.change.step) == ({"priority": "high"}, "")


def test_a_change_is_fixed_at_its_first_attempt(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    (sent,) = held.run(outbox.batch)
    assert sent.change.base_version == 4
    assert (sent.attempts, sent.state) == (1, "sending")
    held.take(a_report(1), version=6)
    _add(held, report, _change(901, {"title": "Two"}))
    (again,) = held.run(outbox.batch)
    assert content_hash(again.change) == content_hash(sent.change)
    assert again.change.id == sent.change.id
    assert again.attempts == 2


def test_never_two_changes_of_one_record_are_under_way(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    held.run(outbox.batch)
    _add(held, report, _change(901, {"title": "Two"}))
    held.run(outbox.add, _change(902, {"title": "Other"}, record=2), report_document(a_report(2)), A_MOMENT)
    assert [each.change.id for each in held.run(outbox.batch)] == [an_id(900), an_id(902)]


def test_what_comes_after_goes_on_top_of_what_was_accepted(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    held.run(outbox.batch)
    _add(held, report, _change(901, {"priority": "high"}))
    held.run(outbox.receipt, Receipt(an_id(900), 200, version=5))
    assert held.read(outbox.overtaken) == (report.id,)  # it was made on 4, and is settled on 5 before it goes
    (following,) = _all(held)
    held.run(outbox.replace, following.change.id, replace(following.change, base_version=5), None)
    assert held.read(outbox.overtaken) == ()


def test_a_change_goes_as_it_was_made_and_is_never_put_on_what_its_author_has_not_seen(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    held.take(a_report(1), version=6)
    assert held.read(outbox.overtaken) == (report.id,)
    (sent,) = held.run(outbox.batch)
    assert sent.change.base_version == 4


def test_what_has_had_its_answer_is_left_as_it_is(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    held.run(outbox.batch)
    held.run(outbox.receipt, Receipt(an_id(900), 409, current=6))
    assert held.run(lambda conn: outbox.batch(conn, without={an_id(900)})) == ()
    (waiting,) = _all(held)
    assert (waiting.state, waiting.attempts) == ("waiting", 1)


def test_a_batch_takes_the_oldest_first_and_not_too_many(held):
    for number in range(1, 6):
        held.run(outbox.add, _create(900 + number, a_report(number)), None, A_MOMENT)
    assert [each.change.id for each in held.run(outbox.batch, 3)] == [an_id(901), an_id(902), an_id(903)]


@pytest.mark.parametrize("status", [200, 208])
def test_accepted_work_leaves_the_outbox(held, report, status):
    _add(held, report, _change(900, {"title": "One"}))
    held.run(outbox.batch)
    held.run(outbox.receipt, Receipt(an_id(900), status, version=5))
    assert _all(held) == ()
    assert held.read(records.find, report.id).document["title"] == "One"


def test_an_accepted_creation_stays_visible_until_it_comes_back(held):
    new = a_report(7, title="Brand new")
    held.run(outbox.add, _create(900, new), None, A_MOMENT)
    held.run(outbox.batch)
    held.run(outbox.receipt, Receipt(an_id(900), 201, version=1))
    found = held.read(records.find, new.id)
    assert (found.version, found.unsent, found.document["title"], found.stream) == (1, False, "Brand new", "")


@pytest.mark.parametrize("status", [403, 404, 410, 422])
def test_refused_work_is_kept_with_the_sentence_that_says_why(held, report, status):
    _add(held, report, _change(900, {"title": "One"}))
    held.run(outbox.batch)
    held.run(outbox.receipt, Receipt(an_id(900), status, problem="Somebody else has claimed it."))
    (refused,) = _all(held)
    assert (refused.state, refused.refused) == ("refused", "Somebody else has claimed it.")
    assert refused.change.parts == {"title": "One"}
    assert held.run(outbox.batch) == ()
    (row,) = held.read(lists.by_ids, [report.id])
    assert row.unsent
    assert row.title == report.title


def test_a_refused_creation_is_still_there_to_read(held):
    new = a_report(7, title="Refused")
    held.run(outbox.add, _create(900, new), None, A_MOMENT)
    held.run(outbox.batch)
    held.run(outbox.receipt, Receipt(an_id(900), 422, problem="No."))
    assert held.read(records.find, new.id).document["title"] == "Refused"


def test_new_work_does_not_join_what_was_refused(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    held.run(outbox.batch)
    held.run(outbox.receipt, Receipt(an_id(900), 422, problem="No."))
    _add(held, report, _change(901, {"title": "Two"}))
    (sent,) = held.run(outbox.batch)
    assert sent.change.id == an_id(901)


@pytest.mark.parametrize("status", [409, 424, 429, 503])
def test_an_answer_that_is_not_final_leaves_the_change_as_it_is(held, report, status):
    _add(held, report, _change(900, {"title": "One"}))
    (sent,) = held.run(outbox.batch)
    held.run(outbox.receipt, Receipt(an_id(900), status, current=9))
    (again,) = held.run(outbox.batch)
    assert content_hash(again.change) == content_hash(sent.change)


def test_a_receipt_for_nothing_here_is_left_alone(held):
    held.run(outbox.receipt, Receipt(an_id(1234), 200, version=5))
    assert _all(held) == ()


def test_a_fresh_change_takes_the_place_of_one_that_came_too_late(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    held.run(outbox.batch)
    theirs = report_document(report) | {"priority": "high"}
    held.run(outbox.replace, an_id(900), _change(950, {"title": "One"}), theirs)
    (waiting,) = _all(held)
    assert (waiting.change.id, waiting.attempts, waiting.state, waiting.before) == (an_id(950), 0, "waiting", theirs)


def test_a_dropped_change_no_longer_shows(held, report):
    _add(held, report, _change(900, {"title": "One"}))
    held.run(outbox.drop, an_id(900))
    found = held.read(records.find, report.id)
    assert (found.document["title"], found.unsent) == (report.title, False)
    assert held.read(outbox.of_record, report.id) == ()


def test_a_dropped_draft_leaves_nothing(held):
    held.run(outbox.add, _create(900, a_report(7)), None, A_MOMENT)
    held.run(outbox.drop, an_id(900))
    assert held.read(records.find, an_id(7)) is None
    assert held.read(lists.rows, lists.ListQuery("church")).hits == ()


def test_what_a_person_set_aside_is_sent_with_the_change_even_when_nothing_else_is_left_of_it(held, report):
    aside = {"items/i1/text": "A red van"}
    settled = Change(an_id(900), "report", 2, report.id, 1, None, {}, "", "Conflict settled", aside)
    _add(held, report, settled)
    assert _all(held)[0].change.aside == aside
    _add(held, report, _change(901, {"title": "One"}))
    _add(held, report, _change(902, {"title": report.title}))
    (waiting,) = _all(held)
    assert (waiting.change.parts, waiting.change.aside) == ({}, aside)
    assert held.run(outbox.batch)[0].change.aside == aside
