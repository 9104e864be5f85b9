"""What the cache takes from the service, and what it shows of it with unsent work on top."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crimint_desktop.store import lists, outbox, records
from crimint_desktop.store.lists import ListQuery
from crimint_desktop.store.records import Served
from crimint_domain.change import Change, Receipt
from crimint_domain.errors import Refused
from crimint_domain.marking import Marking
from crimint_domain.streams import CHECKSUM_MODULUS, checksum_of
from crimint_domain.summary import row_of
from crimint_domain.views import report_document
from tests.builders import A_MOMENT, a_card, a_mention, a_report, an_id, an_item
from tests.store.conftest import OTHER_STREAM, STREAM, served_as


def _titles(held, text="", **filters):
    return [hit.row.title for hit in held.read(lists.rows, ListQuery(text, **filters)).hits]


def _retitled(report, title, number=900, base_version=1, **more):
    return Change(an_id(number), "report", 2, report.id, base_version, None, {"title": title}, **more)


def test_a_record_comes_back_exactly_as_it_was_served(held):
    served = served_as(a_report(1), something_new={"nobody": ["knows", 1, None, True]})
    held.take(served)
    found = held.read(records.find, served.id)
    assert (found.raw, found.version, found.stream, found.by, found.at) == (
        served.document, 1, STREAM, served.by, served.at,
    )  # fmt: skip
    assert found.document == served.document
    assert not found.unsent
    assert not found.in_conflict


def test_a_row_says_the_same_as_the_document(held):
    report = a_report(
        1, state="released", items=[an_item(1), an_item(2, grading="2CC")], priority="high", reference="QM/26/7",
        claimed_by="applewhite", legacy=True, marking=Marking("OFFICIAL", ("UK EYES ONLY",), "RESTRICTED"),
    )  # fmt: skip
    held.take(report)
    assert held.read(lists.by_ids, [report.id]) == (row_of(report, 1),)


@pytest.mark.parametrize("year", [1, 1850, 1969, 1970, 2026, 9999])
def test_an_event_of_any_year_is_kept_to_the_second(held, year):
    report = a_report(1)
    moment = datetime(year, 3, 2, 1, 0, 7, tzinfo=UTC)
    report = replace(report, origin=replace(report.origin, event=replace(report.origin.event, start=moment)))
    held.take(report)
    (row,) = held.read(lists.by_ids, [report.id])
    assert row.event_at == moment


def test_an_older_version_does_not_replace_a_newer_one(held):
    held.take(a_report(1, title="Third"), version=3)
    taken = held.take(a_report(1, title="Second"), version=2)
    assert taken.count == 0
    assert _titles(held) == ["Third"]


def test_the_same_version_again_changes_nothing(held):
    held.take(a_report(1), version=2)
    before = held.read(records.tally, STREAM)
    held.take(a_report(1), version=2)
    assert held.read(records.tally, STREAM) == before
    assert len(_titles(held)) == 1


def test_old_words_find_nothing_after_an_update(held):
    held.take(a_report(1, items=[an_item(text="A heron on the weir.")]))
    held.take(a_report(1, items=[an_item(text="A bittern on the weir.")]), version=2)
    assert _titles(held, "heron") == []
    assert len(_titles(held, "bittern")) == 1


def test_a_record_lives_in_one_stream_only(held):
    held.take(a_report(1), stream=STREAM)
    held.take(a_report(1), stream=OTHER_STREAM, version=2)
    assert held.read(records.tally, STREAM) == (0, 0)
    assert held.read(records.tally, OTHER_STREAM) == (1, checksum_of(an_id(1), 2))


def test_the_checksum_is_the_sum_over_what_is_here(held):
    reports = [a_report(number) for number in range(1, 60)]
    held.take(*reports, version=4)
    expected = sum(checksum_of(report.id, 4) for report in reports) % CHECKSUM_MODULUS
    assert held.read(records.tally, STREAM) == (59, expected)


def test_an_event_moved_to_another_day_moves_the_record_in_the_list(held):
    first, second = a_report(1, title="First"), a_report(2, title="Second")
    held.take(first, second)
    later = replace(first.origin, event=replace(first.origin.event, start=A_MOMENT.replace(year=2027)))
    held.take(replace(first, origin=later), version=2)
    assert _titles(held) == ["First", "Second"]
    assert held.read(records.find, first.id).raw == report_document(replace(first, origin=later))


def test_secret_is_not_kept_but_counted_so_that_both_sides_agree(held):
    secret = served_as(a_report(1), marking={"level": "SECRET", "instructions": []})
    taken = held.take(secret, a_report(2))
    assert taken.count == 1
    assert [each.record for each in taken.rejected] == [secret.id]
    assert "SECRET is not allowed here" in taken.rejected[0].says
    assert held.read(records.find, secret.id) is None
    assert held.read(records.tally, STREAM)[0] == 2


def test_a_record_that_becomes_secret_leaves_and_comes_back_when_it_is_mended(held):
    held.take(a_report(1, title="Plain"))
    held.take(served_as(a_report(1), 2, marking={"level": "TOP SECRET"}))
    assert _titles(held) == []
    held.take(a_report(1, title="Mended"), version=3)
    assert _titles(held) == ["Mended"]
    assert held.read(records.tally, STREAM) == (1, checksum_of(an_id(1), 3))


@pytest.mark.parametrize(
    "damage", [{"items": [1, 2]}, {"items": {"x": 5}}, {"origin": "nowhere"}, {"mentions": {"m": None}}]
)
def test_a_damaged_document_does_not_stop_the_others(held, damage):
    taken = held.take(a_report(1), served_as(a_report(2), **damage), a_report(3))
    assert taken.count == 2
    assert [each.record for each in taken.rejected] == [an_id(2)]
    assert held.read(records.tally, STREAM)[0] == 3


def test_a_document_of_a_newer_schema_is_kept_as_it_came(held):
    newer = Served(an_id(1), "report", 99, 3, {"title": "From tomorrow", "items": [["what"]], "x": 1}, "", "")
    held.take(newer)
    found = held.read(records.find, newer.id)
    assert (found.schema, found.raw, found.document) == (99, newer.document, newer.document)
    assert _titles(held, "tomorrow") == ["From tomorrow"]


@pytest.mark.parametrize("marking", [{"level": "SECRET"}, "SECRET"])
def test_a_newer_document_is_no_way_in_for_secret(held, marking):
    taken = held.take(Served(an_id(1), "report", 99, 1, {"title": "x", "marking": marking}, "", ""))
    assert taken.count == 0


def test_a_record_of_an_unknown_kind_is_kept(held):
    held.take(Served(an_id(1), "horoscope", 1, 1, {"title": "Aries"}, "", ""))
    assert _titles(held, kinds=("horoscope",)) == ["Aries"]
    assert held.read(records.find, an_id(1)).raw == {"title": "Aries"}


def test_an_older_document_is_lifted_when_it_is_read_and_kept_as_it_came(held):
    old = served_as(a_report(1))
    document = copy.deepcopy(old.document)
    document["provenance"] = "saw"
    document["source"]["how_known"] = ""
    held.take(replace(old, schema=1, document=document))
    found = held.read(records.find, old.id)
    assert found.raw == document
    assert found.document["source"]["how_known"] == "saw"


def test_an_unsent_draft_is_found_by_its_words(held):
    draft = a_report(1, items=[an_item(text="An osprey nest in the quarry.")])
    change = Change(an_id(900), "report", 2, draft.id, 0, report_document(draft))
    held.run(outbox.add, change, None, A_MOMENT)
    (hit,) = held.read(lists.rows, ListQuery("osprey")).hits
    assert hit.row.unsent
    assert hit.row.version == 0
    assert any(run.kind == "added" and run.text == "osprey" for run in hit.snippet)
    assert held.read(records.find, draft.id).raw is None


def test_unsent_work_stands_on_top_of_what_the_service_sent(held):
    report = a_report(1, title="As sent")
    held.take(report)
    held.run(outbox.add, _retitled(report, "As typed here"), report_document(report), A_MOMENT)
    found = held.read(records.find, report.id)
    assert (found.raw["title"], found.document["title"], found.unsent) == ("As sent", "As typed here", True)
    assert _titles(held, "typed") == ["As typed here"]


def test_what_the_service_sends_later_goes_under_the_unsent_work(held):
    report = a_report(1, title="As sent")
    held.take(report)
    held.run(outbox.add, _retitled(report, "As typed here"), report_document(report), A_MOMENT)
    held.take(replace(report, priority="high"), version=2)
    found = held.read(records.find, report.id)
    assert (found.version, found.document["title"], found.document["priority"]) == (2, "As typed here", "high")
    (row,) = held.read(lists.by_ids, [report.id])
    assert (row.title, row.priority, row.unsent) == ("As typed here", "high", True)


def test_accepted_work_does_not_flicker_back_before_the_next_pull(held):
    report = a_report(1, title="As sent")
    held.take(report)
    held.run(outbox.add, _retitled(report, "Accepted"), report_document(report), A_MOMENT)
    (sending,) = held.run(outbox.batch)
    held.run(outbox.receipt, Receipt(sending.change.id, 200, version=2))
    found = held.read(records.find, report.id)
    assert (found.version, found.raw["title"], found.unsent) == (2, "Accepted", False)
    held.take(replace(report, title="Accepted", priority="high"), version=2)
    assert held.read(records.find, report.id).document["priority"] == "high"


def test_what_cannot_be_read_with_my_work_on_top_is_not_kept(held):
    report = a_report(1)
    held.take(report)
    secret = replace(_retitled(report, ""), parts={"marking": {"level": "SECRET", "instructions": []}})
    with pytest.raises(Refused, match="SECRET is not allowed"):
        held.run(outbox.add, secret, report_document(report), A_MOMENT)
    assert held.read(outbox.all) == ()


def test_a_record_that_left_its_stream_goes(held):
    held.take(a_report(1), version=2)
    assert held.run(records.take_gone, STREAM, an_id(1), 3, "moved")
    assert _titles(held) == []
    assert held.read(records.find, an_id(1)) is None


@pytest.mark.parametrize(("stream", "version"), [(OTHER_STREAM, 9), (STREAM, 1)])
def test_a_late_or_foreign_gone_takes_nothing(held, stream, version):
    held.take(a_report(1), version=2)
    assert not held.run(records.take_gone, stream, an_id(1), version, "moved")
    assert len(_titles(held)) == 1


def test_unsent_work_survives_a_move_but_not_an_erasure(held):
    for number, reason in ((1, "moved"), (2, "erased")):
        report = a_report(number)
        held.take(report)
        held.run(outbox.add, _retitled(report, "Mine", 900 + number), report_document(report), A_MOMENT)
        held.run(records.take_gone, STREAM, report.id, 2, reason)
    assert [waiting.change.record for waiting in held.read(outbox.all)] == [an_id(1)]


def test_many_events_of_the_same_second_all_find_a_place(held):
    held.take(*(a_report(number) for number in range(1, 700)))
    held.take(*(a_report(number) for number in range(700, 900)))
    page = held.read(lists.rows, ListQuery(), limit=1000)
    assert len(page.hits) == 899
    assert len({hit.place for hit in page.hits}) == 899


def test_cards_and_undated_reports_stand_below_every_dated_report(held):
    undated = a_report(2, title="Undated")
    origin = replace(undated.origin, reported_at=None, event=replace(undated.origin.event, start=None))
    held.take(replace(undated, origin=origin), a_card(1, title="A card"), a_report(1, title="Dated"))
    assert _titles(held, kinds=("report", "card"))[0] == "Dated"
    assert set(_titles(held, kinds=("report", "card"))) == {"Dated", "Undated", "A card"}


def test_the_reports_that_mention_a_card_can_be_counted(held):
    card = a_card(1, title="Barnaby Quillfeather-Test")
    mentions = [replace(a_mention(1), card=card.id), replace(a_mention(2), card=card.id)]
    held.take(card, a_report(1, mentions=mentions), a_report(2, mentions=mentions[:1]), a_report(3))
    (match,) = held.read(lists.matches, "quillfeather", ())
    assert match.reports == 2
