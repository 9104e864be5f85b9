"""A person at a device with a real encrypted cache, whose every change carries a word found nowhere else."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_desktop.store import logbook, records
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.logbook import Logbook
from crimint_desktop.sync.port import Outcome
from crimint_domain.change import ALREADY_DONE, Change, Receipt
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.ids import text_of
from tests.builders import SteadyClock
from tests.protocol.client import new_id
from tests.protocol.people import PASSWORD
from tests.sync.conftest import KEY, Client, a_document

__all__ = ["LIO", "OFFICER", "Desk", "Now", "a_copy", "an_empty_cache"]

OFFICER, LIO = "okonjo", "peters"
# Each role writes in parts of its own, so that nothing clashes that a person would have to settle.
_OFFICER_PARTS = ("title", "items/a/text", "items/b/text", "origin/organisation")
_LIO_PARTS = ("items/a/handling", "items/b/handling")
_EVERY = "SELECT id FROM record WHERE version > 0"
_IDLE = "SELECT id FROM record WHERE version > 0 AND id NOT IN (SELECT record FROM outbox) AND state = 'submitted'"


class Now(SteadyClock):
    """The clock of the machine."""

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()


def an_empty_cache(path: Path) -> Path:
    """Make an empty cache to copy: that takes longer than a whole round."""
    db = open_cache(path, KEY)
    db.checkpoint_truncate().result()
    db.close()
    return path


class _Counting(Service):
    """The service as the program asks it; ``again`` counts the receipts that had been given before and were lost, and
    ``sends`` is set when changes are about to go."""

    again = 0
    sends: threading.Event | None = None

    def send(self, changes: Sequence[Change], epoch: str = "") -> tuple[Receipt, ...]:
        """Send, and count."""
        if self.sends is not None:
            self.sends.set()
        receipts = super().send(changes, epoch)
        self.again += sum(each.status == ALREADY_DONE for each in receipts)
        return receipts


class Desk:
    """One person at one device; ``words`` is what the words it writes begin with."""

    def __init__(self, url: str, user: str, cache: Path, device: str, words: str, chance: random.Random) -> None:
        self.words, self.written = words, 0
        self._chance = chance
        self._sign_in = SignIn()
        line: Any = HttpLine(url)
        self.port = _Counting(line, Device(device, "0.1.0"), self._sign_in)
        book = Logbook(user, device, Now(), random.randbytes)
        ids: Any = new_id
        self.client = Client(user, open_cache(cache, KEY), None, line, book, self.port, ids, Now())  # type: ignore[arg-type]  # there is no service in memory

    def sign_in(self, attempts: int = 100) -> None:
        """Sign in, as often as it takes."""
        for _ in range(attempts):
            with suppress(Unavailable, Refused):
                self._sign_in.take(self.client.port.sign_in(self.client.user, PASSWORD))
                return
        raise AssertionError("nobody could sign in")

    def write(self) -> str:
        """Make one change and return its word; it is committed when this returns."""
        idle = self._idle() if self.client.user == LIO or self._chance.random() < 0.65 else []
        if not idle and self.client.user == LIO:
            return ""
        word = f"{self.words}x{self.written:05d}z"
        self.written += 1
        if not idle:
            self.client.create(new_id(), a_document(title=word, state=""), "submit")
        else:
            self.client.edit(self._chance.choice(idle), self._parts(word))
        return word

    def round(self) -> Outcome | str:
        """Do a round; return its outcome, or what kept it from its end."""
        try:
            return self.client.round()
        except Unavailable as fault:
            if fault.cause == "signed-out":
                self.sign_in()
            return fault.cause
        except Refused as fault:
            return str(fault)

    def acknowledged(self) -> dict[str, str]:
        """Return the changes that this device knows to be taken, each with its record."""
        return self._pairs("SELECT id, record FROM sent")

    def waiting(self) -> dict[str, str]:
        """Return the changes that wait here, each with its record."""
        return self._pairs("SELECT id, record FROM outbox")

    def words_here(self) -> str:
        """Return everything that stands in this cache, as one text."""
        found = self._rows(
            "SELECT document, parts FROM outbox UNION ALL SELECT document, parts FROM sent"
            " UNION ALL SELECT raw, NULL FROM base"
        )
        return b"\n".join(text for row in found for text in row if text).decode()

    def documents(self) -> dict[str, tuple[int, Any]]:
        """Return every record as the service gave it, with its version."""

        def read(conn: Any) -> dict[str, tuple[int, Any]]:
            held = [records.find(conn, text_of(raw)) for (raw,) in conn.exec_driver_sql(_EVERY)]
            return {each.id: (each.version, each.raw) for each in held if each is not None}

        found: dict[str, tuple[int, Any]] = self.client.run(read)
        return found

    def verify_log(self) -> int:
        """Verify this device's chain and return how many entries it has."""
        return int(self.client.run(logbook.verify_chain)[0])

    def close(self) -> None:
        """Leave."""
        self.client.db.close()
        self.client.line.close()

    def _idle(self) -> list[str]:
        return [text_of(raw) for (raw,) in self._rows(_IDLE)]

    def _parts(self, word: str) -> dict[str, Any]:
        if self.client.user != LIO:
            return {self._chance.choice(_OFFICER_PARTS): word}
        handling = {"scheme": "3x5x2", "code": "C", "action": "", "sanitisation": "", "conditions": word}
        return {self._chance.choice(_LIO_PARTS): handling}

    def _pairs(self, query: str) -> dict[str, str]:
        return {text_of(change): text_of(record) for change, record in self._rows(query)}

    def _rows(self, query: str) -> list[Any]:
        return list(self.client.db.read(lambda conn: conn.exec_driver_sql(query).all()).result())


def a_copy(template: Path, path: Path) -> Path:
    """Copy an empty cache to where a desk will have it."""
    shutil.copy(template, path)
    return path
