"""What two records managers erase or restrict, as the service keeps it: everything that comes back is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeVar
from urllib.parse import quote

import msgspec

from crimint_desktop.remote import failure
from crimint_domain.errors import Problem, Refused
from crimint_domain.ids import is_id
from crimint_domain.views import instant

if TYPE_CHECKING:
    from datetime import datetime

    from crimint_desktop.remote.service import Service

__all__ = ["Act", "Erasure", "LettingGo", "Line", "What", "decide", "listed", "look", "propose"]

Act = Literal["confirm", "decline", "withdraw"]
What = Literal["erase", "restrict", "lift"]
State = Literal["waiting", "erased", "restricted", "lifted", "declined", "withdrawn", "overtaken"]
_LONGEST: Final = 4_000
_NOT_FOUND: Final = 404
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Line:
    """The record as it stands now, in a line. Of a card (``card`` is its kind) what is ``known``, each as ``name:
    value``, and how many reports are linked to it, with the numbers of some. ``restriction`` is the ground on which its
    processing is restricted, ``restricted`` since when."""

    kind: str
    version: int
    title: str
    state: str
    operation: str
    marking: str
    author_name: str
    grades: tuple[str, ...]
    event_at: datetime | None
    card: str = ""
    known: tuple[str, ...] = ()
    linked: int = 0
    linked_from: tuple[str, ...] = ()
    restriction: str = ""
    restricted: datetime | None = None


@dataclass(frozen=True, slots=True)
class LettingGo:
    """A device that may have held the record. ``done_at`` is when it let go (None: not yet), and ``said`` whether its
    own log says so; until ``lease_until`` its copy can be opened without the service."""

    person: str
    name: str
    state: str
    lease_until: datetime | None
    done_at: datetime | None
    said: bool


@dataclass(frozen=True, slots=True)
class Erasure:
    """A proposal and how it stands. ``line`` is there while the record is, ``devices`` once it was erased or
    restricted; both only where one proposal was asked for. ``kind`` is that of the record."""

    id: str
    record: str
    unit: str
    reference: str
    ground: str
    words: str
    by: str
    by_name: str
    at: datetime | None
    state: State
    decided_by: str
    decided_by_name: str
    decided_at: datetime | None
    answer: str
    line: Line | None = None
    devices: tuple[LettingGo, ...] = ()
    what: What = "erase"
    kind: str = "report"


class _Restriction(msgspec.Struct):
    ground: str
    words: str
    since: str | None


class _Line(msgspec.Struct):
    kind: str
    version: int
    title: str
    state: str
    operation: str
    marking: str
    author_name: str
    grades: list[str]
    event_at: str | None
    card: str = ""
    known: list[str] = []
    linked: int = 0
    linked_from: list[str] = []
    restriction: _Restriction | None = None


class _LettingGo(msgspec.Struct):
    person: str
    name: str
    state: str
    lease_until: str
    done_at: str
    said: bool


class _Erasure(msgspec.Struct):
    id: str
    record: str
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
    line: _Line | None = None
    devices: list[_LettingGo] = []
    what: What = "erase"
    kind: str = "report"


class _Erasures(msgspec.Struct):
    erasures: list[_Erasure]


def listed(service: Service) -> tuple[Erasure, ...]:
    """Return what waits, the oldest first, then what is over, the latest first. Raises Refused and Unavailable."""
    return tuple(_checked(each) for each in _read(service.get("/v1/erasures"), _Erasures).erasures)


def look(service: Service, name: str) -> Erasure:
    """Return one proposal, with the record's line or the devices; the service writes down that it was shown."""
    return _checked(_read(service.get(f"/v1/erasures/{quote(name, safe='')}"), _Erasure))


def propose(service: Service, name: str, what: What, record: str, ground: str, words: str) -> Erasure:
    """Propose to erase or restrict a record under a name of one's own; doing it again changes nothing."""
    body = msgspec.json.encode({"id": name, "record": record, "ground": ground, "words": words, "what": what})
    return _checked(_read(service.post("/v1/erasures", body, {_NOT_FOUND: _gone}), _Erasure))


def decide(service: Service, name: str, act: Act, reason: str, version: int) -> Erasure:
    """Confirm what was proposed for a record at the version that was seen, decline it, or withdraw one's own."""
    body = msgspec.json.encode({"act": act, "reason": reason, "version": version})
    return _checked(_read(service.post(f"/v1/erasures/{quote(name, safe='')}/decision", body), _Erasure))


def _gone() -> Refused:
    return Refused(Problem("", "The service no longer shows you this record. Search again."))


def _checked(said: _Erasure) -> Erasure:
    """Return it as a value; raises Unavailable for what is not of this protocol."""
    try:
        short = (said.reference, said.by_name, said.decided_by_name, said.words, said.answer, said.ground)
        line = _line(said.line) if said.line is not None else None
        if not is_id(said.id) or not is_id(said.record) or any(len(each) > _LONGEST for each in short):
            raise ValueError("not a proposal of this protocol")
        return Erasure(
            said.id, said.record, said.unit, said.reference, said.ground, said.words, said.by, said.by_name,
            instant(said.at), said.state, said.decided_by, said.decided_by_name, instant(said.decided_at or None),
            said.answer, line, tuple(_letting_go(each) for each in said.devices), said.what, said.kind,
        )  # fmt: skip
    except (ValueError, Refused) as fault:
        raise failure.rubbish() from fault


def _line(said: _Line) -> Line:
    shown = (said.title, said.marking, said.author_name, *said.known, *said.linked_from)
    if said.version < 1 or any(len(each) > _LONGEST for each in shown):
        raise ValueError("not a line of this protocol")
    return Line(
        said.kind, said.version, said.title, said.state, said.operation, said.marking, said.author_name,
        tuple(said.grades), instant(said.event_at), said.card, tuple(said.known), said.linked, tuple(said.linked_from),
        said.restriction.ground if said.restriction is not None else "",
        instant(said.restriction.since) if said.restriction is not None else None,
    )  # fmt: skip


def _letting_go(said: _LettingGo) -> LettingGo:
    if len(said.person) > _LONGEST or len(said.name) > _LONGEST:
        raise ValueError("not a device of this protocol")
    return LettingGo(
        said.person, said.name, said.state, instant(said.lease_until or None), instant(said.done_at or None), said.said
    )


def _read(body: bytes, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as fault:
        raise failure.rubbish() from fault
