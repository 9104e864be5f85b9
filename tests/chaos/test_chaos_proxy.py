"""Two thousand changes on a way where more than a third of all exchanges go wrong: each arrives, and none twice."""

from __future__ import annotations

import random
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.builders import an_id
from tests.chaos.desk import LIO, OFFICER, Desk, a_copy, an_empty_cache
from tests.chaos.proxy import FAULTS, Proxy, between
from tests.chaos.register import look
from tests.service.world import a_world

SEED = 20_261_123
CHANGES = 2_000
DESKS = (OFFICER, "reid", LIO)
SPOILT, SLOW = 0.45, 0.1
AT_ONCE = 17  # changes between two rounds, as a rule
LONGEST_S = 200


def live(desk: Desk, left: list[int], guard: threading.Lock, chance: random.Random, until: float) -> None:
    """Write and do rounds until everything is written."""
    while time.monotonic() < until:
        for _ in range(chance.randint(1, 2 * AT_ONCE)):
            with guard:
                if left[0] == 0:
                    return
                left[0] -= bool(desk.write())
        desk.round()


def come_to_rest(desks: list[Desk]) -> None:
    """Give everybody two rounds in turn without faults."""
    agreed = [desk.client.round().agreed_at for _ in range(2) for desk in desks]
    assert all(agreed[-len(desks) :]), "no agreement within two rounds"


def everybody(opened: ExitStack, proxy: Proxy, folder: Path) -> list[Desk]:
    empty = an_empty_cache(folder / "empty.db")
    desks = []
    for number, user in enumerate(DESKS):
        cache, device = a_copy(empty, folder / f"cache{number}.db"), an_id(number, who=9)
        desk = opened.enter_context(closing(Desk(proxy.url, user, cache, device, f"w{number}", _chance(number))))
        desk.sign_in()
        desks.append(desk)
    return desks


def _chance(number: int) -> random.Random:
    return random.Random(SEED + number)


@pytest.mark.timeout(300)
@pytest.mark.expects_log("Invalid HTTP request received")
def test_two_thousand_changes_arrive_once_where_more_than_a_third_of_all_exchanges_go_wrong(tmp_path, capsys):
    began = time.monotonic()
    with ExitStack() as opened:
        world = opened.enter_context(a_world(str(tmp_path / "register.db")))
        proxy = opened.enter_context(between(world.url, random.Random(SEED), SPOILT, SLOW))
        desks = everybody(opened, proxy, tmp_path)
        left, guard = [CHANGES], threading.Lock()
        living = [
            threading.Thread(target=live, args=(desk, left, guard, _chance(9 + n), began + LONGEST_S))
            for n, desk in enumerate(desks)
        ]
        for thread in living:
            thread.start()
        for thread in living:
            thread.join()
        exchanges, faulty, kinds = proxy.exchanges, proxy.faulty, set(proxy.done)
        proxy.stop_faults()
        come_to_rest(desks)
        register = look(tmp_path / "register.db")

        with capsys.disabled():
            print(f"\n{exchanges} exchanges, {faulty / exchanges:.1%} spoilt, {len(register.versions)} changes")
            print(f"in {time.monotonic() - began:.0f} s: {dict(sorted(proxy.done.items()))}")
        assert left == [0], "there was not time enough"
        assert faulty / exchanges >= 0.35
        assert exchanges >= 400
        assert kinds >= set(FAULTS)
        assert_nothing_lost_or_doubled(desks, register)


def assert_nothing_lost_or_doubled(desks, register):
    register.assert_sound()
    written = {f"{desk.words}x{number:05d}z" for desk in desks for number in range(desk.written)}
    assert register.words().keys() == written, "a change is lost"
    assert len(register.versions) == len(written) == CHANGES
    for desk in desks:
        assert desk.waiting() == {}
        for change, record in desk.acknowledged().items():
            assert register.receipts[change][0] == record, "something acknowledged is not there"
        held = desk.documents()
        differs = {record: (there, register.documents[record]) for record, there in held.items()}
        assert not {record: both for record, both in differs.items() if both[0] != both[1]}, "the same version differs"
        assert desk.verify_log() == register.logs[desk.client.book.device]
    seen_by_lio = desks[DESKS.index(LIO)].documents()
    assert seen_by_lio == register.documents
