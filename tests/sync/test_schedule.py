"""When rounds are run, and what the user is told of them."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crimint_desktop.remote import failure
from crimint_desktop.sync.port import Outcome, Progress
from crimint_desktop.sync.schedule import Listener, Schedule, Work
from crimint_desktop.sync.state import Counts, SyncState, busy_words, state_words

AT = datetime(2026, 11, 20, 14, 38, tzinfo=UTC)


class WallClock:
    def now(self):
        return AT

    def monotonic(self):
        return time.monotonic()


class Lane:
    """Counts rounds and answers each as it is told."""

    def __init__(self):
        self.rounds = 0
        self.answer = lambda _report: Outcome(agreed_at=AT, reports=3, digest="d", next_check_s=600)
        self.ran = threading.Condition()
        self.states = []
        self.defects = []
        self.counts = Counts()

    def round(self, report):
        try:
            return self.answer(report)
        finally:
            with self.ran:
                self.rounds += 1
                self.ran.notify_all()

    def told(self, state):
        with self.ran:
            self.states.append(state)
            self.ran.notify_all()

    def wait_for(self, happened):
        with self.ran:
            assert self.ran.wait_for(happened, timeout=5)


@pytest.fixture
def lane():
    return Lane()


@pytest.fixture
def schedule(lane):
    made = []

    def make(**work):
        listener = Listener(state=lane.told, defect=lane.defects.append)
        made.append(Schedule(Work(lane.round, lambda: lane.counts, **work), listener, WallClock(), lambda: 0.0))
        made[-1].start()
        return made[-1]

    yield make
    for each in made:
        each.stop()


def test_a_round_runs_at_the_start_and_at_once_after_a_change(lane, schedule):
    running = schedule()
    lane.wait_for(lambda: lane.rounds == 1)

    running.poke()

    lane.wait_for(lambda: lane.rounds == 2)
    assert running.state.connected


def test_a_wait_that_is_cut_off_shows_at_once_that_the_service_is_gone(lane, schedule):
    gone = threading.Event()

    def hint(_digest):
        gone.wait(5)
        raise failure.failed()

    running = schedule(hint=hint, abandon=gone.set)
    lane.wait_for(lambda: running.state.connected)

    def no_answer(_report):
        raise failure.failed()

    lane.answer = no_answer
    gone.set()

    lane.wait_for(lambda: lane.states[-1:] and not lane.states[-1].connected)


def test_a_service_that_always_cuts_off_waits_is_not_asked_again_and_again(lane, schedule):
    cut = threading.Event()

    def hint(_digest):
        if lane.rounds >= 2:
            cut.set()
        raise failure.failed()

    running = schedule(hint=hint)
    running._sleep = lambda _seconds: time.sleep(0.01)
    assert cut.wait(5)
    time.sleep(0.2)

    assert lane.rounds == 2


def test_a_hint_of_the_service_starts_a_round(lane, schedule):
    hinted = threading.Event()
    asked = []

    def hint(digest):
        asked.append(digest)
        return len(asked) == 1 or hinted.wait(5)

    running = schedule(hint=hint, abandon=hinted.set)

    lane.wait_for(lambda: lane.rounds == 2)
    assert asked[0] == "d"
    running.stop()


def test_while_the_service_is_down_it_is_asked_again_later_and_the_user_is_told_since_when(lane, schedule):
    def down(_report):
        raise failure.down()

    lane.answer = down
    running = schedule()
    lane.wait_for(lambda: lane.rounds >= 1)
    assert not running.state.connected
    assert state_words(running.state, str).startswith(f"Offline since {AT}.")
    lane.answer = Lane().answer

    lane.wait_for(lambda: running.state.connected)


def test_somebody_signed_out_is_not_asked_again_until_they_have_signed_in(lane, schedule):
    def signed_out(_report):
        raise failure.SignedOut

    lane.answer = signed_out
    running = schedule()
    lane.wait_for(lambda: "Sign in again" in running.state.words)
    running.poke()
    time.sleep(0.05)
    assert lane.rounds == 1
    lane.answer = Lane().answer

    running.poke(signed_in=True)

    lane.wait_for(lambda: running.state.connected)


def test_stopping_cuts_off_what_is_under_way(lane, schedule):
    abandoned = threading.Event()

    def slow(_report):
        abandoned.wait(30)
        raise failure.cut()

    lane.answer = slow
    running = schedule(abandon=abandoned.set)
    time.sleep(0.02)
    started = time.monotonic()

    running.stop()

    assert time.monotonic() - started < 1


def test_a_mistake_of_ours_reaches_one_place_and_rounds_go_on(lane, schedule):
    def broken(_report):
        raise KeyError("never shown")

    lane.answer = broken
    running = schedule()
    lane.wait_for(lambda: lane.defects)
    assert "never shown" not in running.state.words
    lane.answer = Lane().answer
    lane.wait_for(lambda: running.state.connected)


def test_the_status_counts_what_is_sent(lane, schedule):
    def busy(report):
        report(Progress("sending", 2, 5))
        return Outcome(agreed_at=AT)

    lane.answer = busy
    schedule()

    lane.wait_for(lambda: any(state.busy == "Sending 2 of 5." for state in lane.states))
    lane.wait_for(lambda: not lane.states[-1].busy)


HERE = SyncState(True, AT.replace(hour=13, minute=58), agreed_at=AT, reports=1284)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (HERE, "Agreed with the service at 14:38: 1,284 reports, nothing missing."),
        (
            replace(HERE, waiting=1),
            "Connected. 1 change waiting to be sent. Agreed with the service at 14:38.",
        ),
        (
            replace(HERE, connected=False, waiting=1),
            "Offline since 13:58. Everything you write is kept. 1 change waiting to be sent.",
        ),
        (replace(HERE, busy="Sending 2 of 5."), "Sending 2 of 5."),
        (
            replace(HERE, refused=1, words="Your access to the report was narrowed."),
            "1 change was refused: your access to the report was narrowed."
            " Agreed with the service at 14:38: 1,284 reports, nothing missing.",
        ),
        (replace(HERE, conflicts=2, agreed_at=None), "Connected. 2 reports wait for your choice."),
    ],
)
def test_the_status_says_how_it_stands(state, says):
    assert state_words(state, lambda moment: moment.strftime("%H:%M")) == says


def test_checking_is_over_before_anybody_could_read_it():
    assert busy_words(Progress("checking")) == ""
