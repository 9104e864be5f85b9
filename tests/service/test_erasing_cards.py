"""Erasing a card: it goes as a report goes, and no report points to it any more."""

import json

import pytest
import sqlalchemy as sa

from crimint_service.tables import erasure, gone, metadata, record, record_version
from tests.protocol.client import a_change, a_creation, a_document, new_id
from tests.protocol.people import ARCHER, KEEPER, OKONJO, PETERS, REID
from tests.service.test_proposals import asked, decision

NAME = "Quincunx Zephyrine-Test"


def a_card(title=NAME, **more):
    """Return a change that makes a card of a person."""
    attributes = {
        "n1": {"order": "a", "name": "name", "value": title, "cites": ""},
        "n2": {"order": "b", "name": "phone", "value": "07700 900417", "cites": ""},
    }
    document = {"kind": "person", "title": title, "unit": "quillmarsh", "attributes": attributes}
    return a_creation(document | more, kind="card", schema=1)


def naming(card, words="He was seen by the mill."):
    """Return a change that makes a report which is linked to a card, and to another."""
    mention = {"item": "i1", "kind": "person", "as_reported": "Old Quin", "role": "", "card": card}
    return a_creation(a_document(words, mentions={"m1": mention, "m2": mention | {"card": new_id()}}), step="submit")


@pytest.fixture
def linked(world):
    """A card, and the report that is linked to it, released."""
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    card = a_card()
    report = naming(card["record"])
    assert [each["status"] for each in officer.send(card, report)] == [201, 201]
    for version, step in ((1, "evaluate"), (2, "release")):
        evaluator.send(a_change(report["record"], version, step=step))
    return card["record"], report["record"]


def erase(world, card):
    proposed = world.client(KEEPER).post("/v1/erasures", asked(card))
    return decision(world.client(ARCHER), proposed["id"], version=proposed["line"]["version"])


def test_who_proposes_a_card_sees_what_is_known_on_it_and_which_reports_are_linked(world, linked):
    card, _report = linked
    proposed = world.client(KEEPER).post("/v1/erasures", asked(card))
    assert (proposed["kind"], proposed["what"], proposed["reference"]) == ("card", "erase", "")
    line = proposed["line"]
    assert (line["title"], line["card"]) == (NAME, "person")
    assert line["known"] == [f"name: {NAME}", "phone: 07700 900417"]
    assert (line["linked"], line["linked_from"]) == (1, ["QM-26-000001"])


def test_an_erased_card_is_gone_and_no_report_points_to_it(world, linked):
    card, report = linked
    reader = world.client(REID)
    assert card in reader.everything()

    status, done = erase(world, card)

    assert (status, done["state"], done["line"]) == (200, "erased", None)
    [row] = world.rows(sa.select(erasure))
    assert (row.record_id, row.by_user, row.second_user) == (card, "keeper", "archer")
    assert world.rows(sa.select(record).where(record.c.id == card)) == []
    assert world.rows(sa.select(record_version).where(record_version.c.record_id == card)) == []
    assert {each.reason for each in world.rows(sa.select(gone).where(gone.c.record_id == card))} == {"erased"}
    now = reader.get(f"/v1/records/{report}")
    mentions = now["document"]["mentions"]
    assert (now["version"], mentions["m1"]["card"], mentions["m1"]["as_reported"]) == (4, "", "Old Quin")
    assert mentions["m2"]["card"] != ""
    [last, *_] = reader.get(f"/v1/records/{report}/history")["versions"]
    assert (last["by"], last["reason"]) == ("The service", "The card that was linked here was erased")


def test_a_reader_is_told_of_the_report_without_its_link_and_of_the_card_that_is_gone(world, linked):
    card, report = linked
    reader = world.client(REID)
    [shelf] = [each for each in reader.checkpoint()["streams"] if each["folder"] == "shelf/quillmarsh"]
    cursor = reader.read(shelf["id"])["cursor"]
    erase(world, card)
    told = {each["id"]: each for each in reader.read(shelf["id"], cursor)["entries"]}
    assert (told[card]["op"], told[card]["reason"]) == ("gone", "erased")
    assert (told[report]["op"], told[report]["document"]["mentions"]["m1"]["card"]) == ("put", "")


def test_nothing_that_stood_on_the_card_is_left_in_any_table(world, linked):
    card, _report = linked
    erase(world, card)
    for table in metadata.sorted_tables:
        said = json.dumps([[str(each) for each in row] for row in world.rows(sa.select(table))])
        assert "Zephyrine" not in said, table.name
        assert "900417" not in said, table.name
