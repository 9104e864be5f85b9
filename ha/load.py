"""Load as workstations make it: each change is sent until there is a receipt, to whichever service answers."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

from crimint_desktop.app.parts import new_id
from crimint_desktop.config import VERSION
from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_domain.change import Change
from crimint_domain.errors import Refused, Unavailable
from ha.services import PASSWORD, USER

__all__ = ["Acknowledged", "Load", "a_service"]

_SCHEMA = 2
_PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A change whose receipt arrived: which version of which record it made, and when."""

    change: str
    record: str
    version: int
    at: float


@dataclass(slots=True)
class Load:
    """Writers in threads of their own. ``acknowledged`` and ``failures`` grow until ``stop``."""

    urls: tuple[str, ...]
    writers: int = 6
    acknowledged: list[Acknowledged] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin to write."""
        for number in range(self.writers):
            thread = threading.Thread(target=self._write, args=(number,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Let every writer finish what it is sending."""
        self._stop.set()
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive(), "a writer did not come to its end"

    def longest_silence(self, since: float) -> float:
        """Return the longest time after a moment in which nothing was acknowledged, in seconds."""
        moments = sorted(each.at for each in list(self.acknowledged) if each.at >= since)
        return max((after - before for before, after in zip([since, *moments], moments, strict=False)), default=0.0)

    def _write(self, number: int) -> None:
        device, who = str(uuid4()), SignIn()
        lines = [self._signed_in(url, device, who) for url in self.urls]
        turn = number
        while not self._stop.is_set():
            record = new_id()
            for change in _three_changes(record):
                version = None
                while version is None:
                    turn += 1
                    version = self._sent(lines[turn % len(lines)], change)
                self.acknowledged.append(Acknowledged(change.id, record, version, time.monotonic()))

    def _signed_in(self, url: str, device: str, who: SignIn) -> Service:
        while True:
            try:
                return a_service(url, device, who)
            except Unavailable as fault:
                self.failures[fault.cause] += 1
                time.sleep(_PAUSE_S)

    def _sent(self, service: Service, change: Change) -> int | None:
        try:
            (receipt,) = service.send([change])
        except (Unavailable, Refused) as fault:
            self.failures[getattr(fault, "cause", type(fault).__name__)] += 1
            time.sleep(_PAUSE_S)
            return None
        if receipt.accepted:
            return receipt.version
        if receipt.final or receipt.current:
            raise AssertionError(f"a change was refused: {receipt}")
        return None


def a_service(url: str, device: str, who: SignIn) -> Service:
    """Sign in if nobody has yet, and return the service as the program asks it."""
    service = Service(HttpLine(url), Device(device, VERSION), who)
    if not who.token:
        who.take(service.sign_in(USER, PASSWORD))
    return service


def _three_changes(record: str) -> list[Change]:
    document = {
        "title": "Invented", "marking": {"level": "OFFICIAL-SENSITIVE", "instructions": []}, "operation": "",
        "priority": "low", "items": {}, "mentions": {}, "references": {},
        "origin": {"officer": "PC Invented-Test", "organisation": "", "reported_at": "2026-11-20T03:10:00+00:00"},
        "source": {"how_known": "saw", "isr": "", "note": ""},
    }  # fmt: skip
    parts = ({"title": f"Invented, written {number} times"} for number in (2, 3))
    first = Change(new_id(), "report", _SCHEMA, record, 0, document=document)
    return [first, *(Change(new_id(), "report", _SCHEMA, record, 1 + n, parts=each) for n, each in enumerate(parts))]
