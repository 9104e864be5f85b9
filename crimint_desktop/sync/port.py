"""What a round needs of the service, and what it tells about itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from crimint_desktop.remote.answers import Access, Acknowledged, Checkpoint, FeedPage, RecordNow, Registered
    from crimint_desktop.remote.files import Announced
    from crimint_desktop.remote.log_proofs import Included
    from crimint_desktop.store.rounds import Mismatch
    from crimint_domain.attachment import Attachment
    from crimint_domain.audit import Entry
    from crimint_domain.change import Change, Receipt

__all__ = ["FilesPort", "LogProofsPort", "Outcome", "PageBody", "Progress", "ServicePort"]


class FilesPort(Protocol):
    """Files, as :class:`crimint_desktop.remote.files.Files` carries them; raises Refused or Unavailable."""

    def announce(self, file: Attachment, record: str) -> Announced:
        """Say which file is to come; what of it has arrived."""

    def send_part(self, file: Attachment, number: int, raw: bytes) -> None:
        """Send one piece."""

    def complete(self, file: Attachment) -> None:
        """Have a file judged whose pieces have all been sent."""

    def section(self, file: Attachment, begin: int, length: int) -> bytes:
        """Some bytes of a file."""


class LogProofsPort(Protocol):
    """Proofs about the log, as :class:`crimint_desktop.remote.log_proofs.LogProofs` asks for them: None for what the
    service does not prove; raises Unavailable."""

    def consistency(self, first: int, second: int) -> tuple[bytes, ...] | None:
        """The proof that the longer log begins with the shorter."""

    def inclusion(self, leaf: bytes, size: int) -> Included | None:
        """The proof that an entry is in the log."""


class PageBody(Protocol):
    """A page of a stream as it came, like :class:`crimint_desktop.remote.wire.PageBody`."""

    @property
    def following(self) -> str:
        """The cursor of the page behind it, or nothing."""

    def read(self) -> FeedPage:
        """The page, checked; raises Unavailable."""


class ServicePort(Protocol):
    """The service, as :class:`crimint_desktop.remote.service.Service` speaks to it; raises Refused or Unavailable."""

    @property
    def files(self) -> FilesPort:
        """Files beside reports."""

    @property
    def log_proofs(self) -> LogProofsPort:
        """Proofs about the service's log."""

    def me(self) -> Access:
        """Who is signed in and what they may do."""

    def checkpoint(self, epoch: str, access_version: int, have_digest: str, audit_seq: int) -> Checkpoint:
        """How everything stands."""

    def page_body(self, stream: str, cursor: str, limit: int) -> PageBody:
        """The page of a stream behind a cursor, as it came."""

    def record(self, record: str) -> RecordNow | None:
        """One record as it stands; None when it is not there, or not for us."""

    def send(self, changes: Sequence[Change], epoch: str = "") -> tuple[Receipt, ...]:
        """Send changes made on the versions of this epoch; one receipt for each."""

    def receipt(self, change: str) -> Receipt | None:
        """What became of a change; None when the service never had it."""

    def upload(
        self, entries: Sequence[Entry], reasons: Sequence[Mapping[str, Any]], signature: str = ""
    ) -> Acknowledged:
        """Send a piece of this device's log, signed."""

    def register(self, public_key: str) -> Registered:
        """Make this device's key known."""

    def done(self, command: str) -> None:
        """Say that a command was carried out."""

    def stand(self, said: Mapping[str, Any]) -> None:
        """Say how it stands with this device, in numbers."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a round is doing. ``total`` is 0 where nobody knows."""

    stage: Literal["sending", "receiving", "checking"]
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round did and found.

    ``agreed_at`` is when both sides were last known to hold the same (None: not in this round). ``changed`` are the
    records to show anew. ``told`` are sentences for the person: what was taken away, erased, or could not be
    trusted. ``repaired`` are streams that did not agree and were read again, ``mismatches`` how they differed.
    ``access`` is given when it changed. ``waits`` says that this device waits for approval, so that nothing could be
    received. ``too_old`` says in a sentence that the service hands nothing to this version of the program; what was
    written has been sent.
    """

    agreed_at: datetime | None = None
    sent: int = 0
    received: int = 0
    reports: int = 0
    changed: frozenset[str] = frozenset()
    refused: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    conflicts: int = 0
    purged: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    lease: str = ""
    lease_until: str | None = None
    command: str | None = None
    next_check_s: float = 60.0
    access: Access | None = None
    digest: str = ""
    waits: bool = False
    too_old: str = ""
