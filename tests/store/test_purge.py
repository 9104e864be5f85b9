"""After a purge nothing of the records is left: not in a table, not in the index, not in a page nobody uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from crimint_desktop.store import conflicts, edits, leftovers, lists, outbox, records
from crimint_desktop.store.conflicts import Conflict
from crimint_desktop.store.edits import Edit
from crimint_desktop.store.lists import ListQuery
from crimint_domain.change import Change
from crimint_domain.merge import Clash
from crimint_domain.views import report_document
from tests.builders import A_MOMENT, a_card, a_mention, a_report, an_id, an_item
from tests.pages import clear_pages
from tests.store.conftest import KEY, OTHER_STREAM, STREAM

# The index writes a word without the letters it shares with its neighbour, so the canaries' tails are looked for.
CANARY = "Xqzvulture"
TAIL = b"zvulture"


def _traces(path: Path) -> int:
    return clear_pages(path, KEY).lower().count(TAIL)


def _others():
    return [a_report(number, items=[an_item(text="Nothing about birds. " * number)]) for number in range(100, 160)]


def _marked(number):
    return a_report(
        number, title=f"{CANARY} seen", items=[an_item(number, text=f"A {CANARY} sat on the mill. " * 30)],
        mentions=[a_mention(number, name=f"{CANARY} Senior")], reference=CANARY,
    )  # fmt: skip


@pytest.fixture
def crowded(held):
    held.take(*_others(), stream=OTHER_STREAM)
    held.take(*(_marked(number) for number in range(1, 40)))
    held.take(*(_marked(number) for number in range(1, 40)), version=2)
    held.take(a_card(1, title=f"{CANARY} Junior"))
    report = _marked(1)
    change = Change(an_id(900), "report", 2, report.id, 2, None, {"title": f"{CANARY} typed"})
    held.run(outbox.add, change, report_document(report), A_MOMENT)
    held.run(edits.save, Edit(report.id, "report", 2, 2, None, {"title": f"{CANARY} typing"}, A_MOMENT))
    clash = (Clash("title", CANARY, CANARY, CANARY),)
    held.run(
        conflicts.save,
        Conflict(an_id(5, who=9), report.id, A_MOMENT, 1, 2, "", A_MOMENT, A_MOMENT, clash, ()),
    )
    return held


def test_a_purge_leaves_no_trace_in_any_page(crowded, cache_path):
    assert _traces(cache_path) > 100
    purged = crowded.run(records.purge, STREAM)
    assert len(purged) == 40
    assert crowded.database.checkpoint_truncate().result()
    assert _traces(cache_path) == 0


def test_a_purge_leaves_the_others_alone(crowded):
    crowded.run(records.purge, STREAM)
    assert crowded.read(lists.rows, ListQuery(CANARY)).hits == ()
    assert crowded.read(lists.matches, CANARY, ()) == ()
    assert crowded.read(lists.rows, ListQuery("birds")).counted == 60
    assert crowded.read(records.tally, STREAM) == (0, 0)
    for table in (outbox, edits, conflicts):
        assert crowded.read(table.all) == ()


def test_an_erased_card_leaves_no_trace_at_the_end_of_the_round(held, cache_path):
    held.take(*_others())
    card = a_card(1, title=f"{CANARY} Junior")
    held.take(card)
    assert held.read(lists.matches, f"{CANARY} Junior", ()) != ()
    assert _traces(cache_path) > 0
    held.run(records.take_gone, STREAM, card.id, 2, "erased")
    for _ in range(1000):
        if held.run(leftovers.clear_some):
            break
    assert held.database.checkpoint_truncate().result()
    assert _traces(cache_path) == 0
    assert held.read(lists.matches, f"{CANARY} Junior", ()) == ()


def test_an_erased_record_leaves_no_trace_at_the_end_of_the_round(held, cache_path):
    held.take(*_others())
    held.take(_marked(1))
    held.run(records.take_gone, STREAM, an_id(1), 2, "erased")
    for _ in range(1000):
        if held.run(leftovers.clear_some):
            break
    assert held.read(leftovers.count) == 0
    assert held.database.checkpoint_truncate().result()
    assert _traces(cache_path) == 0
    assert held.read(lists.rows, ListQuery("birds")).counted == 60


def test_words_replaced_by_the_service_leave_at_the_end_of_the_round(held, cache_path):
    held.take(*_others(), _marked(1))
    held.take(a_report(1, title="Rectified"), version=2)
    assert held.read(leftovers.count) == 1
    while not held.run(leftovers.clear_some):
        pass
    held.database.checkpoint_truncate().result()
    assert _traces(cache_path) == 0
