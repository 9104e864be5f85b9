"""What was not sent in a copy that was set aside goes on in the new one, where the same passphrase opens both.

A copy is set aside because it must not go on: its log was cut, its device was blocked, its key was in doubt. What a
person wrote in it is still theirs. Nothing else is taken: records come from the service again, to a new device.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crimint_desktop.keys.cache_key import CacheKey
from crimint_desktop.store import attachments, conflicts, edits, logbook, outbox
from crimint_desktop.store.cache_file import open_cache
from crimint_domain.attachment import PART_BYTES, ids_named
from crimint_domain.change import Change
from crimint_domain.document import SCHEMAS
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.ids import is_id
from crimint_domain.parts import with_parts

if TYPE_CHECKING:
    from crimint_desktop.actions.desk import Desk
    from crimint_desktop.store.attachments import Kept
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
        left = _unsent(old, desk.new_id)

        def take(conn: Connection) -> int:
            for file in left.files:
                attachments.carry_over(conn, file, _pieces(old, file), desk.now())
            for each in left.changes:
                outbox.carry_over(conn, each)
            for form in left.forms:
                if edits.find(conn, form.record) is None:
                    edits.save(conn, form)
            if left.records:
                words = f"Carried over from {aside.name}"
                names = tuple(f"{each}@0" for each in left.records)
                logbook.append(conn, desk.logbook, "alteration", "carry over", names, words)
            return len(left.changes) + len(left.forms)

        return desk.act(take).result()


@dataclass(frozen=True, slots=True)
class _Unsent:
    """What a copy holds that was not sent: changes, what stands in forms, and the files that either names."""

    changes: tuple[Waiting, ...]
    forms: tuple[Edit, ...]
    files: tuple[Kept, ...]

    @property
    def records(self) -> tuple[str, ...]:
        """The records it is about, each once."""
        return tuple(
            dict.fromkeys([each.change.record for each in self.changes] + [each.record for each in self.forms])
        )


def _unsent(old: Database, new_id: Callable[[], str]) -> _Unsent:
    def look(conn: Connection) -> _Unsent:
        changes = (*outbox.all(conn), *_of_conflicts(conn, new_id))
        forms = edits.all(conn)
        named = {name for each in changes for name in ids_named(each.change.document, each.change.parts)}
        named |= {name for form in forms for name in ids_named(form.document)}
        found = [attachments.find(conn, name) for name in sorted(named) if is_id(name)]
        # What has not come from the service yet comes from there to the new copy.
        files = tuple(each for each in found if each is not None and each.state != "wanted")
        return _Unsent(changes, forms, files)

    return old.read(look).result()


def _pieces(old: Database, kept: Kept) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time: a copy may hold more of them than there is memory."""
    for begin in range(0, kept.file.size, PART_BYTES):
        yield old.read(
            lambda conn, at=begin: attachments.section(conn, kept.file.id, at, PART_BYTES)  # type: ignore[misc]  # the value of this turn
        ).result()


def _of_conflicts(conn: Connection, new_id: Callable[[], str]) -> Iterator[Waiting]:
    """My side of each conflict as a change on what stood before: in the new copy it meets theirs again."""
    for each in conflicts.all(conn):
        mine = {clash.part: clash.mine for clash in each.clashes}
        before = with_parts({}, {clash.part: clash.before for clash in each.clashes})
        change = Change(
            new_id(), "report", SCHEMAS["report"], each.record, each.before_version, parts=mine, step=each.step
        )
        yield outbox.Waiting(change, before, each.at, 0, "", "waiting")
