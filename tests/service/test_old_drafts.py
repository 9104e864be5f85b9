"""Drafts that wait: the supervisor learns whose and how old, and not a word of them."""

from datetime import timedelta

from crimint_service.commands import main as command
from crimint_service.tables import record
from tests.protocol.client import a_change, a_creation, a_document
from tests.protocol.people import HOLT, OKONJO, PETERS, REID, VANE


def told(client):
    return client.get("/v1/drafts/untouched")["drafts"]


def test_after_four_weeks_the_supervisor_of_the_unit_is_told_whose_draft_waits(world):
    change = a_creation(a_document("Heliotrope in the lychgate", title="Heliotrope"))
    world.client(OKONJO).send(change)
    world.clock.forward(days=27, hours=23)
    assert told(world.client(PETERS)) == []
    world.clock.forward(hours=1)
    (line,) = told(world.client(PETERS))
    assert (line["author"], line["author_name"], line["days"]) == ("okonjo", "Ada Okonjo-Test", 28)
    assert line["name"] == f"Draft {change['record'][-6:].upper()}"
    assert "eliotrope" not in str(line)
    for other in (HOLT, VANE, REID, OKONJO):
        assert told(world.client(other)) == []


def test_a_draft_that_was_touched_or_submitted_waits_no_longer(world):
    officer = world.client(OKONJO)
    first, second = a_creation(a_document("One")), a_creation(a_document("Two"))
    officer.send(first, second)
    world.clock.forward(days=29)
    officer.sign_in()
    officer.send(a_change(first["record"], 1, {"title": "Touched"}), a_change(second["record"], 1, step="submit"))
    assert told(world.client(PETERS)) == []


def test_the_author_is_told_in_the_program_after_so_many_days(world):
    assert world.client(OKONJO).get("/v1/access/me")["draft_days"] == 7


def test_the_command_lists_old_drafts_without_their_words(embedded, capsys):
    embedded.client(OKONJO).send(a_creation(a_document("Heliotrope", title="Heliotrope")))
    at = ["drafts", "--database", embedded.parts.settings.database]
    long_ago = (embedded.clock.now() - timedelta(days=400)).isoformat(timespec="seconds")
    embedded.write(lambda connection: connection.execute(record.update().values(at=long_ago)))
    assert command(at) == 0
    out = capsys.readouterr().out
    assert "okonjo\tAda Okonjo-Test\tquillmarsh" in out
    assert "Heliotrope" not in out
    assert command([*at, "--days", "100000"]) == 0
    assert capsys.readouterr().out == ""
