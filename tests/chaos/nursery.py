"""A process that has loaded everything and makes children at a word, so that one can be killed every moment.

It opens nothing itself. On each line of its input it makes a child that does what the line says, as JSON: a list of the
name of a life below and what it takes; the child's words go where the nursery's go, behind its number.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import requests  # noqa: F401 - loaded here, once for every child
import sqlcipher3.dbapi2  # noqa: F401 - as above
import uvicorn.lifespan.on
import uvicorn.protocols.http.h11_impl  # noqa: F401 - as above
import zstandard  # noqa: F401 - as above

import crimint_service.serving  # noqa: F401 - as above
from crimint_service.commands import main as command
from tests.chaos.desk import Desk

__all__ = ["main"]


def be_a_desk(url: str, user: str, cache: str, device: str, words: str, seed: int) -> None:
    """Open the cache, then write and do rounds without end, saying each word once it is committed."""
    chance = random.Random(seed)
    with closing(Desk(url, user, Path(cache), device, words, chance)) as desk:
        desk.sign_in()
        while True:
            for _ in range(chance.randint(1, 5)):
                word = desk.write()
                say(f"typed {word}")
            desk.round()
            say(f"round {len(desk.acknowledged())}")


def be_a_service(database: str, port: int) -> None:
    """``crimint-service serve``, as an operator starts it."""
    command(["serve", "--database", database, "--port", str(port), "--environment", "practice"])


LIVES: Final[dict[str, Callable[..., None]]] = {"desk": be_a_desk, "service": be_a_service}


def say(words: str) -> None:
    """Write one line at once and whole."""
    os.write(1, f"{words}\n".encode())


def main() -> None:
    """Make children until the input ends. They are not waited for: whoever asked for them ends them."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        life, values = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(life, values)
        say(f"child {child}")


def _live(life: str, values: list[Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        LIVES[life](*values)
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
