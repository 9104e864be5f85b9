"""Files beside reports: their bytes lie in pieces in the encrypted cache, and nowhere else on this computer.

A file goes out in the states ``waiting`` and then ``here``; it comes in as ``wanted`` and then ``here``. What the
service did not take is ``refused``, and stays readable to whoever added it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from crimint_desktop.store import edits, outbox, records
from crimint_domain.attachment import PART_BYTES, Attachment, attachment_from, ids_named
from crimint_domain.errors import Refused
from crimint_domain.ids import bytes_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from crimint_desktop.store.arriving import Arriving

__all__ = [
    "Kept", "State", "add", "carry_over", "content", "drop", "drop_unnamed", "find", "keep_piece", "let_go",
    "named_in_outbox", "note", "of_record", "refuse", "section", "sent", "take_whole", "wanted",
]  # fmt: skip

State = Literal["waiting", "wanted", "here", "refused"]
_COLUMNS: Final = "id, record, name, type, size, digest, state, sent, says"
# What was added to an open form is in no document yet; after this time nobody is going to name it any more.
_UNNAMED_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as this cache has it. ``done`` are the bytes that have been sent, or that have come; ``says`` is why the
    service did not take it."""

    file: Attachment
    record: str
    state: State
    done: int
    says: str


def add(conn: Connection, file: Attachment, record: str, raw: bytes, at: datetime) -> None:
    """Keep a file that somebody puts beside a report; it is sent before the change that names it."""
    _insert(conn, file, record, "waiting", at)
    for number, begin in enumerate(range(0, len(raw), PART_BYTES)):
        keep_piece(conn, file.id, number, raw[begin : begin + PART_BYTES])


def carry_over(conn: Connection, kept: Kept, pieces: Iterable[bytes], at: datetime) -> None:
    """Keep a file that was kept in another cache of the same person, as it stood there; what had been sent of it is
    sent once more unless the service says that it has it. A file that is here already stays as it is."""
    if find(conn, kept.file.id) is None:
        _insert(conn, kept.file, kept.record, kept.state, at)
        for number, raw in enumerate(pieces):
            keep_piece(conn, kept.file.id, number, raw)
        if kept.state == "refused":
            refuse(conn, kept.file.id, kept.says)


def note(conn: Connection, served: Iterable[Arriving], at: datetime) -> None:
    """Remember the files that records of the service name, and let go of those they name no more."""
    known = {raw for (raw,) in conn.exec_driver_sql("SELECT DISTINCT record FROM attachment")}
    for each in served:
        # Most documents name no files, and their shape says so; looking into each of a first sync would cost too much.
        within = each.document.get("attachments") if each.shape is None or each.shape.attachments else None
        if not within and bytes_of(each.id) not in known:
            continue
        named = _readable(within)
        here = {kept.file.id: kept for kept in of_record(conn, each.id)}
        for file in named:
            if file.id not in here:
                _insert(conn, file, each.id, "wanted", at)
            elif here[file.id].file.digest != file.digest:
                drop(conn, (file.id,))
                _insert(conn, file, each.id, "wanted", at)
        still = {file.id for file in named} | _named_here(conn, each.id)
        drop(conn, [name for name, kept in here.items() if name not in still and kept.state in ("wanted", "here")])


def _readable(within: object) -> list[Attachment]:
    found = []
    for name, body in within.items() if isinstance(within, dict) else ():
        try:
            found.append(attachment_from(name, body if isinstance(body, dict) else {}))
        except Refused:
            continue
    return found


def _named_here(conn: Connection, record: str) -> frozenset[str]:
    """What the unsent work on a record names: its form, and its changes."""
    edit = edits.find(conn, record)
    named = ids_named(edit.document) if edit else frozenset()
    for waiting in outbox.of_record(conn, record):
        named |= ids_named(waiting.change.document, waiting.change.parts)
    return named


def _insert(conn: Connection, file: Attachment, record: str, state: State, at: datetime) -> None:
    conn.exec_driver_sql(
        "INSERT OR IGNORE INTO attachment(id, record, name, type, size, digest, state, at) VALUES(?,?,?,?,?,?,?,?)",
        (bytes_of(file.id), bytes_of(record), file.name, file.type, file.size, file.digest, state, at.isoformat()),
    )


# --- asking ---


def find(conn: Connection, name: str) -> Kept | None:
    """Return one file, or None."""
    row = conn.exec_driver_sql(f"SELECT {_COLUMNS} FROM attachment WHERE id = ?", (bytes_of(name),)).one_or_none()  # noqa: S608 - our own names
    return None if row is None else _kept(conn, row)


def of_record(conn: Connection, record: str) -> tuple[Kept, ...]:
    """Return the files of a record."""
    rows = conn.exec_driver_sql(f"SELECT {_COLUMNS} FROM attachment WHERE record = ?", (bytes_of(record),)).all()  # noqa: S608 - our own names
    return tuple(_kept(conn, row) for row in rows)


def wanted(conn: Connection, largest: int) -> tuple[Kept, ...]:
    """Return the files of up to so many bytes that have not come yet, small ones first."""
    query = f"SELECT {_COLUMNS} FROM attachment WHERE state = 'wanted' AND size <= ? ORDER BY size, id"  # noqa: S608 - our own names
    return tuple(_kept(conn, row) for row in conn.exec_driver_sql(query, (largest,)).all())


def named_in_outbox(conn: Connection) -> tuple[Kept, ...]:
    """Return the files that must be sent because a change names them, in the order of the changes."""
    waiting = {kept.file.id: kept for kept in _in_state(conn, "waiting")}
    if not waiting:
        return ()
    named: dict[str, Kept] = {}
    for each in outbox.all(conn):
        if each.state != "refused":
            for name in sorted(ids_named(each.change.document, each.change.parts) & waiting.keys()):
                named.setdefault(name, waiting[name])
    return tuple(named.values())


def section(conn: Connection, name: str, begin: int, length: int) -> bytes:
    """Return so many bytes of a file from a place on; fewer where it ends."""
    first, last = begin // PART_BYTES, (begin + length - 1) // PART_BYTES
    rows = conn.exec_driver_sql(
        "SELECT bytes FROM attachment_piece WHERE attachment = ? AND number BETWEEN ? AND ? ORDER BY number",
        (bytes_of(name), first, last),
    )
    start = begin - first * PART_BYTES
    return b"".join(bytes(piece) for (piece,) in rows)[start : start + length]


def content(conn: Connection, name: str) -> bytes | None:
    """Return a whole file whose digest is right, or None while it is not here."""
    kept = find(conn, name)
    if kept is None or kept.state == "wanted":
        return None
    raw = section(conn, name, 0, max(kept.file.size, 1))
    return raw if hashlib.sha256(raw).hexdigest() == kept.file.digest else None


# --- sending and taking ---


def sent(conn: Connection, name: str, done: int, *, whole: bool = False) -> None:
    """Remember how many bytes of a file have been sent, and whether the service has taken it."""
    conn.exec_driver_sql(
        "UPDATE attachment SET sent = ?, state = CASE WHEN ? THEN 'here' ELSE state END WHERE id = ?",
        (done, whole, bytes_of(name)),
    )


def refuse(conn: Connection, name: str, says: str) -> None:
    """Remember that the service did not take a file, and why."""
    conn.exec_driver_sql("UPDATE attachment SET state = 'refused', says = ? WHERE id = ?", (says, bytes_of(name)))


def keep_piece(conn: Connection, name: str, number: int, raw: bytes) -> None:
    """Keep one piece of a file, counted from 0; nothing happens for a file that was let go meanwhile."""
    conn.exec_driver_sql(
        "INSERT OR REPLACE INTO attachment_piece(attachment, number, bytes)"
        " SELECT id, ?, ? FROM attachment WHERE id = ?",
        (number, raw, bytes_of(name)),
    )


def take_whole(conn: Connection, name: str) -> bool:
    """Call a file whole if its digest is right; else forget what came of it, and say so by False."""
    kept = find(conn, name)
    if kept is None:
        return False
    raw = section(conn, name, 0, max(kept.file.size, 1))
    right = len(raw) == kept.file.size and hashlib.sha256(raw).hexdigest() == kept.file.digest
    if right:
        conn.exec_driver_sql("UPDATE attachment SET state = 'here' WHERE id = ?", (bytes_of(name),))
    else:
        conn.exec_driver_sql("DELETE FROM attachment_piece WHERE attachment = ?", (bytes_of(name),))
    return right


# --- letting go ---


def drop(conn: Connection, names: Iterable[str]) -> None:
    """Forget files, bytes and all."""
    for name in names:
        conn.exec_driver_sql("DELETE FROM attachment_piece WHERE attachment = ?", (bytes_of(name),))
        conn.exec_driver_sql("DELETE FROM attachment WHERE id = ?", (bytes_of(name),))


def drop_unnamed(conn: Connection, record: str) -> None:
    """Forget the files that were added to a record and that nothing names, now that its form was thrown away."""
    held = records.find(conn, record)
    named = _named_here(conn, record) | ids_named(held.document if held else None)
    added = [each.file.id for each in of_record(conn, record) if each.state in ("waiting", "refused")]
    drop(conn, [name for name in added if name not in named])


def let_go(conn: Connection, now: datetime) -> int:
    """Forget the files of records that are here no more, and those that were added and are named by nothing.

    Returns how many there were.
    """
    gone: list[str] = []
    for raw, record, state, at in conn.exec_driver_sql("SELECT id, record, state, at FROM attachment").all():
        name, owner = text_of(raw), text_of(record)
        held = records.find(conn, owner)
        if held is None and edits.find(conn, owner) is None and not outbox.of_record(conn, owner):
            gone += [name] if state in ("wanted", "here") or _is_old(at, now) else []
        elif state in ("waiting", "refused") and _is_old(at, now):
            named = _named_here(conn, owner) | ids_named(held.document if held else None)
            gone += [] if name in named else [name]
    drop(conn, gone)
    return len(gone)


def _is_old(at: str, now: datetime) -> bool:
    return datetime.fromisoformat(at) + _UNNAMED_FOR < now


def _in_state(conn: Connection, state: State) -> tuple[Kept, ...]:
    rows = conn.exec_driver_sql(f"SELECT {_COLUMNS} FROM attachment WHERE state = ?", (state,)).all()  # noqa: S608 - our own names
    return tuple(_kept(conn, row) for row in rows)


def _kept(conn: Connection, row: Sequence[Any]) -> Kept:
    raw, record, name, kind, size, digest, state, done, says = row
    if state == "wanted":
        count = conn.exec_driver_sql("SELECT count(*) FROM attachment_piece WHERE attachment = ?", (raw,)).scalar_one()
        done = min(int(count) * PART_BYTES, size)
    return Kept(Attachment(text_of(raw), name, kind, size, digest), text_of(record), state, int(done), says)
