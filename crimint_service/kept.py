"""Changes kept for a unit: their author had lost access when they arrived. An evaluator looks at each and decides."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from crimint_domain.access import Principal
from crimint_domain.views import instant_text
from crimint_service import access, audit
from crimint_service.faults import Fault
from crimint_service.tables import account, kept_change, kept_decision

__all__ = ["Act", "Kept", "KeptContent", "decide", "look", "waiting"]

Act = Literal["take-over", "dismiss"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept change: whose, of which report by its reference, and when it arrived (UTC text)."""

    id: str
    author: str
    author_name: str
    reference: str
    at: str


@dataclass(frozen=True, slots=True)
class KeptContent:
    """What its author set, by part, with the step they asked for and why."""

    kept: Kept
    record: str
    parts: Mapping[str, Any]
    step: str
    reason: str


def waiting(connection: sa.Connection, evaluator: Principal) -> Sequence[Kept]:
    """Return what waits for this person, the oldest first: records of their units that they may read now."""
    rows = _rows(connection, evaluator)
    scope = access.scope_of(connection, evaluator)
    found = ((row, access.find(connection, scope, row.record_id)) for row in rows)
    return [_kept(row, record) for row, record in found if record is not None]


def look(connection: sa.Connection, evaluator: Principal, device: str, change: str, now: datetime) -> KeptContent:
    """Return one with its content, written down before it is shown. Raises Fault 404 if it is not for this person."""
    row, record = _one(connection, evaluator, change)
    content = json.loads(row.content)
    named = (f"{row.record_id}@{content.get('base_version', 0)}",)
    audit.log_served(connection, instant_text(now) or "", evaluator.user, device, "kept change", change, named)
    # What clashed with others' work is put aside: of what its author set it is as much a part as the rest.
    parts = {**(content.get("aside") or {}), **(content.get("parts") or content.get("document") or {})}
    return KeptContent(
        _kept(row, record), row.record_id, parts, str(content.get("step") or ""),
        str(content.get("reason") or ""),
    )  # fmt: skip


def decide(
    connection: sa.Connection, evaluator: Principal, device: str, change: str, act: Act, reason: str, now: datetime
) -> None:
    """Take a kept change over, or dismiss it: it waits no longer, and what was decided, by whom and why stays.

    Raises Fault: 404 if it is not for this person, 422 without a reason.
    """
    if not reason.strip():
        raise Fault(422, "reason-missing", "Say why.")
    row, _record = _one(connection, evaluator, change)
    at = instant_text(now) or ""
    connection.execute(
        sa.insert(kept_decision).values(
            change_id=change, record_id=row.record_id, author=row.author, by_user=evaluator.user, at=at, act=act,
            reason=reason.strip(),
        )
    )  # fmt: skip
    connection.execute(sa.delete(kept_change).where(kept_change.c.change_id == change))
    audit.log_served(connection, at, evaluator.user, device, f"kept change: {act}", change, ())


def _rows(connection: sa.Connection, evaluator: Principal, change: str = "") -> Sequence[sa.Row[Any]]:
    if "lio" not in evaluator.roles:
        return ()
    query = (
        sa.select(kept_change, account.c.name.label("author_name"))
        .join(account, account.c.user_id == kept_change.c.author, isouter=True)
        .where(kept_change.c.unit.in_(sorted(evaluator.units)), kept_change.c.author != evaluator.user)
        .order_by(kept_change.c.at, kept_change.c.change_id)
    )
    return connection.execute(query.where(kept_change.c.change_id == change) if change else query).all()


def _one(connection: sa.Connection, evaluator: Principal, change: str) -> tuple[sa.Row[Any], sa.Row[Any]]:
    for row in _rows(connection, evaluator, change):
        record = access.find(connection, access.scope_of(connection, evaluator), row.record_id)
        if record is not None:
            return row, record
    raise Fault(404, "kept-unknown", "There is no such change for you.")


def _kept(row: sa.Row[Any], record: sa.Row[Any]) -> Kept:
    reference = str(json.loads(record.document).get("reference") or "")
    return Kept(row.change_id, row.author, row.author_name or row.author, reference, row.at)
