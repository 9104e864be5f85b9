"""Seeded schedules of real desks and the real service, as many as the time allows up to a number, so that a quicker
machine plays the same ones; `make faults` goes on from there. The oracle watches each."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.simulation import ledger, runs
from tests.simulation.entitled import Grant
from tests.simulation.oracle import Broken, Door, Oracle, Person, Register, Version
from tests.simulation.runs import Bunch, Found

SECONDS = float(os.environ.get("SIMULATION_SECONDS", "60"))
SCHEDULES = int(os.environ.get("SIMULATION_SCHEDULES", "600"))
WORKERS = 2


@pytest.mark.timeout(SECONDS + 120)
def test_whatever_goes_wrong_nothing_is_lost_doubled_or_left_where_it_may_not_be(capsys):
    bunch = runs.several(0, WORKERS, ("--seconds", str(SECONDS), "--count", str(SCHEDULES // WORKERS)))

    with capsys.disabled():
        print(f"\n{bunch.schedules:,} schedules, {bunch.steps:,} steps, {WORKERS} processes, {SECONDS:.0f} s")
    told = [f"seed {each.seed}: {each.says}\n" + "\n".join(each.story) for each in bunch.found]
    assert not told, "\n\n".join(told)
    assert bunch.schedules > WORKERS


def test_the_same_seeds_are_the_same_stories_in_every_process():
    told = set()
    for hashing in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hashing}
        command = (sys.executable, "-m", "tests.simulation", "live", "--first", "7", "--count", "12")
        done = subprocess.run(command, cwd=runs.PROJECT, env=environment, capture_output=True, text=True, check=True)
        told.add(runs.read(done.stdout.splitlines()[-1]).trace)
    assert len(told) == 1


# --- the ledger ---

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_ledger_goes_on_where_it_ended():
    entries = ledger.entered([], "abc", 0, Bunch(100, 900, 100, ()), NOON)
    entries = ledger.entered(entries, "abc", 100, Bunch(60, 500, 160, (Found(150, "a rule", "", ()),)), NOON)

    assert ledger.done_with(entries, "abc") == 160
    assert [(each["first"], each["following"], each["schedules"]) for each in entries] == [(0, 160, 160)]
    assert entries[0]["broken"] == [{"seed": 150, "invariant": "a rule"}]


def test_other_code_begins_anew_and_the_old_ranges_stay():
    entries = ledger.entered([], "abc", 0, Bunch(100, 900, 100, ()), NOON)
    assert ledger.done_with(entries, "def") == 0
    assert len(ledger.entered(entries, "def", 0, Bunch(10, 90, 10, ()), NOON)) == 2


# --- the oracle by itself ---

RECORD = "01a20673-27bf-7ee2-9d6e-92a6375ae47a"


def a_register(*versions, document=None, erased=()):
    history = {RECORD: versions} if versions else {}
    records = {RECORD: (len(versions), document or {})} if versions else {}
    return Register(records, history, frozenset(erased), (), {}, {}, "epoch")


def a_version(number, by="okonjo", **parts):
    return Version(number, by, "", "", parts, {})


def test_the_oracle_misses_a_word_that_is_nowhere():
    oracle = Oracle()
    oracle.typed_now("token00001end", "okonjo", RECORD, "title", 0)

    oracle.check_words(a_register(), ["something else and token00001end"])
    with pytest.raises(Broken, match="no word typed is lost"):
        oracle.check_words(a_register(), ["something else"])


def test_the_oracle_sees_a_word_applied_twice():
    oracle = Oracle()
    oracle.typed_now("token00001end", "okonjo", RECORD, "title", 0)
    register = a_register(
        a_version(1, title="token00001end"), a_version(2, title="other"), a_version(3, title="token00001end")
    )
    with pytest.raises(Broken, match="nothing is done twice"):
        oracle.check_words(register, [])


def test_the_oracle_lets_others_words_be_said_again_only_where_somebody_chose_them():
    oracle = Oracle()
    oracle.typed_now("token00001end", "okonjo", RECORD, "title", 0)
    told = [a_version(1, title="token00001end"), a_version(2, title=""), a_version(3, title="token00001end")]
    told[2] = replace(told[2], device="varga")
    desks = {"okonjo": "okonjo", "varga": "varga"}
    with pytest.raises(Broken, match="nobody says what they did not type"):
        oracle.check_said(a_register(*told), desks)

    oracle.chose("varga", RECORD, 2, '["token00001end"]')

    oracle.check_words(a_register(*told), [])
    oracle.check_said(a_register(*told), desks)
    with pytest.raises(Broken, match="nothing is done twice"):
        oracle.check_words(a_register(*told, a_version(4, title=""), a_version(5, title="token00001end")), [])


@pytest.mark.parametrize("wiped", [False, True])
def test_the_oracle_expects_words_back_after_a_restore_unless_their_cache_was_wiped(wiped):
    oracle = Oracle(doors={"okonjo": Door(wiped=wiped)})
    oracle.typed_now("token00001end", "okonjo", RECORD, "title", 0)

    oracle.went_back(a_register(a_version(1, title="token00001end")), a_register(), "", lately=True)

    assert (oracle.given_up == {"token00001end"}) is wiped


@pytest.mark.parametrize(
    ("chosen", "unit", "state", "known", "let_go"),
    [
        (None, "quillmarsh", "submitted", (), False),
        (None, "harrowgate", "submitted", (), True),
        (None, "harrowgate", "submitted", (RECORD,), False),
        (frozenset(), "quillmarsh", "released", (), True),
        (frozenset({"shelf/quillmarsh"}), "quillmarsh", "released", (), False),
    ],
)
def test_the_oracle_expects_words_back_after_a_restore_unless_their_record_had_to_leave(
    chosen, unit, state, known, let_go
):
    oracle = Oracle({"varga": Person("varga", ("lio",), (unit,), "OFFICIAL-SENSITIVE")})
    oracle.chosen["varga"] = chosen
    oracle.typed_now("token00001end", "varga", RECORD, "title", 0)
    oracle.typed_now("token00002end", "varga", RECORD, "reason", 0)
    document = {"state": state, "unit": "quillmarsh", "author": "okonjo"}
    before = a_register(a_version(1, title="token00001end"), document=document)

    oracle.left_desk("varga", "varga", known, before)
    oracle.went_back(before, a_register(), "token00002end", lately=True)

    assert oracle.given_up == ({"token00001end"} if let_go else set())


def test_the_oracle_sees_work_written_over_unseen():
    oracle = Oracle()
    oracle.typed_now("token00001end", "okonjo", RECORD, "title", 1)
    register = a_register(
        a_version(1, title="a"), a_version(2, by="varga", title="b"), a_version(3, title="token00001end")
    )
    with pytest.raises(Broken, match="nobody is overwritten unasked"):
        oracle.check_overwriting(register, {"okonjo": "okonjo"})

    oracle.chose("okonjo", RECORD, 2)
    oracle.check_overwriting(register, {"okonjo": "okonjo"})


def test_the_oracle_decides_access_by_itself():
    oracle = Oracle({"varga": Person("varga", ("lio",), ("quillmarsh",), "OFFICIAL-SENSITIVE")})
    held = {"state": "submitted", "unit": "quillmarsh", "author": "okonjo"}

    assert oracle.may_read("varga", held)
    assert not oracle.may_read("varga", held | {"unit": "harrowgate"})
    assert not oracle.may_read("varga", held | {"state": "draft"})
    assert not oracle.may_read("varga", held | {"exclusions": ["varga"]})


def test_the_oracle_looks_at_the_hours_of_a_grant():
    oracle = Oracle({"sandhu": Person("sandhu", ("analyst",), ("quillmarsh",), "OFFICIAL-SENSITIVE")})
    oracle.grants = {
        "one": Grant("sandhu", "cover", "harrowgate", 100, 200),
        "two": Grant("sandhu", "compartment", "BRINE", 100, 0),
    }
    held = {"state": "submitted", "unit": "harrowgate", "author": "okonjo"}

    for now_s, covers in ((99, False), (100, True), (199, True), (200, False)):
        oracle.now_s = now_s
        assert oracle.may_read("sandhu", held) is covers
    assert oracle.may_read("sandhu", {"state": "released", "compartment": "BRINE"})
    assert not oracle.may_read("sandhu", {"state": "released", "access_list": "harbour"})


def test_the_oracle_sees_a_cache_opened_past_its_lease_by_a_clock_put_back():
    oracle = Oracle(doors={"okonjo": Door(latest=1_000.0, lease_ends=2_000.0)})

    oracle.opened_at("okonjo", 1_999.0)
    oracle.entered("okonjo", 2_001.0)
    with pytest.raises(Broken, match="past its lease no cache is opened"):
        oracle.opened_at("okonjo", 1_500.0)


def test_the_oracle_sees_a_locked_cache_opened_without_a_sign_in():
    oracle = Oracle(doors={"okonjo": Door(locked=True)})

    with pytest.raises(Broken, match="opens only with a sign-in"):
        oracle.opened_at("okonjo", 1.0)
    oracle.entered("okonjo", 2.0)
    oracle.opened_at("okonjo", 3.0)
