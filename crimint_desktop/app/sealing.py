"""At a desk that keeps nothing, what has not reached the service lies sealed beside it: only the service can read it.

The folder of sealed drafts follows the outbox: what waits is sealed, what has arrived is removed.
"""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from crimint_desktop.actions.desk import Desk
from crimint_desktop.actions.unsent import Unsent, unsent
from crimint_desktop.app.sealing_files import SealedFiles, not_sent
from crimint_desktop.keys.sealed_box import DRAFT, bound_to, close_box
from crimint_desktop.store.attachments import Kept
from crimint_desktop.store.drop_box import Session
from crimint_domain.attachment import ids_named
from crimint_domain.change import Change
from crimint_domain.parts import Value

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["FORMAT", "Sealing", "Slip", "sealed_text"]

FORMAT: Final = "crimint-sealed"
_BLOCK: Final = 4_096


@dataclass(frozen=True, slots=True)
class Slip:
    """What it takes to seal for a service: its address, its public key, and the permit it gave to this person."""

    origin: str
    drop_key: str
    permit: str


@dataclass(slots=True)
class Sealing:
    """Seals for one desk. Safe to call from several threads; one works, the others wait. ``left_behind`` are the
    files that could not be sealed with their drafts when this was last done."""

    slip: Slip
    session: Session
    files: SealedFiles = field(init=False)
    left_behind: tuple[Kept, ...] = ()
    _sealed: dict[tuple[str, ...], tuple[str, str]] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.files = SealedFiles(self.slip, self.session)

    def follow(self, desk: Desk) -> tuple[Unsent, ...]:
        """Seal what waits and is not sealed as it stands, remove what has arrived, and return what waits.

        Raises Unavailable when the disk does not take it.
        """
        with self._turn:
            waiting, named = desk.look(lambda conn: _waiting(conn, desk)).result()
            files, self.left_behind = self.files.chosen(named)
            known = {each.changes: each for each in waiting}
            for changes, each in known.items():  # words first: a file takes its time
                self._seal(desk, changes, each, [file for file in files if file.file.id in ids_named(each.document)])
            for changes in [each for each in self._sealed if each not in known]:
                self.session.drop(self._sealed.pop(changes)[0])
            self.files.keep(desk, files)
            return waiting

    def close(self) -> None:
        """Let go: what is still sealed is handed in by whoever starts the program next."""
        self.session.close()

    def _seal(self, desk: Desk, changes: tuple[str, ...], each: Unsent, files: Sequence[Kept]) -> None:
        pieces = self.files.names(desk, files)
        mark = "|".join((each.mark, *pieces))
        former = self._sealed.get(changes)
        if former is not None and former[1] == mark:
            return
        name, at = desk.new_id(), desk.now().isoformat(timespec="seconds")
        self.session.put(name, sealed_text(self.slip, name, each, at, pieces))
        self._sealed[changes] = (name, mark)
        if former is not None:
            self.session.drop(former[0])


def _waiting(conn: Connection, desk: Desk) -> tuple[tuple[Unsent, ...], tuple[Kept, ...]]:
    waiting = unsent(conn, desk)
    return waiting, not_sent(conn, waiting)


def _as_sent(change: Change | None) -> dict[str, Value] | None:
    """A change as it would have been sent."""
    if change is None:
        return None
    return {
        "id": change.id, "kind": change.kind, "schema": change.schema, "record": change.record,
        "base_version": change.base_version, "document": change.document,
        "set": None if change.parts is None else dict(change.parts), "step": change.step, "reason": change.reason,
        "aside": None if change.aside is None else dict(change.aside),
    }  # fmt: skip


def sealed_text(slip: Slip, name: str, each: Unsent, at: str, pieces: Sequence[str] = ()) -> bytes:
    """Return a sealed draft as it lies on the disk. Its size tells the length of the text to the nearest block;
    ``pieces`` are the names under which pieces of its files lie beside it."""
    inside = {
        "permit": slip.permit, "record": each.record, "kind": "report", "schema": each.schema,
        "document": each.document, "base_version": each.base_version, "changes": each.changes, "at": at,
        "work": [{"words": done.words, "change": _as_sent(done.change)} for done in each.done],
    }  # fmt: skip
    content = json.dumps(inside, separators=(",", ":"), ensure_ascii=False).encode()
    content += b" " * (-len(content) % _BLOCK)
    public, binding = base64.b64decode(slip.drop_key), bound_to(FORMAT, 1, name)
    box = close_box(content, public, DRAFT, binding=binding, entropy=os.urandom)
    outside = {
        "format": FORMAT, "version": 1, "service": slip.origin, "id": name, "ephemeral": box.ephemeral.hex(),
        "nonce": box.nonce.hex(), "sealed": box.sealed.hex(), "pieces": list(pieces),
    }  # fmt: skip
    return json.dumps(outside).encode()
