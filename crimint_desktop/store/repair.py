"""What sync alone asks of the cache: versions that no longer count, what nobody claimed, what is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crimint_domain.ids import text_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = [
    "OVER_SHARED", "forget_bases", "forget_rejected", "forget_versions", "has_work", "over_shared", "reports_held",
    "unclaimed", "undecided", "unseen", "worked_on",
]  # fmt: skip


OVER_SHARED: Final = (
    "over-shared: the service sent a record that is not for you. Nothing of it was kept here. Tell your administrator."
)


def forget_versions(conn: Connection, stream: str) -> None:
    """Let whatever the service sends of this stream count again, also what is older than the copy here.

    The copies stay readable until then. Those the service does not send are :func:`unclaimed` afterwards.
    """
    conn.exec_driver_sql("UPDATE record SET version = 0, share = 0 WHERE stream = ?", (stream,))
    conn.exec_driver_sql("DELETE FROM rejected WHERE stream = ?", (stream,))


def forget_bases(conn: Connection) -> None:
    """Let what was made on versions of another history count as made on none: none of it may be taken for made on
    what has the same number now."""
    conn.exec_driver_sql("UPDATE outbox SET base_version = 0 WHERE attempts = 0 AND document IS NULL")
    conn.exec_driver_sql("UPDATE edit SET base_version = 0 WHERE before IS NOT NULL AND base_version > 0")


def forget_rejected(conn: Connection, says: str) -> None:
    """Let what was turned away with this sentence be missed, so that its streams are read again."""
    conn.exec_driver_sql("DELETE FROM rejected WHERE says = ?", (says,))


def over_shared(conn: Connection) -> int:
    """Return how many records the service holds for this device that were not kept because they are not for its
    reader."""
    return int(conn.exec_driver_sql("SELECT count(*) FROM rejected WHERE says = ?", (OVER_SHARED,)).scalar_one())


def unclaimed(conn: Connection, stream: str) -> tuple[str, ...]:
    """Return the records of a stream whose versions were forgotten and that have not come again."""
    # Forgotten together with the version, the share finds them by the index.
    found = conn.exec_driver_sql("SELECT id FROM record WHERE stream = ? AND share = 0 AND version = 0", (stream,))
    return tuple(text_of(raw_id) for (raw_id,) in found)


def unseen(conn: Connection) -> tuple[tuple[str, int], ...]:
    """Return the records, with versions, that the service took from here and that stand in no stream yet."""
    found = conn.exec_driver_sql("SELECT id, version FROM record WHERE stream = '' AND version > 0")
    return tuple((text_of(raw_id), version) for raw_id, version in found)


def worked_on(conn: Connection, stream: str) -> tuple[str, ...]:
    """Return the records of a stream on which a form is open, a conflict waits, or a refused change lies."""
    found = conn.exec_driver_sql(
        "SELECT id FROM record WHERE stream = ? AND (id IN (SELECT record FROM edit)"
        " OR id IN (SELECT record FROM conflict) OR id IN (SELECT record FROM outbox WHERE state = 'refused'))",
        (stream,),
    )
    return tuple(text_of(raw_id) for (raw_id,) in found)


def undecided(conn: Connection, stream: str) -> int:
    """Return how many changes of a stream's records the service has not decided yet."""
    return int(
        conn.exec_driver_sql(
            "SELECT count(*) FROM outbox JOIN record ON record.id = outbox.record"
            " WHERE outbox.state != 'refused' AND record.stream = ?",
            (stream,),
        ).scalar_one()
    )


def has_work(conn: Connection) -> bool:
    """Say whether there is any unsent change or any conflict."""
    return bool(
        conn.exec_driver_sql("SELECT EXISTS(SELECT 1 FROM outbox) OR EXISTS(SELECT 1 FROM conflict)").scalar_one()
    )


def reports_held(conn: Connection) -> int:
    """Return how many reports of the service are here."""
    return int(conn.exec_driver_sql("SELECT count(*) FROM record WHERE kind = 'report' AND version > 0").scalar_one())
