"""How this device stands with the service: what waits and why, what is held, and what came of the rounds."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from crimint_desktop.actions.desk import Desk
from crimint_desktop.actions.home import WaitingLine, waiting_lines
from crimint_desktop.store import cursors, records, rounds
from crimint_desktop.store.repair import over_shared
from crimint_desktop.store.rounds import Round

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["AgreementView", "FolderLine", "look", "report_text"]

_ROUNDS: Final = 50


@dataclass(frozen=True, slots=True)
class FolderLine:
    """A folder as it is held here: its name in words, how many records of it, and in how many streams."""

    words: str
    records: int
    streams: int


@dataclass(frozen=True, slots=True)
class AgreementView:
    """Everything that one looks at to see whether both sides hold the same. ``over_shared`` counts the records that
    the service sent and that are not for this person: nothing of them is kept here."""

    waiting: tuple[WaitingLine, ...]
    folders: tuple[FolderLine, ...]
    rounds: tuple[Round, ...]
    over_shared: int = 0


def look(desk: Desk) -> Future[AgreementView]:
    """Look at how it stands; titles only, so nothing is logged."""

    def work(conn: Connection) -> AgreementView:
        return AgreementView(
            tuple(waiting_lines(conn)), _folders(conn, desk), rounds.lately(conn, _ROUNDS), over_shared(conn)
        )

    return desk.look(work)


def _folders(conn: Connection, desk: Desk) -> tuple[FolderLine, ...]:
    held: dict[str, list[int]] = defaultdict(list)
    for each in cursors.streams(conn):
        count, _checksum = records.tally(conn, each.id)
        held[each.folder].append(count)
    lines = (FolderLine(_words(folder, desk), sum(counts), len(counts)) for folder, counts in held.items())
    return tuple(sorted(lines, key=lambda line: line.words.casefold()))


def _words(folder: str, desk: Desk) -> str:
    kind, _, name = folder.partition("/")
    if kind == "desk":
        return "Your own drafts"
    if kind == "holding":
        return f"{desk.unit_name(name)}: waiting for evaluation"
    if kind == "shelf":
        return f"{desk.unit_name(name)}: released"
    return f"Operation {name}"


def report_text(view: AgreementView, state: str, about: str, at: datetime) -> str:
    """Write a report for the administrator: numbers and reasons, no title and no word of any record."""
    lines = [
        "CrimInt+: how this device stands with the service",
        *(about, f"Written {at.isoformat(timespec='seconds')}", state, ""),
        f"Records sent that are not for this person, and were not kept: {view.over_shared}",
        f"Waiting or refused: {len(view.waiting)}",
    ]
    lines += [
        f"  {each.record}  {each.what}  made {each.made_at.isoformat(timespec='seconds')}  "
        f"{'refused: ' + each.refused if each.refused else 'waiting'}"
        for each in view.waiting
    ]
    lines += ["", f"Folders held: {len(view.folders)}"]
    lines += [f"  {each.words}: {each.records:,} records in {each.streams:,} streams" for each in view.folders]
    lines += ["", "Rounds, newest first"]
    lines += [_round_line(each) for each in view.rounds]
    return "\n".join(lines) + "\n"


def _round_line(each: Round) -> str:
    words = [
        f"  {each.ended.isoformat(timespec='seconds')}",
        f"{each.rounds} round{'s' if each.rounds > 1 else ''}",
        "agreed" if each.agreed else "did not agree",
        f"sent {each.sent}",
        f"received {each.received}",
        *(f"{one.stream} held {one.here} of {one.there}, read again" for one in each.mismatches),
        *each.told,
    ]
    return "; ".join(words)
