"""Records as the service sends them, and as the user sees them: with their own unsent work on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crimint_desktop.store import leftovers
from crimint_desktop.store.driver import DriverCursor, driver_cursor
from crimint_desktop.store.index import Line, Standing, remove, standing_of, write_lines
from crimint_desktop.store.plain_json import read_json, write_json
from crimint_desktop.store.projection import Projection, project_document
from crimint_domain import lifecycle
from crimint_domain.document import SCHEMAS, is_newer, upcast
from crimint_domain.errors import Refused
from crimint_domain.ids import bytes_of, text_of
from crimint_domain.parts import Document, with_parts
from crimint_domain.streams import CHECKSUM_MODULUS, checksum_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from crimint_domain.change import Change

__all__ = [
    "Held", "Rejected", "Served", "Taken", "advance", "begin_bulk", "end_bulk", "find", "project", "purge", "put",
    "take_gone", "tally",
]  # fmt: skip

_ERASED: Final = "erased"
# Sums of halves cannot overflow; the halves of 62 bits.
_LOW: Final = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Served:
    """A record as a page of a stream brings it; ``at`` is UTC text, ``by`` the name of who made this version."""

    id: str
    kind: str
    schema: int
    version: int
    document: Document
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was not taken, with the sentence that says why: never with anything of its content."""

    record: str
    says: str


@dataclass(frozen=True, slots=True)
class Taken:
    """How many records of a page were taken, and which were not."""

    count: int
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A record in this cache.

    ``raw`` is the document as the service last sent it (None: made here, never sent), ``schema`` its schema;
    ``document`` is of this program's schema (of a newer one as it came) with everything unsent on top.
    """

    id: str
    kind: str
    schema: int
    version: int
    stream: str
    raw: Document | None
    document: Document
    by: str
    at: str
    unsent: bool
    in_conflict: bool


def put(conn: Connection, stream: str, served: Sequence[Served], *, bulk: bool = False) -> Taken:
    """Take a page of a stream: each record iff its version is not older than the one here.

    A record lives in exactly one stream, so one that stood in another moves. Unsent changes stay on top. What is
    marked above OFFICIAL-SENSITIVE, or damaged, is not kept: it is named in the answer, counted for the checksum,
    and does not stop the others. ``bulk`` says that no record of this page has unsent work (a first sync).
    """
    with driver_cursor(conn) as cursor:
        latest = _latest(served)
        standing = standing_of(cursor, list(latest))
        overlaid = frozenset() if bulk else _overlaid(cursor)
        lines: list[Line] = []
        rejected: list[tuple[bytes, Served, str]] = []
        for raw_id, each in latest.items():
            here = standing.get(raw_id)
            if here is not None and each.version < here.version:
                continue
            try:
                lines.append(_line(cursor, stream, raw_id, each, overlaid))
            except Refused as refused:
                rejected.append((raw_id, each, str(refused)))
        _note_rejected(cursor, stream, rejected, standing)
        write_lines(conn, lines, standing)
        leftovers.note(conn, len(standing))
        _forget_rejected(cursor, latest.keys() - {raw_id for raw_id, _, _ in rejected})
    return Taken(len(lines), tuple(Rejected(each.id, says) for _, each, says in rejected))


def _latest(served: Sequence[Served]) -> dict[bytes, Served]:
    latest: dict[bytes, Served] = {}
    for each in served:
        raw_id = bytes_of(each.id)
        if raw_id not in latest or latest[raw_id].version <= each.version:
            latest[raw_id] = each
    return latest


def _overlaid(cursor: DriverCursor) -> frozenset[bytes]:
    cursor.execute("SELECT record FROM outbox UNION SELECT record FROM conflict")
    return frozenset(record for (record,) in cursor.fetchall())


def _line(cursor: DriverCursor, stream: str, raw_id: bytes, each: Served, overlaid: frozenset[bytes]) -> Line:
    raw, share = write_json(each.document), checksum_of(each.id, each.version)
    shown = project_document(each.id, each.kind, each.schema, each.version, each.document)
    if raw_id not in overlaid:
        return Line(shown, each.schema, stream, share, raw, each.by, each.at)
    overlay = _overlay(cursor, raw_id)
    document = overlay.on(each.kind, each.schema, each.document)
    if document is not None and not is_newer(each.kind, each.schema):
        shown = project_document(each.id, each.kind, SCHEMAS[each.kind], each.version, document)
    return Line(shown, each.schema, stream, share, raw, each.by, each.at, overlay.unsent, _in_conflict(cursor, raw_id))


def _note_rejected(
    cursor: DriverCursor,
    stream: str,
    rejected: Sequence[tuple[bytes, Served, str]],
    standing: dict[bytes, Standing],
) -> None:
    remove(cursor, [standing[raw_id].place for raw_id, _, _ in rejected if raw_id in standing])
    cursor.executemany(
        "INSERT OR REPLACE INTO rejected(id, stream, version, share, says) VALUES(?,?,?,?,?)",
        [(raw_id, stream, each.version, checksum_of(each.id, each.version), says) for raw_id, each, says in rejected],
    )


def _forget_rejected(cursor: DriverCursor, ids: set[bytes]) -> None:
    cursor.execute("SELECT id FROM rejected")
    mended = [(raw_id,) for (raw_id,) in cursor.fetchall() if raw_id in ids]
    cursor.executemany("DELETE FROM rejected WHERE id = ?", mended)


@dataclass(frozen=True, slots=True)
class _Overlay:
    """The unsent work on one record: whole documents and parts in the order they were made."""

    layers: tuple[tuple[str, Document | None, Document | None, str], ...]

    @property
    def unsent(self) -> bool:
        return bool(self.layers)

    def on(self, kind: str, schema: int, raw: Document | None) -> Document | None:
        """Return the document with the unsent work on it; None when there is nothing to put it on.

        Refused parts are not shown as if they stood: the outbox keeps them. A refused creation is all there is.
        A step that waits to be sent shows the state it leads to.
        """
        document = None if raw is None else upcast(kind, schema, raw)
        for state, whole, parts, step in self.layers:
            if whole is not None:
                document = whole if document is None else document
            elif document is not None and parts is not None and state != "refused":
                document = with_parts(document, parts)
            taken = lifecycle.find(step)
            if document is not None and taken is not None and state != "refused":
                document = {**document, "state": taken.to}
        return document


def _overlay(cursor: DriverCursor, raw_id: bytes) -> _Overlay:
    cursor.execute("SELECT state, document, parts, step FROM outbox WHERE record = ? ORDER BY sequence", (raw_id,))
    return _Overlay(
        tuple(
            (state, None if whole is None else read_json(whole), None if parts is None else read_json(parts), step)
            for state, whole, parts, step in cursor.fetchall()
        )
    )


def _in_conflict(cursor: DriverCursor, raw_id: bytes) -> bool:
    cursor.execute("SELECT EXISTS(SELECT 1 FROM conflict WHERE record = ?)", (raw_id,))
    return bool(cursor.fetchone()[0])


def find(conn: Connection, record: str) -> Held | None:
    """Return a record with its documents, or None."""
    raw_id = bytes_of(record)
    with driver_cursor(conn) as cursor:
        cursor.execute(
            "SELECT kind, schema, version, stream, raw, by, at FROM record LEFT JOIN base USING(place) WHERE id = ?",
            (raw_id,),
        )
        found = cursor.fetchone()
        if found is None:
            return None
        kind, schema, version, stream, raw_text, by, at = found
        raw = None if raw_text is None else read_json(raw_text)
        overlay = _overlay(cursor, raw_id)
        in_conflict = _in_conflict(cursor, raw_id)
    document = overlay.on(kind, schema, raw) if raw is None or not is_newer(kind, schema) else raw
    return Held(
        record, kind, schema, version, stream, raw, document or {}, by or "", at or "", overlay.unsent, in_conflict
    )


def project(conn: Connection, record: str) -> None:
    """Compute a record's row and words anew from the service's document and the unsent work on it.

    To be called after every change of outbox or conflicts. Raises Refused for a document that may not be kept.
    """
    raw_id = bytes_of(record)
    with driver_cursor(conn) as cursor:
        standing = standing_of(cursor, [raw_id])
        here = standing.get(raw_id)
        cursor.execute("SELECT kind, raw, by, at FROM record LEFT JOIN base USING(place) WHERE id = ?", (raw_id,))
        kind, raw_text, by, at = cursor.fetchone() or ("", None, "", "")
        overlay = _overlay(cursor, raw_id)
        if not kind:
            cursor.execute("SELECT kind FROM outbox WHERE record = ? LIMIT 1", (raw_id,))
            kind = (cursor.fetchone() or ("",))[0]
        raw = None if raw_text is None else read_json(raw_text)
        schema = here.schema if here and raw is not None else SCHEMAS.get(kind, 1)
        newer = is_newer(kind, schema)
        document = raw if newer else overlay.on(kind, schema, raw)
        if document is None:
            remove(cursor, [here.place] if here else [])
            return
        version = here.version if here else 0
        shown = _projected(record, kind, schema, version, document)
        line = Line(
            shown, schema, here.stream if here else "", here.share if here else 0, raw_text, by or "", at or "",
            overlay.unsent, _in_conflict(cursor, raw_id),
        )  # fmt: skip
        write_lines(conn, [line], standing)


def _projected(record: str, kind: str, schema: int, version: int, document: Document) -> Projection:
    read_as = schema if is_newer(kind, schema) else SCHEMAS[kind]
    return project_document(record, kind, read_as, version, document)


def advance(conn: Connection, change: Change, version: int) -> None:
    """Put an accepted change under the service's document, so that nothing flickers back until the next pull.

    Only where the change was made on exactly what is here; otherwise the pull brings the truth. Either way the
    service's own document, once it comes, replaces this one.
    """
    raw_id = bytes_of(change.record)
    with driver_cursor(conn) as cursor:
        here = standing_of(cursor, [raw_id]).get(raw_id)
        if here is not None and here.version == change.base_version and version > here.version:
            _advance(cursor, raw_id, here, change, version)
    project(conn, change.record)


def _advance(cursor: DriverCursor, raw_id: bytes, here: Standing, change: Change, version: int) -> None:
    cursor.execute("SELECT raw FROM base WHERE place = ?", (here.place,))
    raw_text = (cursor.fetchone() or (None,))[0]
    if change.document is not None:
        raw, schema = change.document, change.schema
    elif raw_text is not None:
        raw, schema = upcast(change.kind, here.schema, read_json(raw_text)), SCHEMAS.get(change.kind, here.schema)
        raw = with_parts(raw, change.parts or {})
    else:
        return
    cursor.execute("INSERT OR REPLACE INTO base(place, raw) VALUES(?, ?)", (here.place, write_json(raw)))
    cursor.execute(
        "UPDATE record SET version = ?, schema = ?, share = ? WHERE place = ?",
        (version, schema, checksum_of(change.record, version), here.place),
    )


def take_gone(conn: Connection, stream: str, record: str, version: int, reason: str) -> bool:
    """Take a record out that left a stream, iff it stands in that stream at this version or an older one.

    Unsent work on it stays, to be sent or refused by the service; only an erasure takes everything. Its words
    leave the index for good with :func:`crimint_desktop.store.leftovers.tidy_some` after the round.
    """
    raw_id = bytes_of(record)
    with driver_cursor(conn) as cursor:
        cursor.execute("DELETE FROM rejected WHERE id = ? AND stream = ? AND version <= ?", (raw_id, stream, version))
        counted = bool(cursor.rowcount)
        here = standing_of(cursor, [raw_id]).get(raw_id)
        if here is None or here.stream != stream or here.version > version:
            return counted
        remove(cursor, [here.place])
        if reason == _ERASED:
            _drop_work(cursor, [(raw_id,)])
    leftovers.note(conn, leftovers.ERASED if reason == _ERASED else 1)
    return True


def _drop_work(cursor: DriverCursor, ids: Sequence[tuple[bytes]]) -> None:
    cursor.executemany("DELETE FROM edit WHERE record = ?", ids)
    cursor.executemany("DELETE FROM outbox WHERE record = ?", ids)
    cursor.executemany("DELETE FROM conflict WHERE record = ?", ids)


def purge(conn: Connection, stream: str) -> tuple[str, ...]:
    """Remove everything of every record of a stream, unsent work and words in the index included.

    Returns the records. Push comes before: the caller sends first, and truncates the write-ahead log afterwards
    (:meth:`crimint_desktop.store.database.Database.checkpoint_truncate`).
    """
    with driver_cursor(conn) as cursor:
        cursor.execute("SELECT place, id FROM record WHERE stream = ?", (stream,))
        found = cursor.fetchall()
        remove(cursor, [place for place, _ in found])
        _drop_work(cursor, [(raw_id,) for _, raw_id in found])
        cursor.execute("DELETE FROM rejected WHERE stream = ?", (stream,))
    if found:
        leftovers.clear(conn)
    return tuple(text_of(raw_id) for _, raw_id in found)


def tally(conn: Connection, stream: str) -> tuple[int, int]:
    """Return how many records of a stream are here, and the checksum over them, counted anew."""
    count, checksum = 0, 0
    for table in ("record", "rejected"):
        statement = (
            f"SELECT count(*), coalesce(sum(share & {_LOW}), 0), coalesce(sum(share >> 31), 0)"  # noqa: S608 - our own names
            f" FROM {table} WHERE stream = ?"
        )
        number, low, high = conn.exec_driver_sql(statement, (stream,)).one()
        count += number
        checksum += low + (high << 31)
    return count, checksum % CHECKSUM_MODULUS


def begin_bulk(conn: Connection) -> None:
    """Set the index up for a first sync: large memory, no merging in between. Undone by :func:`end_bulk`."""
    _tune(conn, hashsize=32 << 20, automerge=0, crisismerge=200)


def end_bulk(conn: Connection) -> None:
    """Merge the index into one piece and set it back to everyday work. Takes about a second for 100,000 records."""
    leftovers.clear(conn)
    _tune(conn, hashsize=1 << 20, automerge=0, crisismerge=1000)


def _tune(conn: Connection, **settings: int) -> None:
    for name, value in settings.items():
        conn.exec_driver_sql("INSERT INTO record_text(record_text, rank) VALUES(?, ?)", (name, value))
