"""The same thread over real sockets, before the real service and before the one in memory."""

from datetime import UTC, datetime
from functools import partial

import pytest

from tests.builders import an_id
from tests.protocol.fake_line import fake_service
from tests.service.world import a_world
from tests.sync.conftest import a_document

R, S = an_id(1, who=1), an_id(2, who=1)
GRADE = {"scheme": "3x5x2", "source": "3", "assessment": "D"}


@pytest.fixture(params=["real", "in memory"])
def address(request, tmp_path, clock):
    if request.param == "real":
        with a_world(str(tmp_path / "register.db")) as world:
            yield world.url
    else:
        with fake_service(clock) as (_, served_at):
            yield served_at


@pytest.fixture
def desk(sit, address):
    return partial(sit, address)


def test_two_desks_part_and_come_together_again_and_one_clash_is_settled_by_a_person(desk):
    officer, lio = desk("okonjo"), desk("peters")
    officer.create(R, a_document())
    assert officer.round().agreed_at is not None
    officer.edit(R, {"items/a/text": "A blue van was loaded twice."}, step="submit")
    assert officer.round().agreed_at is not None
    assert lio.round().reports == 1
    assert lio.document(R)["reference"].startswith("QM-")

    officer.edit(R, {"items/a/text": "A blue van was loaded three times.", "items/a/grading": {**GRADE, "source": "2"}})
    lio.edit(R, {"items/a/grading": GRADE, "items/b/grading": GRADE})
    lio.round()
    outcome = officer.round()

    assert outcome.conflicts == 1
    (conflict,) = officer.conflicts()
    assert [clash.part for clash in conflict.clashes] == ["items/a/grading"]
    assert conflict.theirs_by.startswith("Joan Peters")
    officer.settle(R, {"items/a/grading": conflict.clashes[0].mine})
    assert officer.round().agreed_at is not None
    assert lio.round().agreed_at is not None
    assert officer.document(R) == lio.document(R)
    assert lio.document(R)["items"]["a"]["grading"]["source"] == "2"
    assert lio.document(R)["items"]["a"]["text"] == "A blue van was loaded three times."
    assert lio.document(R)["items"]["b"]["grading"] == GRADE
    assert not officer.waiting()
    assert not lio.waiting()


def test_a_report_moves_through_its_steps_and_leaves_nothing_behind(desk):
    officer, lio = desk("okonjo"), desk("peters")
    officer.create(R, a_document(), step="submit")
    officer.round()
    lio.round()
    for step in ("claim", "evaluate", "release"):
        lio.edit(R, {}, step=step)
        assert lio.round().agreed_at is not None
        assert officer.round().agreed_at is not None
        assert officer.document(R) == lio.document(R)

    assert officer.document(R)["state"] == "released"
    assert officer.held() == lio.held() == {R: 4}


def test_a_hint_comes_when_something_moved(desk):
    officer, lio = desk("okonjo"), desk("peters")
    digest = lio.round().digest
    assert not lio.port.wait(digest, 0)
    officer.create(S, a_document(), step="submit")
    officer.round()

    assert lio.port.wait(digest, 5)
    assert lio.round().digest != digest


def test_a_round_says_when_both_sides_agreed(desk):
    officer = desk("okonjo")

    assert officer.round().agreed_at == datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
