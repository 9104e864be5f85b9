"""What somebody tries who means ill: each of these once went through, or was the next thing to try."""

import pytest

from crimint_service import devices
from tests.protocol.client import a_change, a_creation, a_document
from tests.protocol.people import OKONJO, PETERS, VANE
from tests.service.test_sealed import hand_in, permit_of, sealed
from tests.service.world import a_world

AT = "2026-11-20T03:00:00+00:00"


def a_released_report(author, evaluator, text="A blue van stood by the old mill."):
    """Bring a report as far as everybody may read it, and return its id."""
    change = a_creation(a_document(text, title=text), step="submit")
    (first,) = author.send(change)
    (second,) = evaluator.send(a_change(change["record"], 1, step="evaluate"))
    (third,) = evaluator.send(a_change(change["record"], 2, step="release"))
    assert [each["status"] for each in (first, second, third)] == [201, 200, 200]
    return change["record"]


def bodies(client, record):
    """Ask for a record in every way there is beside its stream, and return the statuses."""
    search = {"text": "van", "reason": "To see what comes"}
    return [
        client.ask("GET", f"/v1/records/{record}")[0],
        client.ask("GET", f"/v1/records/{record}/history")[0],
        client.ask("POST", "/v1/search", search)[0],
        client.ask("GET", f"/v1/attachments/{record}")[0],
    ]


# --- devices that are handed nothing ---


def test_a_device_nobody_approved_reads_no_body_by_any_way(tmp_path):
    with a_world(str(tmp_path / "register.db"), approval="required") as world:
        author, evaluator = world.client(OKONJO), world.client(PETERS)
        record = a_released_report(author, evaluator)
        thief = world.client(VANE)
        assert bodies(thief, record) == [403] * 4  # it never came: nobody could have approved it
        assert thief.checkpoint()["device"] == "waiting"
        assert bodies(thief, record) == [403] * 4
        assert evaluator.ask("GET", "/v1/kept")[0] == 403
        world.write(
            lambda connection: devices.decide(connection, thief.device, devices.APPROVED, AT, "an administrator")
        )
        assert bodies(thief, record) == [200, 200, 200, 404]


def test_a_stolen_device_that_passes_over_its_command_reads_nothing_more(world):
    author, evaluator = world.client(OKONJO), world.client(PETERS)
    record = a_released_report(author, evaluator)
    thief = world.client(VANE)
    streams = [each["id"] for each in thief.checkpoint()["streams"]]
    assert bodies(thief, record)[0] == 200
    world.write(lambda connection: devices.give_command(connection, thief.device, "wipe", AT, "an administrator"))
    assert bodies(thief, record) == [403] * 4
    assert [thief.ask("GET", f"/v1/streams/{each}/changes")[0] for each in streams] == [404] * len(streams)


# --- sealed drafts ---


@pytest.mark.parametrize(
    "poison",
    [
        {"schema": float("inf")}, {"base_version": float("inf")}, {"at": "\ud800"}, {"at": "\x00"},
        {"schema": 10**30}, {"document": a_document("\ud800")}, {"document": a_document(more=float("nan"))},
        {"document": a_document(more="\x00")}, {"document": {"items": []}}, {"document": {"\ud800": "x"}},
    ],
    ids=ascii,
)  # fmt: skip
def test_a_poisoned_sealed_draft_is_refused_for_good_and_stops_no_other(embedded, poison):
    permit = permit_of(embedded.client(OKONJO))
    bad, good = sealed(embedded, permit, **poison), sealed(embedded, permit)
    first, second = hand_in(embedded, bad, good)
    assert first["status"] in (201, 422)  # never a mistake of the service
    assert second["status"] == 201
    for each in embedded.client(OKONJO).everything().values():
        assert "NaN" not in str(each)


def test_a_permit_that_is_no_text_is_refused(embedded):
    good = sealed(embedded, permit_of(embedded.client(OKONJO)))
    assert [each["status"] for each in hand_in(embedded, sealed(embedded, "\ud800"), good)] == [422, 201]


@pytest.mark.parametrize("state", [devices.REVOKED, devices.QUARANTINED])
def test_a_permit_taken_from_a_device_that_is_blocked_opens_no_desk(world, state):
    officer = world.client(OKONJO)
    officer.checkpoint()
    draft = sealed(world, permit_of(officer))
    world.write(lambda connection: devices.decide(connection, officer.device, state, AT, "an administrator"))
    assert [each["status"] for each in hand_in(world, draft)] == [403]
    assert world.client(OKONJO).everything() == {}
