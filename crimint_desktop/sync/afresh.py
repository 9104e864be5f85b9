"""Another history: what a cache forgets, and what it keeps, when the service was put back to an earlier state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crimint_desktop.store import cursors, outbox, repair, sent
from crimint_desktop.sync.applying import start_again

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection, Database
    from crimint_desktop.sync.port import ServicePort

__all__ = ["forget_epoch"]

_RESTORED: Final = "The service was put back to an earlier state. Everything is read again; {offered} sent once more."


def forget_epoch(port: ServicePort, db: Database, epoch: str) -> str:
    """Forget the versions and cursors of the old history, which say nothing any more, and return the sentence that
    tells so. Unsent work stays, and what the service had taken lately is offered once more, because it may have lost
    it. ``epoch`` is the history from now on: what is sent before the next checkpoint is made on that one, so that a
    service which is put back once more meanwhile says so, and what it took in between is not taken for kept.

    What may have arrived without an answer is asked for first: the service takes nothing any more that comes under the
    old epoch, so what it does not have it will not have, and such a change is settled like one that was never tried.
    Raises Unavailable, and nothing is forgotten, when the service cannot be asked.
    """
    never = [each for each in db.read(outbox.doubtful).result() if port.receipt(each) is None]

    def forget(conn: Connection) -> int:
        outbox.never_arrived(conn, never)
        start_again(conn, [each.id for each in cursors.streams(conn)])
        repair.forget_bases(conn)
        cursors.set_epoch(conn, epoch)
        return sent.offer_again(conn)

    return _RESTORED.format(offered=_changes(db.run(forget, waiting=False).result()))


def _changes(number: int) -> str:
    return "1 change of yours is" if number == 1 else f"{number:,} changes of yours are"
