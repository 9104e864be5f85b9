"""How much comes in under one permit in a day: nobody's desk is buried with a permit that was copied."""

import pytest
import sqlalchemy as sa

from crimint_service.permits import A_DAY
from crimint_service.tables import drop_permit
from tests.protocol.client import new_id
from tests.protocol.people import OKONJO
from tests.service.test_sealed import drafts_of, hand_in, permit_of, sealed

DAY_S = 86_400


@pytest.fixture
def nearly(world):
    """Return a permit under which all but one of a day's drafts have come in."""
    permit = permit_of(world.client(OKONJO))
    day = int(world.clock.now().timestamp()) // DAY_S
    world.write(
        lambda connection: connection.execute(sa.update(drop_permit).values(day=day, drafts=A_DAY["drafts"] - 1))
    )
    return permit


def turned_away(world, draft):
    status, headers, body = world.request("POST", "/v1/sealed", {"sealed": [draft]}, {"X-Device": new_id()})
    assert (status, body["type"]) == (429, "urn:crimint:problem:too-many-requests")
    return int(headers["retry-after"])


def test_beyond_a_days_drafts_the_next_waits_for_tomorrow_and_is_taken_then(world, nearly):
    assert hand_in(world, sealed(world, nearly))[0]["status"] == 201
    late = sealed(world, nearly)
    wait = turned_away(world, late)
    assert wait == DAY_S - 3 * 3_600  # it is three in the morning
    assert len(drafts_of(world.client(OKONJO))) == 1
    world.clock.forward(seconds=wait)
    assert hand_in(world, late)[0]["status"] == 201


def test_what_is_handed_in_again_or_refused_is_not_counted(world, nearly):
    last = sealed(world, nearly)
    broken = sealed(world, nearly, record="not an id")
    assert [each["status"] for each in hand_in(world, broken, last, last)] == [422, 201, 208]
    turned_away(world, sealed(world, nearly))


def test_another_permit_of_the_same_person_is_counted_by_itself(world, nearly):
    assert hand_in(world, sealed(world, nearly))[0]["status"] == 201
    turned_away(world, sealed(world, nearly))
    assert hand_in(world, sealed(world, permit_of(world.client(OKONJO))))[0]["status"] == 201


def test_pieces_of_files_are_counted_too(world):
    from crimint_service.faults import Fault
    from crimint_service.permits import note_taken

    permit_of(world.client(OKONJO))
    [[name]] = world.rows(sa.select(drop_permit.c.hash))
    day = int(world.clock.now().timestamp()) // DAY_S
    world.write(
        lambda connection: connection.execute(sa.update(drop_permit).values(day=day, pieces=A_DAY["pieces"] - 1))
    )

    def piece():
        world.write(lambda connection: note_taken(connection, name, world.clock.now(), "pieces"))

    piece()
    with pytest.raises(Fault, match="too much today"):
        piece()
    assert world.rows(sa.select(drop_permit.c.pieces)) == [(A_DAY["pieces"],)]
