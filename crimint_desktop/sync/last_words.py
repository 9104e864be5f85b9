"""The last words of a cache that is about to be destroyed: what was typed in it goes to the service first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from crimint_desktop.store import conflicts, cursors, edits, outbox
from crimint_desktop.sync.applying import Hand, hand_over
from crimint_desktop.sync.settle import put_aside
from crimint_domain.change import Change

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection, Database
    from crimint_desktop.sync.port import ServicePort

__all__ = ["last_words", "set_aside"]


def last_words(conn: Connection, hand: Hand) -> None:
    """Turn everything typed here into ordinary changes: forms, conflicts, and drafts that were never sent."""
    worked_on = {each.record for each in edits.all(conn)} | {each.record for each in conflicts.all(conn)}
    for edit in edits.all(conn):
        if edit.before is None:
            edits.drop(conn, edit.record)
            whole = Change(hand.new_id(), edit.kind, edit.schema, edit.record, 0, document=edit.document)
            outbox.add_apart(conn, whole, hand.clock.now())
    hand_over(conn, hand, worked_on)


def set_aside(port: ServicePort, db: Database, hand: Hand, clashed: Mapping[str, int]) -> None:
    """Put what clashed aside into the history of its record, because nobody will be here to choose: change by change,
    on the version that stands at the service. Raises Unavailable or Refused."""
    epoch = db.read(cursors.epoch).result()
    for record, version in sorted(clashed.items()):
        stands = version
        waiting = db.read(lambda conn, of=record: outbox.of_record(conn, of)).result()  # type: ignore[misc]  # the value of this turn
        for each in waiting:
            if each.state == "refused" or each.change.parts is None:
                continue
            (receipt,) = port.send([put_aside(each.change, hand.new_id(), stands)], epoch)
            if not receipt.accepted:
                break
            stands = receipt.version
            db.run(lambda conn, done=each.change.id: outbox.drop(conn, done), waiting=False).result()  # type: ignore[misc]  # as above
