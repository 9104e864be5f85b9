"""Searching everywhere against a real service: found, read, logged on both sides, and kept nowhere."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest
import sqlalchemy as sa

from crimint_desktop.actions import everywhere, history
from crimint_desktop.actions.reading import ListQuery
from crimint_desktop.app.searching import AtService
from crimint_desktop.store import logbook, records
from crimint_domain.errors import Refused, Unavailable
from crimint_service.tables import served, served_query
from tests.protocol.client import a_change, a_creation, a_document
from tests.protocol.people import OKONJO, PETERS

REASON = "Operation MARZIPAN"


def now(work):
    """Do work at once, as the net lane does it in its turn."""
    future: Future[Any] = Future()
    try:
        future.set_result(work())
    except (Refused, Unavailable) as fault:
        future.set_exception(fault)
    return future


@pytest.fixture
def released(central):
    """A report that an analyst may read, released at the service."""
    officer, evaluator = central.client(OKONJO), central.client(PETERS)
    creation = a_creation(a_document("Seventeen quincunxes by the weir."), step="submit")
    officer.send(creation)
    for version, step in ((1, "evaluate"), (2, "release")):
        assert [each["status"] for each in evaluator.send(a_change(creation["record"], version, step=step))] == [200]
    return creation["record"]


@pytest.fixture
def analyst(sign_in):
    """An analyst whose device has not been in step yet, and the service."""
    opened = sign_in("vane")
    service = opened.line_to_service()
    yield opened, service
    service.close()


def logged(desk):
    """What the device's log says was done, with the records."""
    return [(each.act, each.records) for each in desk.look(lambda conn: logbook.unsent(conn)[0]).result()]


def test_what_is_not_kept_here_is_found_read_and_logged_on_both_sides_and_kept_nowhere(central, analyst, released):
    opened, service = analyst
    desk, there = opened.desk, AtService(service)
    page = everywhere.search(now, there, desk, ListQuery(text="quincunxes weir"), "", REASON).result()
    [line] = [each for each in page.lines if each.hit.row.id == released]
    assert not line.here
    assert [run.text for run in line.hit.snippet if run.kind == "added"] == ["quincunxes", "weir"]

    read = everywhere.open_there(now, there, desk, released, REASON).result()
    assert read.report.items[0].text == "Seventeen quincunxes by the weir."
    assert (read.read_only, read.may_edit, read.offered) == (everywhere.NOT_KEPT, False, ())
    versions = history.look(now, service, desk, released, REASON, version=read.version).result()
    assert versions[0].version == 3

    acts = logged(desk)
    assert [act for act, _ in acts][-3:] == ["search everywhere", "open at the service", "history"]
    assert all(f"{released}@3" in names for _, names in acts[-3:])
    assert desk.look(lambda conn: records.find(conn, released)).result() is None
    entries = central.rows(sa.select(served.c.act).where(served.c.user_id == "vane").order_by(served.c.id))
    assert [act for (act,) in entries][-3:] == ["search", "record", "history"]
    said = [text for (text,) in central.rows(sa.select(served_query.c.text))]
    assert any(text.startswith(f"quincunxes weir\n{REASON}") for text in said)


def test_a_search_without_a_hit_is_logged_too(analyst):
    opened, service = analyst
    page = everywhere.search(now, AtService(service), opened.desk, ListQuery(text="zyzzyva"), "", REASON).result()
    assert page.lines == ()
    assert logged(opened.desk)[-1] == ("search everywhere", ())


def test_a_report_one_may_not_read_is_not_opened_and_nothing_is_logged_as_read(central, analyst):
    opened, service = analyst
    creation = a_creation()
    central.client(OKONJO).send(creation)
    before = len(logged(opened.desk))
    with pytest.raises(Refused, match="no longer shows you"):
        everywhere.open_there(now, AtService(service), opened.desk, creation["record"], REASON).result()
    assert len(logged(opened.desk)) == before


def test_a_search_for_nothing_is_refused_in_the_words_of_the_service(analyst):
    opened, service = analyst
    with pytest.raises(Refused, match="Type what to search for"):
        everywhere.search(now, AtService(service), opened.desk, ListQuery(), "", REASON).result()
