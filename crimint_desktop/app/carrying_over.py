"""What was not sent in a copy that was set aside goes on in the new one, where the same passphrase opens both.

A copy is set aside because it must not go on: its log was cut, its device was blocked, its key was in doubt. What a
person wrote in it is still theirs. Nothing else is taken: records come from the service again, to a new device.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crimint_desktop.keys.cache_key import CacheKey
from crimint_desktop.store import conflicts, edits, logbook, outbox
from crimint_desktop.store.cache_file import open_cache
from crimint_domain.change import Change
from crimint_domain.document import SCHEMAS
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.parts import with_parts

if TYPE_CHECKING:
    from crimint_desktop.actions.desk import Desk
    from crimint_desktop.store.database import Connection, Database
    from crimint_desktop.store.edits import Edit
    from crimint_desktop.store.outbox import Waiting

__all__ = ["carry_over"]

_DONE: Final = "carried-over"


def carry_over(folder: Path, desk: Desk, key_at: Callable[[Path], CacheKey], passphrase: str) -> int:
    """Take what was not sent out of every copy set aside beside ``folder`` that this passphrase opens, once; return
    how many things were taken. A copy that does not open is left for its recovery."""
    taken = 0
    for aside in sorted(folder.parent.glob(f"{folder.name}.aside-*")):
        if not (aside / _DONE).exists():
            with contextlib.suppress(Unavailable, Refused, OSError):
                taken += _from(aside, desk, key_at(aside / "key.json").open(passphrase))
                (aside / _DONE).touch()
    return taken


def _from(aside: Path, desk: Desk, data_key: bytes) -> int:
    with closing(open_cache(aside / "cache.db", data_key)) as old:
        changes, forms = _unsent(old, desk.new_id)

    def take(conn: Connection) -> int:
        for each in changes:
            outbox.carry_over(conn, each)
        for form in forms:
            if edits.find(conn, form.record) is None:
                edits.save(conn, form)
        if changes or forms:
            names = tuple(dict.fromkeys([each.change.record for each in changes] + [form.record for form in forms]))
            words = f"Carried over from {aside.name}"
            logbook.append(conn, desk.logbook, "alteration", "carry over", tuple(f"{each}@0" for each in names), words)
        return len(changes) + len(forms)

    return desk.act(take).result()


def _unsent(old: Database, new_id: Callable[[], str]) -> tuple[list[Waiting], tuple[Edit, ...]]:
    def look(conn: Connection) -> tuple[list[Waiting], tuple[Edit, ...]]:
        return [*outbox.all(conn), *_of_conflicts(conn, new_id)], edits.all(conn)

    return old.read(look).result()


def _of_conflicts(conn: Connection, new_id: Callable[[], str]) -> Iterator[Waiting]:
    """My side of each conflict as a change on what stood before: in the new copy it meets theirs again."""
    for each in conflicts.all(conn):
        mine = {clash.part: clash.mine for clash in each.clashes}
        before = with_parts({}, {clash.part: clash.before for clash in each.clashes})
        change = Change(
            new_id(), "report", SCHEMAS["report"], each.record, each.before_version, parts=mine, step=each.step
        )
        yield outbox.Waiting(change, before, each.at, 0, "", "waiting")
