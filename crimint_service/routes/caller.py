"""Who calls, from which device, and what the routes work with."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends, Request

from crimint_domain.codes import CodeLists
from crimint_domain.ids import is_id
from crimint_domain.views import instant_text
from crimint_service import devices
from crimint_service.config import Settings
from crimint_service.database import Database
from crimint_service.faults import Fault
from crimint_service.identity import Accounts
from crimint_service.recognition import Known, Met
from crimint_service.register import Identity
from crimint_service.routes.allowance import Allowance
from crimint_service.routes.counts import Counts
from crimint_service.routes.hints import Hints
from crimint_service.routes.rights import refuse_unentitled
from crimint_service.routes.sender import PROVEN
from crimint_service.routes.versions import refuse_too_old
from crimint_service.sequencing import Sequencer
from crimint_service.subscriptions import Ceiling

__all__ = ["Called", "Caller", "Device", "Parts", "TheParts", "device_of", "refuse", "token_in"]

_BEARER: Final = "bearer "
# A page is asked for in the middle of a round, which a checkpoint ends well: such a stream is not there (404).
_STREAMS: Final = "/v1/streams/"
_LIVE_CEILING: Final = Ceiling(2_000, 200 * 1_048_576)
_HEADROOM: Final = Ceiling(1_000_000, 8 * 1024 * 1_048_576)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the service is made of, put together once by ``app``."""

    settings: Settings
    database: Database
    register: Identity
    accounts: Accounts
    codes: CodeLists
    hints: Hints
    counts: Counts
    sealed_allowance: Allowance
    sequencer: Sequencer
    lanes: Executor

    def now(self) -> datetime:
        """Return the time."""
        return self.settings.clock.now()

    def now_text(self) -> str:
        """Return the time as it is kept."""
        return instant_text(self.now()) or ""

    def approval_for(self, known: Known) -> devices.Approval:
        """Whether somebody must approve a device of this person before it is handed anything; not where the policy
        lets them keep nothing, because they are to sign in at any desk."""
        return "open" if known.cache_mode != "cached" else self.approval

    @property
    def approval(self) -> devices.Approval:
        """Whether somebody must approve a device before it is handed anything."""
        if self.settings.approval:
            return self.settings.approval
        return "required" if self.register.environment == "live" and not self.settings.embedded else "open"

    @property
    def ceiling(self) -> Ceiling:
        """How much a device may hold."""
        usual = _LIVE_CEILING if self.register.environment == "live" else _HEADROOM
        return Ceiling(self.settings.briefcase_records or usual.records, self.settings.briefcase_bytes or usual.bytes)


async def parts_of(request: Request) -> Parts:  # async: it waits for nothing, so no thread is changed for it
    """Return what the application was put together from."""
    found: Parts = request.app.state.parts
    return found


async def device_of(request: Request) -> str:  # async: as above
    """Return the identifier of the calling device; raises Fault 400 without one."""
    device = request.headers.get("x-device", "")
    if not is_id(device):
        raise Fault(400, "device-missing", "The request must name its device in X-Device.")
    return device


TheParts = Annotated[Parts, Depends(parts_of)]
Device = Annotated[str, Depends(device_of)]


@dataclass(frozen=True, slots=True)
class Called:
    """A signed-in person at a device."""

    known: Known
    device: str
    client_version: str

    @property
    def user(self) -> str:
        """The person's identifier."""
        return self.known.principal.user


def token_in(header: str) -> str:
    """Return the token in an ``Authorization`` header; empty without one."""
    return header[len(_BEARER) :].strip() if header[: len(_BEARER)].lower() == _BEARER else ""


def caller_of(request: Request, parts: TheParts, device: Device) -> Called:
    """Return who calls; raises Fault 401 without a valid token, 403 for a route
    that is not for their roles, or a device the service deals with no more or hands nothing now, 426 for a program too
    old to read."""
    token = token_in(request.headers.get("authorization", ""))
    if not token:
        raise Fault(401, "token-missing", "Please sign in.")
    met = parts.accounts.met(token, device)
    request.scope[PROVEN] = True
    path, version = getattr(request.scope.get("route"), "path", ""), request.headers.get("x-client-version", "")[:40]
    refuse(parts, met, request.method, path, version)
    return Called(met.known, device, version)


def refuse(parts: Parts, met: Met, method: str, path: str, version: str) -> None:
    """Raise Fault for who may not call a route, named by its template, from this device or with this program."""
    right = refuse_unentitled(met.known.principal, method, path)
    devices.refuse_blocked(met.standing)
    if (right.reads or right.tells) and not path.startswith(_STREAMS):
        devices.refuse_handing_out(met.standing, parts.approval_for(met.known))
    refuse_too_old(version, parts.settings.min_client, method, path)


Caller = Annotated[Called, Depends(caller_of)]
