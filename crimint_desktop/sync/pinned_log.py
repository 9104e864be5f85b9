"""The service's log, watched from here: the newest signed head is kept, and what follows must have grown out of it.

Whoever rewrites the log at the service would have to rewrite what every workstation has kept. A head that does not
follow is an alarm, ``log-rewritten``: told, kept beside the head it contradicts, and never taken in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.keys.log_head import genuine_head
from crimint_desktop.store import logbook, preferences
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.log_head import device_body
from crimint_domain.merkle import is_consistent, is_included, leaf_hash
from crimint_domain.views import instant

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import Checkpoint
    from crimint_desktop.store.database import Connection, Database
    from crimint_desktop.store.logbook import Logbook
    from crimint_desktop.sync.port import ServicePort
    from crimint_domain.log_head import LogHead

__all__ = ["LOG_ALARM", "LOG_KEY", "LOG_PIN", "pin_log_key", "watch_log"]

# Names of what stands in the preferences of the cache.
LOG_KEY: Final = "log_key"
LOG_PIN: Final = "log_pin"
LOG_ALARM: Final = "log_alarm"
_PINS_BEFORE: Final = "log_pins_before"
_SAMPLE: Final = "log_sample"
_SAMPLED_AT: Final = "log_sampled_at"
_UNPROVEN: Final = "log_unproven"

_EVERY: Final = timedelta(hours=1)
_SETTLED: Final = timedelta(minutes=2)
_DAY: Final = timedelta(days=1)
_ALARM: Final = (
    "log-rewritten: {why}. The service's log may have been altered. This device keeps the proof and believes no newer"
    " head until this is explained. You can go on working: everything you write is kept and sent. Tell your"
    " administrator and your data protection officer; this is said again every day."
)
_NOT_PROVED: Final = (
    "log-unproven: for a day the service has not proved that its log only grew. Tell your administrator."
)
_ANEW: Final = "The service's log begins anew with this; what this device knew of it before is kept."


class _Rewritten(Exception):
    """The log does not follow from what was kept; says why."""


def pin_log_key(conn: Connection, key: str) -> None:
    """Keep the service's key (base64) by which heads of its log are checked: the first one said at a sign-in."""
    if key and not preferences.get(conn, LOG_KEY):
        preferences.set(conn, LOG_KEY, key)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What stands in the cache: the key, the pinned note, and an entry of this device's own to look for."""

    key: str
    note: str
    sample: Mapping[str, Any]


@dataclass(slots=True)
class _Found:
    """What is to be kept of a look at the log, and told."""

    note: str = ""
    anew: bool = False
    sampled_at: str = ""
    told: list[str] = field(default_factory=list)


def watch_log(port: ServicePort, db: Database, book: Logbook, checkpoint: Checkpoint) -> list[str]:
    """Compare the head that came with a checkpoint with the one that was kept, and keep it if it follows.

    Returns sentences to tell; an alarm once a day. Without an answer to a question for a proof, nothing changes: it
    is asked again in the next round. A cache that never saw the log's key watches nothing.
    """
    kept = db.read(_kept).result()
    if not kept.key:
        return []
    found = _Found()
    try:
        _look(port, book, checkpoint, kept, found)
    except _Rewritten as wrong:
        says = _ALARM.format(why=wrong)
        return db.run(lambda conn: _raise_alarm(conn, says, kept.note, checkpoint), waiting=False).result()
    except (Unavailable, Refused):
        return db.run(lambda conn: _unproven(conn, checkpoint), waiting=False).result()
    db.run(lambda conn: _keep(conn, kept, found, checkpoint), waiting=False).result()
    return found.told


def _kept(conn: Connection) -> _Kept:
    values = (preferences.get(conn, name) for name in (LOG_KEY, LOG_PIN, _SAMPLE))
    key, note, sample = values
    return _Kept(str(key or ""), str(note or ""), sample or {})


def _look(port: ServicePort, book: Logbook, checkpoint: Checkpoint, kept: _Kept, found: _Found) -> None:
    pinned = genuine_head(kept.note, kept.key) if kept.note else None
    same_history = pinned is not None and _epoch(pinned) == checkpoint.epoch
    if not checkpoint.log:
        if same_history:
            raise _Rewritten("it shows its log no more")
        return
    head = genuine_head(checkpoint.log, kept.key)
    if head is None or _epoch(head) != checkpoint.epoch:
        raise _Rewritten("the head of its log is not signed by the service this cache belongs to")
    if pinned is not None and same_history:
        _follow(port, pinned, head)
    found.note, found.anew = checkpoint.log, pinned is not None and not same_history
    found.told += [_ANEW] if found.anew else []
    if kept.sample and not found.anew:
        _find_own(port, book, kept.sample, head, found)


def _epoch(head: LogHead) -> str:
    return head.origin.rpartition("/")[2]


def _follow(port: ServicePort, pinned: LogHead, head: LogHead) -> None:
    if head.origin != pinned.origin:
        raise _Rewritten("its log goes by another name")
    if head.size < pinned.size:
        raise _Rewritten(f"its log had {pinned.size:,} entries and now has {head.size:,}")
    path = port.log_proofs.consistency(pinned.size, head.size) if head.size > pinned.size else ()
    if path is None or not is_consistent(pinned.size, head.size, pinned.root, head.root, path):
        raise _Rewritten(f"its log of {head.size:,} entries does not begin with the {pinned.size:,} it had before")


def _find_own(port: ServicePort, book: Logbook, sample: Mapping[str, Any], head: LogHead, found: _Found) -> None:
    """Look for an entry of this device in the log, once there was time to put it there."""
    since, signed = instant(str(sample["since"])), instant(head.at)
    if since is None or signed is None or signed - since < _SETTLED:
        return
    sequence, entry_hash = int(sample["sequence"]), str(sample["hash"])
    leaf = leaf_hash(device_body(book.device, book.user, sequence, entry_hash))
    proof = port.log_proofs.inclusion(leaf, head.size)
    if proof is None or not is_included(leaf, proof.index, head.size, proof.path, head.root):
        raise _Rewritten(f"entry {sequence} of this device, which it had taken, is not in its log")
    found.sampled_at = head.at


def _keep(conn: Connection, kept: _Kept, found: _Found, checkpoint: Checkpoint) -> None:
    if found.anew:
        before = preferences.get(conn, _PINS_BEFORE) or []
        preferences.set(conn, _PINS_BEFORE, [*before, kept.note])
    preferences.drop(conn, _UNPROVEN)
    if found.note:
        preferences.set(conn, LOG_PIN, found.note)
    if found.anew or found.sampled_at:
        preferences.drop(conn, _SAMPLE)
        preferences.set(conn, _SAMPLED_AT, found.sampled_at)
    elif not kept.sample:
        _choose_sample(conn, checkpoint)


def _choose_sample(conn: Connection, checkpoint: Checkpoint) -> None:
    """Remember the last entry the service has taken, to be looked for in its log later; at most once an hour."""
    last, now = instant(str(preferences.get(conn, _SAMPLED_AT) or "")), instant(checkpoint.server_time)
    if now is None or (last is not None and now - last < _EVERY):
        return
    sequence = min(logbook.acknowledged(conn), checkpoint.audit_acked)
    entry_hash = conn.exec_driver_sql("SELECT hash FROM audit WHERE sequence = ?", (sequence,)).scalar()
    if entry_hash is not None:
        said = {"sequence": sequence, "hash": entry_hash, "since": checkpoint.server_time}
        preferences.set(conn, _SAMPLE, said)


def _unproven(conn: Connection, checkpoint: Checkpoint) -> list[str]:
    """The proof was not had this time; tell when that has been so for a day, once a day."""
    since = instant(str(preferences.get(conn, _UNPROVEN) or ""))
    now = instant(checkpoint.server_time)
    if since is not None and now is not None and now - since < _DAY:
        return []
    preferences.set(conn, _UNPROVEN, checkpoint.server_time)
    return [] if since is None else [_NOT_PROVED]


def _raise_alarm(conn: Connection, says: str, pinned: str, checkpoint: Checkpoint) -> list[str]:
    """Keep the first alarm with both heads for good; tell it once a day."""
    alarm = preferences.get(conn, LOG_ALARM) or {
        "says": says, "at": checkpoint.server_time, "pinned": pinned, "offered": checkpoint.log, "told": "",
    }  # fmt: skip
    today = checkpoint.server_time[:10]
    told = alarm["told"] == today
    preferences.set(conn, LOG_ALARM, {**alarm, "told": today})
    return [] if told else [says]
