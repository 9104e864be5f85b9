"""Attachments: taken piece by piece, judged when whole, handed out to those who may read the record that names them.

The bytes lie in this module's two tables and nowhere else; whoever wants them elsewhere changes the functions under
"the bytes" and nothing more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.access import Principal
from crimint_domain.attachment import FILE_TYPES, Attachment, ids_named, size_words
from crimint_domain.change import EARLIER_FAILED
from crimint_domain.content import judged
from crimint_domain.errors import Problem, Refused
from crimint_domain.file_names import cleaned_name
from crimint_domain.ids import is_id
from crimint_domain.report import Report
from crimint_service import access
from crimint_service.access import Scope
from crimint_service.database import Database
from crimint_service.faults import Fault
from crimint_service.placing import not_allowed, refuse_creation, refuse_parts, view
from crimint_service.tables import account, attachment, attachment_part, insert_into

__all__ = [
    "Limits", "Standing", "announce", "begin_again", "complete", "find", "move", "name_them", "piece",
    "refuse_not_arrived", "take_part",
]  # fmt: skip

OPEN, WHOLE, NAMED, REFUSED = "open", "whole", "named", "refused"
_PRUNED_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service takes: bytes of a file, of a piece, and of all that one person has under way and no record
    names; kinds of file; and for how many seconds what no record names is kept."""

    largest: int
    part_bytes: int
    under_way: int
    types: tuple[str, ...]
    keep_s: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How an attachment stands: ``have`` are the numbers of the pieces that have arrived, counted from 0."""

    id: str
    state: str
    part_size: int
    parts: int
    have: tuple[int, ...]


def announce(connection: sa.Connection, principal: Principal, told: Attachment, record: str, now_s: int,
             limits: Limits) -> Standing:  # fmt: skip
    """Begin to take a file for a record, which need not be there yet; doing it again says what has arrived.

    Raises Refused for a kind, size or name that is not taken; Fault 404 for a record that is not for this person, 403
    when they may not put files beside it, 410 when it was erased, 413 when they have too much under way.
    """
    row = _row(connection, told.id)
    if row is not None:
        if (row.by_user, row.record_id, row.digest, row.size) != (principal.user, record, told.digest, told.size):
            raise Fault(422, "identifier-used", "This identifier cannot be used.")
        return _standing(connection, row)
    _refuse_kind(told, limits)
    _refuse_record(connection, principal, record, told.id)
    _prune(connection, now_s - limits.keep_s)
    # Two announcements at once must not both find room: one waits here until the other is counted.
    connection.execute(sa.select(account.c.user_id).where(account.c.user_id == principal.user).with_for_update())
    under_way = sa.select(sa.func.coalesce(sa.func.sum(attachment.c.size), 0)).where(
        attachment.c.by_user == principal.user, attachment.c.state.in_((OPEN, WHOLE))
    )
    if int(connection.execute(under_way).scalar_one()) + told.size > limits.under_way:
        says = "You have too many files under way that no report names. Send those reports first."
        raise Fault(413, "attachments-under-way", says)
    fresh = {
        "id": told.id, "record_id": record, "digest": told.digest, "size": told.size,
        "part_size": limits.part_bytes, "name": told.name, "type": told.type, "state": OPEN, "says": "",
        "by_user": principal.user, "begun_s": now_s,
    }  # fmt: skip
    connection.execute(sa.insert(attachment).values(fresh))
    return Standing(told.id, OPEN, limits.part_bytes, _count(told.size, limits.part_bytes), ())


def _refuse_kind(told: Attachment, limits: Limits) -> None:
    kind = FILE_TYPES.get(told.type)
    if not is_id(told.id):
        raise Refused(Problem("id", "An attachment needs an identifier."))
    if kind is None or told.type not in limits.types:
        raise Refused(Problem("type", "Files of this kind are not taken here."))
    if not 0 < told.size <= limits.largest:
        raise Refused(Problem("size", f"A file may have at most {size_words(limits.largest)}, and must not be empty."))
    if told.name != cleaned_name(told.name, kind):
        raise Refused(Problem("name", "The name of the file holds folders or characters that are not taken."))


def _refuse_record(connection: sa.Connection, principal: Principal, record: str, name: str) -> None:
    if not is_id(record):
        raise Refused(Problem("record", "An attachment needs the identifier of its record."))
    there = access.standing(connection, record)
    if there is None:
        refuse_creation(principal, "report")
        return
    if there.erased:
        raise Fault(410, "erased", "The record has been erased.")
    row = access.find(connection, access.scope_of(connection, principal), record)
    if row is None:
        if not access.had_access(connection, principal.user, record):
            raise Fault(404, "record-unknown", "There is no such record for you.")
        return  # what they wrote before they lost it is kept for its unit, and the files with it
    seen = view(row.kind, record, row.schema, json.loads(row.document))
    if not isinstance(seen, Report):
        raise not_allowed("Files can stand beside reports only.")
    refuse_parts(principal, seen, {}, (f"attachments/{name}",))


def begin_again(connection: sa.Connection, principal: Principal, name: str, part_size: int) -> None:
    """Take a file in pieces of another size than it was begun with: what has arrived of it is forgotten. Nothing
    happens when the size is the same, or the file is whole."""
    row = _mine(connection, principal, name, to_change=True)
    if row.state == OPEN and row.part_size != part_size:
        _forget_pieces(connection, [name])
        connection.execute(sa.update(attachment).where(attachment.c.id == name).values(part_size=part_size))


def take_part(connection: sa.Connection, principal: Principal, name: str, number: int, body: bytes) -> None:
    """Take one piece, counted from 0; taking it again replaces it while the file is not whole.

    Raises Fault 404 for a file that this person did not announce, 409 once it is whole, Refused for a piece that is
    not of the size it must have.
    """
    # Locked until the piece is kept: between this look and that, the file may be judged and closed.
    row = _mine(connection, principal, name, to_change=True)
    parts = _count(row.size, row.part_size)
    expected = row.part_size if number < parts - 1 else row.size - row.part_size * (parts - 1)
    if not 0 <= number < parts or len(body) != expected:
        raise Refused(Problem("", f"Piece {number} of this file must have {expected:,} bytes."))
    digest = hashlib.sha256(body).hexdigest()
    if row.state != OPEN:
        if _digests(connection, name).get(number) == digest:
            return
        raise Fault(409, "attachment-complete", "This file is whole already and cannot be changed.")
    _keep_piece(connection, name, number, digest, body)


def complete(database: Database, principal: Principal, name: str) -> Standing:
    """Judge a file whose pieces have all arrived; doing it again answers the same.

    Raises Fault 422 ``digest-mismatch`` when it is not what was announced, 422 ``parts-missing``, Refused when its
    content is not taken: such a file is forgotten, and the sentence that says why is kept.
    """
    row, digests = database.read(lambda connection: (_mine(connection, principal, name), _digests(connection, name)))
    if row.state == REFUSED:
        raise Refused(Problem("", row.says))
    if row.state == OPEN:
        if len(digests) != _count(row.size, row.part_size):
            raise Fault(422, "parts-missing", "Not every piece of this file has arrived.")
        whole = b"".join(database.read(lambda connection: list(_pieces(connection, name, sorted(digests)))))
        if hashlib.sha256(whole).hexdigest() != row.digest:
            raise Fault(422, "digest-mismatch", "What arrived is not the file that was announced. Send it again.")
        says = _refusal(whole, row)
        database.write(lambda connection: _close(connection, name, digests, says))
        if says:
            raise Refused(Problem("", says))
    return database.read(lambda connection: _standing(connection, _mine(connection, principal, name)))


def _refusal(whole: bytes, row: sa.Row[Any]) -> str:
    try:
        kind, kept_as = judged(whole, row.name)
    except Refused as refused:
        return str(refused)
    if kind.key != row.type or kept_as != row.name:
        return f"“{row.name}” is in truth a {kind.words}. It is not taken under this name."
    return ""


def _close(connection: sa.Connection, name: str, judged_on: Mapping[int, str], says: str) -> None:
    """Close a file for further pieces, if it is still the one that was judged."""
    connection.execute(sa.select(attachment.c.id).where(attachment.c.id == name).with_for_update())
    if _digests(connection, name) != judged_on:
        raise Fault(409, "attachment-changed", "Pieces of this file changed while it was judged. Complete it again.")
    connection.execute(
        sa.update(attachment).where(attachment.c.id == name).values(state=REFUSED if says else WHOLE, says=says)
    )
    if says:
        _forget_pieces(connection, [name])


# --- what records say of them ---


def refuse_not_arrived(
    connection: sa.Connection, user: str, record: str, named: Mapping[str, Attachment], fresh: Iterable[str]
) -> None:
    """Refuse a change that puts files beside a record which are not there. ``named`` is what the record would say of
    its files, ``fresh`` those that the change puts there or says something new of.

    Raises Fault 424 while a file is still under way, Refused when it is another one than the record says.
    """
    for each in sorted(fresh):
        says = named.get(each)
        row = _row(connection, each)
        if says is None:
            continue
        if row is None or row.record_id != record or (row.by_user != user and row.state != NAMED) or row.state == OPEN:
            raise Fault(EARLIER_FAILED, "attachment-missing", f"The file “{says.name}” has not arrived whole.")
        if row.state == REFUSED:
            raise Refused(Problem(f"attachments/{each}", f"The file “{says.name}” was not taken: {row.says}"))
        if (row.digest, row.size, row.name, row.type) != (says.digest, says.size, says.name, says.type):
            raise Refused(Problem(f"attachments/{each}", f"The file “{says.name}” is not the one that arrived."))


def move(connection: sa.Connection, user: str, names: Iterable[str], record: str) -> None:
    """Put files of this person that no record names yet beside another record than they were announced for."""
    mine = sa.and_(attachment.c.id.in_(sorted(names)), attachment.c.by_user == user, attachment.c.state == WHOLE)
    connection.execute(sa.update(attachment).where(mine).values(record_id=record))


def name_them(connection: sa.Connection, fresh: Iterable[str]) -> None:
    """Remember that a record names these files: from now on they stay as long as it does."""
    names = sorted(fresh)
    if names:
        connection.execute(sa.update(attachment).where(attachment.c.id.in_(names)).values(state=NAMED))


# --- handing out ---


def find(connection: sa.Connection, scope: Scope, name: str) -> tuple[sa.Row[Any], int] | None:
    """Return a file that this person may have now, with the version of the record that names it; else None.

    It is the record that decides, asked anew each time. Before any record names it, it is its sender's alone.
    """
    row = _row(connection, name)
    if row is None or row.state not in (WHOLE, NAMED):
        return None
    record = access.find(connection, scope, row.record_id)
    if record is not None and name in ids_named(json.loads(record.document)):
        return row, int(record.version)
    if row.state == WHOLE and row.by_user == scope.principal.user:
        return (row, 0) if record is not None or access.standing(connection, row.record_id) is None else None
    return None


# --- the bytes ---


def piece(connection: sa.Connection, name: str, number: int) -> bytes:
    """Return one piece; raises Fault 410 when it was erased meanwhile."""
    found = next(_pieces(connection, name, (number,)), None)
    if found is None:
        raise Fault(410, "erased", "The file has been erased.")
    return found


def _keep_piece(connection: sa.Connection, name: str, number: int, digest: str, body: bytes) -> None:
    statement = insert_into(connection, attachment_part).values(
        attachment_id=name, number=number, digest=digest, bytes=body
    )
    keys = ["attachment_id", "number"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"digest": digest, "bytes": body}))


def _pieces(connection: sa.Connection, name: str, numbers: Sequence[int]) -> Iterator[bytes]:
    part = attachment_part
    for number in numbers:
        query = sa.select(part.c.bytes).where(part.c.attachment_id == name, part.c.number == number)
        found = connection.execute(query).scalar_one_or_none()
        if found is not None:
            yield bytes(found)


def _digests(connection: sa.Connection, name: str) -> dict[int, str]:
    query = sa.select(attachment_part.c.number, attachment_part.c.digest).where(attachment_part.c.attachment_id == name)
    return {row.number: row.digest for row in connection.execute(query)}


def _forget_pieces(connection: sa.Connection, names: Sequence[str]) -> None:
    connection.execute(sa.delete(attachment_part).where(attachment_part.c.attachment_id.in_(names)))


def _forget(connection: sa.Connection, names: Sequence[str]) -> None:
    if names:
        _forget_pieces(connection, names)
        connection.execute(sa.delete(attachment).where(attachment.c.id.in_(names)))


def _prune(connection: sa.Connection, before_s: int) -> None:
    """Forget, a few at a time, what was begun long ago and never named."""
    old = sa.select(attachment.c.id).where(attachment.c.begun_s < before_s, attachment.c.state != NAMED)
    _forget(connection, list(connection.execute(old.limit(_PRUNED_AT_ONCE)).scalars()))


def _row(connection: sa.Connection, name: str, *, to_change: bool = False) -> sa.Row[Any] | None:
    query = sa.select(attachment).where(attachment.c.id == name)
    return connection.execute(query.with_for_update() if to_change else query).one_or_none()


def _mine(connection: sa.Connection, principal: Principal, name: str, *, to_change: bool = False) -> sa.Row[Any]:
    row = _row(connection, name, to_change=to_change)
    if row is None or row.by_user != principal.user:
        raise Fault(404, "attachment-unknown", "There is no such attachment for you.")
    return row


def _count(size: int, part_size: int) -> int:
    return max(1, -(-size // part_size))


def _standing(connection: sa.Connection, row: sa.Row[Any]) -> Standing:
    have = tuple(sorted(_digests(connection, row.id)))
    return Standing(row.id, row.state, row.part_size, _count(row.size, row.part_size), have)
