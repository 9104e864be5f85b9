"""How long this cache may be opened: the lease as it was given, judged by a clock that never counts backwards."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from crimint_desktop.keys.lease import read_lease
from crimint_desktop.store import cursors, preferences
from crimint_domain.errors import Unavailable
from crimint_domain.views import instant

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import Checkpoint
    from crimint_desktop.store.database import Connection
    from crimint_desktop.store.logbook import Logbook
    from crimint_domain.ids import Clock

__all__ = [
    "AGREED_AT", "ENDED", "LEASE", "LEASE_KEY", "LEASE_UNTIL", "has_ended", "keep_lease", "pin", "steady_now", "until",
]  # fmt: skip

# Names of what stands in the preferences of the cache.
AGREED_AT: Final = "agreed_at"
LEASE: Final = "lease"
LEASE_KEY: Final = "lease_key"
LEASE_UNTIL: Final = "lease_until"
ENDED: Final = (
    "The permission to keep records on this device has ended. Sign in to the service to open it again. "
    "What you wrote and have not sent is kept."
)
_LATEST_TIME: Final = "latest time"
_NONE: Final = "none"


def pin(conn: Connection, key: str) -> None:
    """Keep the service's key (base64) by which leases are checked from now on: the first one said at a sign-in, or that
    the service has none (empty). A key that is said later does not replace one, so that whoever comes between cannot
    sign leases of their own; that there is none is never said of a service that had one."""
    kept = preferences.get(conn, LEASE_KEY)
    if not kept or (key and kept == _NONE):
        preferences.set(conn, LEASE_KEY, key or _NONE)


def keep_lease(conn: Connection, checkpoint: Checkpoint, book: Logbook) -> str:
    """Keep a renewed lease; return a sentence when it could not be trusted, and keep the one before.

    An empty one was not renewed: the one at hand runs on. A cache that does not know by which key to check it (no
    sign-in with this version of the program yet) takes none: what it has runs on until the next sign-in. Only of a
    service that had no key at the sign-in its word is taken.
    """
    key = str(preferences.get(conn, LEASE_KEY) or "")
    if not checkpoint.lease or not key:
        return ""
    ends = instant(checkpoint.lease_until)
    if key != _NONE:
        try:
            lease = read_lease(checkpoint.lease, key, book.user, book.device, instant(checkpoint.server_time))
        except Unavailable as fault:
            return fault.says
        ends = lease.ends_here(steady_now(conn, book.clock))
    preferences.set(conn, LEASE, checkpoint.lease)
    preferences.set(conn, LEASE_UNTIL, ends.isoformat() if ends else None)
    return ""


def until(conn: Connection) -> datetime | None:
    """Return when the lease ends by this computer's clock; None before the first."""
    return instant(preferences.get(conn, LEASE_UNTIL))


def has_ended(conn: Connection, clock: Clock) -> bool:
    """Say whether the cache may not be opened without the service any more. Where nothing of the service was ever
    taken, there is nothing to permit: what a person wrote here is their own."""
    now, ends = steady_now(conn, clock), until(conn)
    if ends is None:
        return bool(cursors.streams(conn))
    return now > ends


def steady_now(conn: Connection, clock: Clock) -> datetime:
    """The time by a clock that cannot be put back: never earlier than the latest time seen here, which is kept."""
    seen = [instant(preferences.get(conn, name)) for name in (_LATEST_TIME, AGREED_AT)]
    now = max([clock.now(), *(each for each in seen if each is not None)])
    preferences.set(conn, _LATEST_TIME, now.isoformat(timespec="seconds"))
    return now
