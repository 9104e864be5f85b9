"""A short life of a device and of a register, one process, so that everything it asks of the disk can be written down.

Says ``typed WORD`` once a change is committed, and ``taken CHANGE`` once its receipt is: what was said must be found on
the disk whatever happens to the power after that.
"""

from __future__ import annotations

import os
import random
import sys
from contextlib import closing
from pathlib import Path

from tests.builders import an_id
from tests.chaos.desk import OFFICER, Desk
from tests.service.world import a_world

__all__ = ["ROUNDS", "main"]

ROUNDS = 12
_AT_ONCE = 4


def main(cache: str, register: str) -> None:
    """Live it."""
    with a_world(register) as world:
        desk = Desk(world.url, OFFICER, Path(cache), an_id(1, who=9), "p", random.Random(7))
        with closing(desk):
            desk.sign_in()
            known: set[str] = set()
            for number in range(ROUNDS):
                for _ in range(_AT_ONCE):
                    _say(f"typed {desk.write()}")
                desk.client.round()
                for change in sorted(desk.acknowledged().keys() - known):
                    known.add(change)
                    _say(f"taken {change}")
                if number % 4 == 1:
                    desk.client.db.checkpoint_truncate().result()  # as at the end of a purge


def _say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
