"""The shapes of requests and replies, apart from the two hot ones in ``hot``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "AccessReply", "AuditReply", "AuditRequest", "CeilingReply", "CheckpointReply", "CheckpointRequest",
    "DiscoveryReply", "EntryIn", "FolderReply", "HealthReply", "HistoryReply", "OneVersion", "ProblemReply",
    "ProviderReply",
    "ReasonIn", "RecordReply", "RemovedStream", "StreamReply", "TokenReply", "TokenRequest", "UnitReply", "WaitReply",
]  # fmt: skip

_LONGEST_NAME = 200
_LONGEST_TOKEN = 1_024
_MOST_ENTRIES = 2_000
_LARGEST = 2**62


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class ProviderReply(_Wire):
    """The identity provider with which people sign in, and how a client asks it for tokens of this register."""

    issuer: str
    client: str = Field(description="what the client is registered as there; it has no secret")
    scope: str
    resource: str = Field(description="RFC 8707; empty where the scope says it")
    subject_claim: str = Field(description="the claim of both tokens from which the user id is made")


class DiscoveryReply(_Wire):
    """What a client asks before anything else: how to sign in, and which register this is."""

    api: list[str]
    sign_in: Literal["local", "oidc"]
    provider: ProviderReply | None = None
    environment: Literal["sample", "practice", "live"]
    environment_words: str
    min_client: str
    recovery_key: str = Field(description="X25519 public key, base64")
    drop_key: str = Field(description="X25519 public key for sealing drafts while the service is down, base64")
    lease_key: str = Field(description="Ed25519 public key by which leases are checked, base64")
    log_key: str = Field(description="Ed25519 public key by which heads of the log are checked, base64")


class TokenRequest(_Wire):
    """A sign-in by password, or a renewal."""

    grant: Literal["password", "refresh"]
    user: str = Field(default="", max_length=_LONGEST_NAME)
    password: str = Field(default="", max_length=_LONGEST_TOKEN)
    refresh: str = Field(default="", max_length=_LONGEST_TOKEN)


class TokenReply(_Wire):
    """Tokens; the refresh token works once."""

    token: str
    expires_s: int
    refresh: str


class UnitReply(_Wire):
    """A unit."""

    id: str
    name: str


class FolderReply(_Wire):
    """A folder that may be held offline; ``bytes`` is estimated. ``always`` is held whatever is chosen."""

    id: str
    records: int
    bytes: int
    held: bool
    always: bool


class CeilingReply(_Wire):
    """How much a device may hold."""

    records: int
    bytes: int


class AccessReply(_Wire):
    """Who the caller is to the service; the first unit is the home unit."""

    user: str
    name: str
    roles: list[str]
    units: list[UnitReply]
    clearance: str
    compartments: list[str]
    lists: list[str]
    covers: list[str] = Field(description="Units whose held reports may be read for a time")
    operations: list[str]
    cache_mode: Literal["cached", "none"]
    access_version: int
    draft_days: int = Field(description="After how many days an unsent draft is brought to its author's notice")
    folders: list[FolderReply] = Field(description="What may be held offline at this device, and its size")
    ceiling: CeilingReply


class CheckpointRequest(_Wire):
    """What the client holds: an empty epoch for nothing at all; ``audit_seq`` is the last entry of its log."""

    epoch: str = Field(default="", max_length=_LONGEST_NAME)
    access_version: int = Field(default=0, ge=0, le=_LARGEST)
    have_digest: str = Field(default="", max_length=_LONGEST_NAME)
    audit_seq: int = Field(default=0, ge=0, le=_LARGEST)
    cache: Literal["encrypted", "memory", ""] = Field(
        default="", description="How the device keeps what it is given, by its own word"
    )


class StreamReply(_Wire):
    """How a stream stands."""

    id: str
    folder: str
    label: str
    head: int
    floor: int
    count: int
    checksum: int


class RemovedStream(_Wire):
    """A stream the device was told of and must not hold any more."""

    id: str
    reason: Literal["revoked", "unsubscribed", "closed"]


class CheckpointReply(_Wire):
    """How everything stands that the caller may hold. ``full``: ``streams`` is all of it."""

    epoch: str
    access_version: int
    server_time: str
    streams: list[StreamReply]
    removed: list[RemovedStream]
    full: bool
    unchanged: bool
    lease: str = Field(description="Signed permission to open the cache; empty when it is not renewed")
    lease_until: str
    command: Literal["wipe", "lock"] | None
    device: Literal["approved", "waiting"] = Field(description="A device that waits for approval is handed nothing")
    next_check_s: int
    audit_acked: int
    log: str = Field(description="The newest signed head of the service's log (C2SP signed note)")


class RecordReply(_Wire):
    """One record as it stands."""

    id: str
    kind: str
    schema_number: int = Field(alias="schema")
    version: int
    document: dict[str, Any]
    by: str
    at: str


class OneVersion(_Wire):
    """One version of a record: the parts it set, or the whole document on creation; ``aside`` holds what its author
    weighed and did not choose."""

    version: int
    at: str
    by: str
    step: str
    reason: str
    parts: dict[str, Any]
    aside: dict[str, Any] | None


class HistoryReply(_Wire):
    """Every version of a record, newest first."""

    versions: list[OneVersion]


class EntryIn(_Wire):
    """An entry of a device's log."""

    sequence: int = Field(ge=1, le=_LARGEST)
    at: str = Field(max_length=_LONGEST_NAME)
    monotonic_ms: int = Field(ge=0, le=_LARGEST)
    action: Literal["collection", "alteration", "consultation", "disclosure", "combination", "erasure"]
    act: str = Field(max_length=_LONGEST_NAME)
    user: str = Field(max_length=_LONGEST_NAME)
    device: str = Field(max_length=_LONGEST_NAME)
    records: list[str] = Field(max_length=10_000)
    commitment: str = Field(max_length=_LONGEST_NAME)
    previous: str = Field(max_length=_LONGEST_NAME)
    hash: str = Field(max_length=_LONGEST_NAME)


class ReasonIn(_Wire):
    """A reason or query that an entry commits to; the salt in hexadecimal digits."""

    seq: int = Field(ge=1, le=_LARGEST)
    salt: str = Field(max_length=_LONGEST_NAME)
    text: str = Field(max_length=10_000)


class AuditRequest(_Wire):
    """A piece of a device's log, following ``previous``."""

    device: str = Field(max_length=_LONGEST_NAME)
    from_seq: int = Field(ge=1, le=_LARGEST)
    previous: str = Field(max_length=_LONGEST_NAME)
    events: list[EntryIn] = Field(max_length=_MOST_ENTRIES)
    reasons: list[ReasonIn] = Field(default_factory=list, max_length=_MOST_ENTRIES)
    sig: str = Field(
        default="", max_length=_LONGEST_NAME, description="Ed25519 signature of the device, base64; see the protocol"
    )


class AuditReply(_Wire):
    """How far the log has arrived."""

    acked_seq: int
    chain_hash: str


class WaitReply(_Wire):
    """A hint that a checkpoint would tell something new."""

    check: bool


class HealthReply(_Wire):
    """That the service and its register answer."""

    ok: bool


class ProblemReply(_Wire):
    """RFC 9457 problem details."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
