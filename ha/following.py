"""Somebody who reads the streams all the while, as a workstation does, and never goes back."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from uuid import uuid4

from crimint_desktop.remote.service import Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_domain.errors import Refused, Unavailable
from ha.load import a_service

__all__ = ["Follower"]

_PAGE = 500
_PAUSE_S = 0.2


@dataclass(slots=True)
class Follower:
    """Reads until stopped. ``versions`` is what it holds; ``wrong`` says in sentences what must never happen."""

    url: str
    versions: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    pages: int = 0
    epochs: set[str] = field(default_factory=set)
    _cursors: dict[str, str] = field(default_factory=dict)
    _reached: dict[str, int] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to read."""
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read what is left to the end, then stop."""
        self._stop.set()
        assert self._thread is not None
        self._thread.join(180)
        assert not self._thread.is_alive(), "the reader did not come to its end"

    def _follow(self) -> None:
        service = self._signed_in()
        last = False
        while not last:
            last = self._stop.is_set()
            try:
                self._round(service)
            except (Unavailable, Refused):
                last = False
                time.sleep(_PAUSE_S)
            else:
                time.sleep(_PAUSE_S)

    def _signed_in(self) -> Service:
        while True:
            try:
                return a_service(self.url, str(uuid4()), SignIn())
            except Unavailable:
                time.sleep(_PAUSE_S)

    def _round(self, service: Service) -> None:
        checkpoint = service.checkpoint("", 0, "", 0)
        self.epochs.add(checkpoint.epoch)
        for stream in checkpoint.streams:
            reached = self._reached.get(stream.id, 0)
            if stream.head < reached:
                self.wrong.append(f"stream {stream.id} went back from {reached} to {stream.head}")
            while reached < stream.head:
                page = service.changes(stream.id, self._cursors.get(stream.id, ""), _PAGE)
                self.pages += 1
                for entry in page.entries:
                    self._take(stream.id, entry.seq, entry.id, entry.version)
                self._cursors[stream.id] = page.cursor
                reached = max(reached, page.head if not page.more else self._reached.get(stream.id, 0))
                self._reached[stream.id] = reached
                if not page.more and page.head < stream.head:
                    break  # another round will bring it

    def _take(self, stream: str, sequence: int, record: str, version: int) -> None:
        if sequence <= self._reached.get(stream, 0):
            self.wrong.append(f"number {sequence} of {stream} came a second time")
        self._reached[stream] = sequence
        if version < self.versions.get(record, 0):
            self.wrong.append(f"record {record} went back from version {self.versions[record]} to {version}")
        self.versions[record] = version
