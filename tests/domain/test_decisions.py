"""Who may do what: every role, action, label, state and part against a second statement of the decision table."""

import itertools
from dataclasses import replace

import pytest

from crimint_domain import lifecycle
from crimint_domain.access import ACTIONS, DEFAULT, ROLES, RULES, Context, Label, can, entitled, label_for
from crimint_domain.labels import label_for_card, widens
from crimint_domain.marking import Marking
from crimint_domain.report import STATES
from crimint_domain.restriction import Restriction
from tests.builders import A_MOMENT, a_card, a_principal, a_report

PEOPLE = [
    a_principal(user=user, roles=frozenset({role}), units=frozenset(units), compartments=compartments)
    for user, role, units, compartments in itertools.product(
        ("okonjo", "peters"), ROLES, ((), ("quillmarsh",)), (frozenset(), frozenset({"blue"}))
    )
]
REPORTS = [
    a_report(state=state, compartment=compartment, exclusions=excluded, claimed_by=claimed, legacy=legacy)
    for state, compartment, excluded, claimed, legacy in itertools.product(
        STATES, ("", "blue"), ((), ("peters",)), ("", "peters"), (False, True)
    )
]
PARTS = (
    "title", "items/i1/text", "items/i1/grading", "items/i1/handling", "mentions/m1", "marking", "operation",
    "priority",
    "compartment", "access_list", "exclusions", "state", "author", "unit", "claimed_by", "legacy", "references/r1",
    "restriction",
)  # fmt: skip


def test_what_denies_stands_first_and_each_rule_has_a_name_of_its_own():
    allows = [rule.allow for rule in RULES]
    assert allows == sorted(allows)
    assert len({rule.name for rule in RULES} | {DEFAULT}) == len(RULES) + 1
    assert all(rule.says and rule.actions for rule in RULES)


def test_every_rule_decides_something():
    decided = {
        can(who, "read", label_for(report)).rule for who, report in itertools.product(PEOPLE, REPORTS)
    }  # fmt: skip
    assert {"no-reading-role", "excluded", "outside-compartment", "own-desk", "author", "evaluator"} <= decided
    assert {"records-of-unit", "open", DEFAULT} <= decided


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_set_by_whoever_reads_the_report_and_has_it_to_set(part):
    for who, report in itertools.product(PEOPLE, REPORTS):
        allowed = can(who, "set", label_for(report), Context(record=report, part=part)).allow
        assert allowed == (entitled(who, label_for(report)) and lifecycle.may_set(who, report, part))


@pytest.mark.parametrize("step", lifecycle.STEPS, ids=lambda step: step.name)
def test_a_step_is_taken_by_whoever_reads_the_report_and_has_it_to_take(step):
    for who, report in itertools.product(PEOPLE, REPORTS):
        allowed = can(who, "step", label_for(report), Context(record=report, step=step.name)).allow
        assert allowed == (entitled(who, label_for(report)) and lifecycle.may_take(step, who, report))


def test_nobody_disposes_of_what_they_cannot_read():
    keeper = a_principal(user="keeper", roles=frozenset({"records"}))
    report = a_report(state="withdrawn", compartment="blue")
    decided = can(keeper, "step", label_for(report), Context(record=report, step="dispose", reason="Time is up"))
    assert (decided.allow, decided.rule) == (False, "outside-compartment")
    within = replace(keeper, compartments=frozenset({"blue"}))
    assert can(within, "step", label_for(report), Context(record=report, step="dispose")).allow


def test_an_erasure_is_for_records_managers_of_the_unit_who_may_read_the_record():
    for who, report in itertools.product(PEOPLE, REPORTS):
        allowed = can(who, "erase", label_for(report), Context(record=report)).allow
        keeps = "records" in who.roles and "quillmarsh" in who.units
        assert allowed == (keeps and entitled(who, label_for(report)))
    keeper = a_principal(user="keeper", roles=frozenset({"records"}))
    held = a_report(state="submitted")
    assert can(keeper, "erase", label_for(held), Context(record=held)).rule == "unread"


def test_a_record_whose_processing_is_restricted_is_changed_by_nobody_and_erased_by_two():
    why = Restriction("R1", "Case 26/118", A_MOMENT)
    for who, state in itertools.product(PEOPLE, STATES):
        report = a_report(state=state, restriction=why)
        label = label_for(report)
        for part in PARTS:
            assert not can(who, "set", label, Context(record=report, part=part)).allow
        for step in lifecycle.STEPS:
            assert not can(who, "step", label, Context(record=report, step=step.name)).allow
        assert not can(who, "aside", label, Context(record=report)).allow
        erases = can(who, "erase", label, Context(record=report)).allow
        assert erases == (entitled(who, label) and "records" in who.roles)
    card = replace(a_card(), restriction=why)
    keeper = a_principal(user="keeper", roles=frozenset({"records", "lio"}))
    decided = can(keeper, "set", label_for_card(card), Context(record=card, part="title"))
    assert (decided.allow, decided.rule) == (False, "processing-restricted")
    open_card = replace(card, restriction=None)
    assert not can(keeper, "set", label_for_card(open_card), Context(record=open_card, part="restriction")).allow


def test_only_writing_roles_create_and_only_for_their_units_and_in_their_compartments():
    label = Label("own", user="okonjo")
    for who in PEOPLE:
        for unit, compartment in itertools.product(("quillmarsh", "harrowgate"), ("", "blue")):
            made = can(who, "create", label, Context(after=a_report(unit=unit, compartment=compartment)))
            writes = bool(who.roles & {"officer", "analyst", "lio"})
            assert made.allow == (writes and unit in who.units and compartment in {"", *who.compartments})


def test_an_action_nobody_knows_and_a_step_there_is_not_are_denied():
    who = a_principal(roles=frozenset(ROLES))
    report = a_report(state="submitted")
    assert can(who, "annihilate", label_for(report)).rule == DEFAULT  # type: ignore[arg-type]  # a newer program's
    assert not can(who, "step", label_for(report), Context(record=report, step="annihilate")).allow
    assert {action for action in ACTIONS if can(who, action, Label("own")).allow} == {"create"}


WIDER = {
    "a lower marking": ({"marking": Marking("OFFICIAL-SENSITIVE")}, {"marking": Marking("OFFICIAL")}),
    "no compartment": ({"compartment": "blue"}, {"compartment": ""}),
    "another list": ({"access_list": "named"}, {"access_list": "others"}),
    "somebody let in": ({"exclusions": ("doyle", "vane")}, {"exclusions": ("doyle",)}),
}


@pytest.mark.parametrize(("before", "after"), WIDER.values(), ids=WIDER)
def test_a_label_is_widened_with_a_reason_or_not_at_all(before, after):
    lio = a_principal(
        user="peters", roles=frozenset({"lio"}), compartments=frozenset({"blue"}), lists=frozenset({"named"})
    )
    old, new = a_report(state="submitted", **before), a_report(state="submitted", **after)
    assert widens(old, new)
    silent = can(lio, "set", label_for(old), Context(record=old, after=new))
    assert (silent.allow, silent.rule) == (False, "widened-silently")
    assert can(lio, "set", label_for(old), Context(record=old, after=new, reason="It was marked by mistake")).allow


def test_to_narrow_a_label_needs_no_reason():
    lio = a_principal(user="peters", roles=frozenset({"lio"}), clearance="OFFICIAL-SENSITIVE")
    old, new = (a_report(state="submitted", marking=Marking(level)) for level in ("OFFICIAL", "OFFICIAL-SENSITIVE"))
    assert not widens(old, new)
    assert can(lio, "set", label_for(old), Context(record=old, after=new, part="marking")).allow


def test_an_author_widens_their_own_report_without_giving_a_reason():
    old, new = (a_report(state="returned", marking=Marking(level)) for level in ("OFFICIAL-SENSITIVE", "OFFICIAL"))
    assert can(a_principal(), "set", label_for(old), Context(record=old, after=new)).allow


def test_a_card_is_put_only_where_its_writer_can_read_it():
    card = a_card()
    hidden = replace(card, access_list="named")
    moved = can(a_principal(), "set", label_for_card(card), Context(record=card, after=hidden))
    assert (moved.allow, moved.rule) == (False, "out-of-reach")


def test_what_was_set_aside_is_for_those_who_take_part_in_writing_the_report():
    report = a_report(state="released")
    takes = {
        who.user + "".join(who.roles)
        for who in PEOPLE
        if can(who, "aside", label_for(report), Context(record=report)).allow and who.units
    }
    assert takes == {"okonjoofficer", "okonjoanalyst", "okonjolio", "okonjorecords", "peterslio"}
