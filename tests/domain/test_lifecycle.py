"""Which step leads where and who may take it or edit meanwhile: every state, claim and person, against a table."""

import itertools
from pathlib import Path

import pytest

from crimint_domain import lifecycle
from crimint_domain.access import READERS, entitled, folder_for, label_for
from crimint_domain.report import STATES
from tests.builders import a_principal, a_report

TABLE = Path(__file__).with_name("lifecycle-table.txt")
PEOPLE = {
    "author": a_principal("okonjo"),
    "author who is an LIO": a_principal("okonjo", "officer", "lio"),
    "colleague": a_principal("peters"),
    "LIO": a_principal("applewhite", "lio"),
    "LIO elsewhere": a_principal("bramble", "lio", unit="nether-wobbleton"),
    "records manager": a_principal("keeper", "records"),
    "records manager elsewhere": a_principal("marlow", "records", unit="nether-wobbleton"),
    "analyst": a_principal("fenwick", "analyst"),
    "auditor": a_principal("watch", "auditor"),
    "administrator": a_principal("vane", "administrator"),
}
CLAIMS = {"nobody": "", "this LIO": "applewhite", "another LIO": "holt"}
PARTS = {
    "words": ("title", "items/x/text", "items/x/nature", "items/x", "origin/event", "source/isr", "references/x",
              "risk/to_source", "compartment", "access_list", "exclusions"),
    "grades": ("items/x/grading", "items/x/handling"),
    "index": ("mentions/x", "marking", "operation", "priority"),
}  # fmt: skip


def situations():
    """Every state, claim and person, with the report as it stands."""
    for state, (claim, claimed_by), (who, principal) in itertools.product(STATES, CLAIMS.items(), PEOPLE.items()):
        yield state, claim, who, principal, a_report(state=state, claimed_by=claimed_by)


def as_lines():
    """The table as it is committed: only who may do something."""
    for state, claim, who, principal, report in situations():
        steps = [step.name for step in lifecycle.offered(principal, report)]
        edits = [
            name for name, parts in PARTS.items() if all(lifecycle.may_set(principal, report, part) for part in parts)
        ]
        if steps or edits:
            yield f"{state} | claimed by {claim} | {who} | {', '.join(steps) or '-'} | {', '.join(edits) or '-'}"


def test_who_may_do_what_is_exactly_what_the_table_says():
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert list(as_lines()) == lines


def test_parts_are_open_to_a_person_together_or_not_at_all():
    for _state, _claim, who, principal, report in situations():
        for name, parts in PARTS.items():
            assert len({lifecycle.may_set(principal, report, part) for part in parts}) == 1, (who, name)


def test_nobody_sets_what_only_the_service_sets():
    for _state, _claim, _who, principal, report in situations():
        for part in lifecycle.SERVICE_PARTS:
            assert not lifecycle.may_set(principal, report, part)
            assert not lifecycle.may_set(principal, report, f"{part}/inside")


def test_nothing_can_be_done_to_a_legacy_record():
    for state, principal in itertools.product(STATES, PEOPLE.values()):
        report = a_report(state=state, legacy=True)
        assert lifecycle.offered(principal, report) == ()
        assert not lifecycle.may_edit(principal, report)
        assert not lifecycle.may_set(principal, report, "items/x/grading")


def test_nobody_evaluates_a_report_of_their_own():
    for state in STATES:
        report = a_report(state=state)
        evaluating = {step.name for step in lifecycle.STEPS if step.who == "evaluator"}
        offered = {step.name for step in lifecycle.offered(PEOPLE["author who is an LIO"], report)}
        assert not offered & evaluating


def test_whoever_may_change_or_move_a_report_may_read_it():
    for state, claim, who, principal, report in situations():
        acts = lifecycle.offered(principal, report) or lifecycle.may_set(principal, report, "items/x/grading")
        if acts and who not in ("records manager",):
            assert entitled(principal, label_for(report)), (state, claim, who)


def test_who_only_watches_or_runs_the_system_does_nothing():
    for state, principal in itertools.product(STATES, (PEOPLE["auditor"], PEOPLE["administrator"])):
        assert not principal.roles & READERS
        assert lifecycle.offered(principal, a_report(state=state)) == ()


def test_every_state_but_the_last_can_be_left_and_every_state_reached():
    left = {state for step in lifecycle.STEPS for state in step.states if step.to != state}
    reached = {step.to for step in lifecycle.STEPS} | {"draft"}
    assert left == set(STATES) - {"disposed"}
    assert reached == set(STATES)


def test_a_report_cannot_come_back_to_the_desk_nor_leave_the_register_unseen():
    assert not [step for step in lifecycle.STEPS if step.to == "draft"]
    for step in lifecycle.STEPS:
        if step.to in ("returned", "withdrawn", "duplicate", "not-intelligence", "rejected", "archived", "disposed"):
            assert step.needs_reason, step.name


@pytest.mark.parametrize("step", lifecycle.STEPS, ids=lambda step: step.name)
def test_each_step_is_found_by_its_name_and_has_words_for_its_button(step):
    assert lifecycle.find(step.name) == step
    assert step.words[0].isupper()


def test_there_is_no_step_of_another_name():
    assert lifecycle.find("teleport") is None
    assert len({step.name for step in lifecycle.STEPS}) == len(lifecycle.STEPS) == len(list(lifecycle.table()))


def test_the_thread_from_desk_to_shelf():
    place = ["desk/okonjo"]
    report = a_report()
    for name, who in (("submit", "author"), ("claim", "LIO"), ("evaluate", "LIO"), ("release", "LIO")):
        step = lifecycle.find(name)
        assert step is not None
        assert lifecycle.may_take(step, PEOPLE[who], report)
        claimed = "applewhite" if who == "LIO" else ""
        report = a_report(state=step.to, claimed_by=claimed)
        place.append(folder_for(report).id)
    assert place == ["desk/okonjo", *["holding/quillmarsh"] * 3, "operation/MARZIPAN"]


def test_the_author_may_edit_until_an_evaluator_claims_it():
    author = PEOPLE["author"]
    assert lifecycle.may_edit(author, a_report(state="submitted"))
    assert not lifecycle.may_edit(author, a_report(state="submitted", claimed_by="applewhite"))
    assert lifecycle.may_edit(author, a_report(state="returned"))
    assert not lifecycle.may_edit(PEOPLE["LIO"], a_report(state="submitted"))
