"""Changes whose record does not come by itself any more: it stands in a folder that is not held here (any more).

The service answers such a change with a clash, because others have changed the record, or because after a restore no
version is known here; and no stream brings what it clashes with. So the record is asked for by itself, and what waits
is settled on it as on a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crimint_desktop.store import outbox, records
from crimint_desktop.store.arriving import Served
from crimint_desktop.store.records import Held
from crimint_desktop.sync import entitlement
from crimint_desktop.sync.applying import Applied, Hand, settle_on, settle_record

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import RecordNow
    from crimint_desktop.store.database import Connection

__all__ = ["settle_stranded", "stranded"]


def stranded(conn: Connection) -> tuple[str, ...]:
    """Return the records on which a change waits that the service did not take as it was, once everything that is
    offered has been read."""
    waiting = {each.change.record for each in outbox.all(conn) if each.state == "waiting" and each.attempts}
    return tuple(sorted(waiting))


def settle_stranded(conn: Connection, hand: Hand, now: RecordNow) -> Applied:
    """Settle what waits on a record on how it stands at the service. Where a copy is here still, it is brought up to
    that first; a record that is not here is not kept for it."""
    served = Served(now.id, now.kind, now.schema, now.version, now.document, now.by, now.at)
    if not entitlement.may_keep(conn, served):
        return Applied()
    here = records.find(conn, now.id)
    if here is not None and here.raw is not None:
        records.put(conn, here.stream, (served,))
        found = settle_record(conn, hand, now.id)
    else:
        there = Held(
            now.id, now.kind, now.schema, now.version, "", now.document, now.document, now.by, now.at, unsent=True,
            in_conflict=False,
        )  # fmt: skip
        found = settle_on(conn, hand, there)
    return Applied(frozenset((now.id,)), 0, found)
