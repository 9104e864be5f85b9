"""What a service is started with, and its clock and chance."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from crimint_domain.attachment import FILE_TYPES, LARGEST, PART_BYTES
from crimint_domain.ids import Clock, NewId, uuid7

__all__ = [
    "ENVIRONMENT_WORDS",
    "Approval",
    "Environment",
    "Oidc",
    "Settings",
    "SystemClock",
    "default_database",
    "fresh_id",
]

Environment = Literal["sample", "practice", "live"]
Approval = Literal["", "open", "required"]
ENVIRONMENT_WORDS: Final = MappingProxyType(
    {
        "sample": "Sample register: everything here is invented",
        "practice": "Practice register: not for real intelligence",
        "live": "",
    }
)
USUAL_SCOPE: Final = "openid profile offline_access"
_RANDOM_BYTES: Final = 10


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()


def fresh_id() -> str:
    """Return a new UUIDv7."""
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(_RANDOM_BYTES))


def default_database() -> str:
    """Return where the embedded register lies unless somebody says otherwise."""
    return str(Path.home() / ".local" / "share" / "crimint-service" / "register.db")


@dataclass(frozen=True, slots=True)
class Oidc:
    """The identity provider that vouches for people. ``client`` is what the desktop is registered as there;
    ``audience`` is what the provider calls this register, in access tokens of the type ``token_type``.

    ``scope`` and ``resource`` are what the desktop asks for to be given such tokens; ``subject_claim`` never changes
    for a person, ``groups_claim`` lists their groups. ``proxy`` and ``ca_file`` are for reaching the provider.
    """

    issuer: str
    client: str
    audience: str
    groups_claim: str = "groups"
    subject_claim: str = "sub"
    token_type: str = "at+jwt"  # noqa: S105 - what RFC 9068 calls it
    scope: str = USUAL_SCOPE
    resource: str = ""
    ca_file: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a service runs. Sizes in bytes after decoding, times in seconds."""

    database: str
    replica: str = ""  # a PostgreSQL that follows; asked for pages when it is not behind
    allow_local_accounts: bool = False
    oidc: Oidc | None = None
    clock: Clock = SystemClock()
    new_id: NewId = fresh_id
    # What RFC 9106 recommends where memory is dear; below it only where nothing is at stake.
    password_memory_kib: int = 65_536
    password_passes: int = 3
    token_s: int = 600
    refresh_s: int = 14 * 86_400
    lease_s: int = 12 * 3_600
    next_check_s: int = 60
    body_limit: int = 1_048_576
    body_wait_s: float = 30.0
    changes_limit: int = 100
    page_records: int = 1_000
    page_bytes: int = 4 * 1_048_576
    in_flight: int = 256
    requests_a_minute: int = 6_000  # of one device; a first sync of a large register asks some hundred times
    waiting: int = 20_000
    waiting_each: int = 4
    wait_s: int = 50
    permit_s: int = 90 * 86_400  # how long a desk that keeps nothing may lie switched off with a sealed draft on it
    sealed_a_minute: int = 60  # of one address
    recovery_s: int = 8 * 3_600
    draft_author_days: int = 7
    draft_supervisor_days: int = 28
    min_client: str = "0.1.0"  # older programs read nothing new; they send, always
    erasure_list: str = ""  # where erasures are listed, apart from the register; beside an embedded one if empty
    pulse_s: float = 0.5
    log_beat_s: float = 0.0  # how often the log's tree is brought up to date unasked; 0: only when asked
    pool_size: int = 10
    attachment_bytes: int = LARGEST
    attachment_part_bytes: int = PART_BYTES
    attachment_types: tuple[str, ...] = tuple(FILE_TYPES)
    attachments_under_way: int = 8 * LARGEST  # of one person, before reports name them
    attachment_keep_s: int = 30 * 86_400
    # Whether a device must be approved before it is handed anything, and how much one may hold. Left empty, the
    # environment decides: a live register on PostgreSQL asks for approval, a live one of either kind has a ceiling.
    approval: Approval = ""
    briefcase_records: int = 0
    briefcase_bytes: int = 0

    @property
    def local_accounts(self) -> bool:
        """Whether people may sign in by a password kept here: by default only where nobody else can vouch for them."""
        return self.allow_local_accounts or (self.embedded and self.oidc is None)

    @property
    def embedded(self) -> bool:
        """Whether the register lies in an encrypted file beside this program."""
        return not self.database.startswith(("postgresql://", "postgresql+psycopg://"))
