"""When rounds are run: at once after a change, on a hint of the service, and every so often; later when it is down.

Two lanes of threads without anything of the screen: one runs rounds, one waits for hints. What they tell is told on
their own threads; whoever listens carries it to where it belongs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from crimint_desktop.remote.failure import SignedOut
from crimint_desktop.sync.state import Counts, SyncState, busy_words
from crimint_domain.errors import Refused, Unavailable

if TYPE_CHECKING:
    from datetime import datetime

    from crimint_desktop.sync.port import Outcome, Progress
    from crimint_domain.ids import Clock

__all__ = ["Listener", "Schedule", "Work"]

_SOONEST_S: Final = 5.0
_LATEST_S: Final = 600.0
_FIRST_PAUSE_S: Final = 2.0
_SHORTEST_PAUSE_S: Final = 0.25
_LONGEST_PAUSE_S: Final = 120.0
_DOUBLINGS: Final = 10
_AFTER_A_HINT_S: Final = 10.0
_TOO_QUICK_S: Final = 1.0
_LET_GO_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Work:
    """What the lanes do. ``round`` runs one round and reports its progress; ``hint`` waits at the service and says
    whether something may have changed; ``count`` looks into the cache; ``abandon`` cuts off what is under way."""

    round: Callable[[Callable[[Progress], None]], Outcome]
    count: Callable[[], Counts]
    hint: Callable[[str], bool] | None = None
    abandon: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told, on the lane: of each change of state, of each finished round, and of a mistake of ours."""

    state: Callable[[SyncState], None] = lambda _state: None
    outcome: Callable[[Outcome], None] = lambda _outcome: None
    defect: Callable[[BaseException], None] = lambda _error: None


class Schedule:
    """Runs rounds until it is stopped. ``chance`` returns a number from 0 to 1: the jitter of the back-off."""

    def __init__(
        self, work: Work, listener: Listener, clock: Clock, chance: Callable[[], float], *,
        agreed_at: datetime | None = None, reports: int = 0,
    ) -> None:  # fmt: skip
        self._work, self._listener, self._clock, self._chance = work, listener, clock, chance
        self._changed = threading.Condition()
        self._due = clock.monotonic()
        self._stopped = False
        self._poked = False
        self._signed_out = False
        self._failures = 0
        self._last_try = float("-inf")
        self._rounds = 0
        self._digest = ""
        self._agreed = False
        self._state = SyncState(False, clock.now(), agreed_at=agreed_at, reports=reports)
        self._threads = [threading.Thread(target=self._run_rounds, name="sync round", daemon=True)]
        if work.hint is not None:
            self._threads.append(threading.Thread(target=self._wait_for_hints, name="sync wait", daemon=True))

    @property
    def state(self) -> SyncState:
        """How it stands now."""
        with self._changed:
            return self._state

    def start(self) -> None:
        """Begin, with a round at once."""
        for thread in self._threads:
            thread.start()

    def poke(self, *, signed_in: bool = False) -> None:
        """Run a round now, because something was changed here, or somebody has just signed in.

        While the service is down it is not asked more often than every few seconds.
        """
        with self._changed:
            if signed_in:
                self._signed_out, self._failures = False, 0
            soonest = self._last_try + _SOONEST_S if self._failures else self._clock.monotonic()
            self._due = min(self._due, soonest)
            self._poked = True
            self._changed.notify_all()

    def stop(self) -> None:
        """Stop, also in the middle of a round: it goes on from there next time. Returns within about two seconds."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._work.abandon()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(_LET_GO_S)

    # --- the round lane ---

    def _run_rounds(self) -> None:
        while (next_thing := self._next_thing()) != "stop":
            self._tell(counts=self._counts())
            if next_thing == "round":
                self._run_round()

    def _run_round(self) -> None:
        try:
            outcome = self._work.round(self._progress)
        except (Unavailable, Refused) as fault:
            self._failed(fault)
        except Exception as error:
            self._failed(Unavailable("Something went wrong in this program while synchronising.", cause="defect"))
            self._listener.defect(error)
        else:
            self._succeeded(outcome)

    def _next_thing(self) -> Literal["round", "count", "stop"]:
        with self._changed:
            while not self._stopped:
                left = self._due - self._clock.monotonic()
                poked, self._poked = self._poked, False
                if left <= 0 and not self._signed_out:
                    self._last_try = self._clock.monotonic()
                    self._due = self._last_try + _LATEST_S
                    return "round"
                if poked:
                    return "count"
                self._changed.wait(None if self._signed_out else left)
            return "stop"

    def _progress(self, progress: Progress) -> None:
        with self._changed:
            if self._stopped:
                raise Unavailable("The program is being locked or closed.", cause="stopped")
        self._tell(busy=busy_words(progress))

    def _succeeded(self, outcome: Outcome) -> None:
        counts = self._counts()
        with self._changed:
            self._failures = 0
            self._rounds += 1
            self._agreed = outcome.agreed_at is not None
            if outcome.digest:
                self._digest = outcome.digest
            pause = min(max(outcome.next_check_s, _SOONEST_S), _LATEST_S)
            if outcome.agreed_at is None and outcome.command is None and not (outcome.waits or outcome.too_old):
                pause = _SOONEST_S  # it moved faster than we could read
            self._due = min(self._due, self._last_try + pause)
            agreed_at = outcome.agreed_at or self._state.agreed_at
            reports = outcome.reports if outcome.agreed_at else self._state.reports
            self._changed.notify_all()
        words = counts.why or (outcome.told[-1] if outcome.told else outcome.too_old)
        self._tell(connected=True, counts=counts, agreed_at=agreed_at, reports=reports, words=words, busy="")
        self._listener.outcome(outcome)

    def _failed(self, fault: Unavailable | Refused) -> None:
        counts = self._counts()
        with self._changed:
            if self._stopped:
                return
            self._failures += 1
            self._signed_out = isinstance(fault, SignedOut)
            most = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(self._failures, _DOUBLINGS))
            pause = max(_SHORTEST_PAUSE_S, self._chance() * most)
            asked_for = fault.retry_after_s if isinstance(fault, Unavailable) else None
            if isinstance(fault, Unavailable) and fault.cause == "service-busy":
                pause += min(asked_for or 0.0, _LATEST_S)
            self._due = self._clock.monotonic() + pause
            self._changed.notify_all()
        self._tell(connected=False, counts=counts, words=counts.why or _why(fault), busy="")

    # --- the hint lane ---

    def _wait_for_hints(self) -> None:
        seen, cut_off = 0, False
        while self._wait_for_a_round(seen):
            with self._changed:
                seen, digest, agreed = self._rounds, self._digest, self._agreed
            asked_at = self._clock.monotonic()
            try:
                hinted = self._work.hint is not None and self._work.hint(digest)
                cut_off = False
            except (Unavailable, Refused):
                if not cut_off:  # whether the service is still there, only a round can tell
                    self.poke()
                cut_off = True
                self._sleep(_FIRST_PAUSE_S + self._chance() * _AFTER_A_HINT_S)
                hinted = False
            if hinted:
                if not agreed:  # a service that can never be satisfied is not to be asked without a pause
                    self._sleep(_SOONEST_S)
                self.poke()
                continue
            seen -= 1  # nothing new: wait again
            if self._clock.monotonic() - asked_at < _TOO_QUICK_S:
                self._sleep(_SOONEST_S)

    def _wait_for_a_round(self, seen: int) -> bool:
        """Wait until a round has succeeded after the one seen and the service is there; False when stopped."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or (self._rounds > seen and not self._failures))
            return not self._stopped

    def _sleep(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped, timeout=seconds)

    # --- telling ---

    def _counts(self) -> Counts:
        try:
            return self._work.count()
        except (Unavailable, Refused):
            return Counts(self._state.waiting, self._state.refused, self._state.conflicts)

    def _tell(
        self, *, connected: bool | None = None, counts: Counts | None = None, agreed_at: datetime | None = None,
        reports: int | None = None, words: str | None = None, busy: str | None = None,
    ) -> None:  # fmt: skip
        with self._changed:
            before = new = self._state
            if connected is not None and connected != before.connected:
                new = replace(new, connected=connected, since=self._clock.now())
            if connected is not None:
                new = replace(new, tried=True)
            if counts is not None:
                new = replace(new, waiting=counts.waiting, refused=counts.refused, conflicts=counts.conflicts)
            if agreed_at is not None:
                new = replace(new, agreed_at=agreed_at)
            if reports is not None:
                new = replace(new, reports=reports)
            if words is not None:
                new = replace(new, words=words)
            if busy is not None:
                new = replace(new, busy=busy)
            self._state = new
        if new != before:
            self._listener.state(new)


def _why(fault: Unavailable | Refused) -> str:
    """What to say beside "offline": nothing for a network that is simply away."""
    if isinstance(fault, Refused):
        return str(fault)
    return "" if fault.cause in ("service-down", "service-slow", "answer-cut") else fault.says
