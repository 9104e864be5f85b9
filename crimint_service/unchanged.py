"""The checkpoint of a device that holds everything already: nearly every one there is.

It is answered from what was read when the device was met and one look at its streams. It is written down only every
few minutes: until then the device gets a fresh lease up to the very moment that stands written, so that what the
register says of a lost device stays true.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from crimint_domain.views import instant, instant_text
from crimint_service import access, devices, feed, subscriptions
from crimint_service.checkpoint import Held, Terms, agreed_on
from crimint_service.recognition import Met, Stood
from crimint_service.tables import device

__all__ = ["WRITTEN_EVERY_S", "Unchanged", "note_seen", "unchanged"]

WRITTEN_EVERY_S: Final = 300
"""How old at most is what the register says of when a device was last here and agreed, and of its lease."""

_SHARE_OF_LEASE: Final = 10
_SEEN: Final = (
    sa.update(device)
    .where(
        device.c.device_id == sa.bindparam("this_device"), device.c.user_id == sa.bindparam("this_user"),
        device.c.state == devices.APPROVED, device.c.command == "", device.c.last_at == sa.bindparam("was_at"),
        device.c.agreed_on == sa.bindparam("was_agreed"),
    )
    .values(
        last_at=sa.bindparam("at"), agreed_at=sa.bindparam("at"), lease_until=sa.bindparam("until"),
        agreed_on=sa.bindparam("agreed"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unchanged:
    """That nothing is new: when the lease to give ends, and whether that must be written down first."""

    until: datetime
    to_write: bool


def unchanged(
    connection: sa.Connection, met: Met, device_id: str, held: Held, now: datetime, terms: Terms
) -> Unchanged | None:
    """Return on what terms the device goes on; None whenever anything at all is to be told or done, which
    :func:`crimint_service.checkpoint.checkpoint` then finds out."""
    stood, principal = met.stood, met.known.principal
    if stood is None or stood.standing.state != devices.APPROVED or stood.standing.command:
        return None
    if stood.agreed_on != agreed_on(stood.last_at, held.digest):
        return None
    if stood.acked < held.audit_seq or stood.cache != held.cache:
        return None
    states = access.streams(connection, principal)
    given = subscriptions.offered(connection, principal.user, device_id, states, terms.ceiling, stood.subscribed)
    return _terms(stood, now, terms) if feed.have_digest(given) == held.digest else None


def _terms(stood: Stood, now: datetime, terms: Terms) -> Unchanged:
    until, longest = instant(stood.lease_until), timedelta(seconds=terms.lease_s)
    oldest = timedelta(seconds=min(WRITTEN_EVERY_S, terms.lease_s // _SHARE_OF_LEASE))
    if until is None or not longest - oldest < until - now <= longest:
        return Unchanged(now + longest, to_write=True)
    return Unchanged(until, to_write=False)


def note_seen(
    connection: sa.Connection, user: str, device_id: str, stood: Stood, held: Held, now: datetime, until: datetime
) -> bool:
    """Write down that a device was here, agreed, and has a lease; say whether everything still stood as it was met."""
    at = instant_text(now) or ""
    values = {
        "this_device": device_id, "this_user": user, "was_at": stood.last_at, "was_agreed": stood.agreed_on, "at": at,
        "until": instant_text(until) or "", "agreed": agreed_on(at, held.digest),
    }  # fmt: skip
    return connection.execute(_SEEN, values).rowcount == 1
