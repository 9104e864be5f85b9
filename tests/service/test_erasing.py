"""Erasing a record at the word of two people, and forgetting who left."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crimint_domain.errors import Refused
from crimint_domain.views import instant_text
from crimint_service import erasing, tables, tombstones
from crimint_service.erasing import KEPT_WITHOUT_WORDS, TRACES
from crimint_service.tables import erasure, gone, kept_change, receipt, record, record_version, stream
from tests.protocol.client import a_change, a_creation
from tests.protocol.people import HOLT, KEEPER, OKONJO, PETERS, VANE
from tests.service.test_invariants import released

REASON = "Held longer than the law allows"


def erased(world, name, by="keeper", second="peters", reason=REASON):
    """Erase a record as an operator does."""
    at = instant_text(world.clock.now()) or ""
    return world.write(lambda conn: erasing.erase(conn, name, by=by, second=second, reason=reason, at=at))


def entry_of(client, folder, name):
    """What a stream says of a record."""
    stream_id = next(each["id"] for each in client.checkpoint()["streams"] if each["folder"] == folder)
    return next((each for each in client.read(stream_id)["entries"] if each["id"] == name), None)


def test_an_erasure_leaves_the_identifier_the_version_the_reason_and_two_names(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    name = released(world, officer, evaluator)

    done = erased(world, name)

    assert (done.version, done.by, done.second, done.reason) == (4, "keeper", "peters", REASON)
    [row] = world.rows(sa.select(erasure))
    assert tuple(row) == (name, 4, "keeper", done.at, REASON, "peters")
    for table, column in ((record, record.c.id), (record_version, record_version.c.record_id)):
        assert world.rows(sa.select(table).where(column == name)) == []
    assert world.rows(sa.select(kept_change)) == []
    words = world.rows(sa.select(receipt.c.content_hash, receipt.c.problem).where(receipt.c.record_id == name))
    assert words
    assert set(words) == {("", "")}


def test_every_stream_the_record_ever_stood_in_tells_that_it_was_erased(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    name = a_creation()["record"]
    officer.send(a_creation(record=name))
    officer.send(a_change(name, 1, step="submit"))
    evaluator.send(a_change(name, 2, step="evaluate"))
    evaluator.send(a_change(name, 3, step="release"))
    assert entry_of(officer, "desk/okonjo", name)["reason"] == "moved"

    erased(world, name)

    for folder in ("desk/okonjo", "holding/quillmarsh", "shelf/quillmarsh"):
        said = entry_of(officer, folder, name)
        assert said is None or (said["op"], said["reason"], said["version"]) == ("gone", "erased", 5), folder
    rows = world.rows(sa.select(gone.c.reason, gone.c.version).where(gone.c.record_id == name))
    assert rows == [("erased", 5)] * 3
    for each in world.rows(sa.select(stream)):
        numbers = world.rows(sa.select(gone.c.seq).where(gone.c.folder_id == each.folder_id))
        assert all(number <= each.head for (number,) in numbers)
        assert (each.live, each.checksum) == (0, 0)


def test_what_was_erased_cannot_be_written_again(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    name = released(world, officer, evaluator)
    erased(world, name)
    [again] = officer.send(a_creation(record=name))
    [changed] = evaluator.send(a_change(name, 3, {"title": "Still here"}))
    assert (again["status"], changed["status"]) == (410, 410)
    with pytest.raises(Refused, match="erased before"):
        erased(world, name)


@pytest.mark.parametrize(
    ("by", "second", "says"),
    [
        ("keeper", "keeper", "two people"),
        ("keeper", "okonjo", "agree"),
        ("keeper", "nobody", "agree"),
        ("peters", "keeper", "records manager can ask"),
        ("watch", "peters", "records manager can ask"),
    ],
)
def test_two_people_who_may_decide_it_have_to(embedded, by, second, says):
    officer = embedded.client(OKONJO)
    creation = a_creation()
    officer.send(creation)
    with pytest.raises(Refused, match=says):
        erased(embedded, creation["record"], by, second)
    with pytest.raises(Refused, match="Say why"):
        erased(embedded, creation["record"], reason=" ")
    assert officer.everything().keys() == {creation["record"]}


def test_every_table_that_names_a_record_is_wiped_or_known_to_hold_no_words():
    wiped = {trace.table.name for trace in TRACES}
    naming = {
        table.name
        for table in tables.metadata.sorted_tables
        if {"record", "record_id", "records"} & set(table.columns.keys()) or table.name == "record"
    }
    assert naming - wiped - KEPT_WITHOUT_WORDS - {"device_entry"} == set()  # the log of a device names records only


def test_a_disposal_tells_every_stream_too(world):
    officer, evaluator, keeper = world.client(OKONJO), world.client(PETERS), world.client(KEEPER)
    name = released(world, officer, evaluator)
    [disposed] = keeper.send(a_change(name, 3, step="dispose", reason="Past its review"))
    assert disposed["status"] == 200
    assert {reason for (reason,) in world.rows(sa.select(gone.c.reason))} == {"erased"}


def test_7_forgetting_who_left_lifts_the_floor_to_the_highest_number_forgotten_and_no_further(world):
    officer = world.client(OKONJO)
    old, new, kept = a_creation(), a_creation(), a_creation()
    officer.send(old, new, kept)
    desk = officer.checkpoint()["streams"][0]["id"]
    began_before = officer.get(f"/v1/streams/{desk}/changes?limit=1")["cursor"]
    officer.send(a_change(old["record"], 1, step="submit"))  # number 4
    world.clock.forward(days=300)
    client = world.client(OKONJO)
    client.send(a_change(new["record"], 1, step="submit"))  # number 5
    world.clock.forward(days=120)

    forgotten = world.write(lambda conn: tombstones.forget_left(conn, world.clock.now()))

    client = world.client(OKONJO)
    assert forgotten == 1
    state = next(each for each in client.checkpoint()["streams"] if each["id"] == desk)
    assert (state["floor"], state["head"]) == (4, 5)
    assert client.ask("GET", f"/v1/streams/{desk}/changes?cursor={began_before}")[0] == 410
    fresh = client.get(f"/v1/streams/{desk}/changes?limit=1")
    assert fresh["more"]
    again = client.get(f"/v1/streams/{desk}/changes?cursor={fresh['cursor']}")
    assert [each["seq"] for each in again["entries"]] == [5]
    assert again["more"] is False


def test_7_who_begins_anew_below_the_floor_comes_to_the_end_however_often_it_is_lifted_afterwards(world):
    officer = world.client(OKONJO)
    creations = [a_creation() for _ in range(3)]
    officer.send(*creations)
    desk = officer.checkpoint()["streams"][0]["id"]
    for each in creations[:2]:
        officer.send(a_change(each["record"], 1, step="submit"))
    world.write(lambda conn: tombstones.forget_left(conn, world.clock.now() + timedelta(days=500)))
    assert [each["op"] for each in officer.read(desk, limit=1)["entries"]] == ["put"]

    begun = officer.get(f"/v1/streams/{desk}/changes?limit=1")["cursor"]
    officer.send(a_change(creations[2]["record"], 1, step="submit"))
    world.write(lambda conn: tombstones.forget_left(conn, world.clock.now() + timedelta(days=500)))
    assert officer.ask("GET", f"/v1/streams/{desk}/changes?cursor={begun}")[0] == 410
    assert officer.read(desk)["entries"] == []


def test_tombstones_are_not_forgotten_while_a_lease_could_still_need_them(embedded):
    with pytest.raises(Refused, match="at least 60 days"):
        embedded.write(lambda conn: tombstones.forget_left(conn, embedded.clock.now(), 14))


def test_an_erasure_takes_what_was_kept_of_somebody_who_had_lost_access(world):
    officer, evaluator, other = world.client(OKONJO), world.client(PETERS), world.client(VANE)
    name = released(world, officer, evaluator, access_list="")
    assert other.everything().keys() == {name}
    world.write(
        lambda conn: conn.execute(
            sa.insert(kept_change).values(
                change_id=a_creation()["id"], record_id=name, unit="quillmarsh", author="vane", device=other.device,
                content="Typed", at="",
            )
        )
    )  # fmt: skip
    erased(world, name, second="holt")
    assert world.rows(sa.select(kept_change)) == []
    assert world.client(HOLT).everything() == {}
