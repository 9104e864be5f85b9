"""What is made of the numbers that were measured: spreads, ratios, goals, the table and the file."""

import json
import math

import pytest

from bench.figures import Bound, Figure, Goal, against, percentile, ratios, spread
from bench.table import as_json, lines_of


def test_a_spread_tells_smallest_middle_and_largest_and_how_often_it_was_measured():
    found = spread([5.0, 1.0, 3.0, 9.0])
    assert (found.smallest, found.middle, found.largest, found.runs) == (1.0, 4.0, 9.0, 4)


@pytest.mark.parametrize("values", [[], [1.0, math.nan]])
def test_a_figure_without_a_number_is_an_error_and_not_a_nought(values):
    with pytest.raises(ValueError, match="number for each run"):
        spread(values)


def test_a_ratio_is_taken_pair_by_pair_so_that_a_slow_moment_weighs_on_both():
    assert ratios([10.0, 100.0], [5.0, 50.0]) == (2.0, 2.0)
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0, 2.0], [1.0])


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50.0), (0.95, 95.0), (0.951, 96.0), (1.0, 100.0)])
def test_a_percentile_is_a_value_that_was_measured(share, expected):
    assert percentile([float(each) for each in range(100, 0, -1)], share) == expected


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.1)])
def test_a_percentile_of_nothing_or_beyond_all_is_an_error(values, share):
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


@pytest.mark.parametrize(
    ("measured", "met", "aim_met"), [(1.4, True, True), (1.5, True, True), (2.0, True, False), (2.01, False, False)]
)
def test_a_goal_says_whether_it_and_the_ambitious_one_are_met(measured, met, aim_met):
    goal = Bound("at most", 2.0, 1.5).on("ratio", measured)
    assert (goal.met, goal.aim_met) == (met, aim_met)


def test_a_rate_shall_be_at_least_its_goal():
    assert Goal("ratio", 0.7, "at least", 0.7, 0.85).met
    assert not Goal("ratio", 0.69, "at least", 0.7, 0.85).met
    assert Goal("ratio", 0.7, "at least", 0.7).aim_met is None


def test_a_figure_with_two_goals_is_met_only_if_both_are():
    missed = Goal("p95 in ms", 6.0, "at most", 5.0)
    figure = against("list", "ms", [2.0], ("floor", [1.0]), Bound("at most", 3.0), more=(missed,))
    assert [goal.met for goal in figure.goals] == [True, False]
    assert figure.met is False


def test_a_figure_without_a_goal_is_neither_met_nor_missed():
    assert Figure("memory", "MB", spread([80.0])).met is None


def test_a_missed_goal_is_printed_as_missed():
    lines = lines_of([against("launch", "ms", [500.0], ("bare window", [200.0]), Bound("at most", 2.0, 1.5))])
    assert any("ratio at most 2: 2.5, MISSED; ambitious 1.5: missed" in line for line in lines)
    assert any("2.50 x" in line for line in lines)


def test_the_file_holds_every_number_and_whether_each_goal_is_met():
    figures = [
        against("launch", "ms", [300.0, 320.0], ("bare window", [200.0, 200.0]), Bound("at most", 2.0, 1.5)),
        Figure("memory", "MB", spread([80.0])),
    ]
    kept = json.loads(json.dumps(as_json(figures, {"python": "3.11"})))
    launch, memory = kept["figures"]
    assert kept["python"] == "3.11"
    assert launch["ours"] == {"min": 300.0, "median": 310.0, "max": 320.0, "runs": 2}
    assert launch["anchor"]["name"] == "bare window"
    assert launch["ratio"]["median"] == pytest.approx(1.55)
    assert launch["goals"] == [
        {
            "of": "ratio",
            "measured": pytest.approx(1.55),
            "sense": "at most",
            "goal": 2.0,
            "met": True,
            "ambitious_goal": 1.5,
            "ambitious_met": False,
        }
    ]
    assert launch["met"] is True
    assert (memory["anchor"], memory["ratio"], memory["goals"], memory["met"]) == (None, None, [], None)
