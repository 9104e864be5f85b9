"""Streams: giving sequence numbers to what moved, and reading a stream page by page.

A stream's numbers are dense and appear in the order of commits, because the row that counts them stays locked
from the moment a number is taken until the commit. That is why taking it comes last.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa

from crimint_domain.streams import CHECKSUM_MODULUS, checksum_of
from crimint_service.access import Place, Scope, records, stream_of
from crimint_service.faults import Fault
from crimint_service.tables import gone, insert_into, record, stream

__all__ = ["Cursor", "Gone", "Move", "Page", "Put", "have_digest", "page", "read_cursor", "sequence"]

_MAC_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Move:
    """What happened to one record: where and at which version it was, and is. None means nowhere.

    ``also`` are streams it had left before, in which its departure is told anew.
    """

    record: str
    before: tuple[Place, int] | None
    after: tuple[Place, int] | None
    version: int
    reason: Literal["moved", "erased", "closed"] = "moved"
    also: tuple[Place, ...] = ()


@dataclass(slots=True)
class _Delta:
    count: int
    checksum: int
    puts: list[Move]
    gones: list[Move]


def sequence(connection: sa.Connection, moves: Sequence[Move], at: str) -> None:
    """Number what moved in every stream it touches. Must be the last thing a transaction does."""
    deltas: dict[Place, _Delta] = {}

    def delta(place: Place) -> _Delta:
        return deltas.setdefault(place, _Delta(0, 0, [], []))

    for move in moves:
        if move.before:
            old = delta(move.before[0])
            old.count -= 1
            old.checksum -= checksum_of(move.record, move.before[1])
            if move.after is None or move.after[0] != move.before[0]:
                old.gones.append(move)
        if move.after:
            new = delta(move.after[0])
            new.count += 1
            new.checksum += checksum_of(move.record, move.after[1])
            new.puts.append(move)
        for place in move.also:
            delta(place).gones.append(move)
    for place in sorted(deltas):
        _number(connection, place, deltas[place], at)


def _number(connection: sa.Connection, place: Place, delta: _Delta, at: str) -> None:
    where = {"folder_id": place.folder, "label_id": place.label}
    taken = len(delta.puts) + len(delta.gones)
    head = connection.execute(
        sa.update(stream)
        .filter_by(**where)
        .values(
            head=stream.c.head + taken,
            live=stream.c.live + delta.count,
            checksum=(stream.c.checksum + delta.checksum % CHECKSUM_MODULUS) % CHECKSUM_MODULUS,
        )
        .returning(stream.c.head)
    ).scalar_one()
    first = head - taken + 1
    numbered = [{"of": move.record, "number": first + n} for n, move in enumerate(delta.puts)]
    if numbered:
        connection.execute(
            sa.update(record).where(record.c.id == sa.bindparam("of")).values(seq=sa.bindparam("number")), numbered
        )
        connection.execute(
            sa.delete(gone).filter_by(**where).where(gone.c.record_id.in_([move.record for move in delta.puts]))
        )
    for n, move in enumerate(delta.gones, first + len(delta.puts)):
        values = {"seq": n, "version": move.version, "reason": move.reason, "at": at}
        statement = insert_into(connection, gone).values(**where, record_id=move.record, **values)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["folder_id", "label_id", "record_id"], set_=values)
        )


def have_digest(states: Sequence[Any]) -> str:
    """Return the digest by which both sides know that they hold the same streams at the same heads."""
    lines = sorted(f"{each.id}:{each.head}:{each.count}:{each.checksum}" for each in states)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a stream was read; ``base`` is the floor there was when this reading began from nothing."""

    seq: int
    base: int

    def text(self, epoch: str, stream_name: str, key: bytes) -> str:
        """Write the cursor so that nobody else can make one."""
        plain = f"{self.seq}.{self.base}.{epoch}".encode()
        return base64.urlsafe_b64encode(_mac(key, stream_name, plain) + plain).decode().rstrip("=")


def _mac(key: bytes, stream_name: str, plain: bytes) -> bytes:
    return hmac.digest(key, stream_name.encode() + b"\n" + plain, "sha256")[:_MAC_BYTES]


def read_cursor(text: str, epoch: str, stream_name: str, key: bytes) -> Cursor:
    """Read a cursor back; raises Fault ``bad-cursor`` for one we did not make for this stream, ``epoch-changed``
    for one from another history of the register."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        plain = raw[_MAC_BYTES:]
        if not hmac.compare_digest(raw[:_MAC_BYTES], _mac(key, stream_name, plain)):
            raise ValueError("not ours")
        seq, base, of_epoch = plain.decode().split(".")
    except (ValueError, binascii.Error) as error:
        raise Fault(400, "bad-cursor", "This cursor was not made for this stream. Start without one.") from error
    if of_epoch != epoch:
        raise epoch_changed(epoch)
    return Cursor(int(seq), int(base))


def epoch_changed(epoch: str) -> Fault:
    """Return the answer to somebody who remembers another history."""
    return Fault(
        409,
        "epoch-changed",
        "The register was restored. Forget the cursors, keep what is unsent, and read again.",
        members={"epoch": epoch},
    )


@dataclass(frozen=True, slots=True)
class Put:
    """A record as it stands in a stream; ``document`` is its JSON text."""

    seq: int
    id: str
    kind: str
    schema: int
    version: int
    document: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Gone:
    """That a record left a stream: no body, no new place, no label."""

    seq: int
    id: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a stream in order of its numbers."""

    entries: tuple[Put | Gone, ...]
    cursor: Cursor
    head: int

    @property
    def more(self) -> bool:
        """Whether there is more to read now."""
        return self.cursor.seq < self.head


def page(
    connection: sa.Connection, scope: Scope, name: str, cursor: Cursor | None, *, limit: int, most_bytes: int
) -> Page:
    """Read what follows a cursor; from no cursor to the head *is* the snapshot.

    Raises Fault: ``stream-unknown`` for a stream that is not there or not for this person, ``cursor-expired``
    when tombstones the reader would have needed are gone.
    """
    head_row = stream_of(connection, scope, name)
    if head_row is None:
        raise Fault(404, "stream-unknown", "There is no such stream for you.")
    at = cursor or Cursor(0, head_row.floor)
    _refuse_below_floor(at, head_row.floor)
    # The head was read first and bounds both scans: what is numbered up to it is there for any later snapshot.
    found = _merged(connection, scope, head_row, at.seq, limit)
    # Tombstones may have been forgotten between the two looks: then this page may lack one.
    _refuse_below_floor(at, _floor_now(connection, head_row))
    taken: list[Put | Gone] = []
    size = 0
    for entry in found:
        size += len(entry.document) if isinstance(entry, Put) else 0
        if taken and size > most_bytes:
            break
        taken.append(entry)
    finished = len(taken) == len(found) and len(found) < limit
    reached = head_row.head if finished else taken[-1].seq
    return Page(tuple(taken), Cursor(reached, at.base), head_row.head)


def _refuse_below_floor(at: Cursor, floor: int) -> None:
    if at.seq < floor and at.base < floor:
        raise Fault(410, "cursor-expired", "This cursor is too old. Drop the stream and start without one.")


def _floor_now(connection: sa.Connection, head_row: sa.Row[Any]) -> int:
    query = sa.select(stream.c.floor).filter_by(folder_id=head_row.folder_id, label_id=head_row.label_id)
    return int(connection.execute(query).scalar_one())


def _merged(connection: sa.Connection, scope: Scope, head_row: sa.Row[Any], seq: int, limit: int) -> list[Put | Gone]:
    def scanned(query: sa.Select[Any], table: sa.Table) -> Iterator[sa.Row[Any]]:
        bounded = query.where(
            table.c.folder_id == head_row.folder_id,
            table.c.label_id == head_row.label_id,
            table.c.seq > seq,
            table.c.seq <= head_row.head,
        )
        yield from connection.execute(bounded.order_by(table.c.seq).limit(limit))

    here = record.c
    puts = records(scope, here.seq, here.id, here.kind, here.schema, here.version, here.document, here.by_name, here.at)
    left = sa.select(gone.c.seq, gone.c.record_id, gone.c.version, gone.c.reason)
    entries: list[Put | Gone] = [Put(*tuple(row)) for row in scanned(puts, record)]
    entries += [Gone(*tuple(row)) for row in scanned(left, gone)]
    return sorted(entries, key=lambda entry: entry.seq)[:limit]
