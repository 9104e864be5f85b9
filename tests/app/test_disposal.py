"""Erasing by two people against a real service: proposed, confirmed, gone, and logged at both ends."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from crimint_desktop.actions import cards, disposal, reading
from crimint_desktop.app.disposing import ErasesAtService
from crimint_desktop.app.parts import new_id
from crimint_desktop.store import logbook, records
from crimint_domain.errors import Refused
from crimint_service.tables import device_entry, erasure, served
from tests.app.test_everywhere import now
from tests.app.test_sealed_drafts import run_round
from tests.protocol.client import a_change, a_creation, a_document
from tests.protocol.people import OKONJO, PETERS


def release(central, words):
    """Release a report at the service."""
    officer, evaluator = central.client(OKONJO), central.client(PETERS)
    creation = a_creation(a_document(words), step="submit")
    officer.send(creation)
    for version, step in ((1, "evaluate"), (2, "release")):
        evaluator.send(a_change(creation["record"], version, step=step))
    return str(creation["record"])


@pytest.fixture
def released(central):
    """A report that was released at the service."""
    return release(central, "Seventeen quincunxes by the weir.")


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
        proposed = disposal.propose(
            now, first, keeper.desk, name, "erase", (released, 3), "K2", "Request 2026-0417"
        ).result()
    assert (proposed.id, proposed.state) == (name, "waiting")
    with pytest.raises(Refused, match="needs two people"):
        disposal.decide(now, first, keeper.desk, proposed, "confirm", "").result()

    [listed] = [each for each in disposal.listed(now, second).result() if each.state == "waiting"]
    seen = disposal.look(now, second, archer.desk, listed.id, "Review").result()
    assert seen.line is not None
    assert seen.line.title == "Seventeen quincunxes by the weir."
    done = disposal.decide(now, second, archer.desk, seen, "confirm", "").result()

    assert (done.state, done.line) == ("erased", None)
    [row] = central.rows(sa.select(erasure).where(erasure.c.record_id == released))
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


def two_do(sign_in, what, record, version, ground):
    """One records manager proposes it, another confirms it; return what the second is told, and both desks."""
    keeper, archer = sign_in("keeper"), sign_in("archer")
    lines = [each.line_to_service() for each in (keeper, archer)]
    first, second = (ErasesAtService(line) for line in lines)
    about = (record, version)
    name = disposal.propose(now, first, keeper.desk, new_id(), what, about, ground, "Case 26/118").result().id
    seen = disposal.look(now, second, archer.desk, name, "").result()
    done = disposal.decide(now, second, archer.desk, seen, "confirm", "").result()
    for line in lines:
        line.close()
    return done, keeper, archer


def words_on(opened):
    """Everything that stands in the file of a desk, decrypted."""
    opened.desk.db.checkpoint_truncate().result()
    rows = opened.desk.look(lambda conn: conn.exec_driver_sql("SELECT raw FROM base").all()).result()
    return " ".join(bytes(raw).decode() if isinstance(raw, bytes) else str(raw) for (raw,) in rows)


def test_a_restricted_report_leaves_every_desk_but_a_records_manager_s_who_reads_why(central, sign_in):
    released = release(central, "A zephyrine lantern by the lock.")
    analyst = sign_in("vane")
    run_round(analyst)
    assert "zephyrine lantern" in words_on(analyst)

    done, keeper, archer = two_do(sign_in, "restrict", released, 3, "R1")

    assert (done.state, done.what, done.line.restriction) == ("restricted", "restrict", "R1")
    run_round(analyst)
    assert "zephyrine lantern" not in words_on(analyst)
    with pytest.raises(Refused):
        reading.open_record(analyst.desk, released, "").result()
    run_round(keeper)
    opened = reading.open_record(keeper.desk, released, "").result()
    assert opened.read_only == (
        "Its processing is restricted: R1 Needed as evidence. It is kept for records managers alone, and nobody "
        "changes it."
    )
    assert (opened.offered, opened.may_edit, opened.may_regrade) == ((), False, False)
    entries = archer.desk.look(lambda conn: logbook.unsent(conn)[0]).result()
    assert [(each.action, each.act) for each in entries if "restriction" in each.act] == [
        ("consultation", "restriction proposal"), ("alteration", "confirm restriction"),
    ]  # fmt: skip


def test_an_erased_card_leaves_the_desks_that_held_it_and_their_reports_point_to_it_no_more(central, sign_in):
    officer = sign_in("okonjo")
    card = cards.new_card(officer.desk, "person", "Quincunx Zephyrine-Test", "").result()
    mention = {"item": "i1", "kind": "person", "as_reported": "Old Quin", "role": "", "card": card.id}
    run_round(officer)
    report = a_creation(a_document(mentions={"m1": mention}), step="submit")
    central.client(OKONJO).send(report)
    run_round(officer)
    assert "Zephyrine" in words_on(officer)

    done, _keeper, _archer = two_do(sign_in, "erase", card.id, 1, "K2")

    assert (done.state, done.kind, done.line) == ("erased", "card", None)
    run_round(officer)
    run_round(officer)
    assert "Zephyrine" not in words_on(officer)
    held = officer.desk.look(lambda conn: records.find(conn, report["record"])).result()
    assert held is not None
    assert held.document["mentions"]["m1"] == mention | {"card": ""}
    entries = officer.desk.look(lambda conn: logbook.unsent(conn)[0]).result()
    arrived = central.rows(sa.select(device_entry.c.act).where(device_entry.c.records.contains(card.id)))
    assert "erased" in {each.act for each in entries} | {act for (act,) in arrived}


def test_a_proposal_without_a_ground_or_words_asks_nobody(sign_in):
    keeper = sign_in("keeper")

    class Nobody:
        """Fails when it is asked."""

    with pytest.raises(Refused) as told:
        disposal.propose(now, Nobody(), keeper.desk, new_id(), "erase", (new_id(), 1), "", " ").result()  # type: ignore[arg-type]  # nobody is asked
    assert [each.part for each in told.value.problems] == ["ground", "words"]
    assert acts_in_log(keeper.desk) == []
