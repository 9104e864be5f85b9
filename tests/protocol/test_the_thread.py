"""The main job over the wire, as any service must do it."""

from tests.protocol.client import a_change, a_creation
from tests.protocol.people import OKONJO, PETERS, REID


def test_a_submitted_report_reaches_the_units_evaluator_with_its_number(at_desk):
    officer, evaluator = at_desk(OKONJO), at_desk(PETERS)
    creation = a_creation()

    [created] = officer.send(creation)
    assert (created["status"], created["version"]) == (201, 1)
    assert evaluator.everything() == {}

    [submitted] = officer.send(a_change(creation["record"], 1, step="submit"))
    assert (submitted["status"], submitted["version"]) == (200, 2)
    found = evaluator.everything()[creation["record"]]
    assert found["version"] == 2
    assert found["by"] == OKONJO.name
    assert found["document"]["state"] == "submitted"
    assert found["document"]["reference"].startswith("QM-26-")
    assert found["document"]["title"] == "A blue van stood by the old mill."
    assert found["document"]["author"] == "okonjo"


def test_the_author_keeps_reading_what_was_submitted_and_nobody_else_of_the_unit_does(at_desk):
    officer, colleague = at_desk(OKONJO), at_desk(REID)
    creation = a_creation(step="submit")
    officer.send(creation)

    assert list(officer.everything()) == [creation["record"]]
    assert colleague.everything() == {}
    assert colleague.ask("GET", f"/v1/records/{creation['record']}")[0] == 404
