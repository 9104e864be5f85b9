"""Sealed drafts: what was written at a desk that keeps nothing, while the service could not be reached.

Whoever hands one in proves nothing: whose it is stands inside, as a permit that the service gave to its author at
their sign-in. The only thing that can come of it is a draft on that person's own desk.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.access import Principal
from crimint_domain.attachment import PART_BYTES, Attachment, attachment_from, ids_named
from crimint_domain.change import (
    ACCEPTED,
    ALREADY_DONE,
    CREATED,
    ERASED,
    INVALID,
    NOT_ALLOWED,
    UPDATED,
    Change,
    Receipt,
)
from crimint_domain.errors import Refused
from crimint_domain.ids import NewId, is_id
from crimint_domain.lifecycle import SERVICE_PARTS
from crimint_domain.parts import Document, Value, differences, with_parts
from crimint_domain.views import instant_text
from crimint_service import access, attachments, audit, changes, devices, permits, receipts
from crimint_service.database import Database
from crimint_service.faults import Fault
from crimint_service.recognition import Known, known_from
from crimint_service.sealed_box import DRAFT, FILE, Box, bound_to, open_box
from crimint_service.sealed_work import Done, take_work, work_from
from crimint_service.tables import drop_permit

__all__ = [
    "LEAST_PIECE", "Outcome", "Piece", "Sealed", "Unsealed", "give_permit", "hand_in", "take_piece", "unseal",
    "unseal_piece",
]  # fmt: skip

LEAST_PIECE: Final = 65_536
"""The smallest pieces, in bytes, in which a sealed file is taken; only the last one may be shorter."""

_TOKEN_BYTES: Final = 32
_MOST_CHANGES: Final = 1_000
_LATER: Final = 429
_NO_SCHEMA: Final = 2**31
_CANNOT_BE_OPENED: Final = "This was not sealed for this service, or it was damaged. It was not taken."
_LEFT: Final = "The file “{name}” was left behind: attach it again."
_NOBODY: Final = "Whoever wrote this may no longer hand in drafts. It was not taken."


@dataclass(frozen=True, slots=True)
class Sealed:
    """A draft as it travels; ``id`` is its own and bound to what is inside."""

    id: str
    box: Box


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What was inside: the whole document as its author last saw it, the version it was based on, and the ids of
    the changes it stands for, oldest first. ``work`` is what was done on a record that is not its author's; the
    document is then a draft for the words of what can no longer be taken."""

    permit: str
    record: str
    kind: str
    schema: int
    document: Document
    base_version: int
    changes: tuple[str, ...]
    at: str
    work: tuple[Done, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """What was inside of a sealed piece: of which file beside which record, and the bytes. ``number`` counts from 0
    the pieces of ``part_size`` bytes."""

    permit: str
    record: str
    file: Attachment
    part_size: int
    number: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: 201 or 200 taken, 208 taken before, 403 or 422 refused for good with a sentence."""

    id: str
    status: int
    problem: str = ""


def give_permit(connection: sa.Connection, user: str, device: str, now: datetime, lasts_s: int) -> tuple[str, int]:
    """Return a permit to hand in sealed drafts as this person, and until when it holds (seconds since 1970)."""
    now_s = int(now.timestamp())
    permit, expires_s = secrets.token_urlsafe(_TOKEN_BYTES), now_s + lasts_s
    connection.execute(sa.delete(drop_permit).where(drop_permit.c.expires_s <= now_s))
    connection.execute(
        sa.insert(drop_permit).values(
            hash=_hash(permit), user_id=user, device=device, at=instant_text(now) or "", expires_s=expires_s
        )
    )
    return permit, expires_s


def unseal(sealed: Sealed, private: bytes) -> Unsealed | None:
    """Open one; None when it was not sealed for this service, or holds something else."""
    content = open_box(sealed.box, private, DRAFT, bound_to("crimint-sealed", 1, sealed.id))
    if content is None:
        return None
    try:
        return _unsealed(_said(content))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _said(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON says
    """Read JSON as the routes do; raises ValueError for what Python would take beyond it (infinities, half of a
    surrogate pair), and which could not be kept or sent to anybody."""
    said = json.loads(content)
    json.dumps(said, ensure_ascii=False, allow_nan=False).encode()
    return said


def _unsealed(said: Mapping[str, Any]) -> Unsealed | None:
    found = Unsealed(
        str(said["permit"]), str(said["record"]), str(said["kind"]), int(said["schema"]), said["document"],
        int(said["base_version"]), tuple(str(each) for each in said["changes"]), str(said["at"])[:40],
        work_from(said.get("work") or []),
    )  # fmt: skip
    ids = (found.record, *found.changes)
    worked = {each.change.id for each in found.work if each.change is not None}
    fits = isinstance(found.document, dict) and 0 < len(found.changes) <= _MOST_CHANGES and found.base_version >= 0
    fits = fits and 0 < found.schema < _NO_SCHEMA and "\x00" not in found.at and worked <= set(found.changes)
    return found if fits and found.kind == "report" and all(is_id(each) for each in ids) else None


def unseal_piece(sealed: Sealed, private: bytes) -> Piece | None:
    """Open a piece of a file; None when it was not sealed for this service, or holds something else."""
    content = open_box(sealed.box, private, FILE, bound_to("crimint-sealed-file", 1, sealed.id))
    if content is None:
        return None
    head, _, raw = content.partition(b"\n")
    try:
        said = _said(head)
        file = Attachment(
            str(said["id"]), str(said["name"]), str(said["type"]), int(said["size"]), str(said["sha256"])
        )  # fmt: skip
        piece = Piece(
            str(said["permit"]), str(said["record"]), file, int(said["part_size"]), int(said["number"]), raw
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    # The smallest pieces are bounded too: a file in pieces of a byte would be millions of rows.
    fits = is_id(file.id) and is_id(piece.record) and LEAST_PIECE <= piece.part_size <= PART_BYTES
    return piece if fits else None


def take_piece(
    database: Database, sealed: Sealed, private: bytes, limits: attachments.Limits, now: datetime
) -> Outcome:
    """Open a sealed piece of a file and keep it as its author would have sent it; with the last one the file is judged.
    Handing it in again does nothing."""
    piece = unseal_piece(sealed, private)
    if piece is None:
        return Outcome(sealed.id, INVALID, _CANNOT_BE_OPENED)

    def take(connection: sa.Connection) -> tuple[Principal, bool] | None:
        known = _bearer(connection, piece.permit, now)
        if known is None:
            return None
        who, told = known[0].principal, piece.file
        attachments.announce(connection, who, told, piece.record, int(now.timestamp()), limits)
        attachments.begin_again(connection, who, told.id, piece.part_size)
        attachments.take_part(connection, who, told.id, piece.number, piece.raw)
        permits.note_taken(connection, _hash(piece.permit), now, "pieces")
        standing = attachments.announce(connection, who, told, piece.record, int(now.timestamp()), limits)
        return who, len(standing.have) == standing.parts

    try:
        taken = database.write(take)
        if taken is None:
            return Outcome(sealed.id, NOT_ALLOWED, _NOBODY)
        if taken[1]:
            attachments.complete(database, taken[0], piece.file.id)
    except Refused as refused:
        return Outcome(sealed.id, INVALID, " ".join(problem.says for problem in refused.problems))
    except Fault as fault:
        if fault.status == _LATER:
            raise
        return Outcome(sealed.id, fault.status, fault.says)
    return Outcome(sealed.id, UPDATED)


def _bearer(connection: sa.Connection, permit: str, now: datetime) -> tuple[Known, str] | None:
    """Return who a permit was given to, and at which device, while it holds and both may still come in."""
    found = connection.execute(
        sa.select(drop_permit).where(
            drop_permit.c.hash == _hash(permit), drop_permit.c.expires_s > int(now.timestamp())
        )
    ).one_or_none()
    if found is None or devices.is_blocked(devices.standing(connection, found.user_id, found.device)):
        return None
    known = known_from(connection, found.user_id, now)
    return (known, found.device) if known is not None else None


def hand_in(
    connection: sa.Connection, sealed: Sealed, private: bytes, rules: changes.Rules, now: datetime, new_id: NewId
) -> Outcome:
    """Open a sealed draft and put it on its author's desk; handing it in again does nothing."""
    inside = unseal(sealed, private)
    if inside is None:
        return Outcome(sealed.id, INVALID, _CANNOT_BE_OPENED)
    bearer = _bearer(connection, inside.permit, now)
    if bearer is None:
        return Outcome(sealed.id, NOT_ALLOWED, _NOBODY)
    known, device = bearer
    taken = _Taking(connection, known, device, rules, now, new_id).take(sealed.id, inside)
    if taken.status in (CREATED, UPDATED):
        permits.note_taken(connection, _hash(inside.permit), now, "drafts")
        name = f"{taken.id}@{taken.version}"
        audit.log_served(
            connection, instant_text(now) or "", known.principal.user, device, "sealed", sealed.id, (name,)
        )
    return Outcome(sealed.id, taken.status, taken.problem)


class _Taking:
    """Puts what one person wrote onto their own desk. A receipt's ``id`` names the record here."""

    def __init__(
        self, connection: sa.Connection, known: Known, device: str, rules: changes.Rules, now: datetime, new_id: NewId
    ) -> None:
        self._connection = connection
        self._principal = known.principal
        self._sender = changes.Sender(known.principal, known.home_unit, device)
        self._rules = rules
        self._now = now
        self._new_id = new_id

    def take(self, sealed: str, inside: Unsealed) -> Receipt:
        """Take what was inside of one; its own id and those of the changes it stands for are then used up."""
        mine = self._principal.user
        known = receipts.stored(self._connection, (sealed, *inside.changes))
        done = {name: row._mapping for name, row in known.items() if row._mapping["author"] == mine}
        if any(name in done and done[name]["status"] in ACCEPTED for name in (sealed, inside.changes[-1])):
            return Receipt(inside.record, ALREADY_DONE)
        if sealed in known:
            return Receipt(inside.record, INVALID, problem="This identifier is already used.")
        if inside.work:
            return self._worked(sealed, inside)
        there = access.standing(self._connection, inside.record)
        if there is not None and there.erased:
            return Receipt(inside.record, ERASED, problem="The record has been erased, and this with it.")
        arrived = len({row["version"] for row in done.values() if row["status"] in ACCEPTED} - {0})
        change = self._on_top(inside, arrived) if there is not None else self._draft_of(inside, inside.record)
        taken = self._taken(self._without_missing(inside, change)) if change is not None else None
        if taken is None or taken.status not in ACCEPTED:
            # It can no longer become part of what it was written on: its author finds it as a draft of its own.
            own = self._draft_of(inside, self._new_id())
            attachments.move(self._connection, mine, ids_named(own.document), own.record)
            taken = self._taken(self._without_missing(inside, own))
        if taken.status in ACCEPTED:
            self._use_up(inside, (sealed, *(each for each in inside.changes if each not in known)))
        return taken

    def _worked(self, sealed: str, inside: Unsealed) -> Receipt:
        """Do what was done on a record that is somebody else's; what no longer fits becomes a draft of its words."""
        taken = take_work(self._connection, self._sender, self._rules, inside.work, self._now)
        outcome = Receipt(inside.record, UPDATED, version=taken.version)
        if taken.left:
            words = with_parts(inside.document, _words_of_items(inside.document, "\n".join(taken.left)))
            outcome = self._taken(self._draft_of(replace(inside, document=words), inside.record))
        if outcome.status in ACCEPTED:
            known = receipts.stored(self._connection, (sealed, *inside.changes))
            self._use_up(inside, (sealed, *(each for each in inside.changes if each not in known)))
        return outcome

    def _on_top(self, inside: Unsealed, arrived: int) -> Change | None:
        """The change that makes the record what was sealed; None when it can only be a draft of its own."""
        row = access.find(self._connection, access.scope_of(self._connection, self._principal), inside.record)
        if row is None or row.kind != inside.kind or row.version != inside.base_version + arrived:
            return None
        document = json.loads(row.document)
        if document.get("author") != self._principal.user:
            return None
        parts = differences(_own(document), _own(inside.document))
        parts.pop("unit", None)
        return Change(
            self._new_id(), inside.kind, inside.schema, inside.record, row.version, parts=parts, reason=_why(inside)
        )

    def _draft_of(self, inside: Unsealed, record: str) -> Change:
        return Change(
            self._new_id(), inside.kind, inside.schema, record, 0, document=_own(inside.document), reason=_why(inside)
        )

    def _without_missing(self, inside: Unsealed, change: Change) -> Change:
        """The change without the files that are not here whole; where there are any, the draft says so in words."""
        missing = {
            name: says
            for name in sorted(ids_named(change.document, change.parts))
            if (says := self._missing(inside, change.record, name))
        }
        if not missing:
            return change
        gone = {f"attachments/{name}" for name in missing}
        told = _words_added(inside.document, [_LEFT.format(name=each) for each in missing.values()], self._new_id)
        if change.document is not None:
            return replace(change, document=with_parts(change.document, {**dict.fromkeys(gone), **told}))
        parts = {part: value for part, value in (change.parts or {}).items() if not _is_of(part, gone)}
        return replace(change, parts=parts | told)

    def _missing(self, inside: Unsealed, record: str, name: str) -> str:
        """What the author called a file that is not here whole for this record; empty for one that is."""
        within = inside.document.get("attachments")
        body = within.get(name) if isinstance(within, dict) else None
        says = body if isinstance(body, dict) else {}
        try:
            file = attachment_from(name, says)
            attachments.refuse_not_arrived(
                self._connection, self._principal.user, record, {name: file}, {name}
            )  # fmt: skip
        except (Fault, Refused):
            return str(says.get("name") or "without a name")
        return ""

    def _taken(self, change: Change) -> Receipt:
        (receipt,) = changes.take(self._connection, self._sender, self._rules, (change,), self._now)
        return replace(receipt, id=change.record)

    def _use_up(self, inside: Unsealed, names: Sequence[str]) -> None:
        """What this draft stands for must not take effect once more, should it still arrive by itself."""
        done = [
            (Change(each, inside.kind, inside.schema, inside.record, 0), Receipt(each, UPDATED, version=0))
            for each in dict.fromkeys(names)
        ]
        receipts.keep_receipts(
            self._connection, done, self._principal.user, self._sender.device, self._rules.content_key,
            instant_text(self._now) or "",
        )  # fmt: skip


def _words_of_items(document: Document, says: str) -> dict[str, Value]:
    """The part that makes these words the text of a draft's first item."""
    first = min(document.get("items") or {"i1": {}})
    return {f"items/{first}/text": says}


def _words_added(document: Document, says: Sequence[str], new_id: NewId) -> dict[str, Value]:
    """The part that writes sentences below the last item's text; an item of their own where there is none."""
    items = {name: each for name, each in (document.get("items") or {}).items() if isinstance(each, dict)}
    if not items:
        return {f"items/{new_id()}": {"text": "\n".join(says), "order": "a"}}
    last = max(items, key=lambda name: (str(items[name].get("order") or ""), name))
    text = str(items[last].get("text") or "")
    return {f"items/{last}/text": "\n".join([*([text] if text else []), *says])}


def _is_of(part: str, elements: Set[str]) -> bool:
    return "/".join(part.split("/")[:2]) in elements


def _own(document: Document) -> Document:
    """A document without what only the service sets; the unit is the author's to name when it is created."""
    return {name: value for name, value in document.items() if name not in SERVICE_PARTS or name == "unit"}


def _why(inside: Unsealed) -> str:
    return f"Written at {inside.at} without the service, sealed and handed in later"


def _hash(permit: str) -> str:
    return hashlib.sha256(permit.encode()).hexdigest()
