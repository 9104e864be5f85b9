"""The outbox: what was changed here and the service has not yet taken, in the order it was made.

A change that has not been tried yet grows with what is typed next. From its first attempt on its content is
fixed for ever, because its id is the promise that sending it twice does it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from crimint_desktop.store import records, sent
from crimint_desktop.store.plain_json import read_json, write_json
from crimint_desktop.store.projection import document_or_none
from crimint_domain.attachment import ids_named
from crimint_domain.change import EARLIER_FAILED, Change, Receipt
from crimint_domain.ids import bytes_of, is_id, text_of
from crimint_domain.parts import Document, differences, with_parts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

__all__ = [
    "State",
    "Waiting",
    "add",
    "add_apart",
    "add_refused",
    "all",
    "batch",
    "carry_over",
    "doubtful",
    "drop",
    "find",
    "never_arrived",
    "of_record",
    "overtaken",
    "receipt",
    "replace",
]

State = Literal["waiting", "sending", "refused"]
_COLUMNS: Final = (
    "id, kind, schema, record, base_version, document, parts, step, reason, aside, before, made_at, attempts, refused,"
    " state"
)
_SELECT: Final = f"SELECT {_COLUMNS} FROM outbox"  # noqa: S608 - our own names
# Of each record the oldest change that can still be sent.
_NEXT: Final = (
    f"{_SELECT} WHERE sequence IN (SELECT min(sequence) FROM outbox WHERE state != 'refused' GROUP BY record)"  # noqa: S608 - our own names
    " ORDER BY sequence"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change in the outbox. ``before`` is the document it was made on (None for a creation), ``refused`` the
    service's sentence. ``sending`` means it may have arrived: only its receipt tells."""

    change: Change
    before: Document | None
    made_at: datetime
    attempts: int
    refused: str
    state: State


def add(conn: Connection, change: Change, before: Document | None, made_at: datetime) -> str:
    """Put a change into the outbox and return the id under which it will be sent.

    It is joined to the record's last change where that one has not been tried, was not refused and asks for no
    step; a joined change that alters nothing any more, and asks for no step, disappears (the id is then empty).
    Raises Refused for content that may not be kept.
    """
    last = _last_of(conn, change.record)
    if last is None or not _takes(last, change):
        _insert(conn, change, before, made_at)
        sent_as = change.id
    else:
        joined = _joined(last, change)
        if joined.parts or joined.document is not None or joined.step or joined.aside:
            _rewrite(conn, last.change.id, joined, last.before)
            sent_as = joined.id
        else:
            conn.exec_driver_sql("DELETE FROM outbox WHERE id = ?", (bytes_of(last.change.id),))
            sent_as = ""
    records.project(conn, change.record)
    return sent_as


def _takes(last: Waiting, change: Change) -> bool:
    """Whether a change can still join the one before it: each reason stays with what it was given for, and what was
    made on another version is settled by itself."""
    reasons = {last.change.reason, change.reason} - {""}
    untried = not last.attempts and last.state == "waiting"
    alike = last.change.base_version == change.base_version and len(reasons) <= 1
    return untried and alike and not last.change.step


def add_apart(conn: Connection, change: Change, made_at: datetime, before: Document | None = None) -> None:
    """Put a change into the outbox by itself: nothing is joined to it. Without ``before``, what it was made on is not
    kept, and where it turns out to be overtaken everything it sets clashes."""
    _insert(conn, change, before, made_at)
    records.project(conn, change.record)


def add_refused(conn: Connection, change: Change, made_at: datetime, says: str) -> None:
    """Keep a change that cannot be sent as it is, with the sentence that says why, so that its words are not lost."""
    _insert(conn, change, None, made_at)
    conn.exec_driver_sql("UPDATE outbox SET state = 'refused', refused = ? WHERE id = ?", (says, bytes_of(change.id)))
    records.project(conn, change.record)


def carry_over(conn: Connection, waiting: Waiting) -> None:
    """Put in what waited in another cache of the same person, as it waited there, under the same id: if it has arrived
    after all, the service knows it. What is here already stays as it is."""
    if find(conn, waiting.change.id) is None:
        if waiting.state == "refused":
            add_refused(conn, waiting.change, waiting.made_at, waiting.refused)
        else:
            _insert(conn, waiting.change, waiting.before, waiting.made_at)
            records.project(conn, waiting.change.record)


def _joined(last: Waiting, change: Change) -> Change:
    """One change that does what both do, under the id of the first."""
    step, reason = change.step, change.reason or last.change.reason
    aside = {**(last.change.aside or {}), **(change.aside or {})} or None
    if last.change.document is not None:
        document = change.document if change.document is not None else last.change.document
        whole = with_parts(document, change.parts or {})
        return replaced(last.change, document=whole, step=step, reason=reason, aside=aside)
    start = last.before or {}
    after_first = with_parts(start, last.change.parts or {})
    parts = differences(start, with_parts(after_first, change.parts or {}))
    return replaced(last.change, parts=parts, step=step, reason=reason, aside=aside)


def batch(conn: Connection, limit: int = 100, *, without: Collection[str] = ()) -> tuple[Waiting, ...]:
    """Return what to send now, oldest first, at most one change of each record, and mark it as being sent; those in
    ``without`` have had their answer, and stay as they are.

    A change that names a file which has not been sent whole waits for it, and what follows on its record with it.

    A change sent before comes again exactly as it was, and one that goes for the first time is fixed now.
    """
    found = [_waiting(row) for row in conn.exec_driver_sql(_NEXT).all()]
    ready = [each for each in found if each.change.id not in without and not _waits_for_a_file(conn, each.change)]
    return tuple(_started(conn, each) for each in ready[:limit])


def _waits_for_a_file(conn: Connection, change: Change) -> bool:
    named = ids_named(change.document, change.parts)
    if not named:
        return False
    query = "SELECT id FROM attachment WHERE record = ? AND state = 'waiting'"
    waiting = {text_of(raw) for (raw,) in conn.exec_driver_sql(query, (bytes_of(change.record),))}
    return bool(waiting & named)


def _started(conn: Connection, each: Waiting) -> Waiting:
    attempts = each.attempts + 1
    conn.exec_driver_sql(
        "UPDATE outbox SET attempts = ?, state = 'sending' WHERE id = ?", (attempts, bytes_of(each.change.id))
    )
    return replaced(each, attempts=attempts, state="sending")


def overtaken(conn: Connection) -> tuple[str, ...]:
    """Return the records with changes that were made on another version than is here, and not sent yet: a form was
    left after others had changed the record, or a change before it was accepted meanwhile."""
    found = conn.exec_driver_sql(
        "SELECT DISTINCT outbox.record FROM outbox JOIN record ON record.id = outbox.record"
        " WHERE outbox.state = 'waiting' AND attempts = 0 AND document IS NULL AND record.version > 0"
        " AND base_version != record.version ORDER BY outbox.record"
    )
    return tuple(text_of(raw_id) for (raw_id,) in found)


def doubtful(conn: Connection) -> tuple[str, ...]:
    """Return the changes of records, creations aside, that may have arrived without an answer to tell so."""
    found = conn.exec_driver_sql(
        "SELECT id FROM outbox WHERE state != 'refused' AND attempts > 0 AND document IS NULL ORDER BY sequence"
    )
    return tuple(text_of(raw_id) for (raw_id,) in found)


def never_arrived(conn: Connection, changes: Collection[str]) -> None:
    """Take changes for untried of which the service says that it never had them, and never will."""
    for each in changes:
        conn.exec_driver_sql("UPDATE outbox SET attempts = 0, state = 'waiting' WHERE id = ?", (bytes_of(each),))


def receipt(conn: Connection, answer: Receipt, at: datetime | None = None) -> None:
    """Take the service's answer: accepted work leaves the outbox, refused work stays with the sentence that says
    why, anything else waits. A receipt for a change that is not here is left alone. With ``at``, the moment it came,
    accepted work is kept for a while longer (:mod:`crimint_desktop.store.sent`)."""
    found = find(conn, answer.id)
    if found is None:
        return
    raw_id = bytes_of(answer.id)
    if answer.accepted:
        if at is not None:
            sent.keep(conn, answer.id, at)
        conn.exec_driver_sql("DELETE FROM outbox WHERE id = ?", (raw_id,))
        records.advance(conn, found.change, answer.version)
        return
    if answer.final:
        says = answer.problem or "The service did not accept this change."
        conn.exec_driver_sql("UPDATE outbox SET state = 'refused', refused = ? WHERE id = ?", (says, raw_id))
    else:
        conn.exec_driver_sql("UPDATE outbox SET state = 'waiting' WHERE id = ?", (raw_id,))
        if answer.status == EARLIER_FAILED:
            _send_files_again(conn, found.change)
    records.project(conn, found.change.record)


def _send_files_again(conn: Connection, change: Change) -> None:
    """The service may not have the files that a change names, as after it was put back: they are offered once more."""
    names = [(bytes_of(name),) for name in ids_named(change.document, change.parts) if is_id(name)]
    again = "UPDATE attachment SET state = 'waiting', sent = 0 WHERE id = ? AND state = 'here'"
    for name in names:
        conn.exec_driver_sql(again, name)


def find(conn: Connection, change: str) -> Waiting | None:
    """Return one change, or None."""
    row = conn.exec_driver_sql(f"{_SELECT} WHERE id = ?", (bytes_of(change),)).one_or_none()
    return None if row is None else _waiting(row)


def all(conn: Connection) -> tuple[Waiting, ...]:
    """Return everything in the outbox, oldest first, refused changes included."""
    return tuple(_waiting(row) for row in conn.exec_driver_sql(f"{_SELECT} ORDER BY sequence"))


def of_record(conn: Connection, record: str) -> tuple[Waiting, ...]:
    """Return the changes of one record, oldest first."""
    found = conn.exec_driver_sql(f"{_SELECT} WHERE record = ? ORDER BY sequence", (bytes_of(record),))
    return tuple(_waiting(row) for row in found)


def replace(conn: Connection, old_id: str, new: Change, before: Document | None) -> None:
    """Put a fresh change in the place of one that can no longer be accepted as it is; it has not been tried yet."""
    _rewrite(conn, old_id, new, before)
    records.project(conn, new.record)


def drop(conn: Connection, change: str) -> None:
    """Forget a change: its author gave it up, or it became part of a conflict."""
    found = find(conn, change)
    if found is not None:
        conn.exec_driver_sql("DELETE FROM outbox WHERE id = ?", (bytes_of(change),))
        records.project(conn, found.change.record)


def _last_of(conn: Connection, record: str) -> Waiting | None:
    row = conn.exec_driver_sql(
        f"{_SELECT} WHERE record = ? ORDER BY sequence DESC LIMIT 1", (bytes_of(record),)
    ).one_or_none()
    return None if row is None else _waiting(row)


def _insert(conn: Connection, change: Change, before: Document | None, made_at: datetime) -> None:
    conn.exec_driver_sql(
        f"INSERT INTO outbox({_COLUMNS}) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,0,'','waiting')",
        (*_content(change, before), made_at.isoformat()),
    )


def _rewrite(conn: Connection, old_id: str, change: Change, before: Document | None) -> None:
    conn.exec_driver_sql(
        "UPDATE outbox SET id = ?, kind = ?, schema = ?, record = ?, base_version = ?, document = ?, parts = ?,"
        " step = ?, reason = ?, aside = ?, before = ?, attempts = 0, refused = '', state = 'waiting' WHERE id = ?",
        (*_content(change, before), bytes_of(old_id)),
    )


def _content(change: Change, before: Document | None) -> tuple[Any, ...]:
    return (
        bytes_of(change.id), change.kind, change.schema, bytes_of(change.record), change.base_version,
        None if change.document is None else write_json(change.document),
        None if change.parts is None else write_json(dict(change.parts)), change.step, change.reason,
        None if change.aside is None else write_json(dict(change.aside)),
        None if before is None else write_json(before),
    )  # fmt: skip


def _waiting(row: Sequence[Any]) -> Waiting:
    (
        raw_id, kind, schema, raw_record, base_version, document, parts, step, reason, aside, before, made_at, attempts,
        refused, state,
    ) = row  # fmt: skip
    change = Change(
        text_of(raw_id), kind, schema, text_of(raw_record), base_version, document_or_none(document),
        None if parts is None else read_json(parts), step, reason,
        None if aside is None else read_json(aside),
    )  # fmt: skip
    return Waiting(change, document_or_none(before), datetime.fromisoformat(made_at), attempts, refused, state)
