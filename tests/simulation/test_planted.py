"""The simulation has teeth: bugs planted in a copy of the sources are found."""

import pytest

from tests.simulation import planting
from tests.simulation.planting import Hunk
from tests.simulation.runs import PROJECT

# Found within a few schedules; the others are hunted by `make faults PLANTED=1`.
SAMPLE = ("leaving_beats_arriving", "nothing_is_purged", "the_sum_keeps_the_old_version", "words_outlive_their_record")
BUGS = planting.bugs()


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_every_planted_bug_still_fits_the_code(bug):
    assert bug.says.endswith(".")
    for hunk in bug.hunks:
        assert planting.planted_in((PROJECT / hunk.path).read_text(encoding="utf-8"), hunk)


def test_there_are_enough_of_them_on_both_sides():
    touched = [{hunk.path.split("/")[0] for hunk in bug.hunks} for bug in BUGS]
    assert len(BUGS) >= 30
    assert sum("crimint_service" in each for each in touched) >= 10
    assert sum("crimint_desktop" in each for each in touched) >= 10


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", SAMPLE)
def test_a_planted_bug_is_found(name):
    (bug,) = (each for each in BUGS if each.name == name)
    caught = planting.hunt(bug, within=250)
    assert caught.invariant


def test_a_place_that_is_not_there_exactly_once_is_refused():
    with pytest.raises(ValueError, match="2 times"):
        planting.planted_in("a\na\n", Hunk("x.py", "a\n", "b\n"))
