"""The protocol under seeded chance: real rounds on real caches, with faults, kills, moves, revocations, erasures.

``SYNC_SEEDS=first:last`` runs other seeds, for a long night.
"""

import os

import pytest

from tests.sync.world import World

FIRST, LAST = (int(each) for each in os.environ.get("SYNC_SEEDS", "0:120").split(":"))
BUNCHES = 8
STEPS = 30


def live_through(seed, empty_cache, folder):
    folder.mkdir()
    world = World(seed, empty_cache, folder)
    try:
        for _ in range(STEPS):
            world.step()
        world.come_to_rest()
        world.assert_nothing_lost_or_doubled()
        return world.fingerprint()
    except AssertionError as fault:
        raise AssertionError(f"seed {seed}: {fault}\n" + "\n".join(world.trace)) from fault
    finally:
        world.close()


@pytest.mark.parametrize("bunch", range(BUNCHES))
def test_whatever_happens_nothing_is_lost_doubled_or_left_where_it_may_not_be(bunch, empty_cache, tmp_path):
    for seed in range(FIRST + bunch, LAST, BUNCHES):
        live_through(seed, empty_cache, tmp_path / str(seed))


def test_the_same_seed_is_the_same_story(empty_cache, tmp_path):
    for seed in range(3):
        once = live_through(seed, empty_cache, tmp_path / f"{seed}-once")
        assert live_through(seed, empty_cache, tmp_path / f"{seed}-again") == once
