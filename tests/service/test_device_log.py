"""The chains that devices send, and what the service itself writes down about what it handed out."""

from dataclasses import asdict, replace

import pytest
import sqlalchemy as sa
import zstandard

from crimint_domain.audit import GENESIS, Entry, chained, commitment
from crimint_service.tables import device_entry, entry_reason, served
from tests.protocol.client import a_creation
from tests.protocol.people import OKONJO, PETERS

SALT = bytes(range(16))


def a_chain(client, count, *, start=1, previous=GENESIS, words="Operation MARZIPAN"):
    """Return entries of a client's device."""
    entries = []
    for number in range(start, start + count):
        entry = Entry(
            number, "2026-11-20T03:00:00+00:00", number * 1000, "consultation", "open", client.person.user,
            client.device, (f"01a20673-27bf-7ee2-9d6e-{number:012d}@1",), commitment(SALT, words), previous,
        )  # fmt: skip
        entries.append(chained(entry))
        previous = entries[-1].hash
    return entries


def upload(client, entries, **more):
    """Send entries and return the answer."""
    sent = {
        "device": client.device, "from_seq": entries[0].sequence, "previous": entries[0].previous,
        "events": [asdict(each) for each in entries], "reasons": [],
    }  # fmt: skip
    return client.ask("POST", "/v1/audit/events", sent | more)


def test_a_chain_arrives_piece_by_piece_and_repeats_are_fine(world):
    officer = world.client(OKONJO)
    entries = a_chain(officer, 5)
    assert upload(officer, entries[:2])[2] == {"acked_seq": 2, "chain_hash": entries[1].hash}
    assert upload(officer, entries[:2])[2] == {"acked_seq": 2, "chain_hash": entries[1].hash}
    assert upload(officer, entries[1:])[2] == {"acked_seq": 5, "chain_hash": entries[4].hash}
    assert len(world.rows(sa.select(device_entry))) == 5


def test_a_gap_is_refused_and_says_from_where_to_send(world):
    officer = world.client(OKONJO)
    entries = a_chain(officer, 5)
    upload(officer, entries[:2])
    status, _, body = upload(officer, entries[3:])
    assert (status, body["type"], body["acked_seq"]) == (422, "urn:crimint:problem:audit-gap", 2)


@pytest.mark.parametrize(
    "story", [{"count": 3, "words": "Something else"}, {"count": 2, "start": 4, "previous": "ab" * 32}]
)
def test_another_story_is_a_fork_and_quarantines_the_device(world, story):
    officer = world.client(OKONJO)
    upload(officer, a_chain(officer, 3))
    status, _, body = upload(officer, a_chain(officer, **story))
    assert (status, body["type"]) == (409, "urn:crimint:problem:audit-fork")
    for method, path in (("POST", "/v1/sync/checkpoint"), ("GET", "/v1/access/me"), ("POST", "/v1/changes")):
        status, _, body = officer.ask(method, path, {"changes": []} if path.endswith("changes") else {})
        assert (status, body["type"]) == (403, "urn:crimint:problem:device-blocked")


def test_an_altered_entry_is_refused(world):
    officer = world.client(OKONJO)
    entries = a_chain(officer, 3)
    entries[1] = replace(entries[1], act="print")
    assert upload(officer, entries)[0] == 422
    assert world.rows(sa.select(device_entry)) == []


def test_nobody_sends_the_log_of_another_person_or_device(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    assert upload(evaluator, a_chain(officer, 2))[0] == 422
    foreign = [replace(each, user="okonjo") for each in a_chain(evaluator, 1)]
    assert upload(evaluator, [chained(each) for each in foreign])[0] == 422


def test_reasons_stand_beside_the_chain_and_must_be_what_it_commits_to(world):
    officer = world.client(OKONJO)
    entries = a_chain(officer, 2)
    false = [{"seq": 1, "salt": SALT.hex(), "text": "Curiosity"}]
    assert upload(officer, entries, reasons=false)[0] == 422
    true = [{"seq": 1, "salt": SALT.hex(), "text": "Operation MARZIPAN"}]
    assert upload(officer, entries, reasons=true)[0] == 200
    assert world.rows(sa.select(entry_reason.c.sequence, entry_reason.c.text)) == [(1, "Operation MARZIPAN")]


def test_a_lease_is_renewed_only_when_the_log_has_arrived(world):
    officer = world.client(OKONJO)
    first = officer.checkpoint()
    assert first["lease"]
    late = officer.checkpoint(audit_seq=2)
    assert (late["lease"], late["lease_until"], late["audit_acked"]) == ("", first["lease_until"], 0)
    upload(officer, a_chain(officer, 2))
    assert officer.checkpoint(audit_seq=2)["lease"]


def test_each_page_and_each_body_is_written_down_before_it_is_handed_out(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation(step="submit")
    officer.send(creation)
    name = creation["record"]
    [state] = [each for each in evaluator.checkpoint()["streams"] if each["count"]]
    evaluator.read(state["id"])
    evaluator.get(f"/v1/records/{name}")
    evaluator.get(f"/v1/records/{name}/history")

    lines = world.rows(sa.select(served).order_by(served.c.id))
    assert [(line.user_id, line.act, line.amount) for line in lines] == [
        ("peters", "page", 1), ("peters", "record", 1), ("peters", "history", 1),
    ]  # fmt: skip
    assert all(zstandard.ZstdDecompressor().decompress(line.records) == f"{name}@1".encode() for line in lines)


def test_an_unchanged_body_is_neither_handed_out_nor_written_down(embedded):
    officer = embedded.client(OKONJO)
    creation = a_creation()
    officer.send(creation)
    _, headers, _ = officer.ask("GET", f"/v1/records/{creation['record']}")
    assert headers["etag"] == '"v1"'
    status, _, body = officer.ask("GET", f"/v1/records/{creation['record']}", headers={"If-None-Match": '"v1"'})
    assert (status, body) == (304, None)
    assert len(embedded.rows(sa.select(served))) == 1
