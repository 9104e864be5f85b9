"""Erasing by two people against a real service: proposed, confirmed, gone, and logged at both ends."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from crimint_desktop.actions import disposal
from crimint_desktop.app.disposing import ErasesAtService
from crimint_desktop.app.parts import new_id
from crimint_desktop.store import logbook
from crimint_domain.errors import Refused
from crimint_service.tables import erasure, served
from tests.app.test_everywhere import now
from tests.protocol.client import a_change, a_creation, a_document
from tests.protocol.people import OKONJO, PETERS


@pytest.fixture
def released(central):
    """A report that was released at the service."""
    officer, evaluator = central.client(OKONJO), central.client(PETERS)
    creation = a_creation(a_document("Seventeen quincunxes by the weir."), step="submit")
    officer.send(creation)
    for version, step in ((1, "evaluate"), (2, "release")):
        evaluator.send(a_change(creation["record"], version, step=step))
    return creation["record"]


def acts_in_log(desk):
    """What this device's log says of erasures, with the records."""
    entries = desk.look(lambda conn: logbook.unsent(conn)[0]).result()
    return [(each.action, each.act, each.records) for each in entries if "erasure" in each.act]


def test_two_records_managers_erase_a_report_and_each_act_is_logged_at_both_ends(central, sign_in, released):
    keeper, archer = sign_in("keeper"), sign_in("archer")
    lines = [each.line_to_service() for each in (keeper, archer)]
    first, second = (ErasesAtService(line) for line in lines)
    assert disposal.may_erase(keeper.desk)

    name = new_id()
    for _ in range(2):
        proposed = disposal.propose(now, first, keeper.desk, name, (released, 3), "K2", "Request 2026-0417").result()
    assert (proposed.id, proposed.state) == (name, "waiting")
    with pytest.raises(Refused, match="needs two people"):
        disposal.decide(now, first, keeper.desk, proposed, "confirm", "").result()

    [listed] = disposal.listed(now, second).result()
    seen = disposal.look(now, second, archer.desk, listed.id, "Review").result()
    assert seen.line is not None
    assert seen.line.title == "Seventeen quincunxes by the weir."
    done = disposal.decide(now, second, archer.desk, seen, "confirm", "").result()

    assert (done.state, done.line) == ("erased", None)
    [row] = central.rows(sa.select(erasure))
    assert (row.record_id, row.by_user, row.second_user) == (released, "keeper", "archer")
    assert acts_in_log(archer.desk) == [
        ("consultation", "erasure proposal", (f"{released}@3",)), ("erasure", "confirm erasure", (f"{released}@3",)),
    ]  # fmt: skip
    assert acts_in_log(keeper.desk)[0] == ("erasure", "propose erasure", (f"{released}@3",))
    at_service = central.rows(sa.select(served.c.user_id, served.c.act).where(served.c.subject == name))
    assert {("keeper", "erasure proposed"), ("archer", "erasure proposal"), ("archer", "erasure erased")} <= {
        tuple(each) for each in at_service
    }
    for line in lines:
        line.close()


def test_a_proposal_without_a_ground_or_words_asks_nobody(sign_in):
    keeper = sign_in("keeper")

    class Nobody:
        """Fails when it is asked."""

    with pytest.raises(Refused) as told:
        disposal.propose(now, Nobody(), keeper.desk, new_id(), (new_id(), 1), "", " ").result()  # type: ignore[arg-type]  # nobody is asked
    assert [each.part for each in told.value.problems] == ["ground", "words"]
    assert acts_in_log(keeper.desk) == []
