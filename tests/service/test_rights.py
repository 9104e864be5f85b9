"""What may be written by whom, and what is refused at this door whatever the client thought."""

import json

import pytest
import sqlalchemy as sa

from crimint_service.tables import record
from tests.protocol.client import a_change, a_creation, a_document, an_item, new_id
from tests.protocol.people import HOLT, OKONJO, PETERS, REID, VANE


def a_card(**fields):
    """Return a change that creates a card."""
    document = {"kind": "vehicle", "title": "Blue van", "attributes": {}, "marking": {"level": "OFFICIAL"}} | fields
    return a_creation(document, kind="card", schema=1)


def test_author_unit_state_and_number_come_from_the_service(world):
    officer = world.client(OKONJO)
    forged = a_document(
        state="released", reference="QM-26-999999", author="peters", author_name="Somebody", claimed_by="peters",
        legacy=True,
    )  # fmt: skip
    creation = a_creation(forged)
    officer.send(creation)
    kept = officer.everything()[creation["record"]]["document"]
    found = {key: kept[key] for key in ("state", "reference", "author", "author_name", "unit", "claimed_by", "legacy")}
    assert found == {
        "state": "draft", "reference": "", "author": "okonjo", "author_name": OKONJO.name, "unit": "quillmarsh",
        "claimed_by": "", "legacy": False,
    }  # fmt: skip
    for part in ("state", "author", "unit", "legacy", "reference", "claimed_by"):
        [refused] = officer.send(a_change(creation["record"], 1, {part: "mine"}))
        assert refused["status"] == 403, part


def test_nobody_writes_for_a_unit_that_is_not_theirs(embedded):
    officer = embedded.client(OKONJO)
    assert [each["status"] for each in officer.send(a_creation(a_document(unit="harrowgate")))] == [422]


@pytest.mark.parametrize("level", ["SECRET", "TOP SECRET", "secret", "UK SECRET"])
def test_secret_and_above_is_refused_on_creation_and_afterwards(embedded, level):
    officer = embedded.client(OKONJO)
    above = {"level": level, "instructions": []}
    [refused] = officer.send(a_creation(a_document(marking=above)))
    assert refused["status"] == 422
    creation = a_creation()
    officer.send(creation)
    [refused] = officer.send(a_change(creation["record"], 1, {"marking": above}))
    assert refused["status"] == 422
    assert officer.everything()[creation["record"]]["version"] == 1
    [refused] = officer.send(a_card(marking=above))
    assert refused["status"] == 422


def test_a_report_that_is_not_fit_is_not_submitted_and_every_reason_is_told(world):
    officer = world.client(OKONJO)
    empty = a_document(items={"i1": an_item("  ") | {"grading": None, "handling": None}}, source={})
    creation = a_creation(empty)
    officer.send(creation)
    [refused] = officer.send(a_change(creation["record"], 1, step="submit"))
    assert refused["status"] == 422
    for words in ("how you know", "no text", "no grade"):
        assert words in refused["problem"]


def test_numbers_rise_per_unit_and_year_and_are_never_given_twice(world):
    officer, other = world.client(OKONJO), world.client(HOLT)
    creations = [a_creation(step="submit") for _ in range(3)]
    officer.send(creations[0])
    officer.send(creations[1])
    other.send(creations[2])
    officer.send(a_change(creations[0]["record"], 1, step="withdraw", reason="Told wrongly"))
    world.clock.forward(days=60)
    officer.sign_in()
    officer.send(later := a_creation(step="submit"))
    numbers = [
        person.get(f"/v1/records/{creation['record']}")["document"]["reference"]
        for person, creation in ((officer, creations[0]), (officer, creations[1]), (other.sign_in(), creations[2]))
    ]
    assert numbers == ["QM-26-000001", "QM-26-000002", "HG-26-000001"]
    assert officer.get(f"/v1/records/{later['record']}")["document"]["reference"] == "QM-27-000001"


def test_a_claimed_report_is_the_evaluators_and_its_author_only_reads(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation(step="submit")
    name = creation["record"]
    officer.send(creation)
    evaluator.send(a_change(name, 1, step="claim"))
    assert officer.everything()[name]["document"]["claimed_by"] == "peters"
    [refused] = officer.send(a_change(name, 2, {"items/i1/text": "No, a red van"}))
    assert (refused["status"], "items/i1/text" in refused["problem"]) == (403, True)
    grading = {"scheme": "3x5x2", "source": "2", "assessment": "B"}
    assert [each["status"] for each in evaluator.send(a_change(name, 2, {"items/i1/grading": grading}))] == [200]
    [refused] = evaluator.send(a_change(name, 3, {"items/i1/text": "Better words"}))
    assert refused["status"] == 403
    [refused] = evaluator.send(a_change(name, 3, {"items/i9/grading": grading}))
    assert refused["status"] == 422


def test_nobody_evaluates_their_own_report_and_no_step_is_taken_out_of_turn(world):
    evaluator, officer = world.client(PETERS), world.client(OKONJO)
    own = a_creation(step="submit")
    evaluator.send(own)
    assert [each["status"] for each in evaluator.send(a_change(own["record"], 1, step="evaluate"))] == [403]
    creation = a_creation(step="submit")
    officer.send(creation)
    outcomes = [
        evaluator.send(a_change(creation["record"], 1, step=step))[0]["status"]
        for step in ("release", "archive", "return", "no-such-step")
    ]
    assert outcomes == [403, 403, 422, 422]


def test_a_returned_report_is_mended_by_its_author_and_keeps_its_number(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation(step="submit")
    name = creation["record"]
    officer.send(creation)
    evaluator.send(a_change(name, 1, step="claim"))
    evaluator.send(a_change(name, 2, step="return", reason="Which mill?"))
    back = officer.everything()[name]["document"]
    assert (back["state"], back["claimed_by"]) == ("returned", "")
    again = a_change(name, 3, {"items/i1/text": "The old mill at Sedge Bridge."}, step="submit")
    assert [each["status"] for each in officer.send(again)] == [200]
    assert officer.everything()[name]["document"]["reference"] == back["reference"] == "QM-26-000001"


def test_a_released_report_is_open_to_those_cleared_and_history_tells_who_did_what(world):
    officer, evaluator, analyst, colleague = (world.client(each) for each in (OKONJO, PETERS, VANE, REID))
    creation = a_creation(a_document(operation="MARZIPAN"), step="submit")
    name = creation["record"]
    officer.send(creation)
    evaluator.send(a_change(name, 1, step="evaluate"))
    evaluator.send(a_change(name, 2, step="release"))
    folders = {state["folder"] for state in analyst.checkpoint()["streams"] if state["count"]}
    assert folders == {"operation/MARZIPAN"}
    assert set(analyst.everything()) == set(colleague.everything()) == {name}
    history = analyst.get(f"/v1/records/{name}/history")["versions"]
    assert [(each["version"], each["by"], each["step"]) for each in history] == [
        (3, PETERS.name, "release"), (2, PETERS.name, "evaluate"), (1, OKONJO.name, "submit"),
    ]  # fmt: skip
    assert history[0]["parts"]["items"]["i1"]["text"] == "A blue van stood by the old mill."
    assert evaluator.get(f"/v1/records/{name}/history")["versions"][0]["parts"] == {"state": "released"}


def test_the_past_of_a_released_report_stays_with_those_who_could_read_it_then(world):
    officer, evaluator, analyst = (world.client(each) for each in (OKONJO, PETERS, VANE))
    creation = a_creation(a_document(operation="MARZIPAN"), step="")
    name = creation["record"]
    told = "His sister Nora told me that a blue van stood by the old mill."
    officer.send(creation)
    officer.send(a_change(name, 1, {"items/i1/text": told}))
    officer.send(a_change(name, 2, {"items/i1/text": "A blue van stood by the old mill."}, step="submit"))
    evaluator.send(a_change(name, 3, step="return", reason="Is Nora safe?"))
    officer.send(a_change(name, 4, step="submit"))
    evaluator.send(a_change(name, 5, step="evaluate"))
    assert [each["status"] for each in evaluator.send(a_change(name, 6, step="release"))] == [200]
    texts = [json.dumps(who.get(f"/v1/records/{name}/history")) for who in (officer, evaluator, analyst)]
    assert [("told me" in text, "Is Nora safe?" in text) for text in texts] == [
        (True, True), (False, True), (False, False),
    ]  # fmt: skip
    seen = analyst.get(f"/v1/records/{name}/history")["versions"]
    assert [(each["version"], each["step"]) for each in seen][:3] == [(7, "release"), (6, "evaluate"), (5, "submit")]
    assert all(each["parts"] == {} and each["reason"] == "" for each in seen[1:])
    assert seen[0]["parts"]["state"] == "released"


def test_what_a_person_set_aside_stands_in_the_history_and_nowhere_else(world):
    officer = world.client(OKONJO)
    creation = a_creation()
    name = creation["record"]
    officer.send(creation)
    assert [r["status"] for r in officer.send(a_change(name, 1, aside={"items/i1/text": "A red van"}))] == [200]
    newest = officer.get(f"/v1/records/{name}/history")["versions"][0]
    assert (newest["version"], newest["parts"], newest["aside"]) == (2, {}, {"items/i1/text": "A red van"})
    assert "red" not in str(officer.everything()[name])


def test_a_card_lives_on_its_units_shelf_or_in_its_operation_under_its_own_label(world):
    officer, stranger = world.client(OKONJO), world.client(HOLT)
    shelf, filed = a_card(), a_card(operation="THIMBLE")
    assert [each["status"] for each in officer.send(shelf, filed)] == [201, 201]
    folders = {state["folder"] for state in stranger.checkpoint()["streams"] if state["count"]}
    assert folders == {"shelf/quillmarsh", "operation/THIMBLE"}
    part = {"attributes/a1": {"order": "i", "name": "plate", "value": "QM26 TST", "cites": "i1"}}
    [added] = stranger.send(a_change(shelf["record"], 1, part, kind="card", schema=1))
    assert added["status"] == 200
    [refused] = stranger.send(a_change(shelf["record"], 2, {"operation": "MARZIPAN"}, kind="card", schema=1))
    assert refused["status"] == 403
    [refused] = officer.send(a_card(compartment="lantern"))
    assert refused["status"] == 403


@pytest.mark.parametrize(
    "spoilt",
    [
        {"record": "not-an-id"},
        {"id": "x"},
        {"kind": "dissemination"},
        {"kind": "rumour"},
        {"schema": 0},
        {"set": {"title": "and a document"}},
        {"document": None},
        {"document": {"items": ["not", "by", "id"]}},
        {"document": {"marking": "SECRET"}},
        {"document": {"marking": {"level": "OFFICIAL"}, "title": "nul\x00"}},
        {"document": {"exclusions": [1, "two"]}},
        {"document": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": 1}}}}}}}}},
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence_and_leaves_nothing(world, spoilt):
    officer = world.client(OKONJO)
    [refused] = officer.send(a_creation() | spoilt)
    assert refused["status"] == 422
    assert refused["problem"].endswith(".")
    assert world.rows(sa.select(record.c.id)) == []


@pytest.mark.parametrize("path", ["title/inner", "items/i1/text/inner", "", "items//text", "/", "items/i9/text"])
def test_a_path_that_leads_nowhere_is_refused(embedded, path):
    officer = embedded.client(OKONJO)
    creation = a_creation(a_document(title="A van"))
    officer.send(creation)
    assert [each["status"] for each in officer.send(a_change(creation["record"], 1, {path: "x"}))] == [422]


def test_a_change_without_a_base_is_not_even_looked_at(embedded):
    officer = embedded.client(OKONJO)
    change = a_change(new_id(), 1, {"title": "x"})
    del change["base_version"]
    status, _, body = officer.ask("POST", "/v1/changes", {"changes": [change]})
    assert (status, body["type"]) == (428, "urn:crimint:problem:base-missing")


def test_a_release_cannot_take_the_grade_away_on_its_way(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation(step="submit")
    name = creation["record"]
    officer.send(creation)
    evaluator.send(a_change(name, 1, step="evaluate"))
    (outcome,) = evaluator.send(a_change(name, 2, {"items/i1/grading": None}, step="release"))
    assert outcome["status"] == 422
    assert evaluator.everything()[name]["document"]["state"] == "evaluated"


def test_what_was_set_aside_after_the_release_is_for_those_who_wrote_it(world):
    officer, evaluator, analyst = (world.client(each) for each in (OKONJO, PETERS, VANE))
    creation = a_creation(a_document(operation="MARZIPAN"), step="submit")
    name = creation["record"]
    officer.send(creation)
    evaluator.send(a_change(name, 1, step="evaluate"))
    evaluator.send(a_change(name, 2, step="release"))
    late = a_change(name, 3, {}) | {"aside": {"items/i1/text": "Nora told me."}}
    assert [each["status"] for each in officer.send(late)] == [200]
    newest = [who.get(f"/v1/records/{name}/history")["versions"][0] for who in (officer, evaluator, analyst)]
    assert [each["aside"] for each in newest] == [late["aside"], late["aside"], None]


@pytest.mark.parametrize(
    "part", ["items/grading", "items/handling", "grading", "references/handling", "source/grading", "risk/handling"]
)
def test_an_evaluator_cannot_slip_words_in_where_a_grade_is_expected(embedded, part):
    officer, evaluator = embedded.client(OKONJO), embedded.client(PETERS)
    creation = a_creation(step="submit")
    officer.send(creation)
    (outcome,) = evaluator.send(a_change(creation["record"], 1, {part: {"text": "He said so himself.", "order": "z"}}))
    assert outcome["status"] == 403


def test_nobody_can_make_a_report_unreadable_for_every_desk(embedded):
    officer, evaluator = embedded.client(OKONJO), embedded.client(PETERS)
    creation = a_creation(step="submit")
    officer.send(creation)
    (outcome,) = evaluator.send(a_change(creation["record"], 1, {"priority": ["low"]}))
    assert outcome["status"] == 422
