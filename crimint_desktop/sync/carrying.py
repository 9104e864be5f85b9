"""Carrying files: those that changes name go out before the changes, those that reports name come in after them.

A piece at a time, so that a round is never long, and whatever is cut off goes on from the piece it had reached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from crimint_desktop.remote import failure
from crimint_desktop.remote.files import NotForUs
from crimint_desktop.store import attachments, preferences
from crimint_desktop.sync.port import FilesPort, Outcome, Progress
from crimint_domain.attachment import PART_BYTES, size_words
from crimint_domain.errors import Refused, Unavailable

if TYPE_CHECKING:
    from crimint_desktop.store.attachments import Kept
    from crimint_desktop.store.database import Connection, Database

__all__ = ["AT_ONCE_BYTES", "BY_ITSELF", "SMALL_BYTES", "Carried", "Carrying", "fetch", "with_files"]

AT_ONCE_BYTES: Final = 8 * 1_048_576
"""What one round carries each way: the next one follows at once."""
SMALL_BYTES: Final = 2 * 1_048_576
"""What comes by itself unless the preference ``BY_ITSELF`` says otherwise; larger files come when they are opened."""
BY_ITSELF: Final = "attachments_by_themselves"


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried. ``freed`` says that changes which waited for a file can go now, ``more`` that there is more to
    carry; ``told`` are sentences for the person."""

    freed: bool = False
    more: bool = False
    told: tuple[str, ...] = ()


class Carrying:
    """Carries files for one round. Only what signs a person out or locks the device ends the round with it."""

    def __init__(self, files: FilesPort, db: Database, report: Callable[[Progress], None]) -> None:
        """Carry over ``files``; ``report`` is told after each piece, and may raise to stop."""
        self._files = files
        self._db = db
        self._report = report
        self._left = AT_ONCE_BYTES

    def out(self) -> Carried:
        """Send the files that changes name, in the order of the changes."""
        freed = False
        told: list[str] = []
        waiting = self._db.read(attachments.named_in_outbox).result()
        for each in waiting:
            try:
                if not self._send(each):
                    return Carried(freed, True, tuple(told))
            except Refused as refused:
                says = str(refused)
                self._write(lambda conn, name=each.file.id, why=says: attachments.refuse(conn, name, why))  # type: ignore[misc]  # the values of this turn
                told.append(f"The service did not take the file “{each.file.name}”: {says}")
            except Unavailable as fault:
                _raise_if_final(fault)
                return Carried(freed, False, tuple(told))
            freed = True
        return Carried(freed, False, tuple(told))

    def _send(self, kept: Kept) -> bool:
        """Send what is missing of a file; returns False when this round has carried enough."""
        file = kept.file
        standing = self._files.announce(file, kept.record)
        if not standing.whole:
            for number in range(standing.parts):
                if number in standing.have:
                    continue
                if self._left <= 0:
                    return False
                begin = number * standing.part_size
                raw = self._db.read(
                    lambda conn, at=begin: attachments.section(conn, file.id, at, standing.part_size)  # type: ignore[misc]  # the value of this turn
                ).result()
                self._files.send_part(file, number, raw)
                self._left -= len(raw)
                done = min(begin + len(raw), file.size)
                self._write(lambda conn, upto=done: attachments.sent(conn, file.id, upto))  # type: ignore[misc]  # as above
                self._report(Progress("sending", done, file.size))
            self._files.complete(file)
        self._write(lambda conn: attachments.sent(conn, file.id, file.size, whole=True))
        return True

    def come(self) -> Carried:
        """Fetch the files that reports name and that are small enough to come by themselves."""
        self._left = AT_ONCE_BYTES
        for each in self._db.read(_to_come).result():
            if self._left <= 0:
                return Carried(more=True)
            try:
                fetch(self._files, self._db, each, self._progress)
            except Unavailable as fault:
                _raise_if_final(fault)
                if not isinstance(fault, NotForUs):
                    return Carried()
        return Carried()

    def _progress(self, done: int, size: int) -> None:
        self._left -= PART_BYTES
        self._report(Progress("receiving", done, size))

    def _write(self, work: Callable[[Connection], None]) -> None:
        self._db.run(work, waiting=False).result()


def _to_come(conn: Connection) -> tuple[Kept, ...]:
    said = preferences.get(conn, BY_ITSELF)
    return attachments.wanted(conn, SMALL_BYTES if said is None else int(said))


def _raise_if_final(fault: Unavailable) -> None:
    if isinstance(fault, failure.SignedOut | failure.Blocked) or fault.cause == "stopped":
        raise fault


def fetch(files: FilesPort, db: Database, kept: Kept, progress: Callable[[int, int], None]) -> None:
    """Fetch what is missing of a file, from where it was left. Raises Unavailable: NotForUs, or ``attachment-wrong``
    when what came is not the file the report names; then it begins anew another time."""
    file = kept.file
    done = kept.done - kept.done % PART_BYTES if kept.done < file.size else file.size
    while done < file.size:
        raw = files.section(file, done, PART_BYTES)
        _keep(db, file.id, done // PART_BYTES, raw)
        done += len(raw)
        progress(done, file.size)
    if not db.run(lambda conn: attachments.take_whole(conn, file.id), waiting=False).result():
        says = f"The file “{file.name}” ({size_words(file.size)}) did not arrive as the report names it."
        raise Unavailable(says, cause="attachment-wrong", retry_after_s=60.0)


def _keep(db: Database, name: str, number: int, raw: bytes) -> None:
    db.run(lambda conn: attachments.keep_piece(conn, name, number, raw), waiting=False).result()


_SOON_S: Final = 5.0


def with_files(
    once: Callable[[], Outcome], files: FilesPort, db: Database, report: Callable[[Progress], None]
) -> Outcome:
    """Do a round; then send the files that changes wait for, and, when they have arrived, do a round with those
    changes; then fetch what is to come by itself."""
    outcome = once()
    if outcome.command:
        return outcome
    carrying = Carrying(files, db, report)
    out = carrying.out()
    if out.freed:
        outcome = _together(outcome, once())
    if outcome.command:
        return outcome
    came = carrying.come()
    pause = min(_SOON_S, outcome.next_check_s) if came.more or out.more else outcome.next_check_s
    return replace(outcome, told=outcome.told + out.told, next_check_s=pause)


def _together(first: Outcome, second: Outcome) -> Outcome:
    return replace(
        second,
        sent=first.sent + second.sent,
        received=first.received + second.received,
        changed=first.changed | second.changed,
        refused=first.refused + second.refused,
        told=first.told + second.told,
        conflicts=first.conflicts + second.conflicts,
        purged=first.purged + second.purged,
        repaired=first.repaired + second.repaired,
        access=second.access or first.access,
    )
