"""The tree over the register's log (RFC 9162): giving indexes to entries, signing heads, and proving.

Any of several services may take the turn: whoever holds the one row does, the others pass by. Nobody who writes into
the register waits for it; it works on what is committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimint_domain import merkle
from crimint_domain.log_head import LogHead, note_of, origin_of
from crimint_domain.views import instant_text
from crimint_service.epochs import current_epoch
from crimint_service.faults import Fault
from crimint_service.log_entries import LogEntry, waiting
from crimint_service.tables import insert_into, log_head, log_leaf, log_tile, log_turn, served

__all__ = [
    "BATCH", "SIGN_EVERY_S", "Included", "Signer", "consistency", "inclusion", "is_of", "newest", "node_of",
    "size_of", "take_turn",
]  # fmt: skip

BATCH: Final = 500
SIGN_EVERY_S: Final = 60
_QUIET_S: Final = 3_600  # a log that stands still is signed anew this often, so that its head is known to be fresh
_TILE: Final = 256
_TILE_LEVELS: Final = 8
_HASH: Final = 32
_SETTLED_S: Final = 60  # no entry about what is served stays uncommitted for longer
_WINDOW: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Signer:
    """The key under heads (Ed25519, 32 bytes), and of which kind of register."""

    key: bytes
    environment: str

    def note(self, epoch: str, size: int, root: bytes, at: str) -> str:
        """Return a signed head."""
        head = LogHead(origin_of(self.environment, epoch), size, root, at)
        private = Ed25519PrivateKey.from_private_bytes(self.key)
        return note_of(head, private.public_key().public_bytes_raw(), private.sign(head.text.encode()))


@dataclass(frozen=True, slots=True)
class Included:
    """Where an entry stands (from 0) and the hashes that prove it."""

    index: int
    path: tuple[bytes, ...]


def take_turn(
    connection: sa.Connection, now: datetime, signer: Signer, *, whole: bool = False, sign_after_s: int = SIGN_EVERY_S
) -> bool:
    """Give indexes to up to 500 entries and sign a head when one is due; say whether more entries wait.

    ``whole`` looks at everything there is for entries without a leaf, not only at what came lately. Does nothing
    when somebody else has the turn.
    """
    turn = connection.execute(sa.select(log_turn).with_for_update(skip_locked=True)).one_or_none()
    if turn is None:
        return False
    since = "" if whole else instant_text(now - _WINDOW) or ""
    entries = waiting(connection, BATCH, served_above=0 if whole else turn.floor, since=since)
    size = _append(connection, turn.size, entries)
    _move(connection, turn, size, entries, int(now.timestamp()))
    if len(entries) < BATCH:
        _sign(connection, now, signer, size, sign_after_s)
    return len(entries) == BATCH


def _append(connection: sa.Connection, size: int, entries: Sequence[LogEntry]) -> int:
    if not entries:
        return size
    hashes = [merkle.leaf_hash(each.body) for each in entries]
    rows = [
        {
            "leaf_index": size + number, "hash": leaf.hex(), "source": each.source, "key": each.key,
            "body": each.kept, "salt": each.salt,
        }
        for number, (each, leaf) in enumerate(zip(entries, hashes, strict=True))
    ]  # fmt: skip
    connection.execute(sa.insert(log_leaf), rows)
    begin, level = size, 0
    while hashes:
        hashes, begin, level = _grow(connection, level, begin, hashes), begin // _TILE, level + 1
    return size + len(entries)


def _grow(connection: sa.Connection, level: int, begin: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Append hashes to the tiles of a level and return the roots of those that are full now."""
    place, there = divmod(begin, _TILE)
    content = (_tile(connection, level, place) if there else b"") + b"".join(hashes)
    full: list[bytes] = []
    for offset in range(0, len(content), _TILE * _HASH):
        piece = content[offset : offset + _TILE * _HASH]
        kept = insert_into(connection, log_tile).values(level=level, place=place, hashes=piece)
        connection.execute(kept.on_conflict_do_update(index_elements=("level", "place"), set_={"hashes": piece}))
        if len(piece) == _TILE * _HASH:
            full.append(_folded(piece))
        place += 1
    return full


def _folded(hashes: bytes) -> bytes:
    level = [hashes[at : at + _HASH] for at in range(0, len(hashes), _HASH)]
    while len(level) > 1:
        level = [merkle.node_hash(*level[at : at + 2]) for at in range(0, len(level), 2)]
    return level[0]


def _tile(connection: sa.Connection, level: int, place: int) -> bytes:
    query = sa.select(log_tile.c.hashes).where(log_tile.c.level == level, log_tile.c.place == place)
    return bytes(connection.execute(query).scalar_one())


def _move(connection: sa.Connection, turn: sa.Row[Any], size: int, entries: Sequence[LogEntry], now_s: int) -> None:
    """Write down how far the turn came. A number that was given is committed soon or never: what was reached a while
    ago needs not be looked through again."""
    all_taken, values = len(entries) < BATCH, {"size": size}
    if now_s - turn.moved_s >= _SETTLED_S:
        came_to = [int(each.key) for each in entries if each.source == "served"]
        values["floor"] = max(turn.floor, min([turn.reached, *([] if all_taken else came_to[-1:])]))
        if all_taken or not turn.moved_s:  # else a register that is new to this would be looked through again and again
            last = connection.execute(sa.select(sa.func.max(served.c.id))).scalar_one_or_none()
            values |= {"reached": last or 0, "moved_s": now_s}
    if any(getattr(turn, name) != value for name, value in values.items()):
        connection.execute(sa.update(log_turn).values(values))


def _sign(connection: sa.Connection, now: datetime, signer: Signer, size: int, after_s: int) -> None:
    last = _last(connection)
    epoch, now_s = current_epoch(connection), int(now.timestamp())
    if last is not None and is_of(last.note, signer.environment, epoch):
        age = now_s - last.at_s
        if age < (after_s if size > last.size else _QUIET_S):
            return
    root, at = merkle.root(node_of(connection), size), instant_text(now) or ""
    connection.execute(
        sa.insert(log_head).values(
            number=1 if last is None else last.number + 1, size=size, root=root.hex(), at=at, at_s=now_s,
            note=signer.note(epoch, size, root, at),
        )
    )  # fmt: skip


def _last(connection: sa.Connection) -> sa.Row[Any] | None:
    return connection.execute(sa.select(log_head).order_by(log_head.c.number.desc()).limit(1)).one_or_none()


def newest(connection: sa.Connection, now: datetime, environment: str) -> tuple[str, bool]:
    """Return the newest signed head, empty before the first, and whether another one is due."""
    last = _last(connection)
    if last is None:
        return "", True
    named = is_of(last.note, environment, current_epoch(connection))
    return (str(last.note) if named else ""), not named or int(now.timestamp()) - last.at_s >= SIGN_EVERY_S


def is_of(note: str, environment: str, epoch: str) -> bool:
    """Whether a signed head is of this register's present history."""
    return note.startswith(f"{origin_of(environment, epoch)}\n")


def size_of(connection: sa.Connection) -> int:
    """Return how many entries have an index."""
    return int(connection.execute(sa.select(log_turn.c.size)).scalar_one())


def node_of(connection: sa.Connection) -> merkle.Node:
    """Return what reads the hashes of complete subtrees from the tiles, each tile once."""
    read: dict[tuple[int, int], bytes] = {}

    def node(level: int, place: int) -> bytes:
        tiles, inside = divmod(level, _TILE_LEVELS)
        at, offset = divmod(place << inside, _TILE)
        if (tiles, at) not in read:
            read[tiles, at] = _tile(connection, tiles, at)
        return _folded(read[tiles, at][offset * _HASH : (offset + (1 << inside)) * _HASH])

    return node


def inclusion(connection: sa.Connection, leaf: str, size: int) -> Included:
    """Prove that an entry, named by the hash of its leaf, is among the first ``size``.

    Raises Fault: 404 ``leaf-unknown`` when it is not, 422 ``proof-impossible`` when the log is shorter than that.
    """
    _refuse_beyond(connection, size)
    query = sa.select(log_leaf.c.leaf_index).where(log_leaf.c.hash == leaf, log_leaf.c.leaf_index < size)
    index = connection.execute(query.order_by(log_leaf.c.leaf_index).limit(1)).scalar_one_or_none()
    if index is None:
        raise Fault(404, "leaf-unknown", "There is no such entry in the log of that size.")
    return Included(index, merkle.inclusion_path(node_of(connection), index, size))


def consistency(connection: sa.Connection, first: int, second: int) -> tuple[bytes, ...]:
    """Prove that the log of ``second`` entries begins with the one of ``first``; raises Fault 422
    ``proof-impossible`` when the log is shorter, or was to become so."""
    if first > second:
        raise Fault(422, "proof-impossible", "A log does not become shorter.")
    _refuse_beyond(connection, second)
    return merkle.consistency_path(node_of(connection), first, second)


def _refuse_beyond(connection: sa.Connection, size: int) -> None:
    if size > size_of(connection):
        raise Fault(422, "proof-impossible", "The log is shorter than that.")
