"""This device before the service: its key, what it was told to do, and why its cache opens only with a sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from crimint_desktop.keys.device_key import DeviceKey
from crimint_desktop.store import preferences
from crimint_domain.device import log_piece

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection
    from crimint_desktop.store.logbook import Logbook
    from crimint_domain.audit import Entry

__all__ = ["LOCKED", "WAITS", "hold_shut", "is_registered", "key_of", "registered", "shut_because", "signed", "unshut"]

LOCKED: Final = (
    "The service has locked this device. Sign in to the service to open it again; everything you wrote is kept."
)
WAITS: Final = (
    "This device waits until an administrator approves it. You can write and send; nothing is received until then."
)
_KEY: Final = "device_key"
_REGISTERED: Final = "device_registered"
_SHUT: Final = "opens_only_with_a_sign_in"


def key_of(conn: Connection, book: Logbook) -> DeviceKey:
    """Return the key of this device, made when it is first asked for."""
    kept = preferences.get(conn, _KEY)
    if kept is not None:
        return DeviceKey.from_text(str(kept))
    made = DeviceKey.make(book.chance)
    preferences.set(conn, _KEY, made.private_text)
    return made


def is_registered(conn: Connection) -> bool:
    """Say whether the service knows this device's key."""
    return bool(preferences.get(conn, _REGISTERED))


def registered(conn: Connection) -> None:
    """Remember that the service knows this device's key."""
    preferences.set(conn, _REGISTERED, True)


def signed(key: DeviceKey, book: Logbook, entries: Sequence[Entry]) -> str:
    """Return this device's signature under a piece of its log."""
    first, last = entries[0], entries[-1]
    return key.sign(log_piece(book.user, book.device, first.sequence, first.previous, last.hash))


def hold_shut(conn: Connection, says: str) -> None:
    """Let this cache be opened only with a sign-in to the service, and say why."""
    preferences.set(conn, _SHUT, says)


def shut_because(conn: Connection) -> str:
    """Return why this cache opens only with a sign-in, or nothing."""
    return str(preferences.get(conn, _SHUT) or "")


def unshut(conn: Connection) -> None:
    """Somebody has signed in: the cache opens again."""
    preferences.drop(conn, _SHUT)
