"""Who may read what: every combination against a second statement of the rules, and where each state puts a report."""

import itertools
from dataclasses import replace
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimint_domain.access import (
    ROLES,
    Folder,
    Label,
    Principal,
    entitled,
    folder_for,
    label_for,
    label_for_card,
    label_from,
    label_of,
)
from crimint_domain.card import Card
from crimint_domain.marking import Marking
from crimint_domain.report import STATES
from crimint_domain.restriction import Restriction
from crimint_domain.streams import checksum_of, stream_id
from crimint_domain.views import card_document, card_from, report_document, report_from
from tests.builders import A_MOMENT, a_card, a_principal, a_report, an_id

KINDS: tuple[Literal["own", "holding", "closed", "open", "restricted", "withheld"], ...] = (
    "own", "holding", "closed", "open", "restricted", "withheld",
)  # fmt: skip
LEVELS = ("OFFICIAL", "OFFICIAL-SENSITIVE")
SOME_ROLES = [frozenset(), *(frozenset({role}) for role in ROLES), frozenset({"lio", "officer"}),
              frozenset({"auditor", "administrator"})]  # fmt: skip
PRINCIPALS = [
    Principal(user, user, roles, frozenset(units), clearance, frozenset(compartments), frozenset(lists), covers)
    for user, roles, units, clearance, compartments, lists, covers in itertools.product(
        ("okonjo", "other"),
        SOME_ROLES,
        ((), ("quillmarsh",)),
        LEVELS,
        ((), ("blue",)),
        ((), ("named",)),
        (frozenset(), frozenset({"quillmarsh"})),
    )
]
LABELS = [
    Label(kind, user, unit, marking, compartment, access_list, exclusions)
    for kind, user, unit, marking, compartment, access_list, exclusions in itertools.product(
        KINDS, ("", "okonjo"), ("", "quillmarsh"), LEVELS, ("", "blue"),
        ("", "named"), ((), ("okonjo",)),
    )
]  # fmt: skip


def oracle(who, label):
    """Say the rules once more, as a list of what must hold, in another way than the code does."""
    reads_bodies = who.roles & {"officer", "analyst", "lio", "records"} != set() or who.covers != set()
    shut_out = who.user in label.exclusions
    wrote = label.user != "" and who.user == label.user
    evaluates = "lio" in who.roles and label.unit in who.units
    keeps = "records" in who.roles and label.unit in who.units
    weighed = all((
        not (label.marking == "OFFICIAL-SENSITIVE" and who.clearance == "OFFICIAL"),
        label.compartment in {"", *who.compartments}, label.access_list in {"", *who.lists},
    ))  # fmt: skip
    needs = {
        "own": [label.user != "", who.user == label.user],
        "holding": [reads_bodies, not shut_out, wrote or (weighed and (evaluates or label.unit in who.covers))],
        "closed": [reads_bodies, not shut_out, wrote or (weighed and (keeps or evaluates or label.unit in who.covers))],
        "open": [reads_bodies, not shut_out, weighed],
        "restricted": [reads_bodies, not shut_out, weighed, label.access_list in who.lists],
        "withheld": [reads_bodies, not shut_out, weighed, keeps],
    }
    return all(needs[label.kind])


def test_every_person_and_every_label_agree_with_the_rules_said_another_way():
    for who, label in itertools.product(PRINCIPALS, LABELS):
        assert entitled(who, label) == oracle(who, label), (who, label)


def test_nobody_without_a_reading_role_sees_a_body_that_is_not_their_own_draft():
    for who, label in itertools.product(PRINCIPALS, LABELS):
        if entitled(who, label) and not who.covers and not who.roles & {"officer", "analyst", "lio", "records"}:
            assert label == Label("own", "okonjo", *label_rest(label))


def label_rest(label):
    """What of a label does not count for one's own desk."""
    return label.unit, label.marking, label.compartment, label.access_list, label.exclusions


def test_more_rights_never_take_access_away():
    for who, label in itertools.product(PRINCIPALS, LABELS):
        if entitled(who, label):
            more = Principal(
                who.user, who.name, who.roles | {"lio"}, who.units | {"quillmarsh"}, "OFFICIAL-SENSITIVE",
                who.compartments | {"blue"}, who.lists | {"named"}, who.covers,
            )  # fmt: skip
            assert entitled(more, label)


@pytest.mark.parametrize("marking", ["", "SECRET", "TOP SECRET", "CONFIDENTIAL", "official"])
def test_a_marking_that_there_is_not_opens_nothing(marking):
    assert not entitled(a_principal(), Label("open", marking=marking))
    assert not entitled(a_principal(clearance=marking), Label("open", marking="OFFICIAL"))


def test_a_kind_of_label_that_nobody_knows_opens_nothing():
    label = Label("from-the-future", access_list="named")  # type: ignore[arg-type]  # a newer service may send one
    assert not entitled(a_principal(lists=frozenset({"named"})), label)


def test_the_key_of_a_label_gives_the_label_back_and_is_the_same_for_the_same_readers():
    for label in LABELS:
        assert label_from(label.key) == label
    assert Label("open", exclusions=("a", "b")).key == Label("open", exclusions=("b", "a")).key
    assert len({label.key for label in LABELS}) == len(LABELS)


def test_each_state_has_its_place():
    expected = {
        "draft": ("desk/okonjo", "own"), "submitted": ("holding/quillmarsh", "holding"),
        "returned": ("holding/quillmarsh", "holding"), "evaluated": ("holding/quillmarsh", "holding"),
        "released": ("operation/MARZIPAN", "open"), "archived": ("operation/MARZIPAN", "open"),
        "disposed": ("holding/quillmarsh", "closed"), "withdrawn": ("holding/quillmarsh", "closed"),
        "duplicate": ("holding/quillmarsh", "closed"), "not-intelligence": ("holding/quillmarsh", "closed"),
        "rejected": ("holding/quillmarsh", "closed"),
    }  # fmt: skip
    assert expected.keys() == set(STATES)
    for state, (folder, kind) in expected.items():
        report = a_report(state=state)
        assert (folder_for(report).id, label_for(report).kind) == (folder, kind)


def test_what_is_released_without_an_operation_stands_on_the_shelf_of_its_unit():
    assert folder_for(a_report(state="released", operation="")) == Folder("shelf", "quillmarsh")
    assert folder_for(a_report(state="released", operation="", legacy=True)) == Folder("shelf", "quillmarsh")


def test_the_author_keeps_reading_until_release_and_sees_nothing_else_of_the_holding_area():
    author = a_principal()
    assert entitled(author, label_for(a_report(state="submitted")))
    assert not entitled(author, label_for(a_report(state="submitted", author="doyle")))


def test_a_report_narrowed_to_a_list_is_read_by_the_list():
    label = label_for(a_report(state="released", access_list="named", compartment="blue"))
    assert not entitled(a_principal(), label)
    named, blue = frozenset({"named"}), frozenset({"blue"})
    assert not entitled(a_principal(lists=named), label)
    assert entitled(a_principal(lists=named, compartments=blue), label)


def test_an_exclusion_shuts_out_even_the_author_once_the_report_has_been_handed_in():
    assert not entitled(a_principal(), label_for(a_report(state="submitted", exclusions=("okonjo",))))
    assert entitled(a_principal(), label_for(a_report(state="draft", exclusions=("okonjo",))))


def test_a_card_is_open_to_those_whom_its_marking_and_lists_let_in():
    card = a_card()
    assert label_for_card(card) == Label("open", marking="OFFICIAL-SENSITIVE")
    narrowed = Card(card.id, card.kind, card.title, card.unit, marking=Marking("OFFICIAL"), access_list="named")
    assert not entitled(a_principal(), label_for_card(narrowed))


def test_what_is_restricted_is_for_the_records_managers_of_its_unit_wherever_it_stood():
    why = Restriction("R1", "Case 26/118", A_MOMENT)
    keeper = a_principal(user="keeper", roles=frozenset({"records"}))
    everybody_else = frozenset(ROLES) - {"records"}
    for state in STATES:
        report = a_report(state=state, restriction=why)
        label = label_for(report)
        assert label == label_of("report", report.id, report_document(report))
        assert entitled(keeper, label)
        assert not entitled(a_principal(user=report.author, roles=everybody_else), label)
        assert not entitled(replace(keeper, units=frozenset({"harrowgate"})), label)
    card = replace(a_card(), restriction=why)
    assert label_for_card(card) == label_of("card", card.id, card_document(card))
    assert card_from(card.id, card_document(card)) == card
    assert not entitled(a_principal(), label_for_card(card))


@pytest.mark.parametrize("said", ["yes", ["R1"], {"ground": None}, 1, True])
def test_whatever_stands_in_the_place_of_a_restriction_restricts(said):
    document = report_document(a_report(state="released")) | {"restriction": said}
    assert label_of("report", an_id(1), document).kind == "withheld"
    assert label_for(report_from(an_id(1), document)).kind == "withheld"


def test_a_stream_is_known_by_folder_and_label_and_tells_neither():
    one = stream_id(Folder("holding", "quillmarsh"), Label("holding", user="okonjo", unit="quillmarsh"))
    other = stream_id(Folder("holding", "quillmarsh"), Label("holding", user="doyle", unit="quillmarsh"))
    assert one != other
    assert len(one) == 32
    assert "quillmarsh" not in one


@given(st.integers(1, 500), st.integers(1, 2**40), st.integers(1, 2**40))
def test_another_version_or_record_has_another_share_of_the_checksum(number, version, other):
    share = checksum_of(an_id(number), version)
    assert 0 <= share < 2**62
    assert share != checksum_of(an_id(number + 1), version)
    assert (share == checksum_of(an_id(number), other)) == (version == other)


def test_an_evaluator_reads_before_release_what_they_will_read_after_it_and_no_more():
    for marking, clearance, compartment, named in itertools.product(LEVELS, LEVELS, ("", "blue"), ("", "named")):
        lio = a_principal(user="peters", roles=frozenset({"lio"}), clearance=clearance)
        narrowing: dict[str, Any] = {"marking": Marking(marking), "compartment": compartment, "access_list": named}
        held, released = (label_for(a_report(state=state, **narrowing)) for state in ("submitted", "released"))
        assert entitled(lio, held) == entitled(lio, released)


@pytest.mark.parametrize(
    "narrowed",
    [
        {"marking": Marking("OFFICIAL")},
        {"compartment": "blue"},
        {"access_list": "named"},
        {"exclusions": ("vane",)},
        {"unit": "harrowgate"},
        {"author": "doyle"},
    ],
)
@pytest.mark.parametrize("state", ["submitted", "withdrawn", "released"])
def test_what_narrows_a_report_moves_it_to_another_stream_before_its_release_too(state, narrowed):
    before, after = a_report(state=state), a_report(state=state, **narrowed)
    moved = stream_id(folder_for(before), label_for(before)) != stream_id(folder_for(after), label_for(after))
    assert moved == (state != "released" or not narrowed.keys() & {"unit", "author"})


def test_a_records_manager_reads_what_is_out_of_the_queue_and_not_what_is_in_it():
    keeper = a_principal(user="keeper", roles=frozenset({"records"}))
    seen = {state for state in STATES if entitled(keeper, label_for(a_report(state=state)))}
    assert seen == {
        "withdrawn", "duplicate", "not-intelligence", "rejected", "disposed", "released", "archived",
    }  # fmt: skip


def test_a_record_whose_list_is_its_own_identifier_is_for_those_named_for_it():
    report = a_report(state="released")
    label = label_for(replace(report, access_list=report.id))
    assert label.kind == "restricted"
    assert not entitled(a_principal(lists=frozenset({"named"})), label)
    assert entitled(a_principal(lists=frozenset({report.id})), label)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("legacy", [False, True])
def test_the_label_of_a_document_is_the_label_of_the_report_it_is_read_as(state, legacy):
    for compartment, named, excluded in itertools.product(("", "blue"), ("", "named"), ((), ("vane", "doyle"))):
        report = a_report(
            state=state, legacy=legacy, compartment=compartment, access_list=named, exclusions=excluded,
        )  # fmt: skip
        assert label_of("report", report.id, report_document(report)) == label_for(report)


def test_the_label_of_a_card_is_read_from_its_document_too():
    card = replace(a_card(), access_list="named", marking=Marking("OFFICIAL"))
    assert label_of("card", card.id, card_document(card)) == label_for_card(card)


@pytest.mark.parametrize(
    "spoilt",
    [{"marking": "SECRET"}, {"marking": {"level": 3}}, {"exclusions": "okonjo"}, {"exclusions": [1]}, {"unit": ["x"]}],
)
def test_a_document_whose_label_cannot_be_read_opens_nothing(spoilt):
    report = a_report(state="released")
    label = label_of("report", report.id, report_document(report) | spoilt)
    assert not any(entitled(who, label) for who in PRINCIPALS)
