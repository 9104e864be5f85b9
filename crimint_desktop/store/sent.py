"""Changes the service has taken, kept for a while: a service put back from a backup may have lost them.

After a new epoch they are offered once more, under their own ids. A service that still has them answers that it was
done before, and changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from crimint_desktop.store import records
from crimint_domain.ids import bytes_of, text_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

__all__ = ["KEPT_DAYS", "keep", "offer_again", "tidy"]

KEPT_DAYS: Final = 30
"""How long a change is kept after the service has taken it: a backup that is older brings it back no more."""

_CONTENT: Final = "id, kind, schema, record, base_version, document, parts, step, reason, aside, before, made_at"


def keep(conn: Connection, change: str, accepted_at: datetime) -> None:
    """Keep a change of the outbox that was accepted; the caller then takes it out of the outbox."""
    conn.exec_driver_sql(
        f"INSERT OR REPLACE INTO sent({_CONTENT}, accepted_at) SELECT {_CONTENT}, ? FROM outbox WHERE id = ?",  # noqa: S608 - our own names
        (accepted_at.isoformat(), bytes_of(change)),
    )


def offer_again(conn: Connection) -> int:
    """Put every kept change back into the outbox, before what waits there, and return how many.

    They come as changes that may have arrived: sent exactly as they were, and decided by their receipts alone.
    """
    first = conn.exec_driver_sql("SELECT min(coalesce(min(sequence), 1), 1) FROM outbox").scalar_one()
    last = conn.exec_driver_sql("SELECT coalesce(max(sequence), 0) FROM sent").scalar_one()
    touched = conn.exec_driver_sql("SELECT DISTINCT record FROM sent ORDER BY record").scalars().all()
    done = conn.exec_driver_sql(
        f"INSERT OR IGNORE INTO outbox(sequence, {_CONTENT}, attempts, state, refused)"  # noqa: S608 - our own names
        f" SELECT sequence + ?, {_CONTENT}, 1, 'sending', '' FROM sent ORDER BY sequence",
        (first - last - 1,),
    )
    conn.exec_driver_sql("DELETE FROM sent")
    for raw_id in touched:
        records.project(conn, text_of(raw_id))
    return done.rowcount


def tidy(conn: Connection, now: datetime) -> bool:
    """Forget what was kept for long enough, and what belongs to records that are not here any more; say whether there
    was anything. Of those, a refused change keeps what its author typed, and no longer the document it was typed on.
    """
    forgotten = conn.exec_driver_sql(
        "DELETE FROM sent WHERE accepted_at < ? OR record NOT IN (SELECT id FROM record)",
        ((now - timedelta(days=KEPT_DAYS)).isoformat(),),
    )
    stripped = conn.exec_driver_sql(
        "UPDATE outbox SET before = NULL"
        " WHERE state = 'refused' AND before IS NOT NULL AND record NOT IN (SELECT id FROM record)"
    )
    return bool(forgotten.rowcount or stripped.rowcount)
