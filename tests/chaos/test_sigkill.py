"""The program and the service are killed at any moment, again and again: nothing acknowledged is lost or done twice."""

from __future__ import annotations

import os
import random
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from crimint_service.app import create
from tests.builders import an_id
from tests.chaos.desk import LIO, OFFICER, Desk, a_copy, an_empty_cache
from tests.chaos.lives import Nursery
from tests.chaos.register import look
from tests.service.world import a_world, quick, settle

SEED = 20_261_123
KILLS = int(os.environ.get("KILLS", "30"))
USERS = (OFFICER, LIO)


def caches_of_two(folder: Path) -> list[Path]:
    empty = an_empty_cache(folder / "empty.db")
    return [a_copy(empty, folder / f"cache{number}.db") for number in range(2)]


def a_desk(url: str, number: int, cache: Path, words: str) -> Desk:
    return Desk(url, USERS[number], cache, an_id(number, who=9), words, random.Random(SEED + number))


def assert_all_arrived(desks, database, typed):
    """After two rounds everything is there, once, and both sides hold the same."""
    agreed = [desk.client.round().agreed_at for _ in range(2) for desk in desks]
    assert all(agreed[-2:])
    register = look(database)
    register.assert_sound()
    assert typed <= register.words().keys(), "a change is lost"
    for desk in desks:
        assert desk.waiting() == {}
        assert all(register.documents[record] == there for record, there in desk.documents().items())
        assert desk.verify_log() == register.logs[desk.client.book.device]
    assert desks[1].documents() == register.documents


@pytest.mark.timeout(max(120, 4 * KILLS))
def test_a_program_killed_in_the_middle_of_its_rounds_loses_nothing_and_does_nothing_twice(
    tmp_path, project, capsys
):  # fmt: skip
    chance, typed, database = random.Random(SEED), set(), tmp_path / "register.db"
    caches = caches_of_two(tmp_path)
    with a_world(str(database)) as world, Nursery(project, tmp_path / "errors.txt") as nursery:
        began = time.monotonic()
        for kill in range(KILLS):
            number = kill % 2
            values = (world.url, USERS[number], str(caches[number]), an_id(number, who=9), f"k{kill}", kill)
            child = nursery.bear("desk", *values)
            heard = [nursery.hear("typed ")]
            time.sleep(chance.uniform(0, 0.25))
            heard += [line[6:] for line in nursery.kill(child) if line.startswith("typed ")]
            typed |= {word for word in heard if word}
            assert_the_cache_is_whole(world.url, number, caches[number], database, typed)
        with capsys.disabled():
            print(f"\n{KILLS} kills of a program, {len(typed)} changes in {time.monotonic() - began:.0f} s", end=" ")
        with ExitStack() as opened:
            desks = [opened.enter_context(closing(a_desk(world.url, n, caches[n], "end"))) for n in range(2)]
            for desk in desks:
                desk.sign_in()
            assert_all_arrived(desks, database, typed)


def assert_the_cache_is_whole(url, number, cache, database, typed):
    """It opens, its log is whole, what was typed here is here, and what it takes for sent has arrived."""
    with closing(a_desk(url, number, cache, "looks")) as desk:
        here, acknowledged = desk.words_here(), desk.acknowledged()
        desk.verify_log()
    mine = {word for word in typed if int(word[1:].partition("x")[0]) % 2 == number}
    assert not [word for word in mine if word not in here], "something typed and committed is lost"
    register = look(database)
    register.assert_sound()
    assert all(register.receipts[change][0] == record for change, record in acknowledged.items())


class Busy:
    """A desk that writes and does rounds in a thread of its own, whether or not anybody answers."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.typed: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._live)
        self._thread.start()

    def _live(self) -> None:
        while not self._stop.is_set():
            if len(self.desk.waiting()) < 20:
                self.typed.add(self.desk.write())
            if isinstance(self.desk.round(), str):
                self._stop.wait(0.02)

    def stop(self) -> None:
        """End, after what is under way."""
        self._stop.set()
        self._thread.join()
        self.typed.discard("")


@pytest.mark.timeout(max(120, 4 * KILLS))
def test_a_service_killed_while_it_takes_changes_loses_nothing_and_does_nothing_twice(tmp_path, project, capsys):
    chance, database = random.Random(SEED), tmp_path / "register.db"
    parts = create(quick(str(database)), "practice").state.parts
    parts.database.write(lambda connection: settle(connection, parts.accounts.hash("an invented password")))
    parts.database.close()
    caches = caches_of_two(tmp_path)
    with Nursery(project, tmp_path / "errors.txt") as nursery, ExitStack() as opened:
        child = nursery.bear("service", str(database), 0)
        url = nursery.hear("listening on ")
        desks = [opened.enter_context(closing(a_desk(url, n, caches[n], f"s{n}"))) for n in range(2)]
        for desk in desks:
            desk.sign_in()
        sends = threading.Event()
        for desk in desks:
            desk.port.sends = sends
        busy = [Busy(desk) for desk in desks]
        try:
            began = time.monotonic()
            for _ in range(KILLS):
                sends.clear()
                sends.wait(2)  # something is about to be taken
                time.sleep(chance.uniform(0, 0.06))
                nursery.kill(child)
                child = nursery.bear("service", str(database), int(url.rpartition(":")[2]))
                nursery.hear("listening on ")
                assert_what_was_acknowledged_is_there(desks, database)
        finally:
            for each in busy:
                each.stop()
        typed = busy[0].typed | busy[1].typed
        with capsys.disabled():
            lost = sum(desk.port.again for desk in desks)
            print(f"\n{KILLS} kills of a service, {lost} receipts lost on their way,", end=" ")
            print(f"{len(typed)} changes in {time.monotonic() - began:.0f} s", end=" ")
        assert_all_arrived(desks, database, typed)


def assert_what_was_acknowledged_is_there(desks, database):
    acknowledged = [desk.acknowledged() for desk in desks]
    register = look(database)
    register.assert_sound()
    for each in acknowledged:
        assert all(register.receipts[change][0] == record for change, record in each.items())
