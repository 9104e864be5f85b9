"""What the service says, as values: read from the wire, checked, and handed to whoever asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from crimint_desktop.shape import ReportShape
from crimint_domain.access import Principal
from crimint_domain.parts import Document, Value
from crimint_domain.streams import StreamState

__all__ = [
    "Access", "Acknowledged", "Briefcase", "Ceiling", "Checkpoint", "FeedEntry", "FeedPage", "FolderSize", "Hello",
    "Provider", "RecordNow", "Registered", "RemovedStream", "Tokens", "Unit", "VersionLine",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provider:
    """The identity provider of a service, and how it is asked for tokens. ``subject_claim`` names what never changes
    for a person; the service makes its user id of it."""

    issuer: str
    client: str
    scope: str
    resource: str = ""
    subject_claim: str = "sub"


@dataclass(frozen=True, slots=True)
class Hello:
    """What a service says about itself before anybody has signed in. Keys are base64: ``recovery_key`` for the second
    wrap of a cache's key, ``drop_key`` for what is sealed at a desk that keeps nothing, ``lease_key`` for
    checking leases, ``log_key`` for heads of its log (both Ed25519)."""

    api: tuple[str, ...]
    sign_in: str
    environment: str
    environment_words: str
    min_client: str
    recovery_key: str = ""
    drop_key: str = ""
    lease_key: str = ""
    log_key: str = ""
    provider: Provider | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """A short-lived token, how many seconds it lives, and the one that renews it once."""

    token: str
    expires_s: float
    refresh: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with the name people know it by."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class FolderSize:
    """A folder that may be held offline; ``bytes`` is the service's estimate. ``always`` is held whatever is chosen."""

    id: str
    records: int
    bytes: int
    held: bool = True
    always: bool = False


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How much this device may hold; 0 where the service says nothing about it."""

    records: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Briefcase:
    """What is held after folders were chosen, and what it costs."""

    folders: tuple[FolderSize, ...]
    records: int
    bytes: int
    ceiling: Ceiling


@dataclass(frozen=True, slots=True)
class Registered:
    """How a device stands: ``approved``, or ``waiting`` until an administrator approves it."""

    device_id: str
    state: str


@dataclass(frozen=True, slots=True)
class Access:
    """Who is signed in and what they may do; ``access_version`` rises with each change of it."""

    user: str
    name: str
    roles: tuple[str, ...]
    units: tuple[Unit, ...]
    clearance: str
    access_version: int
    compartments: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    cache_mode: str = "cached"
    folders: tuple[FolderSize, ...] = ()
    ceiling: Ceiling = field(default_factory=Ceiling)
    draft_days: int = 7

    @property
    def principal(self) -> Principal:
        """The same as the rules of the domain weigh it."""
        return Principal(
            self.user, self.name, frozenset(self.roles), frozenset(unit.id for unit in self.units), self.clearance,
            frozenset(self.compartments), frozenset(self.lists), frozenset(self.covers),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RemovedStream:
    """A stream that may no longer be held, and why: ``revoked``, ``unsubscribed`` or ``closed``."""

    id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How every stream stands that may be held. ``unchanged`` says that what is held already agrees, and then
    ``streams`` is empty; ``full`` that ``streams`` names all that may be held. ``lease_until`` is UTC text.
    A ``device`` that is ``waiting`` for approval is told of nothing. ``log`` is the signed head of the log."""

    epoch: str
    access_version: int
    server_time: str
    streams: tuple[StreamState, ...] = ()
    removed: tuple[RemovedStream, ...] = ()
    full: bool = True
    unchanged: bool = False
    lease: str = ""
    lease_until: str | None = None
    command: str | None = None
    next_check_s: float = 60.0
    audit_acked: int = 0
    device: str = "approved"
    log: str = ""


class FeedEntry(msgspec.Struct, frozen=True, gc=False):  # a first sync makes one of each record: twice as quick
    """A line of a stream: ``put`` brings a record as it stands, ``gone`` says that it left, and why.

    ``raw`` is the document's JSON, checked; ``shape`` the same as a value, where it has the usual shape.
    """

    seq: int
    op: Literal["put", "gone"]
    id: str
    version: int
    kind: str = ""
    schema: int = 0
    raw: bytes = b""
    by: str = ""
    at: str = ""
    reason: str = ""
    shape: ReportShape | None = None

    @property
    def document(self) -> Document:
        """The document as a dict, read anew each time; only of ``put``."""
        found: Document = msgspec.json.decode(self.raw)
        return found


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of a stream, the cursor behind it, the stream's head, and whether there is more."""

    entries: tuple[FeedEntry, ...]
    cursor: str
    head: int
    more: bool


@dataclass(frozen=True, slots=True)
class RecordNow:
    """One record as it stands at the service."""

    id: str
    kind: str
    schema: int
    version: int
    document: Document
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a record's past: who, when, by which step and why, the parts it set and what was set aside."""

    version: int
    at: str
    by: str = ""
    step: str = ""
    reason: str = ""
    parts: Mapping[str, Value] | None = None
    aside: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Up to which line the service has taken this device's log, and the hash of that line."""

    acked_seq: int
    chain_hash: str = ""
