"""A round: push, pull, settle, and prove that nothing is missing.

Safe to kill anywhere: whatever changes in the cache changes in one transaction, and whatever was sent is sent again
under the same id until its receipt has arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from crimint_desktop.remote.failure import Blocked, EpochChanged, TooOld
from crimint_desktop.store import cursors, leftovers, outbox, preferences, repair
from crimint_desktop.store.rounds import Mismatch
from crimint_desktop.sync import device, entitlement
from crimint_desktop.sync.afresh import forget_epoch
from crimint_desktop.sync.agreement import agrees, digest_of, held_streams
from crimint_desktop.sync.applying import (
    INDEX_TO_CLEAR,
    Applied,
    Hand,
    hand_over,
    leave_unseen,
    next_batch,
    purge_stream,
    start_again,
    take_receipts,
)
from crimint_desktop.sync.carrying import Carrying, with_files
from crimint_desktop.sync.last_words import last_words, set_aside
from crimint_desktop.sync.lease import AGREED_AT, LEASE, LEASE_UNTIL, keep_lease
from crimint_desktop.sync.ledger import Ledger
from crimint_desktop.sync.pinned_log import watch_log
from crimint_desktop.sync.port import Outcome, Progress, ServicePort
from crimint_desktop.sync.reading import FIRST_SYNC, Reading
from crimint_desktop.sync.stranded import settle_stranded, stranded
from crimint_desktop.sync.upload import Upload
from crimint_domain.change import CLASH
from crimint_domain.errors import Refused, Unavailable

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import Checkpoint
    from crimint_desktop.store.database import Connection, Database
    from crimint_desktop.store.logbook import Logbook
    from crimint_desktop.store.outbox import Waiting
    from crimint_domain.ids import Clock, NewId

__all__ = ["ACCESS_VERSION", "AGREED_AT", "LEASE", "LEASE_UNTIL", "REPORTS", "run"]

# Names of what a round leaves in the preferences of the cache.
ACCESS_VERSION: Final = "access_version"
REPORTS: Final = "reports"

_PASSES: Final = 4
_ORDERS: Final = ("lock", "wipe")
_UNKNOWN_ORDER: Final = (
    "unknown-order: the service asked this device for something that this program does not know. Nothing was done."
)
_NOT_AGREED: Final = (
    "not-agreed: this device and the service do not hold the same yet. It is tried again; if it stays, tell your"
    " administrator."
)
_WAITING: Final = "waiting"
_WORTH_TUNING: Final = 2_000


def run(
    port: ServicePort, db: Database, book: Logbook, clock: Clock, new_id: NewId, report: Callable[[Progress], None]
) -> Outcome:
    """Do one round and say what came of it. Raises Refused or Unavailable when the service cannot go on; what was
    done until then stands, and the next round goes on from there.

    Where the service no longer deals with this device or person, that is a command to lock.
    """
    it = _Round(port, db, Hand(book, clock, new_id), report)
    try:
        return with_files(it.run, port.files, db, report)
    except Blocked as blocked:
        return it.blocked(blocked.says)


class _Round:
    def __init__(self, port: ServicePort, db: Database, hand: Hand, report: Callable[[Progress], None]) -> None:
        self._port = port
        self._db = db
        self._hand = hand
        self._report = report
        self._ledger = Ledger()
        self._repaired: set[str] = set()
        self._upload = Upload(port, db, self._hand, self._ledger)
        self._too_old = ""
        self._clashed: dict[str, int] = {}

    def run(self) -> Outcome:
        agreed = False
        checkpoint: Checkpoint | None = None
        for _ in range(_PASSES):
            try:
                checkpoint, agreed = self._pass()
            except EpochChanged as fault:
                self._ledger.told.append(forget_epoch(self._port, self._db, fault.epoch))
                continue
            except TooOld as fault:  # what was written has been sent before anything was asked for
                self._too_old = fault.says
                break
            if checkpoint.command or checkpoint.device == _WAITING or (agreed and not self._ledger.to_send):
                break
        self._clear_index()
        return self._outcome(checkpoint, agreed=agreed)

    def blocked(self, says: str) -> Outcome:
        """The service no longer deals with this device or person: the cache opens only with a sign-in from now on."""
        self._db.run(lambda conn: device.hold_shut(conn, says), waiting=False).result()
        self._ledger.told.append(says)
        return replace(self._ledger.outcome(), command="lock")

    def _pass(self) -> tuple[Checkpoint, bool]:
        self._ledger.to_send = False
        self._push()
        self._upload.run()
        self._report(Progress("checking"))
        checkpoint = self._checkpoint()
        if checkpoint.command in _ORDERS:
            self._obey(checkpoint.command)
            return checkpoint, False
        if checkpoint.command:
            self._ledger.told.append(_UNKNOWN_ORDER)
            checkpoint = replace(checkpoint, command=None)
        if checkpoint.device == _WAITING:
            self._ledger.told.append(device.WAITS)
            return checkpoint, False
        if checkpoint.unchanged:
            self._leave_unseen()
            gone = read = True
        else:
            gone = self._purge(checkpoint)
            read = self._pull(checkpoint)
        if read:
            self._settle_stranded()
        return checkpoint, gone and read

    # --- push ---

    def _push(self) -> None:
        """Send everything that waits, each change at most once in this pass."""
        tried: set[str] = set()
        total = sum(each.state != "refused" for each in self._db.read(outbox.all).result())
        for _ in range(2 * total):  # each change of a record by itself, and once more if it was overtaken
            epoch, sent, settled = self._db.run(partial(self._next, tried), waiting=False).result()
            self._ledger.add(settled)
            if not sent:
                return
            tried |= {each.change.id for each in sent}
            self._report(Progress("sending", min(len(tried), total), max(total, len(tried))))
            receipts = self._port.send([each.change for each in sent], epoch)
            applied = self._take(lambda conn, s=sent, r=receipts: take_receipts(conn, self._hand, s, r))  # type: ignore[misc]  # values of this turn
            self._ledger.sent += sum(receipt.accepted for receipt in receipts)
            self._clashed |= {
                each.change.record: receipt.current
                for each, receipt in zip(sent, receipts, strict=True)
                if receipt.status == CLASH
            }
            self._ledger.to_send |= bool(applied.conflicts) or any(receipt.status == CLASH for receipt in receipts)

    def _next(self, tried: set[str], conn: Connection) -> tuple[str, tuple[Waiting, ...], Applied]:
        """What to send now, with the history whose versions stand here at this moment."""
        return cursors.epoch(conn), *next_batch(conn, self._hand, tried)

    def _take(self, work: Callable[[Connection], Applied]) -> Applied:
        applied = self._db.run(work, waiting=False).result()
        self._ledger.add(applied)
        return applied

    # --- the checkpoint ---

    def _checkpoint(self) -> Checkpoint:
        def known(conn: Connection) -> tuple[str, int, str, bool]:
            version = int(preferences.get(conn, ACCESS_VERSION) or 0)
            return cursors.epoch(conn), version, digest_of(held_streams(conn)), entitlement.kept(conn) is not None

        epoch, access_version, digest, asked = self._db.read(known).result()
        checkpoint = self._port.checkpoint(epoch, access_version, digest, self._upload.end)
        if epoch and checkpoint.epoch != epoch:
            raise EpochChanged(checkpoint.epoch)
        if access_version and checkpoint.access_version != access_version:  # the first time, the sign-in has just asked
            self._ledger.access = self._port.me()
        who = self._ledger.access or (None if asked else self._port.me())

        def keep(conn: Connection) -> str:
            cursors.set_epoch(conn, checkpoint.epoch)
            preferences.set(conn, ACCESS_VERSION, checkpoint.access_version)
            if who is not None:
                entitlement.keep(conn, who)
            return keep_lease(conn, checkpoint, self._hand.logbook)

        alarm = self._db.run(keep, waiting=False).result()
        self._ledger.told += [alarm] if alarm else []
        self._ledger.told += watch_log(self._port, self._db, self._hand.logbook, checkpoint)
        # A service that was put back may have lost the end of a log it had taken.
        self._ledger.to_send |= self._upload.again_from(checkpoint.audit_acked)
        return checkpoint

    def _obey(self, command: str) -> None:
        """Lock: the cache opens only with a sign-in from now on, which is told. Wipe: everything typed is sent first,
        if the service takes it; the key is destroyed by whoever holds the cache open, and told after that."""
        if command == "lock":
            self._db.run(lambda conn: device.hold_shut(conn, device.LOCKED), waiting=False).result()
            with suppress(Unavailable, Refused):  # else it is told again, and locked again, after the sign-in
                self._port.done(command)
        else:
            try:
                self._say_last_words()
            except EpochChanged:
                raise
            except (Unavailable, Refused):
                return  # what cannot be said now is never said: the order stands

    def _say_last_words(self) -> None:
        """Send everything typed here, with the files it names; what clashes goes into the history as set aside."""
        self._db.run(lambda conn: last_words(conn, self._hand), waiting=False).result()
        while Carrying(self._port.files, self._db, self._report).out().more:
            pass  # a round carries only so much at once; there is none after this one
        self._clashed = {}
        self._push()
        set_aside(self._port, self._db, self._hand, self._clashed)

    # --- purge and pull ---

    def _purge(self, checkpoint: Checkpoint) -> bool:
        """Remove streams that may not be held any more, after what was typed on their records has been sent. Returns
        whether all of them are gone."""
        held = {each.id for each in self._db.read(cursors.streams).result()}
        offered = {stream.id for stream in checkpoint.streams}
        removed = {each.id for each in checkpoint.removed} | (held - offered if checkpoint.full else set())
        lost = sorted((removed & held) - offered)
        if not lost:
            return True
        revoked = {each.id for each in checkpoint.removed if each.reason == "revoked"}
        given = self._db.run(lambda conn: self._hand_over(conn, lost, revoked), waiting=False).result()
        if given:
            self._push()
        whole = True
        for stream in lost:
            if self._db.read(lambda conn, of=stream: repair.undecided(conn, of)).result():  # type: ignore[misc]  # as above
                whole = False  # what waits to be sent comes first; then it is asked again
                continue
            last = stream in revoked
            self._take(lambda conn, gone=stream, r=last: purge_stream(conn, self._hand, gone, revoked=r))  # type: ignore[misc]  # as above
        self._db.checkpoint_truncate().result()
        self._ledger.to_send |= not whole
        return whole

    def _hand_over(self, conn: Connection, streams: list[str], revoked: Collection[str]) -> int:
        """Hand over what lies on the records of these streams. Of those that are revoked nothing stays here, so also
        what is otherwise left to its author goes."""
        worked_on = {stream: repair.worked_on(conn, stream) for stream in streams}
        lost = [each for stream in streams for each in worked_on[stream]]
        for_good = [each for stream in streams if stream in revoked for each in worked_on[stream]]
        return hand_over(conn, self._hand, lost, self._ledger.judged, for_good)

    def _pull(self, checkpoint: Checkpoint) -> bool:
        """Read what is new, then compare. Returns whether both sides hold the same."""
        here, first = self._db.read(lambda conn: (held_streams(conn), self._is_first(conn))).result()
        cursor_of = {each.id: each.cursor for each in self._db.read(cursors.streams).result()}
        behind = [stream for stream in checkpoint.streams if not agrees(here.get(stream.id), stream)]
        expected = sum(stream.head - (here[stream.id].head if stream.id in here else 0) for stream in behind)
        reading = Reading(self._port, self._db, self._hand, self._report, first=first and expected > _WORTH_TUNING)
        heads = reading.streams([(stream, cursor_of.get(stream.id, "")) for stream in behind], expected)
        complete = all(heads.get(stream.id) == stream.head for stream in behind)
        waiting = self._waiting_records()
        for applied in reading.done:
            self._ledger.add(applied)
            self._ledger.to_send |= bool(applied.changed & waiting)
        return complete and self._compared(checkpoint)

    def _waiting_records(self) -> frozenset[str]:
        return frozenset(each.change.record for each in self._db.read(outbox.all).result() if each.state != "refused")

    def _is_first(self, conn: Connection) -> bool:
        return not cursors.streams(conn) or bool(preferences.get(conn, FIRST_SYNC))

    def _compared(self, checkpoint: Checkpoint) -> bool:
        """Compare counts and checksums; what does not agree is read again, once in a round."""
        self._leave_unseen()
        here = self._db.read(held_streams).result()
        wrong = [stream for stream in checkpoint.streams if not agrees(here.get(stream.id), stream)]
        if not wrong:
            return True
        again = [stream.id for stream in wrong if stream.id not in self._repaired]
        self._repaired.update(again)
        self._ledger.repaired += again
        self._ledger.mismatches += [
            Mismatch(each.id, here[each.id].count if each.id in here else 0, each.count)
            for each in wrong
            if each.id in again
        ]
        self._db.run(lambda conn: start_again(conn, again), waiting=False).result()
        return False

    def _leave_unseen(self) -> None:
        applied = self._take(lambda conn: leave_unseen(conn, self._hand))
        self._ledger.to_send |= bool(applied.told)

    def _settle_stranded(self) -> None:
        """Ask by itself for each record on which a change waits and which nothing offered has brought."""
        for record in self._db.read(stranded).result():
            now = self._port.record(record)
            if now is not None:
                self._take(lambda conn, found=now: settle_stranded(conn, self._hand, found))  # type: ignore[misc]  # the value of this turn
                self._ledger.to_send = True

    # --- the end ---

    def _clear_index(self) -> None:
        """Take the words of records that left out of the text index, in steps behind which nobody waits for long."""
        if not self._db.read(lambda conn: preferences.get(conn, INDEX_TO_CLEAR)).result():
            return
        while not self._db.run(leftovers.clear_some, waiting=False).result():
            self._report(Progress("checking"))
        self._db.run(lambda conn: preferences.drop(conn, INDEX_TO_CLEAR), waiting=False).result()
        self._db.checkpoint_truncate().result()

    def _outcome(self, checkpoint: Checkpoint | None, *, agreed: bool) -> Outcome:
        outcome = replace(self._ledger.outcome(), too_old=self._too_old)
        if checkpoint is None or self._too_old:
            return outcome
        outcome = replace(
            outcome, lease=checkpoint.lease, lease_until=checkpoint.lease_until, command=checkpoint.command,
            next_check_s=checkpoint.next_check_s, waits=checkpoint.device == _WAITING,
        )  # fmt: skip
        if not agreed:
            silent = not (outcome.told or outcome.command or outcome.waits)
            return replace(outcome, told=(_NOT_AGREED,)) if silent else outcome
        now = self._hand.clock.now()

        def agree(conn: Connection) -> tuple[int, str]:
            preferences.set(conn, AGREED_AT, now.isoformat())
            if self._ledger.changed or preferences.get(conn, REPORTS) is None:
                preferences.set(conn, REPORTS, repair.reports_held(conn))
            return int(preferences.get(conn, REPORTS) or 0), digest_of(held_streams(conn))

        count, digest = self._db.run(agree, waiting=False).result()
        return replace(outcome, agreed_at=now, reports=count, digest=digest)
