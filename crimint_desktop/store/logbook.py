"""The device's log: a hash chain written before anything is shown, its reasons beside it.

The chain proves that nothing inside it was altered. That its end was not cut off, only something outside the file
can tell: the anchor, which :func:`keep_anchor` moves forward and :func:`check` compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from crimint_desktop.store import preferences
from crimint_desktop.store.plain_json import read_json, write_json
from crimint_domain.audit import GENESIS, Action, Entry, chained, commitment, verify
from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from crimint_domain.ids import Clock

__all__ = [
    "AnchorPort",
    "Anchored",
    "Logbook",
    "LoggedReason",
    "acknowledge",
    "acknowledged",
    "append",
    "check",
    "erase_reason",
    "forget_reasons",
    "head",
    "keep_anchor",
    "of_record",
    "reason_of",
    "send_again",
    "unsent",
    "verify_chain",
]  # fmt: skip

_SALT_BYTES: Final = 16
_ACKNOWLEDGED: Final = "log_acknowledged"
_NAMES: Final = tuple(Entry.__dataclass_fields__)
_SELECT: Final = f"SELECT {', '.join(_NAMES)} FROM audit"  # noqa: S608 - our own names


class Anchored(Protocol):
    """Where the log once stood."""

    @property
    def count(self) -> int:
        """Its number of entries."""

    def is_head(self, head_hex: str) -> bool:
        """Whether this was the hash of its last entry."""


class AnchorPort(Protocol):
    """Something outside the file that remembers where the log stood."""

    def write(self, count: int, head_hex: str) -> None:
        """Remember it."""

    def read(self) -> Anchored | None:
        """Return what was remembered last, or None before the first time."""


@dataclass(frozen=True, slots=True)
class Logbook:
    """Who writes the log, on which device, with which clock; ``chance`` returns so many random bytes."""

    user: str
    device: str
    clock: Clock
    chance: Callable[[int], bytes]
    anchor: AnchorPort | None = None


@dataclass(frozen=True, slots=True)
class LoggedReason:
    """The reason or query of an entry, with the salt of its commitment."""

    sequence: int
    salt: bytes
    text: str


def append(
    conn: Connection, logbook: Logbook, action: Action, act: str, records: Sequence[str] = (), words: str = ""
) -> Entry:
    """Write one line and return it; it stands once the caller's transaction is committed.

    ``records`` are ``id@version``; ``words`` are the reason or the query. Raises Unavailable (out of the lane) when
    the disk does not take it: then nothing may be shown.
    """
    sequence, previous = head(conn)
    salt = logbook.chance(_SALT_BYTES) if words else b""
    entry = chained(
        Entry(
            sequence + 1, logbook.clock.now().isoformat(), int(logbook.clock.monotonic() * 1000), action, act,
            logbook.user, logbook.device, tuple(records), commitment(salt, words) if words else "", previous,
        )
    )  # fmt: skip
    plain = (getattr(entry, name) for name in _NAMES)
    values = [write_json(each) if isinstance(each, tuple) else each for each in plain]
    conn.exec_driver_sql(f"INSERT INTO audit({', '.join(_NAMES)}) VALUES(?,?,?,?,?,?,?,?,?,?,?)", tuple(values))
    if words:
        conn.exec_driver_sql("INSERT INTO reason(sequence, salt, text) VALUES(?,?,?)", (entry.sequence, salt, words))
    return entry


def head(conn: Connection) -> tuple[int, str]:
    """Return how many entries the log has and the hash of the last."""
    row = conn.exec_driver_sql("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1").one_or_none()
    return (0, GENESIS) if row is None else (row[0], row[1])


def unsent(conn: Connection, limit: int = 1000) -> tuple[tuple[Entry, ...], tuple[LoggedReason, ...]]:
    """Return the oldest entries the service has not acknowledged, and the reasons of those."""
    after = acknowledged(conn)
    found = conn.exec_driver_sql(f"{_SELECT} WHERE sequence > ? ORDER BY sequence LIMIT ?", (after, limit))
    entries = tuple(map(_entry, found))
    last = entries[-1].sequence if entries else after
    reasons = conn.exec_driver_sql(
        "SELECT sequence, salt, text FROM reason WHERE sequence > ? AND sequence <= ? ORDER BY sequence", (after, last)
    )
    return entries, tuple(LoggedReason(*row) for row in reasons)


def acknowledged(conn: Connection) -> int:
    """Return the last entry the service has."""
    return int(preferences.get(conn, _ACKNOWLEDGED) or 0)


def acknowledge(conn: Connection, sequence: int) -> None:
    """Remember that the service has every entry up to this one; it goes backwards only by :func:`send_again`."""
    preferences.set(conn, _ACKNOWLEDGED, max(sequence, acknowledged(conn)))


def send_again(conn: Connection, after: int) -> None:
    """Let everything after this entry count as not sent: the service says that it has no more."""
    preferences.set(conn, _ACKNOWLEDGED, min(after, acknowledged(conn)))


def of_record(conn: Connection, record: str) -> tuple[Entry, ...]:
    """Return this device's entries that name a record, newest first."""
    found = conn.exec_driver_sql(f"{_SELECT} WHERE instr(CAST(records AS TEXT), ?) ORDER BY sequence DESC", (record,))
    return tuple(map(_entry, found))


def reason_of(conn: Connection, sequence: int) -> str:
    """Return the reason or query of an entry; empty when it had none or it was erased."""
    return str(conn.exec_driver_sql("SELECT text FROM reason WHERE sequence = ?", (sequence,)).scalar() or "")


def erase_reason(conn: Connection, sequence: int) -> None:
    """Erase the words of an entry and their salt; the chain stays whole."""
    conn.exec_driver_sql("DELETE FROM reason WHERE sequence = ?", (sequence,))


def forget_reasons(conn: Connection, record: str) -> None:
    """Erase the words of every entry that names a record, as far as the service has them; the chain stays whole."""
    conn.exec_driver_sql(
        "DELETE FROM reason WHERE sequence <= ? AND sequence IN"
        " (SELECT sequence FROM audit WHERE instr(CAST(records AS TEXT), ?))",
        (acknowledged(conn), record),
    )


def verify_chain(conn: Connection) -> tuple[int, str]:
    """Check every entry and return their number and the last hash; raises Refused naming the first that is wrong."""
    return verify(_every(conn))


def _every(conn: Connection) -> Iterator[Entry]:
    yield from map(_entry, conn.exec_driver_sql(f"{_SELECT} ORDER BY sequence"))


def keep_anchor(logbook: Logbook, standing: tuple[int, str], *, every: int = 50) -> bool:
    """Move the anchor to where the log stands (:func:`head`, read where only what is committed is seen) if that is
    ``every`` entries or more away; say whether it moved.

    To be called after work, and with ``every=1`` before closing, and on no lane of the store: the keyring may take
    a tenth of a second, or ask the user to unlock it. Raises Unavailable when it cannot be reached.
    """
    if logbook.anchor is None:
        return False
    count, last = standing
    known = logbook.anchor.read()
    if count - (known.count if known else 0) < every:
        return False
    logbook.anchor.write(count, last)
    return True


def check(conn: Connection, logbook: Logbook) -> None:
    """Compare the log with its anchor, as at opening. Raises Unavailable: ``log-cut`` when its end, or the whole
    file, is older than what was anchored; ``log-altered`` when another entry stands where the anchor was."""
    known = logbook.anchor.read() if logbook.anchor else None
    if known is None or known.count == 0:
        return
    count, _ = head(conn)
    if count < known.count:
        raise Unavailable(
            f"The log of this device ends at entry {count}, but it had {known.count} entries before. The offline"
            " cache was put back from an older copy or cut short, so it was not opened. Tell your administrator, and"
            " begin a new copy at the sign-in; everything that was sent is safe at the service.",
            cause="log-cut",
        )
    there = conn.exec_driver_sql("SELECT hash FROM audit WHERE sequence = ?", (known.count,)).scalar()
    if there is None or not known.is_head(str(there)):
        raise Unavailable(
            f"Entry {known.count} of this device's log is not the one that was written. The log was altered, so the"
            " offline cache was not opened. Tell your administrator, and begin a new copy at the sign-in; everything"
            " that was sent is safe at the service.",
            cause="log-altered",
        )


def _entry(row: Sequence[Any]) -> Entry:
    values = dict(zip(_NAMES, row, strict=True))
    values["records"] = tuple(read_json(values["records"]))
    return Entry(**values)
