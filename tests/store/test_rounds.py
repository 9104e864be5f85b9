"""What came of the rounds is kept, and silence is one line."""

from dataclasses import replace
from datetime import timedelta

from crimint_desktop.store import rounds
from crimint_desktop.store.rounds import Mismatch, Round
from tests.builders import A_MOMENT

QUIET = Round(A_MOMENT, A_MOMENT, agreed=True)


def keep_all(conn, those):
    """Keep several, one after the other."""
    for each in those:
        rounds.keep(conn, each)


def later(each, **more):
    """The same an hour later."""
    hour = timedelta(hours=1)
    return replace(each, began=each.began + hour, ended=each.ended + hour, **more)


def test_quiet_rounds_in_a_row_are_one_line(held):
    held.run(lambda conn: keep_all(conn, (QUIET, later(QUIET), later(later(QUIET)))))
    (line,) = held.read(rounds.lately)
    assert (line.rounds, line.began, line.ended) == (3, A_MOMENT, A_MOMENT + timedelta(hours=2))


def test_a_round_in_which_something_happened_has_its_own_line(held):
    wrong = Round(A_MOMENT, A_MOMENT, 1, 2, agreed=True, told=("Said.",), mismatches=(Mismatch("s1", 3, 4),))
    held.run(lambda conn: keep_all(conn, (QUIET, wrong, QUIET)))
    newest, middle, oldest = held.read(rounds.lately)
    assert (newest, middle, oldest) == (QUIET, wrong, QUIET)


def test_only_the_newest_are_kept(held):
    busy = Round(A_MOMENT, A_MOMENT, sent=1, agreed=True)
    held.run(lambda conn: keep_all(conn, [busy] * 310))
    assert held.read(lambda conn: len(rounds.lately(conn, 1000))) == 300
