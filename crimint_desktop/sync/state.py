"""What the user always sees: connected or not, what waits, what was refused and why, when both sides last agreed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crimint_desktop.store import conflicts, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from crimint_desktop.store.database import Connection
    from crimint_desktop.sync.port import Progress

__all__ = ["Counts", "SyncState", "busy_words", "counted", "state_words"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many changes wait, how many were refused and why the last of them, and how many conflicts are open."""

    waiting: int = 0
    refused: int = 0
    conflicts: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class SyncState:
    """How it stands with the service.

    ``since`` is when ``connected`` last changed. ``words`` is a sentence about the last refusal, or about why the
    service cannot be reached; ``busy`` says what is being done at this moment, and is empty most of the time.
    ``tried`` says that the service has been asked since the program was opened: before, ``connected`` means nothing.
    """

    connected: bool
    since: datetime
    waiting: int = 0
    refused: int = 0
    conflicts: int = 0
    agreed_at: datetime | None = None
    reports: int = 0
    words: str = ""
    busy: str = ""
    tried: bool = False


def counted(conn: Connection) -> Counts:
    """Count what waits in the cache."""
    found = outbox.all(conn)
    refused = [each for each in found if each.state == "refused"]
    return Counts(
        len(found) - len(refused), len(refused), len(conflicts.all(conn)), refused[-1].refused if refused else ""
    )


def busy_words(progress: Progress) -> str:
    """Say what a round is doing; empty for what is over before anybody could read it."""
    if progress.stage == "sending" and progress.total:
        return f"Sending {progress.done:,} of {progress.total:,}."
    if progress.stage == "receiving" and progress.total:
        return f"Receiving {progress.done:,} of {progress.total:,}."
    return ""


def state_words(state: SyncState, local: Callable[[datetime], str], kept: str = "Everything you write is kept.") -> str:
    """Return the status in words; ``local`` writes a moment as the user's wall clock shows it (``14:38``), ``kept``
    says what becomes of what is written without the service."""
    if state.busy:
        return state.busy
    said = []
    if not state.connected:
        said.append(f"Offline since {local(state.since)}. {kept}")
    elif state.waiting or state.agreed_at is None:
        said.append("Connected.")
    if state.refused:
        why = _lowered(state.words)
        said.append(f"{_changes(state.refused)} refused{': ' + why if why else '.'}")
    elif state.words:
        said.append(state.words)
    if state.conflicts:
        waits = "report waits" if state.conflicts == 1 else "reports wait"
        said.append(f"{state.conflicts:,} {waits} for your choice.")
    if state.waiting:
        said.append(f"{state.waiting:,} {'change' if state.waiting == 1 else 'changes'} waiting to be sent.")
    if state.connected and state.agreed_at is not None:
        said.append(_agreed(state, local(state.agreed_at)))
    return " ".join(said)


def _agreed(state: SyncState, moment: str) -> str:
    at = f"Agreed with the service at {moment}"
    if state.waiting:
        return f"{at}."
    return f"{at}: {state.reports:,} {'report' if state.reports == 1 else 'reports'}, nothing missing."


def _changes(number: int) -> str:
    return "1 change was" if number == 1 else f"{number:,} changes were"


def _lowered(sentence: str) -> str:
    """A sentence as it stands behind a colon."""
    starts_with_a_word = len(sentence) > 1 and sentence[1].islower()
    return sentence[0].lower() + sentence[1:] if starts_with_a_word else sentence
