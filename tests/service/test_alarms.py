"""Alarms stand until somebody acknowledges them, and who did so is kept."""

import pytest
import sqlalchemy as sa

from crimint_domain.errors import Refused
from crimint_service import alarms
from crimint_service.commands import main
from crimint_service.config import fresh_id
from crimint_service.tables import device
from tests.protocol.people import OKONJO
from tests.service.test_device_log import a_chain, upload

AGREED = "2199-01-01T00:00:00+00:00"


def waiting(world):
    """What nobody has acknowledged: name, device, how often."""
    found = world.parts.database.read(alarms.raised)
    return [(each.alarm.name, each.alarm.device, each.times) for each in found]


def acknowledge(world, **said):
    [one] = world.parts.database.read(alarms.raised)
    asked = {"by": "watch", "words": "The laptop was restored from a copy", "at": world.parts.now_text()} | said
    world.write(lambda connection: alarms.acknowledge(connection, one.id, **asked))
    return one.id


def stand(client, **said):
    assert client.ask("POST", "/v1/sync/standing", {"agreed_at": AGREED} | said)[0] == 204


def test_a_forked_log_is_an_alarm_and_the_device_is_quarantined(world):
    officer = world.client(OKONJO)
    assert upload(officer, a_chain(officer, 2))[0] == 200
    assert upload(officer, a_chain(officer, 2, words="Something else"))[0] == 409
    assert waiting(world) == [("audit-fork", officer.device, 1)]
    assert world.rows(sa.select(device.c.state)) == [("quarantined",)]


def test_the_same_told_again_is_one_alarm_until_somebody_has_looked(world):
    officer, other = world.client(OKONJO), world.client(OKONJO)
    for _ in range(3):
        stand(officer, mismatches=[{"stream": "s1", "here": 3, "there": 4}])
    assert waiting(world) == [("mismatch", officer.device, 3)]
    acknowledge(world)
    assert waiting(world) == []
    for each in (officer, other):
        stand(each, mismatches=[{"stream": "s1", "here": 3, "there": 4}])
    assert sorted(waiting(world)) == sorted([("mismatch", officer.device, 1), ("mismatch", other.device, 1)])


def test_what_a_device_goes_on_saying_is_no_new_alarm_until_it_is_more(world):
    officer = world.client(OKONJO)
    stand(officer, over_shared=2)
    acknowledge(world)
    stand(officer, over_shared=2)
    assert waiting(world) == []
    stand(officer, over_shared=3)
    assert waiting(world) == [("over-shared", officer.device, 1)]


def test_who_acknowledged_it_and_what_came_of_it_stays(world):
    stand(world.client(OKONJO), over_shared=1)
    name = acknowledge(world)
    [one] = world.parts.database.read(lambda connection: alarms.raised(connection, everything=True))
    told = (one.id, one.acknowledged_by, one.words, one.acknowledged_at)
    assert told == (name, "watch", "The laptop was restored from a copy", world.parts.now_text())
    with pytest.raises(Refused, match="somebody has acknowledged it"):
        world.write(lambda connection: alarms.acknowledge(connection, name, "reid", "Again", AGREED))


@pytest.mark.parametrize("said", [{"by": " "}, {"words": ""}, {"words": "x" * 1_001}])
def test_nobody_acknowledges_without_a_name_and_words(world, said):
    stand(world.client(OKONJO), over_shared=1)
    with pytest.raises(Refused, match="Say who has looked"):
        acknowledge(world, **said)
    assert len(waiting(world)) == 1


def test_what_happened_at_one_moment_is_told_once_however_often_it_is_read(world):
    told = alarms.Alarm("database", "Somebody connected.", user="crimint_owner", happened_at=AGREED)

    def tell():
        return world.write(lambda connection: alarms.raise_alarm(connection, told, world.parts.now_text(), fresh_id))

    assert [tell(), tell()] == [True, True]
    assert waiting(world) == [("database", "", 1)]
    acknowledge(world)
    assert tell() is False
    assert waiting(world) == []


def test_the_command_lists_acknowledges_and_says_by_its_status_whether_anything_waits(world, capsys):
    where = ["--database", world.parts.settings.database]
    officer = world.client(OKONJO)
    assert main(["alarms", *where]) == 0
    stand(officer, over_shared=1)
    assert main(["alarms", *where]) == 3
    line = capsys.readouterr().out.strip()
    name = line.split("\t")[0]
    for part in ("over-shared", f"okonjo at {officer.device}", "kept none", "waits"):
        assert part in line
    assert main(["alarms", "--acknowledge", name, *where]) == 1
    assert "Say who has looked" in capsys.readouterr().err
    assert main(["alarms", "--acknowledge", name, "--by", "watch", "--words", "A defect, reported", *where]) == 0
    assert capsys.readouterr().out == ""
    assert main(["alarms", "--all", *where]) == 0
    assert "watch at 20" in (told := capsys.readouterr().out)
    assert "A defect, reported" in told
