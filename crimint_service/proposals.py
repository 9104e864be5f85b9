"""Erasures by two people at the program: a records manager proposes one, another confirms it or does not. Restricting
the processing of a record instead, and lifting that, goes the same way.

Both must manage the records of the unit and be able to read the record, the proposer also at the moment it is
confirmed. What is decided, by whom and when stays; what was said of a record that is gone stays only as the reason of
its erasure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa

from crimint_domain.access import Context, Principal, can, label_from
from crimint_domain.card import Card
from crimint_domain.codes import CodeLists
from crimint_domain.errors import Problem, Refused
from crimint_domain.report import Report
from crimint_domain.restriction import Restriction
from crimint_domain.summary import Row, row_of, row_of_card
from crimint_domain.views import card_from, instant_text, report_from
from crimint_service import access, audit, unlinking
from crimint_service.faults import Fault
from crimint_service.recognition import known_from
from crimint_service.restricting import By, set_restriction
from crimint_service.tables import account, erasure, erasure_proposal, label, record

__all__ = ["About", "Act", "Acting", "Asked", "Proposal", "State", "What", "decide", "listed", "look", "propose"]

Act = Literal["confirm", "decline", "withdraw"]
What = Literal["erase", "restrict", "lift"]
State = Literal["waiting", "erased", "restricted", "lifted", "declined", "withdrawn", "overtaken"]
_WAITING: Final = "waiting"
_BECOMES: Final[Mapping[str, str]] = {"decline": "declined", "withdraw": "withdrawn"}
_DONE: Final[Mapping[str, str]] = {"erase": "erased", "restrict": "restricted", "lift": "lifted"}
_GROUNDS: Final[Mapping[str, tuple[str, str]]] = {
    "erase": ("erasure", "ground"), "restrict": ("restriction", "ground"), "lift": ("restriction", "lifting"),
}  # fmt: skip
_NOUNS: Final[Mapping[str, str]] = {"erase": "erasure", "restrict": "restriction", "lift": "lifting"}
_MOST_OVER: Final = 200


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, at which device, and when."""

    principal: Principal
    device: str
    now: datetime

    @property
    def at(self) -> str:
        """The moment as it is kept."""
        return instant_text(self.now) or ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is proposed. ``id`` is the proposer's own, so that asking twice is asking once; ``ground`` is a code of
    the list for ``what`` (``erasure``/``ground``, ``restriction``/``ground`` or ``restriction``/``lifting``); ``words``
    are kept with it and name nobody."""

    id: str
    record: str
    ground: str
    words: str
    what: What = "erase"


@dataclass(frozen=True, slots=True)
class About:
    """What stands behind a record's line: what is known on a card, each as ``name: value``, how many reports that one
    may read are linked to it and the numbers of some, and why its processing is restricted."""

    card: str = ""
    known: tuple[str, ...] = ()
    linked: int = 0
    linked_from: tuple[str, ...] = ()
    restriction: Restriction | None = None


_NOTHING: Final = About()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal and how it stands. ``version`` is the record's when it was proposed. ``line`` is the record's line
    as it stands now; None where it is gone, and in lists. ``overtaken`` is a proposal whose record was erased in
    another way meanwhile. ``kind`` is that of the record."""

    id: str
    record: str
    version: int
    unit: str
    reference: str
    ground: str
    words: str
    by: str
    by_name: str
    at: str
    state: State
    decided_by: str
    decided_by_name: str
    decided_at: str
    answer: str
    what: What = "erase"
    kind: str = "report"
    line: Row | None = None
    about: About = _NOTHING


def propose(connection: sa.Connection, manager: Acting, asked: Asked, codes: CodeLists) -> Proposal:
    """Propose the erasure of a record. Saying the same again changes nothing.

    Raises Fault: 404 for a record that is not there for this person, 403 for one whose unit's records they do not
    manage, 409 when its erasure is proposed already or the id was used for something else; Refused for a ground there
    is not, or without words.
    """
    before = _row(connection, asked.id)
    if before is not None:
        if (before.by_user, before.record_id) != (manager.principal.user, asked.record):
            raise Fault(409, "identifier-used", "This identifier cannot be used.")
        return _told(connection, manager.principal, before)
    if codes.find(*_GROUNDS[asked.what], manager.now.date()).find(asked.ground) is None:
        raise Refused(Problem("ground", "Choose a ground."))
    if not asked.words.strip():
        raise Refused(Problem("words", f"Say what the {_NOUNS[asked.what]} rests on. It is kept, so it names nobody."))
    line, about = _readable(connection, manager.principal, asked.record)
    _refuse_standing(asked.what, about)
    same = sa.select(erasure_proposal.c.id).where(
        erasure_proposal.c.record_id == asked.record, erasure_proposal.c.state == _WAITING
    )
    if connection.execute(same).first() is not None:
        raise Fault(409, "erasure-waiting", "Something is proposed for this record already.")
    row = {
        "id": asked.id, "record_id": asked.record, "version": line.version, "unit": line.unit,
        "reference": line.reference, "ground": asked.ground, "words": asked.words.strip(),
        "by_user": manager.principal.user, "at": manager.at, "state": _WAITING, "decided_by": "", "decided_at": "",
        "answer": "", "what": asked.what, "kind": line.kind,
    }  # fmt: skip
    connection.execute(sa.insert(erasure_proposal).values(row))
    _log(connection, manager, f"{_NOUNS[asked.what]} proposed", asked.id, line)
    return _told(connection, manager.principal, _known(connection, asked.id))


def listed(connection: sa.Connection, principal: Principal) -> Sequence[Proposal]:
    """Return what waits, the oldest first, then what is over, the latest first: of the units whose records this
    person manages, and of records that they may read as long as there are any. No title stands in a list."""
    of = erasure_proposal.c
    mine = sa.select(erasure_proposal).where(of.unit.in_(sorted(principal.units)))
    waiting = connection.execute(mine.where(of.state == _WAITING).order_by(of.at, of.id)).all()
    over = connection.execute(
        mine.where(of.state != _WAITING).order_by(of.decided_at.desc(), of.id).limit(_MOST_OVER)
    ).all()
    rows = (*waiting, *over)
    names, records = _names(connection, rows), sorted({row.record_id for row in rows})
    gone = set(connection.scalars(sa.select(erasure.c.record_id).where(erasure.c.record_id.in_(records))))
    there = access.records(access.scope_of(connection, principal), record.c.id).where(record.c.id.in_(records))
    shown = gone | set(connection.scalars(there))
    return [_proposal(row, names, gone=row.record_id in gone) for row in rows if row.record_id in shown]


def look(connection: sa.Connection, manager: Acting, name: str) -> Proposal:
    """Return one proposal with the record's line, written down before it is shown; raises Fault 404 for one that is
    not for this person."""
    found = _told(connection, manager.principal, _known(connection, name))
    _log(connection, manager, f"{_NOUNS[found.what]} proposal", name, found.line)
    return found


def decide(
    connection: sa.Connection, manager: Acting, name: str, act: Act, reason: str, version: int, codes: CodeLists
) -> Proposal:
    """Confirm a proposal, which erases the record, restricts it or lifts that at once; decline it with a reason; or
    withdraw one's own.

    ``version`` is the one of the record that was seen before it was confirmed. Raises Fault: 404 for a proposal that
    is not for this person, 403 for whoever proposed it and would confirm it too, 409 when it no longer waits or the
    record changed meanwhile, 422 without a reason; Refused when the proposer may no longer propose it. It is the last
    thing a transaction does.
    """
    row = _known(connection, name, to_change=True)
    me = manager.principal.user
    told = _told(connection, manager.principal, row)
    becomes = _BECOMES.get(act) or _DONE[row.what]
    if row.state == becomes and row.decided_by == me:
        return told
    if told.state != _WAITING:
        raise Fault(409, "erasure-over", f"This proposal no longer waits: {_OVER[told.state]}.")
    if (act == "withdraw") != (row.by_user == me):
        raise Fault(403, "second-person", _OWN if row.by_user == me else "Only who proposed it can withdraw it.")
    if act == "decline" and not reason.strip():
        raise Refused(Problem("reason", _WHY_NOT[row.what]))
    line = told.line
    if act == "confirm" and (line is None or line.version != version):
        raise Fault(409, "record-changed", "The record was changed since you looked at it. Look at it again.")
    values = {"state": becomes, "decided_by": me, "decided_at": manager.at, "answer": reason.strip()}
    connection.execute(sa.update(erasure_proposal).where(erasure_proposal.c.id == name).values(values))
    _log(connection, manager, f"{_NOUNS[row.what]} {becomes}", name, line)
    if act == "confirm":
        _refuse_former(connection, manager, row)
        _refuse_standing(row.what, told.about)
        _carry_out(connection, manager, row, codes)
    after = _known(connection, name)
    if becomes == "erased":
        return _proposal(after, _names(connection, (after,)), gone=True)
    return _told(connection, manager.principal, after)


def _carry_out(connection: sa.Connection, manager: Acting, row: sa.Row[Any], codes: CodeLists) -> None:
    ground = codes.find(*_GROUNDS[row.what]).label(row.ground)
    why = f"{row.ground} {ground}: {row.words}"
    if row.what == "erase":
        unlinking.erase(
            connection, row.record_id, by=row.by_user, second=manager.principal.user, reason=why, at=manager.at
        )
        return
    found = access.find(connection, access.scope_of(connection, manager.principal), row.record_id, to_change=True)
    if found is None:
        raise Fault(404, "record-unknown", "There is no such record for you.")
    restriction = Restriction(row.ground, row.words, manager.now) if row.what == "restrict" else None
    by = By(manager.principal.user, manager.principal.name, row.what, why, manager.at)
    set_restriction(connection, found, restriction, by)


def _refuse_standing(what: str, about: About) -> None:
    """Raise Fault 409 where there is nothing to restrict or to lift."""
    if what == "restrict" and about.restriction is not None:
        raise Fault(409, "restricted-already", "The processing of this record is restricted already.")
    if what == "lift" and about.restriction is None:
        raise Fault(409, "not-restricted", "The processing of this record is not restricted.")


_WHY_NOT: Final[Mapping[str, str]] = {
    "erase": "Say why it is not erased.", "restrict": "Say why it is not restricted.",
    "lift": "Say why it stays restricted.",
}  # fmt: skip
_OWN: Final = "Somebody else has to confirm it: this needs two people."
_OVER: Final[Mapping[str, str]] = {
    "erased": "the record was erased", "overtaken": "the record was erased in another way",
    "restricted": "its processing was restricted", "lifted": "its restriction was lifted",
    "declined": "it was declined", "withdrawn": "it was withdrawn",
}  # fmt: skip


def _refuse_former(connection: sa.Connection, manager: Acting, row: sa.Row[Any]) -> None:
    """Who proposed it must still be somebody who could."""
    known = known_from(connection, row.by_user, manager.now)
    try:
        if known is not None:
            _readable(connection, known.principal, row.record_id)
            return
    except Fault:
        pass
    raise Refused(Problem("by", "Who proposed this may no longer do so. Decline it, or propose it anew."))


def _readable(connection: sa.Connection, principal: Principal, name: str) -> tuple[Row, About]:
    """Return the line of a record that this person may have erased, and what stands behind it; raises Fault 404 or
    403."""
    scope = access.scope_of(connection, principal)
    row = access.find(connection, scope, name)
    if row is None:
        raise Fault(404, "record-unknown", "There is no such record for you.")
    seen, line = _seen(row)
    key = connection.execute(sa.select(label.c.key).where(label.c.id == row.label_id)).scalar_one()
    if not can(principal, "erase", label_from(key), Context(record=seen)).allow:
        raise Fault(403, "not-allowed", "Its records are managed by another unit's records managers.")
    if isinstance(seen, Report):
        return line, About(restriction=seen.restriction)
    linked, numbers = unlinking.named_in(connection, scope, name)
    known = tuple(f"{each.name}: {each.value}" for each in seen.attributes)
    return line, About(seen.kind, known, linked, numbers, seen.restriction)


def _seen(row: sa.Row[Any]) -> tuple[Report | Card, Row]:
    document = json.loads(row.document)
    if row.kind == "card":
        card = card_from(row.id, document)
        return card, row_of_card(card, row.version)
    report = report_from(row.id, document)
    return report, row_of(report, row.version)


def _row(connection: sa.Connection, name: str, *, to_change: bool = False) -> sa.Row[Any] | None:
    query = sa.select(erasure_proposal).where(erasure_proposal.c.id == name)
    return connection.execute(query.with_for_update() if to_change else query).one_or_none()


def _known(connection: sa.Connection, name: str, *, to_change: bool = False) -> sa.Row[Any]:
    found = _row(connection, name, to_change=to_change)
    if found is None:
        raise _unknown()
    return found


def _unknown() -> Fault:
    return Fault(404, "erasure-unknown", "There is no such proposal for you.")


def _told(connection: sa.Connection, principal: Principal, row: sa.Row[Any]) -> Proposal:
    """Return a proposal for one who may see it; raises Fault 404 for others."""
    gone = _is_gone(connection, row.record_id)
    line, about = None, About()
    if gone:
        if row.unit not in principal.units:
            raise _unknown()
    else:
        try:
            line, about = _readable(connection, principal, row.record_id)
        except Fault as fault:
            raise _unknown() from fault
    return _proposal(row, _names(connection, (row,)), gone=gone, line=line, about=about)


def _is_gone(connection: sa.Connection, name: str) -> bool:
    return connection.execute(sa.select(erasure.c.at).where(erasure.c.record_id == name)).first() is not None


def _names(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> dict[str, str]:
    users = {user for row in rows for user in (row.by_user, row.decided_by) if user}
    query = sa.select(account.c.user_id, account.c.name).where(account.c.user_id.in_(sorted(users)))
    return {user: name for user, name in connection.execute(query)}


def _proposal(
    row: sa.Row[Any], names: dict[str, str], *, gone: bool, line: Row | None = None, about: About = _NOTHING
) -> Proposal:
    state: State = "overtaken" if gone and row.state == _WAITING else row.state
    return Proposal(
        row.id, row.record_id, row.version, row.unit, row.reference, row.ground, row.words, row.by_user,
        names.get(row.by_user, row.by_user), row.at, state, row.decided_by,
        names.get(row.decided_by, row.decided_by), row.decided_at, row.answer, row.what, row.kind, line,
        about,
    )  # fmt: skip


def _log(connection: sa.Connection, manager: Acting, act: str, subject: str, line: Row | None) -> None:
    shown = (f"{line.id}@{line.version}",) if line is not None else ()
    audit.log_served(connection, manager.at, manager.principal.user, manager.device, act, subject, shown)
