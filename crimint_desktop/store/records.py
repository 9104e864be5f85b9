"""Records as the service sends them, and as the user sees them: with their own unsent work on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crimint_desktop.store import forgetting, leftovers
from crimint_desktop.store.arriving import Arriving, Rejected, Served, Taken
from crimint_desktop.store.driver import DriverCursor, driver_cursor
from crimint_desktop.store.index import Line, Standing, next_number, remove, standing_of, write_lines
from crimint_desktop.store.overlay import in_conflict, overlaid_records, overlay_of
from crimint_desktop.store.plain_json import read_json, write_json
from crimint_desktop.store.projection import Projection, project_document
from crimint_desktop.store.shape_line import ShapeReader
from crimint_domain.document import SCHEMAS, is_newer, upcast
from crimint_domain.errors import Problem, Refused
from crimint_domain.ids import bytes_of, text_of
from crimint_domain.parts import Document, with_parts
from crimint_domain.streams import CHECKSUM_MODULUS, checksum_of, share_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from crimint_domain.change import Change

__all__ = [
    "Arriving", "Held", "Rejected", "Served", "Taken", "advance", "begin_bulk", "end_bulk", "erase", "find", "project",
    "purge", "put", "put_all", "take_gone", "tally",
]  # fmt: skip

_ERASED: Final = "erased"
# Sums of halves cannot overflow; the halves of 62 bits.
_LOW: Final = (1 << 31) - 1


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


def put(conn: Connection, stream: str, served: Sequence[Arriving], *, bulk: bool = False) -> Taken:
    """Take a page of a stream: each record iff its version is not older than the one here.

    A record lives in exactly one stream, so one that stood in another moves. Unsent changes stay on top. What is
    marked above OFFICIAL-SENSITIVE, or damaged, is not kept: it is named in the answer, counted for the checksum,
    and does not stop the others. ``bulk`` says that no record of this page has unsent work (a first sync).
    """
    return put_all(conn, ((stream, served),), bulk=bulk)


def put_all(
    conn: Connection, pages: Sequence[tuple[str, Sequence[Arriving]]], *, bulk: bool = False,
    barred: Mapping[tuple[str, str], str] | None = None,
) -> Taken:  # fmt: skip
    """Take pages of several streams as :func:`put` takes one, in their order. What stands in ``barred`` (by stream and
    id) is not kept either, for the reason that is said there."""
    with driver_cursor(conn) as cursor:
        latest = _latest(pages)
        standing = standing_of(cursor, list(latest))
        overlaid: frozenset[bytes] = frozenset() if bulk else overlaid_records(cursor)
        reader = ShapeReader()
        lines: list[Line] = []
        rejected: list[tuple[bytes, str, Arriving, str]] = []
        for raw_id, (stream, each) in latest.items():
            here = standing.get(raw_id)
            if here is not None and each.version < here.version:
                continue
            try:
                if barred and (stream, each.id) in barred:
                    raise Refused(Problem("", barred[stream, each.id]))
                if raw_id in overlaid:
                    lines.append(_overlaid_line(cursor, stream, raw_id, each))
                else:
                    lines.append(_line(reader, stream, raw_id, each))
            except Refused as refused:
                rejected.append((raw_id, stream, each, str(refused)))
        _note_rejected(cursor, rejected, standing)
        write_lines(conn, lines, standing)
        leftovers.note(conn, len(standing))
        _forget_rejected(cursor, latest.keys() - {raw_id for raw_id, *_ in rejected})
    return Taken(len(lines), tuple(Rejected(each.id, says) for _, _, each, says in rejected))


def _latest(pages: Sequence[tuple[str, Sequence[Arriving]]]) -> dict[bytes, tuple[str, Arriving]]:
    latest: dict[bytes, tuple[str, Arriving]] = {}
    for stream, served in pages:
        for each in served:
            raw_id = bytes_of(each.id)
            before = latest.get(raw_id)
            if before is None or before[1].version <= each.version:
                latest[raw_id] = (stream, each)
    return latest


def _line(reader: ShapeReader, stream: str, raw_id: bytes, each: Arriving) -> Line:
    """Return the line of a record on which nothing waits."""
    shown = None if each.shape is None else reader.project(each.shape)
    if shown is not None:
        raw = each.raw
    else:
        document = each.document
        raw = write_json(document)
        shown = project_document(each.id, each.kind, each.schema, each.version, document)
    share = share_of(raw_id, each.version)
    return Line(raw_id, each.kind, each.version, shown, each.schema, stream, share, raw, each.by, each.at)


def _overlaid_line(cursor: DriverCursor, stream: str, raw_id: bytes, each: Arriving) -> Line:
    """Return the line of a record with the unsent work on it."""
    served = each.document
    raw = write_json(served)
    shown = project_document(each.id, each.kind, each.schema, each.version, served)
    overlay = overlay_of(cursor, raw_id)
    document = overlay.on(each.kind, each.schema, served)
    if document is not None and not is_newer(each.kind, each.schema):
        shown = project_document(each.id, each.kind, SCHEMAS[each.kind], each.version, document)
    return Line(
        raw_id, each.kind, each.version, shown, each.schema, stream, share_of(raw_id, each.version), raw, each.by,
        each.at, overlay.unsent, in_conflict(cursor, raw_id),
    )  # fmt: skip


def _note_rejected(
    cursor: DriverCursor, rejected: Sequence[tuple[bytes, str, Arriving, str]], standing: dict[bytes, Standing]
) -> None:
    remove(cursor, [standing[raw_id].place for raw_id, *_ in rejected if raw_id in standing])
    cursor.executemany(
        "INSERT OR REPLACE INTO rejected(id, stream, version, share, says) VALUES(?,?,?,?,?)",
        [
            (raw_id, stream, each.version, share_of(raw_id, each.version), says)
            for raw_id, stream, each, says in rejected
        ],
    )


def _forget_rejected(cursor: DriverCursor, ids: set[bytes]) -> None:
    cursor.execute("SELECT id FROM rejected")
    mended = [(raw_id,) for (raw_id,) in cursor.fetchall() if raw_id in ids]
    cursor.executemany("DELETE FROM rejected WHERE id = ?", mended)


def find(conn: Connection, record: str) -> Held | None:
    """Return a record with its documents, or None."""
    raw_id = bytes_of(record)
    with driver_cursor(conn) as cursor:
        cursor.execute(
            "SELECT kind, schema, version, stream, raw, by, at"
            " FROM record LEFT JOIN base ON base.number = record.base WHERE id = ?",
            (raw_id,),
        )
        found = cursor.fetchone()
        if found is None:
            return None
        kind, schema, version, stream, raw_text, by, at = found
        raw = None if raw_text is None else read_json(raw_text)
        overlay = overlay_of(cursor, raw_id)
        clashes = in_conflict(cursor, raw_id)
    document = overlay.on(kind, schema, raw) if raw is None or not is_newer(kind, schema) else raw
    return Held(record, kind, schema, version, stream, raw, document or {}, by or "", at or "", overlay.unsent, clashes)


def project(conn: Connection, record: str) -> None:
    """Compute a record's row and words anew from the service's document and the unsent work on it.

    To be called after every change of outbox or conflicts. Raises Refused for a document that may not be kept.
    """
    raw_id = bytes_of(record)
    with driver_cursor(conn) as cursor:
        standing = standing_of(cursor, [raw_id])
        here = standing.get(raw_id)
        cursor.execute(
            "SELECT kind, raw, by, at FROM record LEFT JOIN base ON base.number = record.base WHERE id = ?", (raw_id,)
        )
        kind, raw_text, by, at = cursor.fetchone() or ("", None, "", "")
        overlay = overlay_of(cursor, raw_id)
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
            raw_id, kind, version, shown, schema, here.stream if here else "", here.share if here else 0, raw_text,
            by or "", at or "", overlay.unsent, in_conflict(cursor, raw_id),
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
    cursor.execute("SELECT raw FROM base WHERE number = ?", (here.base,))
    raw_text = (cursor.fetchone() or (None,))[0]
    if change.document is not None:
        raw, schema = change.document, change.schema
    elif raw_text is not None:
        raw, schema = upcast(change.kind, here.schema, read_json(raw_text)), SCHEMAS.get(change.kind, here.schema)
        raw = with_parts(raw, change.parts or {})
    else:
        return
    number = here.base or next_number(cursor)
    cursor.execute("INSERT OR REPLACE INTO base(number, raw) VALUES(?, ?)", (number, write_json(raw)))
    cursor.execute(
        "UPDATE record SET version = ?, schema = ?, share = ?, base = ? WHERE place = ?",
        (version, schema, checksum_of(change.record, version), number, here.place),
    )


def take_gone(conn: Connection, stream: str, record: str, version: int, reason: str) -> bool:
    """Take a record out that left a stream, iff it stands in that stream at this version or an older one.

    Unsent work on it stays, to be sent or refused by the service; only an erasure takes everything, wherever the
    record stands. Its words leave the index for good with :func:`crimint_desktop.store.leftovers.tidy_some` after
    the round.
    """
    raw_id = bytes_of(record)
    with driver_cursor(conn) as cursor:
        here = standing_of(cursor, [raw_id]).get(raw_id)
    if reason == _ERASED:
        return (here is None or here.version <= version) and erase(conn, record)
    with driver_cursor(conn) as cursor:
        cursor.execute("DELETE FROM rejected WHERE id = ? AND stream = ? AND version <= ?", (raw_id, stream, version))
        counted = bool(cursor.rowcount)
        if here is None or here.stream != stream or here.version > version:
            return counted
        remove(cursor, [here.place])
    leftovers.note(conn, 1)
    return True


def erase(conn: Connection, record: str) -> bool:
    """Remove everything of a record, in whichever stream it stands, unsent work included; say whether there was
    anything. Its words leave the index as :func:`take_gone` says."""
    raw_id = bytes_of(record)
    with driver_cursor(conn) as cursor:
        cursor.execute("DELETE FROM rejected WHERE id = ?", (raw_id,))
        found = bool(cursor.rowcount)
        here = standing_of(cursor, [raw_id]).get(raw_id)
        remove(cursor, [here.place] if here else [])
    worked_on = forgetting.forget_all(conn, [raw_id])
    if here is not None:
        leftovers.note(conn, leftovers.ERASED)
    return found or here is not None or bool(worked_on)


def purge(conn: Connection, stream: str, *, but_refused: bool = False) -> tuple[str, ...]:
    """Remove everything of every record of a stream, unsent work and words in the index included; ``but_refused``
    leaves their author what the service has refused.

    Returns the records. Push comes before: the caller sends first, and truncates the write-ahead log afterwards
    (:meth:`crimint_desktop.store.database.Database.checkpoint_truncate`).
    """
    with driver_cursor(conn) as cursor:
        cursor.execute("SELECT place, id FROM record WHERE stream = ?", (stream,))
        found = cursor.fetchall()
        remove(cursor, [place for place, _ in found])
        cursor.execute("DELETE FROM rejected WHERE stream = ?", (stream,))
    if found:
        forgetting.forget_all(conn, [raw_id for _, raw_id in found], but_refused=but_refused)
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


def end_bulk(conn: Connection, *, merging: bool = True) -> None:
    """Set the index back to everyday work, and merge it into one piece: about a second for 100,000 records. Without
    ``merging`` that is left to :func:`crimint_desktop.store.leftovers.tidy_some`, while nobody waits."""
    if merging:
        leftovers.clear(conn)
    _tune(conn, hashsize=1 << 20, automerge=0, crisismerge=1000)


def _tune(conn: Connection, **settings: int) -> None:
    for name, value in settings.items():
        conn.exec_driver_sql("INSERT INTO record_text(record_text, rank) VALUES(?, ?)", (name, value))
