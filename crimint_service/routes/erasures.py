"""Erasures by two records managers: proposed, confirmed or declined, and how far one has gone. Restricting the
processing of a record, and lifting that, goes the same way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crimint_domain.restriction import Restriction
from crimint_domain.views import instant_text
from crimint_service import holdings, proposals
from crimint_service.erasure_list import note_erasures
from crimint_service.routes.caller import Called, Caller, Parts, TheParts
from crimint_service.routes.replies import reply

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1/erasures", tags=["erasures"])
_LONGEST: Final = 1_000
_Id = Annotated[str, Path(alias="id", max_length=200)]
_Uuid = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", max_length=36)
]
_State = Literal["waiting", "erased", "restricted", "lifted", "declined", "withdrawn", "overtaken"]
_What = Literal["erase", "restrict", "lift"]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class ProposedErasure(_Wire):
    """What is proposed: the record, ``what`` is to be done with it, the ground (a code of the list
    ``erasure``/``ground``, ``restriction``/``ground`` or ``restriction``/``lifting``) and what it rests on, in words
    that are kept and name nobody. ``id`` is the proposer's own: asking again under it changes nothing."""

    id: _Uuid
    record: _Uuid
    ground: str = Field(max_length=40)
    words: str = Field(max_length=_LONGEST)
    what: _What = "erase"


class ErasureDecision(_Wire):
    """What is said to a proposal. ``version`` is the one of the record that was seen before it was confirmed; a reason
    is needed to decline."""

    act: Literal["confirm", "decline", "withdraw"]
    reason: str = Field(default="", max_length=_LONGEST)
    version: int = Field(default=0, ge=0, le=2**31)


class ErasureReply(_Wire):
    """A proposal as it stands in a list: no title, no words of the record."""

    id: str
    record: str
    unit: str
    reference: str
    ground: str
    words: str
    by: str
    by_name: str
    at: str
    state: _State
    decided_by: str
    decided_by_name: str
    decided_at: str
    answer: str
    what: _What
    kind: str


class ErasuresReply(_Wire):
    """What waits, the oldest first, then what is over, the latest first."""

    erasures: list[ErasureReply]


class RestrictionReply(_Wire):
    """Why the processing of a record is restricted: a code of the list ``restriction``/``ground``, what it rests on,
    and since when."""

    ground: str
    words: str
    since: str | None


class RecordLine(_Wire):
    """The record as it stands now, in a line. Of a card its kind, what is ``known`` on it as ``name: value``, and how
    many reports that the caller may read are linked to it, with the numbers of some."""

    kind: str
    version: int
    title: str
    state: str
    operation: str
    marking: str
    author_name: str
    grades: list[str]
    event_at: str | None
    card: str
    known: list[str]
    linked: int
    linked_from: list[str]
    restriction: RestrictionReply | None


class LettingGoReply(_Wire):
    """A device that may have held the record; ``done_at`` is when it let go, empty while it has not, and ``said``
    whether its own log says so."""

    device: str
    user: str
    person: str
    name: str
    state: str
    agreed_at: str
    lease_until: str
    done_at: str
    said: bool


class ErasureWholeReply(ErasureReply):
    """One proposal with the record's line while there is a record; once it was erased or restricted, the devices that
    may have held it."""

    line: RecordLine | None
    devices: list[LettingGoReply]


def _manager(caller: Called, parts: Parts) -> proposals.Acting:
    return proposals.Acting(caller.known.principal, caller.device, parts.now())


def _asked(said: ProposedErasure) -> proposals.Asked:
    return proposals.Asked(said.id, said.record, said.ground, said.words, said.what)


def _fields(found: proposals.Proposal) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ErasureReply.model_fields}


def _restriction(why: Restriction | None) -> RestrictionReply | None:
    if why is None:
        return None
    return RestrictionReply(ground=why.ground, words=why.words, since=instant_text(why.since))


def _whole(connection: sa.Connection, found: proposals.Proposal) -> ErasureWholeReply:
    row = found.line
    line = None
    if row is not None:
        line = RecordLine(
            kind=row.kind, version=row.version, title=row.title, state=row.state, operation=row.operation,
            marking=row.marking.text, author_name=row.author_name, grades=list(row.grades),
            event_at=row.event_at.isoformat() if row.event_at else None, card=found.about.card,
            known=list(found.about.known), linked=found.about.linked, linked_from=list(found.about.linked_from),
            restriction=_restriction(found.about.restriction),
        )  # fmt: skip
    gone: Sequence[holdings.LettingGo] = ()
    if line is None:
        gone = holdings.letting_go(connection, found.record)
    elif found.state == "restricted" and found.about.restriction is not None:
        gone = holdings.leaving(connection, found.record, found.decided_at)
    devices = [LettingGoReply(**{name: getattr(each, name) for name in LettingGoReply.model_fields}) for each in gone]
    return ErasureWholeReply(**_fields(found), line=line, devices=devices)


@router.get("", response_model=ErasuresReply)
def listed(request: Request, parts: TheParts, caller: Caller) -> Response:
    """List the proposals for the units whose records the caller manages."""
    found = parts.database.read(lambda connection: proposals.listed(connection, caller.known.principal))
    return reply(ErasuresReply(erasures=[ErasureReply(**_fields(each)) for each in found]), request)


@router.post("", response_model=ErasureWholeReply)
def propose(said: ProposedErasure, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Propose that a record is erased, that its processing is restricted, or that this is lifted; somebody else
    confirms it."""
    manager, asked = _manager(caller, parts), _asked(said)

    def work(connection: sa.Connection) -> ErasureWholeReply:
        return _whole(connection, proposals.propose(connection, manager, asked, parts.codes))

    return reply(parts.database.write(work), request)


@router.get("/{id}", response_model=ErasureWholeReply)
def look(name: _Id, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Show one, and how far it has gone; it is written down before the answer leaves."""
    manager = _manager(caller, parts)
    found = parts.database.write(lambda connection: _whole(connection, proposals.look(connection, manager, name)))
    return reply(found, request)


@router.post("/{id}/decision", response_model=ErasureWholeReply)
def decide(name: _Id, said: ErasureDecision, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Confirm somebody else's proposal, which is carried out at once; decline it; or withdraw one's own."""
    manager = _manager(caller, parts)

    def work(connection: sa.Connection) -> ErasureWholeReply:
        done = proposals.decide(connection, manager, name, said.act, said.reason, said.version, parts.codes)
        return _whole(connection, done)

    decided = parts.database.write(work)
    if decided.state == "erased":
        note_erasures(parts.database, parts.settings)
    return reply(decided, request)
