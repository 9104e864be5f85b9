"""The oracle has teeth: mistakes planted in the code that is tried are found within a few schedules."""

from dataclasses import replace

import pytest

from crimint_desktop.store import outbox, records
from crimint_desktop.sync import applying, reading, round
from tests.sync.test_model import live_through

WITHIN = 60


def overtaken_work_is_not_settled(monkeypatch):
    monkeypatch.setattr(applying, "settle_record", lambda *_: 0)


def the_outbox_is_emptied_before_the_answer(monkeypatch):
    take = outbox.batch

    def batch(conn, limit=100):
        found = take(conn, limit)
        for each in found:
            outbox.drop(conn, each.change.id)
        return found

    monkeypatch.setattr(outbox, "batch", batch)


def nothing_is_purged(monkeypatch):
    monkeypatch.setattr(round, "purge_stream", lambda *_: applying.Applied())


def what_was_typed_is_not_handed_over(monkeypatch):
    monkeypatch.setattr(round, "hand_over", lambda *_: 0)
    monkeypatch.setattr(applying, "hand_over", lambda *_: 0)


def a_tombstone_is_overlooked(monkeypatch):
    monkeypatch.setattr(records, "take_gone", lambda *_: False)
    monkeypatch.setattr(records, "erase", lambda *_: False)


def the_place_is_saved_before_the_page(monkeypatch):
    keep = applying.keep_pages

    def keep_pages(conn, hand, pieces, *, bulk):
        return keep(conn, hand, [replace(each, entries=each.entries[:-1]) for each in pieces], bulk=bulk)

    monkeypatch.setattr(reading, "keep_pages", keep_pages)


@pytest.mark.parametrize(
    "mistake",
    [
        overtaken_work_is_not_settled,
        the_outbox_is_emptied_before_the_answer,
        nothing_is_purged,
        what_was_typed_is_not_handed_over,
        a_tombstone_is_overlooked,
        the_place_is_saved_before_the_page,
    ],
)
def test_a_planted_mistake_is_found(mistake, empty_cache, tmp_path, monkeypatch):
    mistake(monkeypatch)
    found = None
    for seed in range(WITHIN):
        try:
            live_through(seed, empty_cache, tmp_path / str(seed))
        except Exception:
            found = seed
            break

    assert found is not None
