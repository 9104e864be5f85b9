"""What may be asked of a service beside the sync: permits and sealed drafts, drafts that wait, recovery of a cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import msgspec

from crimint_desktop.remote import failure
from crimint_domain.errors import Problem, Refused

if TYPE_CHECKING:
    from crimint_desktop.remote.service import Service

__all__ = ["HandedIn", "KeptChange", "OldDraft", "RecoveryRequest", "Requests", "SealedDraft", "SealedPiece"]

_FORBIDDEN, _NOT_FOUND, _CLASH = 403, 404, 409
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class SealedDraft:
    """A draft as it travels; all but ``id`` in hexadecimal digits."""

    id: str
    ephemeral: str
    nonce: str
    sealed: str


@dataclass(frozen=True, slots=True)
class SealedPiece:
    """A piece of a file as it travels; ``sealed`` in base64, the others in hexadecimal digits."""

    id: str
    ephemeral: str
    nonce: str
    sealed: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of a sealed draft: below 300 it is on its author's desk, else it was refused for good."""

    id: str
    status: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OldDraft:
    """Somebody's draft that waits for long; ``since`` is UTC text."""

    name: str
    author: str
    author_name: str
    since: str
    days: int


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change kept for one's unit because its author had lost access when it arrived; ``at`` is UTC text."""

    id: str
    author_name: str
    reference: str
    at: str
    parts: dict[str, Any] = field(default_factory=dict)
    step: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    ephemeral: str
    nonce: str
    sealed: str


@dataclass(frozen=True, slots=True)
class RecoveryRequest:
    """How a request to recover a cache stands; ``key`` comes once a second person has agreed."""

    id: str
    user: str
    device: str
    expires_at: str
    state: str
    decided_by: str = ""
    key: _Box | None = None


class _Permit(msgspec.Struct):
    permit: str


class _Outcomes(msgspec.Struct):
    outcomes: list[HandedIn]


class _Drafts(msgspec.Struct):
    drafts: tuple[OldDraft, ...]


class _Kept(msgspec.Struct):
    kept: tuple[KeptChange, ...]


class Requests:
    """Asks over a service's line. Raises Refused and Unavailable as the service itself does."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def permit(self) -> str:
        """Return a permit to hand in sealed drafts as whoever is signed in."""
        return _read(self._service.post("/v1/sealed/permits", b"{}"), _Permit).permit

    def hand_in(self, sealed: Sequence[SealedDraft]) -> tuple[HandedIn, ...]:
        """Hand in sealed drafts of anybody; needs no sign-in. Doing it again does no harm."""
        body = msgspec.json.encode({"sealed": sealed})
        outcomes = _read(self._service.post("/v1/sealed", body, signed_in=False), _Outcomes).outcomes
        if [each.id for each in outcomes] != [each.id for each in sealed]:
            raise failure.rubbish()
        return tuple(outcomes)

    def hand_in_piece(self, piece: SealedPiece) -> HandedIn:
        """Hand in a sealed piece of a file of anybody; needs no sign-in. Doing it again does no harm."""
        outcome = _read(self._service.post("/v1/sealed/files", msgspec.json.encode(piece), signed_in=False), HandedIn)
        if outcome.id != piece.id:
            raise failure.rubbish()
        return outcome

    def old_drafts(self) -> tuple[OldDraft, ...]:
        """Return the drafts of one's units that wait for weeks; empty for who does not supervise."""
        return _read(self._service.get("/v1/drafts/untouched"), _Drafts).drafts

    def kept(self) -> tuple[KeptChange, ...]:
        """Return what is kept for one's units, without its content; empty for who does not evaluate."""
        return _read(self._service.get("/v1/kept"), _Kept).kept

    def kept_change(self, change: str) -> KeptChange:
        """Return one with its content; the service writes down that it was shown."""
        return _read(self._service.get(f"/v1/kept/{quote(change, safe='')}"), KeptChange)

    def decide_kept(self, change: str, act: str, reason: str) -> None:
        """Say that one was taken over or dismissed, and why."""
        body = msgspec.json.encode({"act": act, "reason": reason})
        self._service.post(f"/v1/kept/{quote(change, safe='')}/decision", body)

    def ask_recovery(self, asked: Mapping[str, Any]) -> RecoveryRequest:
        """Ask for the key of one's own cache on this device."""
        return _read(self._service.post("/v1/recovery", msgspec.json.encode(asked)), RecoveryRequest)

    def recovery(self, request: str) -> RecoveryRequest:
        """Ask how one's request stands."""
        return _read(self._service.get(f"/v1/recovery/{quote(request, safe='')}"), RecoveryRequest)

    def decide_recovery(self, request: str, *, agreed: bool, reason: str) -> RecoveryRequest:
        """Agree to somebody else's request, or do not."""
        body = msgspec.json.encode({"agreed": agreed, "reason": reason})
        known = {_FORBIDDEN: _not_for_you, _NOT_FOUND: _not_for_you, _CLASH: _over}
        return _read(
            self._service.post(f"/v1/recovery/{quote(request, safe='')}/decision", body, known), RecoveryRequest
        )


def _not_for_you() -> Refused:
    return Refused(
        Problem(
            "second-user", "This person may not agree to it. It takes somebody else than you: an administrator, or an"
            " intelligence officer of your unit.",
        )
    )  # fmt: skip


def _over() -> Refused:
    return Refused(Problem("", "This request is no longer waiting. Ask again."))


def _read(body: bytes, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as fault:
        raise failure.rubbish() from fault
