"""Handing in sealed drafts that were left on this computer: whoever starts the program does it, without a sign-in."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crimint_desktop.app.sealing import FORMAT
from crimint_desktop.app.sealing_files import FILE_FORMAT
from crimint_desktop.config import VERSION, Profile
from crimint_desktop.remote.handing_in import Requests, SealedDraft, SealedPiece
from crimint_desktop.remote.line import HttpLine, checked_origin
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_desktop.store.drop_box import DropBox, Session
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.ids import NewId, is_id

__all__ = ["Left", "hand_in", "hand_in_of", "sentence"]

_ACCEPTED_BELOW = 300
_NO_MORE_THAN = 1


@dataclass(frozen=True, slots=True)
class Left:
    """How many drafts were handed in, how many still wait for the service, how many it refused for good, and how many
    are for a service at which nobody has signed in with this profile."""

    handed_in: int = 0
    waiting: int = 0
    refused: int = 0
    strange: int = 0

    def plus(self, other: Left) -> Left:
        """Both together."""
        return Left(
            self.handed_in + other.handed_in, self.waiting + other.waiting, self.refused + other.refused,
            self.strange + other.strange,
        )  # fmt: skip


def hand_in(profile: Profile, new_id: NewId) -> Left:
    """Hand in everything that desks no longer open have left on this computer, to the service at which somebody signed
    in last with this profile. A file names the address of its service, and whoever can write here can write such a
    file: no other address is spoken to before a person has chosen it."""
    left, known = Left(), profile.remembered().service
    for root in profile.drop_folders():
        for session in DropBox(root).left_behind():
            try:
                left = left.plus(hand_in_of(session, known, new_id))
            finally:
                session.close()
    return left


def hand_in_of(session: Session, known: str, new_id: NewId) -> Left:
    """Hand in what lies in the folder of a desk that is about to be closed; ``known`` is the address of its service."""
    left, lines = Left(), _Lines(new_id)
    try:
        for name in session.names():
            left = left.plus(_one(session, name, known, lines.to))
    finally:
        lines.close()
    return left


def sentence(left: Left) -> str:
    """Say what came of it; empty when there was nothing to say."""
    said = []
    if left.handed_in:
        drafts = "1 draft that was" if left.handed_in == 1 else f"{left.handed_in} drafts that were"
        said.append(f"{drafts} sealed on this computer reached the service. Its author finds it among their drafts.")
    if left.waiting:
        drafts = "1 draft waits" if left.waiting == 1 else f"{left.waiting} drafts wait"
        said.append(f"{drafts} sealed on this computer until the service can be reached.")
    if left.refused:
        drafts = "1 sealed draft was" if left.refused == 1 else f"{left.refused} sealed drafts were"
        said.append(f"{drafts} not taken by the service and is kept sealed. Tell your administrator.")
    if left.strange:
        drafts = "1 draft was" if left.strange == 1 else f"{left.strange} drafts were"
        said.append(
            f"{drafts} sealed on this computer for a service at which you have not signed in. If you know it, sign in"
            " there once; else tell your administrator."
        )
    return " ".join(said)


def _one(session: Session, name: str, known: str, to: Callable[[str], Requests]) -> Left:
    found = _read(session.text(name))
    if found is None:
        session.set_aside(name)
        return Left(refused=1)
    origin, draft, pieces = found
    if origin != known:
        return Left(strange=1)
    try:
        _hand_in_files(session, pieces, to(origin))
        (outcome,) = to(origin).hand_in((draft,))
    except (Unavailable, Refused):
        return Left(waiting=1)
    if outcome.status < _ACCEPTED_BELOW:
        session.drop(name)
        for piece in pieces:
            session.drop_piece(piece)
        return Left(handed_in=1)
    session.set_aside(name)
    return Left(refused=1)


def _hand_in_files(session: Session, names: Sequence[str], requests: Requests) -> None:
    """Hand in the files before the draft that names them. One that is missing or was refused stays behind: the
    service writes so into the draft. Raises Unavailable, and then the draft waits as well."""
    for name in names:
        piece = _read_piece(session.piece(name))
        if piece is not None:
            with contextlib.suppress(Refused):
                requests.hand_in_piece(piece)


def _read(text: bytes) -> tuple[str, SealedDraft, tuple[str, ...]] | None:
    with contextlib.suppress(ValueError, KeyError, TypeError, Refused):
        said = json.loads(text)
        if said["format"] == FORMAT and is_id(str(said["id"])):
            draft = SealedDraft(said["id"], str(said["ephemeral"]), str(said["nonce"]), str(said["sealed"]))
            pieces = tuple(str(each) for each in said.get("pieces", ()) if is_id(str(each)))
            return checked_origin(str(said["service"])), draft, pieces
    return None


def _read_piece(text: bytes) -> SealedPiece | None:
    with contextlib.suppress(ValueError, KeyError, TypeError):
        said = json.loads(text)
        if said["format"] == FILE_FORMAT and is_id(str(said["id"])):
            return SealedPiece(said["id"], str(said["ephemeral"]), str(said["nonce"]), str(said["sealed"]))
    return None


class _Lines:
    """One line for each service; nobody is signed in on it."""

    def __init__(self, new_id: NewId) -> None:
        self._new_id = new_id
        self._services: dict[str, Service] = {}

    def to(self, origin: str) -> Requests:
        if origin not in self._services:
            self._services[origin] = Service(HttpLine(origin), Device(self._new_id(), VERSION), SignIn())
        return Requests(self._services[origin])

    def close(self) -> None:
        for service in self._services.values():
            service.close()
