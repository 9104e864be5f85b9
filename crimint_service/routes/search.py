"""Searching everything a person may read, beyond what their device holds."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Annotated, Final, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from crimint_domain.views import instant_text
from crimint_service import access, audit, search
from crimint_service.routes.caller import Caller, TheParts
from crimint_service.routes.replies import reply

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1", tags=["records"])
_LONGEST, _LONGEST_TEXT, _MOST_VALUES, _MOST_HITS, _SALT_BYTES = 200, 1_000, 100, 200, 16

Values = Annotated[list[Annotated[str, Field(max_length=_LONGEST)]], Field(max_length=_MOST_VALUES)]


class SearchRequest(BaseModel):
    """What is searched for, and why. Within one list any value counts; between lists all must hold."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(default="", max_length=_LONGEST_TEXT)
    kinds: Values = Field(default_factory=lambda: ["report"])
    states: Values = Field(default_factory=list)
    grades: Values = Field(default_factory=list)
    operations: Values = Field(default_factory=list)
    units: Values = Field(default_factory=list)
    authors: Values = Field(default_factory=list)
    priorities: Values = Field(default_factory=list)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    reason: str = Field(default="", max_length=_LONGEST_TEXT)
    cursor: str = Field(default="", max_length=_LONGEST)
    limit: int = Field(default=50, ge=1, le=_MOST_HITS)


class RunReply(BaseModel):
    """A piece of a snippet; ``added`` is what was searched for."""

    kind: Literal["same", "added", "removed"]
    text: str


class HitReply(BaseModel):
    """A line of what was found: no body, only the words around those that were searched for."""

    id: str
    kind: str
    version: int
    title: str
    reference: str
    state: str
    event_at: str | None
    grades: list[str]
    scheme: str
    operation: str
    unit: str
    priority: str
    marking: str
    author: str
    author_name: str
    legacy: bool
    snippet: list[RunReply]


class SearchReply(BaseModel):
    """A page of what was found, the latest event first. ``counted`` stands on the first page only; ``capped`` says that
    there are more than that; ``cursor`` asks for the next page and is empty at the end."""

    hits: list[HitReply]
    cursor: str
    counted: int
    capped: bool


@router.post("/search", response_model=SearchReply)
def find(asked: SearchRequest, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Search; the query, the reason and what is shown are logged before the answer leaves, also when it is nothing."""

    def look(connection: sa.Connection) -> search.Found:
        scope = access.scope_of(connection, caller.known.principal)
        return search.find(connection, scope, _query(asked), asked.cursor, asked.limit)

    found = parts.database.read(look)
    at, salt = parts.now_text(), secrets.token_bytes(_SALT_BYTES)
    shown = [f"{each.row.id}@{each.row.version}" for each in found.hits]
    parts.database.write(
        lambda connection: audit.log_search(connection, at, caller.user, caller.device, _said(asked), salt, shown)
    )
    hits = [_hit(each) for each in found.hits]
    return reply(SearchReply(hits=hits, cursor=found.cursor, counted=found.counted, capped=found.capped), request)


def _query(asked: SearchRequest) -> search.Query:
    facets = (
        ("kind", asked.kinds), ("state", asked.states), ("grade", asked.grades), ("operation", asked.operations),
        ("unit", asked.units), ("author", asked.authors), ("priority", asked.priorities),
    )  # fmt: skip
    chosen = tuple((name, tuple(values)) for name, values in facets if values)
    return search.Query(asked.text, chosen, asked.since, asked.until)


def _said(asked: SearchRequest) -> str:
    """What was searched for, the reason, and the filters, as the log keeps them."""
    filters = asked.model_dump(mode="json", exclude={"text", "reason", "limit"}, exclude_defaults=True)
    return "\n".join((asked.text, asked.reason, json.dumps(filters, ensure_ascii=False, sort_keys=True)))


def _hit(hit: search.Hit) -> HitReply:
    row = hit.row
    event: datetime | None = row.event_at
    return HitReply(
        id=row.id, kind=row.kind, version=row.version, title=row.title, reference=row.reference, state=row.state,
        event_at=instant_text(event), grades=list(row.grades), scheme=row.scheme, operation=row.operation,
        unit=row.unit, priority=row.priority, marking=row.marking.text, author=row.author,
        author_name=row.author_name, legacy=row.legacy,
        snippet=[RunReply(kind=each.kind, text=each.text) for each in hit.snippet],
    )  # fmt: skip
