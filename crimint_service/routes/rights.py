"""Which role may call which route at all: one table, which is asked before every call and printed in docs/access.md.

A route that stands in no line here is refused to everybody. What a call then shows or takes is decided record by
record, by ``crimint_domain.access.can``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from crimint_domain.principal import READERS, ROLES, WRITERS, Principal
from crimint_service.faults import Fault

__all__ = ["RIGHTS", "Right", "cell", "refuse_unentitled"]


@dataclass(frozen=True, slots=True)
class Right:
    """The roles that may call a route, and what they find there. ``signed_in`` is False for what anybody may ask;
    ``reads`` marks what answers with bodies, of which a role that reads none finds only drafts of its own; ``tells``
    what says something of others' records without a body, and so nothing to a device that is handed nothing."""

    roles: frozenset[str]
    says: str
    signed_in: bool = True
    reads: bool = False
    tells: bool = False


_EVERYBODY: Final = frozenset(ROLES)
_OPEN: Final = "anybody, before signing in"
_READS: Final = "what they may read"
_OWN: Final = "their own"


def _open() -> Right:
    return Right(_EVERYBODY, _OPEN, signed_in=False)


def _read(says: str = _READS) -> Right:
    return Right(_EVERYBODY, says, reads=True)


def _own() -> Right:
    return Right(_EVERYBODY, _OWN)


def _kept() -> Right:
    return Right(frozenset({"lio"}), "of records in their units that they may read", reads=True)


def _erasing(says: str) -> Right:
    return Right(frozenset({"records"}), says, reads=True)


RIGHTS: Final[Mapping[str, Right]] = MappingProxyType(
    {
        "GET /.well-known/crimint": _open(),
        "GET /healthz": _open(),
        "GET /readyz": _open(),
        "POST /v1/token": _open(),
        "POST /v1/sealed": Right(_EVERYBODY, "whoever holds a permit that was given at a sign-in", signed_in=False),
        "POST /v1/sealed/files": Right(_EVERYBODY, "whoever holds such a permit", signed_in=False),
        "POST /v1/sealed/permits": _own(),
        "GET /v1/access/me": _own(),
        "POST /v1/devices": _own(),
        "PUT /v1/devices/self/subscriptions": _own(),
        "POST /v1/devices/self/done": _own(),
        "POST /v1/sync/checkpoint": Right(_EVERYBODY, "the streams they may read, which for some are none"),
        "POST /v1/sync/standing": Right(_EVERYBODY, "what their device holds, compared"),
        "GET /v1/sync/wait": Right(_EVERYBODY, "whether a checkpoint would tell something new"),
        "GET /v1/streams/{id}/changes": _read(),
        "GET /v1/records/{id}": _read(),
        "GET /v1/records/{id}/history": _read(),
        "POST /v1/search": _read("what they may read, also what their device does not hold"),
        "POST /v1/changes": Right(_EVERYBODY, "what they may create, set or step, change by change"),
        "GET /v1/changes/{id}": _own(),
        "POST /v1/attachments": Right(WRITERS, "beside what they may write"),
        "PUT /v1/attachments/{id}/parts/{number}": Right(WRITERS, _OWN),
        "POST /v1/attachments/{id}/complete": Right(WRITERS, _OWN),
        "GET /v1/attachments/{id}": _read("beside what they may read"),
        "POST /v1/audit/events": _own(),
        "GET /v1/audit/checkpoint": Right(_EVERYBODY, "the signed head of the log"),
        "GET /v1/audit/proof/inclusion": Right(_EVERYBODY, "hashes only"),
        "GET /v1/audit/proof/consistency": Right(_EVERYBODY, "hashes only"),
        "GET /v1/drafts/untouched": Right(_EVERYBODY, "their own; of their units as an evaluator", tells=True),
        "GET /v1/kept": _kept(),
        "GET /v1/kept/{id}": _kept(),
        "POST /v1/kept/{id}/decision": _kept(),
        "GET /v1/erasures": _erasing("of the units whose records they manage"),
        "POST /v1/erasures": _erasing("of records of those units that they may read"),
        "GET /v1/erasures/{id}": _erasing("of the units whose records they manage"),
        "POST /v1/erasures/{id}/decision": _erasing("confirmed by somebody else than who proposed it"),
        "POST /v1/recovery": _own(),
        "GET /v1/recovery": Right(_EVERYBODY, "what they may decide: evaluators of the unit, administrators"),
        "GET /v1/recovery/{id}": _own(),
        "POST /v1/recovery/{id}/decision": Right(
            frozenset({"lio", "administrator"}), "of others: evaluators of the unit, administrators"
        ),
    }
)


def cell(right: Right, role: str) -> str:
    """Return what stands in the printed table for a role."""
    if role not in right.roles:
        return "–"
    return "drafts of their own" if right.reads and role not in READERS else right.says


def refuse_unentitled(principal: Principal, method: str, path: str) -> Right:
    """Return who may call this route, named by its template; raise Fault 403 unless a person's roles let them."""
    right = RIGHTS.get(f"{'GET' if method == 'HEAD' else method} {path}")
    if right is None:
        raise Fault(403, "not-allowed", "Nobody has said who may use this.")
    if not principal.roles & right.roles:
        raise Fault(403, "not-allowed", "Your role does not do this.")
    return right
