"""The report that keeps a failing feed from going unnoticed."""

import pytest

from crimint_service.commands import main
from tests.protocol.client import a_creation
from tests.protocol.people import OKONJO, PETERS
from tests.service.world import a_world


def stand(client, **said):
    """Say how it stands."""
    status, _, body = client.ask("POST", "/v1/sync/standing", said)
    assert status == 204, body


def exposed(world):
    """The figures as a collector of them sees them."""
    port, end = world.parts.counts.offer(0)
    try:
        return world.http.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text
    finally:
        end()


@pytest.fixture
def report(tmp_path, capsys):
    """Return a world and a function that gives the administrator's report and its exit status."""
    path = str(tmp_path / "register.db")
    with a_world(path) as world:

        def read(hours=24):
            capsys.readouterr()
            status = main(["agreement", "--database", path, "--hours", str(hours)])
            return status, capsys.readouterr().out

        yield world, read


def test_a_device_that_agrees_is_nobody_to_ask_about(report):
    world, read = report
    officer = world.client(OKONJO)
    officer.checkpoint()
    stand(officer, agreed_at="2199-01-01T00:00:00+00:00")
    assert read() == (0, "practice register: 1 devices in use, 0 to ask about\n")


def test_a_device_that_never_agreed_or_long_ago_stands_in_the_report(report):
    world, read = report
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    officer.checkpoint()
    evaluator.checkpoint()
    stand(evaluator, agreed_at="2020-01-01T00:00:00+00:00")
    status, said = read()
    assert status == 3
    assert f"{OKONJO.user}\t{officer.device}" in said
    assert "has never agreed" in said
    assert "last agreed at 2020-01-01" in said


def test_work_that_does_not_leave_a_device_stands_in_the_report(report):
    world, read = report
    officer = world.client(OKONJO)
    officer.checkpoint()
    agreed = "2199-01-01T00:00:00+00:00"
    stand(officer, agreed_at=agreed, waiting=3, refused=2, oldest_waiting_at="2020-01-01T00:00:00+00:00")
    status, said = read()
    assert status == 3
    assert "holds 3 unsent changes, the oldest of 2020-01-01" in said
    assert "2 of its changes were refused and wait for a person" in said
    stand(officer, agreed_at=agreed)
    assert read()[0] == 0


def test_a_device_that_was_sent_what_is_not_for_its_reader_stands_in_the_report_and_raises_an_alarm(report):
    world, read = report
    officer = world.client(OKONJO)
    officer.checkpoint()
    agreed = "2199-01-01T00:00:00+00:00"
    stand(officer, agreed_at=agreed, over_shared=2)
    status, said = read()
    assert status == 3
    assert "holds records it was not to be given: 2" in said
    assert 'crimint_alarms_total{name="over-shared"} 1.0' in exposed(world)
    stand(officer, agreed_at=agreed)
    assert read()[0] == 0


def test_every_mismatch_is_kept_and_counted(report):
    world, read = report
    officer = world.client(OKONJO)
    officer.checkpoint()
    agreed = "2199-01-01T00:00:00+00:00"
    stand(officer, agreed_at=agreed, mismatches=[{"stream": "s1", "here": 3, "there": 4}])
    stand(officer, agreed_at=agreed)
    _, said = read()
    assert f"{officer.device}: s1 held 3 of 4; read again" in said


@pytest.mark.parametrize("said", [{"waiting": -1}, {"waiting": "many"}, {"mismatches": [{"stream": "s"}]}])
def test_numbers_that_are_none_are_refused(embedded, said):
    officer = embedded.client(OKONJO)
    status, _, body = officer.ask("POST", "/v1/sync/standing", said)
    assert (status, body["type"]) == (400, "urn:crimint:problem:malformed")


def test_nobody_speaks_for_a_device_without_signing_in(embedded):
    assert embedded.request("POST", "/v1/sync/standing", {}, {"X-Device": a_creation()["id"]})[0] == 401


def test_on_either_engine_what_is_said_anew_replaces_what_was_said(world):
    officer = world.client(OKONJO)
    officer.checkpoint()
    stand(officer, waiting=3)
    stand(officer, waiting=1)
    from crimint_service.tables import standing

    assert [row.waiting for row in world.rows(standing.select())] == [1]
