"""Files beside a draft that is sealed: sealed too, a piece at a time, up to a size.

What is too much stays behind, and is said: the draft goes without it, and the service writes so into the draft.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from crimint_desktop.keys.sealed_box import FILE, bound_to, close_box
from crimint_desktop.store import attachments
from crimint_domain.attachment import PART_BYTES, ids_named, size_words

if TYPE_CHECKING:
    from crimint_desktop.actions.desk import Desk
    from crimint_desktop.actions.unsent import Unsent
    from crimint_desktop.app.sealing import Slip
    from crimint_desktop.store.attachments import Kept
    from crimint_desktop.store.database import Connection
    from crimint_desktop.store.drop_box import Session

__all__ = ["AT_MOST_BYTES", "FILE_FORMAT", "SealedFiles", "left_behind_words", "not_sent", "sealed_piece"]

FILE_FORMAT: Final = "crimint-sealed-file"
AT_MOST_BYTES: Final = 8 * 1_048_576
"""Of all files that one desk seals: what a shared computer hands in within a minute or two of a slow line."""


def not_sent(conn: Connection, waiting: Iterable[Unsent]) -> tuple[Kept, ...]:
    """Return the files that unsent drafts name and that the service does not have, in the order of the drafts."""
    found: dict[str, Kept] = {}
    for each in waiting:
        named = ids_named(each.document)
        if named:
            files = attachments.of_record(conn, each.record)
            found |= {kept.file.id: kept for kept in files if kept.file.id in named and kept.state == "waiting"}
    return tuple(found.values())


def left_behind_words(left: Sequence[Kept]) -> str:
    """Say which files are not sealed with their draft; empty when all are."""
    if not left:
        return ""
    names = ", ".join(f"“{each.file.name}” ({size_words(each.file.size)})" for each in left)
    which, them = ("The file", "it") if len(left) == 1 else ("The files", "them")
    return (
        f"{which} {names} cannot be sealed on this computer: {size_words(AT_MOST_BYTES)} of files is the most. If this"
        f" desk closes before the service is back, the report goes without {them}: attach {them} again then."
    )


@dataclass(slots=True)
class SealedFiles:
    """The sealed files of one desk: each is sealed once, whatever becomes of the words beside it."""

    slip: Slip
    session: Session
    at_most: int = AT_MOST_BYTES
    _names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _sealed: set[str] = field(default_factory=set)

    def chosen(self, files: Sequence[Kept]) -> tuple[tuple[Kept, ...], tuple[Kept, ...]]:
        """Return which files are sealed, and which are too much and stay behind. What is sealed stays so."""
        room = self.at_most - sum(each.file.size for each in files if each.file.id in self._sealed)
        taken: list[Kept] = []
        for each in files:
            if each.file.id in self._sealed:
                taken.append(each)
            elif each.file.size <= room:
                room -= each.file.size
                taken.append(each)
        return tuple(taken), tuple(each for each in files if each not in taken)

    def names(self, desk: Desk, files: Iterable[Kept]) -> tuple[str, ...]:
        """Return the names under which the pieces of these files lie, or are going to."""
        found: list[str] = []
        for each in files:
            if each.file.id not in self._names:
                self._names[each.file.id] = tuple(desk.new_id() for _ in range(each.file.parts))
            found += self._names[each.file.id]
        return tuple(found)

    def keep(self, desk: Desk, files: Sequence[Kept]) -> None:
        """Seal what is not sealed yet, and forget what is sent or named no more. Raises Unavailable."""
        for each in files:
            if each.file.id not in self._sealed:
                self._seal(desk, each)
                self._sealed.add(each.file.id)
        for gone in self._names.keys() - {each.file.id for each in files}:
            for name in self._names.pop(gone):
                self.session.drop_piece(name)
            self._sealed.discard(gone)

    def _seal(self, desk: Desk, kept: Kept) -> None:
        for number, name in enumerate(self._names[kept.file.id]):
            raw = desk.look(
                lambda conn, at=number: attachments.section(conn, kept.file.id, at * PART_BYTES, PART_BYTES)  # type: ignore[misc]  # the value of this turn
            ).result()
            self.session.put_piece(name, sealed_piece(self.slip, name, kept, number, raw))


def sealed_piece(slip: Slip, name: str, kept: Kept, number: int, raw: bytes) -> bytes:
    """Return a sealed piece of a file, counted from 0, as it lies on the disk and as it travels."""
    file = kept.file
    inside = {
        "permit": slip.permit, "record": kept.record, "id": file.id, "name": file.name, "type": file.type,
        "size": file.size, "sha256": file.digest, "part_size": PART_BYTES, "number": number,
    }  # fmt: skip
    content = json.dumps(inside, separators=(",", ":")).encode("ascii") + b"\n" + raw
    public, binding = base64.b64decode(slip.drop_key), bound_to(FILE_FORMAT, 1, name)
    box = close_box(content, public, FILE, binding=binding, entropy=os.urandom)
    outside = {
        "format": FILE_FORMAT, "version": 1, "service": slip.origin, "id": name, "ephemeral": box.ephemeral.hex(),
        "nonce": box.nonce.hex(), "sealed": base64.b64encode(box.sealed).decode("ascii"),
    }  # fmt: skip
    return json.dumps(outside).encode("ascii")
