"""Guessing: which names there are is not told by answers, by work or by waiting, and no password by trying many."""

import threading
from collections import Counter

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from crimint_service import people
from crimint_service.attempts import FORGOTTEN_S
from crimint_service.faults import Fault
from crimint_service.tables import sign_in_attempt
from tests.protocol.client import new_id
from tests.protocol.people import OKONJO, PASSWORD

NAMES = ("okonjo", "nobody-of-this-name", "reid")  # reid's account is closed
PAUSES_S = (0, 0, 0, 0, 0, 0, 31, 0, 61, 0, 121, 0)


@pytest.fixture
def guessed(world):
    """Return a function that tries a password and returns what is told of it."""
    world.write(lambda connection: people.disable_account(connection, "reid"))

    def tried(name, password="a guess"):
        asked = {"grant": "password", "user": name, "password": password}
        status, headers, body = world.request("POST", "/v1/token", asked, {"X-Device": new_id()})
        said = {each: body[each] for each in ("type", "title", "detail")} if status != 200 else {}
        return status, headers.get("retry-after", ""), said

    return tried


def kept(world):
    return world.rows(sa.select(sign_in_attempt))


def test_a_name_that_nobody_has_is_locked_as_any_other(world, guessed):
    told: dict[str, list[tuple[int, str, dict[str, str]]]] = {name: [] for name in NAMES}
    for pause in PAUSES_S:
        world.clock.forward(seconds=pause)
        for name in NAMES:
            told[name].append(guessed(name))
    assert [status for status, _, _ in told["okonjo"]] == [401] * 5 + [429, 401, 429, 401, 429, 401, 429]
    assert [wait for _, wait, _ in told["okonjo"] if wait] == ["30", "60", "120", "240"]
    assert told["okonjo"] == told["nobody-of-this-name"] == told["reid"]


def test_a_name_that_nobody_has_is_as_much_work_as_any_other(world, guessed, monkeypatch):
    work, verify = [], PasswordHasher.verify

    def noted(hasher, kept_hash, password):
        work.append("hashed")
        return verify(hasher, kept_hash, password)

    def asked(_connection, _cursor, statement, *_rest):
        work.append(statement)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    sa.event.listen(world.parts.database.engine, "before_cursor_execute", asked)
    done = {}
    for name in NAMES:
        for round_ in range(7):  # the first, the fifth and what comes while it is locked differ
            work.clear()
            guessed(name)
            done[name, round_] = list(work)
    sa.event.remove(world.parts.database.engine, "before_cursor_execute", asked)
    assert sum(each.count("hashed") for each in done.values()) == 5 * len(NAMES)
    for round_ in range(7):
        assert done["okonjo", round_] == done["nobody-of-this-name", round_] == done["reid", round_]


def test_of_many_guesses_at_once_no_more_are_told_than_of_guesses_one_by_one(world):
    told = []

    def guess(password):
        try:
            world.parts.accounts.sign_in("okonjo", password, new_id())
        except Fault as fault:
            told.append(fault.status)

    threads = [threading.Thread(target=guess, args=(f"guess {number}",)) for number in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Counter(told) == {401: 5, 429: 11}
    with pytest.raises(Fault, match="Too many attempts"):
        world.parts.accounts.sign_in("okonjo", PASSWORD, new_id())


def test_signing_in_forgets_what_failed_before(world, guessed):
    for _ in range(4):
        guessed("okonjo")
    world.client(OKONJO)
    assert kept(world) == []
    assert [guessed("okonjo")[0] for _ in range(6)] == [401] * 5 + [429]


def test_what_was_typed_as_a_name_is_not_kept_and_its_hash_is_forgotten_after_a_day(world, guessed):
    guessed("my password, typed into the wrong field")
    [row] = kept(world)
    assert "password" not in repr(row)
    world.clock.forward(seconds=FORGOTTEN_S - 1)
    guessed("okonjo")
    assert len(kept(world)) == 2
    world.clock.forward(seconds=1)
    guessed("okonjo")
    assert len(kept(world)) == 1
