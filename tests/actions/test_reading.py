"""Finding and opening: the log line comes first, and rows without words leave none."""

from __future__ import annotations

import pytest

from crimint_desktop.actions import cards, conflicts, drafting, reading
from crimint_desktop.actions.reading import ListQuery
from crimint_domain.errors import Refused, Unavailable
from tests.builders import a_card, a_report, an_item


def test_opening_is_logged_under_the_reason_at_hand(officer):
    report = a_report(state="released")
    officer.take(report, version=3)
    opened = reading.open_record(officer.desk, report.id, "Operation MARZIPAN").result()
    assert opened.report.title == report.title
    assert opened.logged_at == officer.clock.now()
    assert officer.log() == [("consultation", "open", (f"{report.id}@3",))]
    assert officer.words_logged() == ["Operation MARZIPAN"]


def _fill_the_log(seat, act):
    """Act until the disk takes no more, and return how often it went well."""
    seat.fill_disk()
    done = 0
    while done < 400:
        try:
            act()
        except Unavailable as fault:
            return done, fault
        done += 1
    raise AssertionError("the disk was never full")


def test_what_cannot_be_logged_is_not_shown(officer):
    report = a_report(state="released")
    officer.take(report)
    done, fault = _fill_the_log(
        officer, lambda: reading.open_record(officer.desk, report.id, "Operation MARZIPAN").result()
    )
    assert (fault.cause, fault.says.startswith(reading.NOT_LOGGED)) == ("disk-full", True)
    assert len(officer.log()) == done


def test_a_search_that_cannot_be_logged_shows_nothing(officer):
    officer.take(a_report(state="released"))
    done, _ = _fill_the_log(
        officer, lambda: reading.rows(officer.desk, ListQuery(text="van"), None, 50, "reason").result()
    )
    assert len(officer.log()) == done


@pytest.mark.parametrize("act", ["resume", "matches", "conflict"])
def test_no_other_way_shows_a_document_that_is_not_logged(officer, act):
    report = a_report(state="released")
    officer.take(report, a_card())
    conflict = ""
    ways = {
        "resume": lambda: drafting.resume(officer.desk, report.id, "a reason").result(),
        "matches": lambda: reading.matches(officer.desk, "Barnaby", ("person",)).result(),
        "conflict": lambda: conflicts.look(officer.desk, conflict).result(),
    }
    if act == "conflict":
        from tests.actions.test_conflicts import a_conflict

        conflict = a_conflict(officer, report)
    done, _ = _fill_the_log(officer, ways[act])
    assert len(officer.log()) == done


def test_what_is_not_here_is_refused_and_not_logged(officer):
    with pytest.raises(Refused, match="no longer have access"):
        reading.open_record(officer.desk, a_report(77).id, "").result()
    assert officer.log() == []


def test_rows_without_words_are_no_consultation(officer):
    officer.take(a_report(1, state="released"), a_report(2, state="released"))
    page = reading.rows(officer.desk, ListQuery(states=("released",)), None, 50, "reason").result()
    assert len(page.hits) == 2
    assert officer.log() == []


def test_a_search_is_logged_with_its_words_and_what_it_showed(officer):
    found = a_report(1, state="released", items=[an_item(text="A white van.")])
    other = a_report(2, state="released", items=[an_item(text="A red bicycle.")])
    officer.take(found, other, version=2)
    page = reading.rows(officer.desk, ListQuery(text="van"), None, 50, "Operation MARZIPAN").result()
    assert [hit.row.id for hit in page.hits] == [found.id]
    assert officer.log() == [("consultation", "search", (f"{found.id}@2",))]
    assert officer.words_logged() == ["van\nOperation MARZIPAN"]


def test_a_search_that_finds_nothing_is_logged_too(officer):
    reading.rows(officer.desk, ListQuery(text="nobody"), None, 50, "").result()
    assert officer.log() == [("consultation", "search", ())]


def test_looking_for_a_card_is_logged_as_a_search(officer):
    card = a_card()
    officer.take(card, version=5)
    (match,) = reading.matches(officer.desk, "Barnaby Quillfeather-Test", ("person",)).result()
    assert match.card.id == card.id
    assert officer.log() == [("consultation", "search cards", (f"{card.id}@5",))]
    assert officer.words_logged() == ["Barnaby Quillfeather-Test"]


def test_a_new_card_cites_the_item_that_names_it_and_waits_to_be_sent(officer):
    item = an_item()
    card = cards.new_card(officer.desk, "person", "  Enid   Marrow-Test ", item.id).result()
    assert (card.title, card.unit, card.attributes[0].cites) == ("Enid Marrow-Test", "quillmarsh", item.id)
    (waiting,) = officer.waiting()
    assert (waiting.change.kind, waiting.change.record) == ("card", card.id)
    assert officer.told == [None]
    (match,) = reading.matches(officer.desk, "Enid Marrow", ("person",)).result()
    assert match.card.id == card.id


def test_a_card_without_a_name_is_refused(officer):
    with pytest.raises(Refused, match="Write the name"):
        cards.new_card(officer.desk, "person", "   ", "").result()
    assert officer.waiting() == ()
