"""What a round does to the cache: each function is part of one transaction, so a round may be killed anywhere.

A page is applied, what it overtakes is settled, and the place behind it is remembered, all at once or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from crimint_desktop.store import attachments, conflicts, cursors, edits, logbook, outbox, preferences, records, repair
from crimint_desktop.store import sent as sent_before
from crimint_desktop.store.logbook import Logbook
from crimint_desktop.store.records import Held
from crimint_desktop.sync import entitlement
from crimint_desktop.sync.lost_files import leave_lost_files
from crimint_desktop.sync.settle import Settled, Theirs, put_aside, settle
from crimint_domain.change import EARLIER_FAILED, ERASED, INVALID, NOT_ALLOWED, NOT_FOUND, Change, Receipt
from crimint_domain.document import SCHEMAS, is_newer, upcast
from crimint_domain.ids import Clock, NewId
from crimint_domain.parts import Document, differences

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import FeedEntry
    from crimint_desktop.store.database import Connection
    from crimint_desktop.store.outbox import Waiting
    from crimint_domain.streams import StreamState

__all__ = [
    "INDEX_TO_CLEAR", "Applied", "Hand", "Piece", "hand_over", "keep_pages", "leave_unclaimed",
    "leave_unseen", "next_batch", "purge_stream", "settle_on", "settle_record", "start_again", "take_receipts",
]  # fmt: skip

# Set in the cache while words of records that left still stand in its index, so that a killed program goes on.
INDEX_TO_CLEAR: Final = "index_to_clear"
_HIGHEST: Final = 2**62
_NEWER: Final = "The record was written by a newer program. Update this one; your change is kept here."
_SAYS: Final[Mapping[int, str]] = {
    NOT_ALLOWED: "Your access to the record was narrowed.",
    NOT_FOUND: "The record is no longer there for you.",
    ERASED: "The record was erased.",
    INVALID: "The service did not accept it.",
}


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose cache it is, and where time and identifiers come from."""

    logbook: Logbook
    clock: Clock
    new_id: NewId


@dataclass(frozen=True, slots=True)
class Applied:
    """What a transaction did: records to show anew, how many came, new conflicts, and sentences for the person."""

    changed: frozenset[str] = frozenset()
    received: int = 0
    conflicts: int = 0
    refused: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    purged: tuple[str, ...] = field(default=())
    judged: frozenset[str] = frozenset()


def take_receipts(conn: Connection, hand: Hand, sent: Sequence[Waiting], receipts: Sequence[Receipt]) -> Applied:
    """Take the service's answers to what was sent, and settle what turns out to be overtaken."""
    refused: list[str] = []
    told: list[str] = []
    judged: set[str] = set()
    found = 0
    for waiting, receipt in zip(sent, receipts, strict=True):
        says = receipt.problem or _SAYS.get(receipt.status, "")
        answer = Receipt(receipt.id, receipt.status, receipt.version, says, receipt.current)
        outbox.receipt(conn, answer, hand.clock.now())
        if answer.status == EARLIER_FAILED:
            leave_lost_files(conn, hand.new_id, waiting)
        if answer.status == ERASED:
            told += _erased(conn, hand, waiting.change.record, answer.version)
            continue
        if answer.final and not answer.accepted:
            refused.append(says)
            if waiting.attempts == 1:  # a repeated one may be answered by what was decided long before
                judged.add(answer.id)
        found += settle_record(conn, hand, waiting.change.record)
    changed = frozenset(each.change.record for each in sent)
    return Applied(changed, 0, found, tuple(refused), tuple(told), judged=frozenset(judged))


def next_batch(conn: Connection, hand: Hand, without: Collection[str]) -> tuple[tuple[Waiting, ...], Applied]:
    """Return what to send now (:func:`crimint_desktop.store.outbox.batch`). What was made on an older version than is
    here is settled first, and never put on the newer one unseen."""
    records_settled = outbox.overtaken(conn)
    found = sum(settle_record(conn, hand, each) for each in records_settled)
    return outbox.batch(conn, without=without), Applied(frozenset(records_settled), 0, found)


def settle_record(conn: Connection, hand: Hand, record: str) -> int:
    """Settle the unsent work on one record if the service's copy has overtaken it; returns new conflicts (0 or 1).

    While a change may still have arrived, nothing is settled: its receipt decides first.
    """
    held = records.find(conn, record)
    if held is None or held.raw is None or not held.version:  # without a version the service's copy is still to come
        return 0
    return settle_on(conn, hand, held)


def settle_on(conn: Connection, hand: Hand, held: Held) -> int:
    """The same on a record as it stands at the service, whether it is kept here or not."""
    record = held.id
    waiting = tuple(each for each in outbox.of_record(conn, record) if each.state != "refused")
    conflict = next(iter(conflicts.of_record(conn, record)), None)
    # The oldest goes first and alone: where it has not arrived, none behind it has, also of those offered once more.
    if waiting and waiting[0].state == "sending":
        return 0
    overtaken = any(each.change.base_version != held.version for each in waiting)
    if not overtaken and (conflict is None or conflict.theirs_version == held.version):
        return 0
    if is_newer(held.kind, held.schema):
        for each in waiting:
            outbox.receipt(conn, Receipt(each.change.id, INVALID, problem=_NEWER))
        return 0
    theirs = Theirs(
        record, held.kind, held.version, upcast(held.kind, held.schema, held.raw or {}), held.by, _moment(held, hand)
    )
    settled = settle(waiting, theirs, conflict, hand.new_id, hand.clock.now())
    _write(conn, hand, record, settled)
    if conflict is not None and settled.conflict is None:
        conflicts.drop(conn, conflict.id)
    if settled.conflict is not None:
        conflicts.save(conn, settled.conflict)
    return int(settled.conflict is not None and conflict is None)


def _moment(held: Held, hand: Hand) -> datetime:
    try:
        moment = datetime.fromisoformat(held.at)
    except ValueError:
        return hand.clock.now()
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _write(conn: Connection, hand: Hand, record: str, settled: Settled) -> None:
    for step in settled.given_up:
        outbox.add_refused(conn, step.change, hand.clock.now(), step.says)
    for each in settled.fresh:
        if each.change is None:
            outbox.drop(conn, each.old)
        elif each.old:
            outbox.replace(conn, each.old, each.change, each.before)
        else:
            outbox.add(conn, each.change, each.before, hand.clock.now())


@dataclass(frozen=True, slots=True)
class Piece:
    """Entries of a stream, with the cursor behind them and the number up to which they reach."""

    stream: StreamState
    entries: Sequence[FeedEntry]
    cursor: str
    head: int


def keep_pages(conn: Connection, hand: Hand, pieces: Sequence[Piece], *, bulk: bool) -> Applied:
    """Take pieces of streams, settle what they overtake, and remember the places behind them.

    What they put is taken first, then what left; so a piece that holds what left must come alone.
    """
    puts = [(piece.stream.id, [each for each in piece.entries if each.op == "put"]) for piece in pieces]
    taken = records.put_all(conn, puts, bulk=bulk, barred=entitlement.barred(conn, pieces))
    told = [each.says for each in taken.rejected]
    left_out = {each.record for each in taken.rejected}
    kept = [each for _, those in puts for each in those if each.id not in left_out]
    attachments.note(conn, kept, hand.clock.now())
    changed = {each.id for _, those in puts for each in those}
    for piece in pieces:
        left = [each for each in piece.entries if each.op == "gone"]
        for each in left:
            told += _take_gone(conn, hand, piece.stream.id, each)
            changed.add(each.id)
        if left:
            preferences.set(conn, INDEX_TO_CLEAR, True)
        cursors.save(conn, piece.stream.id, piece.cursor, piece.head, piece.stream.folder, piece.stream.label)
    found = 0 if bulk else sum(settle_record(conn, hand, each) for each in sorted(changed & _worked_on(conn)))
    return Applied(frozenset(changed), sum(len(piece.entries) for piece in pieces), found, told=tuple(told))


def _take_gone(conn: Connection, hand: Hand, stream: str, entry: FeedEntry) -> Iterable[str]:
    if entry.reason != "erased":
        records.take_gone(conn, stream, entry.id, entry.version, entry.reason)
        return ()
    held = records.find(conn, entry.id)
    newer = held is not None and held.version > entry.version
    return () if newer else _erased(conn, hand, entry.id, entry.version)


def _erased(conn: Connection, hand: Hand, record: str, version: int) -> Iterable[str]:
    """Let go of a record that was erased, with everything typed on it, and write that into the log: so this device
    says that it has done so."""
    worked_on = bool(outbox.of_record(conn, record)) or edits.find(conn, record) is not None
    if not records.erase(conn, record):
        return ()
    preferences.set(conn, INDEX_TO_CLEAR, True)
    logbook.forget_reasons(conn, record)
    logbook.append(conn, hand.logbook, "erasure", "erased", (f"{record}@{version}",))
    return ("A record was erased, and with it what you had not sent of it.",) if worked_on else ()


def _worked_on(conn: Connection) -> set[str]:
    waiting = {each.change.record for each in outbox.all(conn)}
    return waiting | {each.record for each in conflicts.all(conn)}


def start_again(conn: Connection, streams: Iterable[str]) -> None:
    """Have streams read again from their beginning, older versions included; unsent work stays."""
    held = {each.id: each for each in cursors.streams(conn)}
    for stream in streams:
        repair.forget_versions(conn, stream)
        if stream in held:
            cursors.save(conn, stream, "", 0, held[stream].folder, held[stream].label)


def leave_unclaimed(conn: Connection, streams: Iterable[str]) -> frozenset[str]:
    """Let go what streams, read again to their ends, did not bring any more."""
    left: set[str] = set()
    for stream in streams:
        for record in repair.unclaimed(conn, stream):
            records.take_gone(conn, stream, record, _HIGHEST, "moved")
            preferences.set(conn, INDEX_TO_CLEAR, True)
            left.add(record)
    return frozenset(left)


def leave_unseen(conn: Connection, hand: Hand) -> Applied:
    """Let go what this person may no longer see, once every stream has been read: records accepted from here that
    stand in no stream of theirs, forms and conflicts of records that left. What was not sent is handed over."""
    gone = repair.unseen(conn)
    for record, version in gone:
        records.take_gone(conn, "", record, version, "moved")
        preferences.set(conn, INDEX_TO_CLEAR, True)
    orphans = {each.record for each in edits.all(conn) if each.before is not None}
    orphans |= {each.record for each in conflicts.all(conn)}
    lost = {record for record in orphans if records.find(conn, record) is None}
    given = hand_over(conn, hand, lost)
    if sent_before.tidy(conn, hand.clock.now()):
        preferences.set(conn, INDEX_TO_CLEAR, True)
    attachments.let_go(conn, hand.clock.now())
    return Applied(frozenset(lost | {record for record, _ in gone}), told=_handed_over(given))


def hand_over(
    conn: Connection, hand: Hand, lost: Iterable[str], judged: Collection[str] = (), revoked: Collection[str] = ()
) -> int:
    """Turn what was typed on records that leave into ordinary changes, so that they reach the record, or are kept by
    the service for its unit; forms and conflicts of these records are closed, and what was refused for another reason
    is offered once more (unless in ``judged``: just decided). Returns how many changes were made.

    A refused step is not taken unasked; it stays with its author, or, of records in ``revoked``, is put aside with why.

    What clashes with others' work is put aside into the record's history: nobody is there any more to choose.
    """
    made = 0
    for record in sorted(lost):
        offered = [each for each in outbox.of_record(conn, record) if each.state == "refused"]
        offered = [each for each in offered if each.change.parts and each.change.id not in judged]
        for each in offered:
            outbox.drop(conn, each.change.id)
        words = [(each.change, each.before) for each in offered] + _of_form(conn, record)
        for change, before in words:
            outbox.add_apart(conn, replace(change, id=hand.new_id()), hand.clock.now(), before)
        settle_record(conn, hand, record)
        for step in _refused_steps(conn, record, judged) if record in revoked else ():
            outbox.drop(conn, step.id)
            held = records.find(conn, record)
            stands = held.version if held else step.base_version
            outbox.add_apart(conn, put_aside(step, hand.new_id(), stands), hand.clock.now())
            made += 1
        aside = _of_conflicts(conn, record)
        for change in aside:
            outbox.add_apart(conn, replace(change, id=hand.new_id()), hand.clock.now())
        made += len(words) + len(aside)
    return made


def _refused_steps(conn: Connection, record: str, judged: Collection[str]) -> list[Change]:
    """What was refused and sets nothing: a step with its reason, or what was to be put aside."""
    refused = [each.change for each in outbox.of_record(conn, record) if each.state == "refused"]
    alone = [each for each in refused if each.document is None and not each.parts]
    return [each for each in alone if (each.step or each.aside) and each.id not in judged]


def _of_form(conn: Connection, record: str) -> list[tuple[Change, Document | None]]:
    edit = edits.find(conn, record)
    if edit is None or edit.before is None:
        return []
    edits.drop(conn, record)
    parts = differences(edit.before, edit.document)
    change = Change("", edit.kind, edit.schema, record, edit.base_version, parts=parts, reason="Not sent")
    return [(change, edit.before)] if parts else []


def _of_conflicts(conn: Connection, record: str) -> list[Change]:
    held = records.find(conn, record)
    kind = held.kind if held else "report"
    made = []
    for conflict in conflicts.of_record(conn, record):
        conflicts.drop(conn, conflict.id)
        mine = {clash.part: clash.mine for clash in conflict.clashes}
        # Why mine was made goes with it, and so does the step that waited for a choice nobody makes now.
        reasons = (each.reason for each in conflict.clashes)
        reason = ": ".join(dict.fromkeys(filter(None, ("Not settled", conflict.step, *reasons))))
        version, schema = conflict.theirs_version, SCHEMAS.get(kind, 1)
        made.append(Change("", kind, schema, record, version, parts={}, reason=reason, aside=mine))
    return made


def _handed_over(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return ("Your access to a record was narrowed. What you had not sent of it goes to its unit.",)


def purge_stream(conn: Connection, hand: Hand, stream: str, *, revoked: bool = True) -> Applied:
    """Remove a stream and everything of its records, and write that into the log. Unless access was ``revoked`` (then
    the service has kept it for others), what the service refused stays with its author: it is nowhere else."""
    gone = records.purge(conn, stream, but_refused=not revoked)
    cursors.drop(conn, stream)
    if gone:
        logbook.append(conn, hand.logbook, "erasure", "purged", gone)
    told = (f"Your access was narrowed: {_counted(len(gone))} removed from this device.",) if gone else ()
    return Applied(frozenset(gone), told=told, purged=gone)


def _counted(number: int) -> str:
    return "1 record was" if number == 1 else f"{number:,} records were"
