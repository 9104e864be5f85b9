"""The log is one unbroken chain, and a piece missing from its end is noticed too."""

from __future__ import annotations

import itertools
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from crimint_desktop.keys.anchor import Anchor
from crimint_desktop.store import logbook
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.logbook import Logbook
from crimint_domain.audit import GENESIS, commitment
from crimint_domain.errors import Refused, Unavailable
from tests.builders import SteadyClock, an_id
from tests.store.conftest import KEY


@dataclass
class _Keyring:
    """The far side of the anchor: keeps values as a keyring does."""

    values: dict[str, str] = field(default_factory=dict)

    def write(self, entry, value):
        self.values[entry] = value

    def read(self, entry):
        return self.values.get(entry)


@pytest.fixture
def book():
    numbers = itertools.count(1)
    return Logbook(
        "okonjo", an_id(77), SteadyClock(ticks=3.5), lambda size: next(numbers).to_bytes(size, "big"),
        Anchor(_Keyring(), "cache"),
    )  # fmt: skip


def _write(held, book, times=1, words="Task 4"):
    for _ in range(times):
        entry = held.run(logbook.append, book, "consultation", "open", (f"{an_id(1)}@3",), words)
    return entry


def test_each_line_holds_on_to_the_one_before(held, book):
    first, second = _write(held, book), _write(held, book)
    assert (first.sequence, first.previous) == (1, GENESIS)
    assert (second.sequence, second.previous) == (2, first.hash)
    assert (second.user, second.device, second.monotonic_ms) == ("okonjo", an_id(77), 3500)
    assert held.read(logbook.head) == (2, second.hash)
    assert held.read(logbook.verify_chain) == (2, second.hash)


def test_an_empty_log_is_whole(held):
    assert held.read(logbook.verify_chain) == (0, GENESIS)
    assert held.read(logbook.unsent) == ((), ())


def test_the_chain_holds_only_a_commitment_to_the_reason(held, book):
    entry = _write(held, book, words="Looking for the swan")
    (entries, reasons) = held.read(logbook.unsent)
    assert entries == (entry,)
    (reason,) = reasons
    assert reason.text == "Looking for the swan"
    assert entry.commitment == commitment(reason.salt, reason.text)
    assert "swan" not in repr(entry)


def test_a_reason_can_be_erased_without_breaking_the_chain(held, book):
    _write(held, book, times=3)
    held.run(logbook.erase_reason, 2)
    assert held.read(logbook.reason_of, 2) == ""
    assert held.read(logbook.reason_of, 3) == "Task 4"
    assert held.read(logbook.verify_chain)[0] == 3


def test_what_the_service_has_is_not_sent_again(held, book):
    _write(held, book, times=5)
    entries, reasons = held.read(logbook.unsent, 2)
    assert ([each.sequence for each in entries], [each.sequence for each in reasons]) == ([1, 2], [1, 2])
    held.run(logbook.acknowledge, 4)
    held.run(logbook.acknowledge, 2)
    assert [each.sequence for each in held.read(logbook.unsent)[0]] == [5]


def test_the_lines_about_a_record_can_be_found(held, book):
    _write(held, book, times=2)
    held.run(logbook.append, book, "alteration", "submit", (f"{an_id(2)}@1",))
    assert [entry.sequence for entry in held.read(logbook.of_record, an_id(1))] == [2, 1]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE audit SET user = 'somebody' WHERE sequence = 2", "entry 2 has been altered"),
        ("UPDATE audit SET records = CAST('[]' AS BLOB) WHERE sequence = 3", "entry 3 has been altered"),
        ("DELETE FROM audit WHERE sequence = 2", "entry 2 is missing"),
    ],
)
def test_a_log_that_was_touched_is_not_whole(held, book, damage, says):
    _write(held, book, times=4)
    held.run(lambda conn: conn.exec_driver_sql(damage))
    with pytest.raises(Refused, match=says):
        held.read(logbook.verify_chain)


def test_the_anchor_moves_every_few_lines_and_at_the_end(held, book):
    _write(held, book, times=4)
    assert not logbook.keep_anchor(book, held.read(logbook.head), every=5)
    _write(held, book)
    assert logbook.keep_anchor(book, held.read(logbook.head), every=5)
    assert book.anchor.read().count == 5
    _write(held, book)
    assert logbook.keep_anchor(book, held.read(logbook.head), every=1)
    assert not logbook.keep_anchor(book, held.read(logbook.head), every=1)


def test_a_whole_log_agrees_with_its_anchor_also_when_it_grew(held, book):
    held.read(logbook.check, book)
    _write(held, book, times=3)
    logbook.keep_anchor(book, held.read(logbook.head), every=1)
    _write(held, book, times=2)
    held.read(logbook.check, book)


def test_a_log_cut_at_its_end_is_refused_with_a_sentence(held, book):
    _write(held, book, times=5)
    logbook.keep_anchor(book, held.read(logbook.head), every=1)
    held.run(lambda conn: conn.exec_driver_sql("DELETE FROM audit WHERE sequence > 3"))
    assert held.read(logbook.verify_chain)[0] == 3
    with pytest.raises(Unavailable, match="ends at entry 3, but it had 5") as caught:
        held.read(logbook.check, book)
    assert caught.value.cause == "log-cut"


def test_a_log_cut_and_written_on_is_refused_too(held, book):
    _write(held, book, times=5)
    logbook.keep_anchor(book, held.read(logbook.head), every=1)
    held.run(lambda conn: conn.exec_driver_sql("DELETE FROM audit WHERE sequence > 3"))
    held.run(lambda conn: conn.exec_driver_sql("DELETE FROM reason WHERE sequence > 3"))
    _write(held, book, times=4)
    with pytest.raises(Unavailable) as caught:
        held.read(logbook.check, book)
    assert caught.value.cause == "log-altered"


def test_a_cache_put_back_from_an_older_copy_is_refused(cache_path, book):
    def write(conn):
        logbook.append(conn, book, "consultation", "open", (f"{an_id(1)}@3",), "Task 4")

    with closing(open_cache(cache_path, KEY)) as database:
        database.run(write).result()
    older = cache_path.read_bytes()
    with closing(open_cache(cache_path, KEY)) as database:
        database.run(write).result()
        logbook.keep_anchor(book, database.read(logbook.head).result(), every=1)
    for file in cache_path.parent.iterdir():
        file.unlink()
    cache_path.write_bytes(older)
    with closing(open_cache(cache_path, KEY)) as database, pytest.raises(Unavailable) as caught:
        database.read(lambda conn: logbook.check(conn, book)).result()
    assert caught.value.cause == "log-cut"
