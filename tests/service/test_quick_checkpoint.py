"""A checkpoint that finds nothing new is answered the quick way: the same answer, and nothing is passed over."""

import base64
import json
import logging
import re
from datetime import datetime

import prometheus_client
import pytest
import sqlalchemy as sa

from crimint_service import devices, epochs, grants, names, people
from crimint_service.routes.wire import CheckpointReply
from crimint_service.tables import device, setting
from crimint_service.unchanged import WRITTEN_EVERY_S
from tests.protocol.client import a_creation, new_id
from tests.protocol.people import OKONJO, PETERS
from tests.service.test_device_log import a_chain, upload
from tests.service.test_devices import command
from tests.service.test_hints import digest_of


@pytest.fixture
def counted(world):
    """Return a list that grows with each statement that the register of ``either`` is asked."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):  # the encrypted file's
            asked.append(statement)

    sa.event.listen(world.parts.database.engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(world.parts.database.engine, "before_cursor_execute", note)


class Settled:
    """An officer's device that holds one record and has agreed."""

    def __init__(self, world, person=OKONJO):
        self.world = world
        self.client = world.client(person)
        assert self.client.send(a_creation())[0]["status"] == 201
        self.digest = digest_of(self.client)
        first = self.client.checkpoint(have_digest=self.digest)
        assert first["unchanged"]
        self.epoch = first["epoch"]

    def asked(self, **more):
        """What the device says, with its epoch, as it does every minute."""
        return {"epoch": self.epoch, "access_version": 1, "have_digest": self.digest, "audit_seq": 0} | more

    def again(self, **more):
        """Take the next checkpoint."""
        return self.client.post("/v1/sync/checkpoint", self.asked(**more))

    def row(self):
        """Return what the register says of the device."""
        [found] = self.world.rows(sa.select(device).where(device.c.device_id == self.client.device))
        return found


@pytest.fixture
def desk(embedded):
    return Settled(embedded)


@pytest.fixture
def either(world):
    """Return the same on each of the two engines."""
    return Settled(world)


def seconds(text):
    """Read a moment as seconds since 1970."""
    return int(datetime.fromisoformat(text).timestamp())


def lease_of(answer):
    """Read what a lease says."""
    body = answer["lease"].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def test_the_quick_way_answers_what_the_usual_way_answers_in_three_looks(either, counted):
    usual = either.client.checkpoint(have_digest=either.digest)  # it names no epoch, and so goes the usual way
    counted.clear()
    quick = either.again()
    assert len(counted) == 3
    assert all(each.lstrip().startswith("SELECT") for each in counted)
    assert quick == usual
    assert quick.keys() == CheckpointReply.model_fields.keys()


def test_what_the_register_says_of_a_device_stays_true_while_nothing_is_written(either):
    before, clock = either.row(), either.world.clock
    clock.forward(seconds=60)
    either.world.parts.sequencer.newest()  # as the beat does
    answer, after = either.again(), either.row()
    assert after == before
    assert answer["lease_until"] == before.lease_until
    said = lease_of(answer)
    assert said["exp"] == seconds(before.lease_until)
    assert said["iat"] == int(clock.now().timestamp())


def test_after_a_few_minutes_it_is_written_down_and_the_lease_goes_on(either, counted):
    before, clock = either.row(), either.world.clock
    clock.forward(seconds=WRITTEN_EVERY_S)
    either.world.parts.sequencer.newest()
    counted.clear()
    answer, after = either.again(), either.row()
    assert len([each for each in counted if each.startswith("UPDATE")]) == 1
    assert after.last_at == after.agreed_at == clock.now().isoformat()
    assert after.lease_until == answer["lease_until"] > before.lease_until
    assert lease_of(answer)["exp"] == seconds(after.lease_until)
    counted.clear()
    assert either.again()["unchanged"]
    assert not any(each.startswith("UPDATE") for each in counted)


def test_a_lease_never_runs_longer_than_the_register_says(desk):
    for _ in range(40):
        desk.world.clock.forward(seconds=13)
        desk.world.parts.sequencer.newest()
        answer = desk.again()
        assert lease_of(answer)["exp"] == seconds(desk.row().lease_until)


@pytest.mark.parametrize("name", ["lock", "wipe"])
def test_a_command_is_told_at_the_very_next_checkpoint(desk, name):
    command(desk.world, name, desk.client)
    answer = desk.again()
    assert (answer["command"], answer["lease"], answer["unchanged"]) == (name, "", False)


@pytest.mark.parametrize("state", [devices.REVOKED, devices.QUARANTINED])
def test_a_blocked_device_gets_nothing_more(either, state):
    command(either.world, state, either.client)
    status, _, body = either.client.ask("POST", "/v1/sync/checkpoint", either.asked())
    assert status in (401, 403)
    assert "lease" not in body


def test_an_account_that_was_closed_gets_nothing_more(desk):
    desk.world.write(lambda connection: people.disable_account(connection, OKONJO.user))
    assert desk.client.ask("POST", "/v1/sync/checkpoint", desk.asked())[0] == 401


def test_what_is_new_is_told_at_the_very_next_checkpoint(desk):
    assert desk.client.send(a_creation())[0]["status"] == 201
    answer = desk.again()
    assert (answer["unchanged"], answer["full"]) == (False, True)
    assert [each["count"] for each in answer["streams"]] == [2]


def test_lost_access_is_told_at_the_very_next_checkpoint_and_again_when_it_comes_back(world):
    evaluator = Settled(world, PETERS)
    officer = world.client(OKONJO)
    assert officer.send(a_creation(step="submit"))[0]["status"] == 201
    evaluator.digest = digest_of(evaluator.client)
    assert evaluator.again()["unchanged"]
    assert evaluator.again()["unchanged"]
    moved = people.Account(PETERS.user, PETERS.name, PETERS.roles, ("harrowgate",))
    world.write(lambda connection: people.change_access(connection, moved))
    [lost] = evaluator.again()["removed"]
    assert lost["reason"] == "revoked"
    world.write(lambda connection: people.change_access(connection, people.Account(
        PETERS.user, PETERS.name, PETERS.roles, PETERS.units)))  # fmt: skip
    assert evaluator.again()["unchanged"]  # it never let go of it: the digest is what it was
    for stream in (each["id"] for each in evaluator.client.checkpoint()["streams"]):
        assert evaluator.client.ask("GET", f"/v1/streams/{stream}/changes")[0] == 200


def test_the_hour_of_a_grant_is_looked_at_with_every_request(desk):
    world, before = desk.world, desk.again()["access_version"]
    world.write(lambda connection: names.add(connection, "compartment", "CINDER"))
    since = world.clock.now().replace(hour=world.clock.now().hour + 1)
    wanted = grants.Wanted("user", OKONJO.user, "compartment", "CINDER", "watch", "Because", since)
    world.write(lambda connection: grants.add(connection, wanted, new_id(), world.clock.now()))
    at_once = desk.again()["access_version"]
    assert at_once > before
    world.clock.forward(hours=1)
    desk.client.sign_in()
    assert desk.again()["access_version"] > at_once


def test_entries_of_the_log_that_have_not_arrived_end_the_lease(desk):
    assert desk.again(audit_seq=2)["lease"] == ""
    upload(desk.client, a_chain(desk.client, 2))
    assert desk.again(audit_seq=2)["lease"]


def test_another_history_and_another_kind_of_keeping_are_noticed(desk):
    assert desk.again(cache="encrypted")["unchanged"]
    assert desk.row().cache == "encrypted"
    at = desk.world.clock.now().isoformat()
    desk.world.write(lambda c: epochs.begin_epoch(c, "another", by="watch", reason="A restore", at=at))
    status, _, body = desk.client.ask("POST", "/v1/sync/checkpoint", desk.asked())
    assert (status, body["type"]) == (409, "urn:crimint:problem:epoch-changed")
    assert desk.world.rows(sa.select(setting.c.value).where(setting.c.name == "epoch")) == [("another",)]


def test_an_agreement_that_a_service_of_the_version_before_overtook_does_not_count(either, counted):
    later = sa.update(device).values(last_at="2026-11-20T03:00:01+00:00")
    either.world.write(lambda connection: connection.execute(later))
    counted.clear()
    assert either.again()["unchanged"]
    assert any(each.startswith("UPDATE told") for each in counted)


def test_a_token_is_worth_nothing_at_another_device_or_past_its_time(desk):
    elsewhere = {"X-Device": new_id()}
    assert desk.client.ask("POST", "/v1/sync/checkpoint", desk.asked(), elsewhere)[0] == 401
    desk.world.clock.forward(seconds=601)
    assert desk.client.ask("POST", "/v1/sync/checkpoint", desk.asked())[0] == 401


def test_a_program_too_old_to_read_is_told_so(desk):
    old = {"X-Client-Version": "0.0.1"}
    assert desk.client.ask("POST", "/v1/sync/checkpoint", desk.asked(), old)[0] == 426


@pytest.mark.parametrize("more", [{"audit_seq": -1}, {"have_digest": "x" * 201}, {"cache": "tape"}, {"audit_seq": "1"}])
def test_what_is_no_checkpoint_is_refused_as_ever(desk, more):
    expected = 200 if more == {"audit_seq": "1"} else 400  # a number in quotes always was taken
    assert desk.client.ask("POST", "/v1/sync/checkpoint", desk.asked(**more))[0] == expected


def test_the_minutes_question_is_counted_and_fills_no_journal(desk, caplog):
    desk.again()
    caplog.set_level(logging.INFO, logger="crimint_service.requests")
    caplog.clear()  # a line is written after its answer
    for _ in range(3):
        desk.again()
    desk.client.get("/v1/access/me")
    desk.client.get("/v1/access/me")
    lines = [each.__dict__["route"] for each in caplog.records if each.name == "crimint_service.requests"]
    assert set(lines) == {"/v1/access/me"}
    counted = prometheus_client.generate_latest(desk.world.parts.counts._registry).decode()
    assert re.search(r'crimint_requests_total\{method="POST",route="/v1/sync/checkpoint",status="200"\} \d', counted)
