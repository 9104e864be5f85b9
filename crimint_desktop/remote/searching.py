"""Searching at the service: everything that comes back is checked before a line of it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from crimint_desktop.remote import failure
from crimint_domain.errors import Refused
from crimint_domain.ids import is_id
from crimint_domain.marking import Marking
from crimint_domain.report import Priority, State
from crimint_domain.summary import Row
from crimint_domain.views import instant, instant_text
from crimint_domain.wording import Run

if TYPE_CHECKING:
    from datetime import datetime

    from crimint_desktop.remote.service import Service

__all__ = ["Asked", "Found", "FoundLine", "find"]

_MOST: Final = 200
_LONGEST: Final = 4_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for. Within one list any value counts, between lists all must hold."""

    text: str = ""
    kinds: tuple[str, ...] = ("report",)
    states: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line with the words around those that were searched for."""

    row: Row
    snippet: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what the service found. ``cursor`` asks for the next one; empty at the end."""

    lines: tuple[FoundLine, ...]
    cursor: str
    counted: int
    capped: bool


class _Piece(msgspec.Struct):
    kind: Literal["same", "added"]
    text: str


class _Hit(msgspec.Struct):
    id: str
    kind: str
    version: int
    title: str
    reference: str
    state: State
    event_at: str | None
    grades: list[str]
    scheme: str
    operation: str
    unit: str
    priority: Priority
    marking: str
    author: str
    author_name: str
    legacy: bool
    snippet: list[_Piece]


class _Reply(msgspec.Struct):
    hits: list[_Hit]
    cursor: str
    counted: int
    capped: bool


def find(service: Service, asked: Asked, reason: str, cursor: str = "", limit: int = 50) -> Found:
    """Ask the service for a page of what is searched for. Raises Refused and Unavailable."""
    body = _body(asked) | {"reason": reason, "cursor": cursor, "limit": limit}
    raw = service.post("/v1/search", msgspec.json.encode(body))
    try:
        said = msgspec.json.decode(raw, type=_Reply)
        lines = tuple(_line(each) for each in said.hits)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, Refused) as fault:
        raise failure.rubbish() from fault
    if len(lines) > limit or not 0 <= said.counted <= _LONGEST:
        raise failure.rubbish()
    return Found(lines, said.cursor, said.counted, said.capped)


def _body(asked: Asked) -> dict[str, Any]:
    lists: dict[str, Sequence[str]] = {
        "kinds": asked.kinds, "states": asked.states, "grades": asked.grades, "operations": asked.operations,
        "units": asked.units, "authors": asked.authors, "priorities": asked.priorities,
    }  # fmt: skip
    return {
        "text": asked.text, "since": instant_text(asked.since), "until": instant_text(asked.until),
        **{name: list(values) for name, values in lists.items()},
    }  # fmt: skip


def _line(hit: _Hit) -> FoundLine:
    shown = (hit.title, hit.reference, hit.author_name, *hit.grades, *(each.text for each in hit.snippet))
    if not is_id(hit.id) or hit.version < 1 or any(len(each) > _LONGEST for each in shown) or len(hit.grades) > _MOST:
        raise ValueError("not a line of this protocol")
    level, *instructions = hit.marking.split(" · ")
    row = Row(
        id=hit.id, kind=hit.kind, version=hit.version, title=hit.title, reference=hit.reference, state=hit.state,
        event_at=instant(hit.event_at), grades=tuple(hit.grades), scheme=hit.scheme, operation=hit.operation,
        unit=hit.unit, priority=hit.priority, marking=Marking(level, tuple(instructions)), author=hit.author,
        author_name=hit.author_name, legacy=hit.legacy,
    )  # fmt: skip
    return FoundLine(row, tuple(Run(each.kind, each.text) for each in hit.snippet))
