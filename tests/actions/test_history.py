"""Asking for a record's history is logged on this device before the service is asked."""

from concurrent.futures import Future
from contextlib import closing
from typing import Any

import pytest

from crimint_desktop.actions import history
from crimint_desktop.actions.desk import Desk, Person, Unit
from crimint_desktop.remote.answers import VersionLine
from crimint_desktop.store import logbook, records
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.logbook import Logbook
from crimint_desktop.store.records import Served
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.views import report_document
from resources.code_lists import code_lists
from tests.builders import CountedIds, SteadyClock, a_principal, a_report

REPORT = a_report(state="released")


@pytest.fixture
def desk(tmp_path):
    with closing(open_cache(tmp_path / "cache" / "cache.db", bytes(range(32)))) as database:
        clock = SteadyClock()
        log = Logbook("okonjo", "a device", clock, lambda count: b"c" * count)
        unit = Unit("quillmarsh", "Quillmarsh")
        codes, ids = code_lists(), CountedIds()
        served = Served(REPORT.id, "report", 2, 3, report_document(REPORT), "", "")
        database.run(lambda conn: records.put(conn, "5" * 32, [served])).result()
        yield Desk(database, log, Person(a_principal(), (unit,), ()), codes, clock, ids)


def at_once(work):
    """The net lane, without its thread."""
    future: Future[Any] = Future()
    try:
        future.set_result(work())
    except Exception as fault:
        future.set_exception(fault)
    return future


class Keeper:
    """The service's side: answers with its versions, and remembers how long the log was when it was asked."""

    def __init__(self, desk, answer):
        self.desk = desk
        self.answer = answer
        self.logged = -1

    def history(self, record):
        self.logged = self.desk.look(logbook.head).result()[0]
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def logged(desk):
    return desk.look(lambda conn: logbook.of_record(conn, REPORT.id)).result()


def test_the_consultation_is_logged_before_the_service_is_asked(desk):
    line = VersionLine(2, "2026-11-20T14:32:00+00:00", "PC 0042", "", "", {"title": "x"}, {"title": "y"})
    keeper = Keeper(desk, (line,))
    before = desk.look(logbook.head).result()[0]
    (told,) = history.look(at_once, keeper, desk, REPORT.id, "MARZIPAN").result()
    assert keeper.logged == before + 1
    assert (told.version, told.by, told.parts, told.aside) == (2, "PC 0042", {"title": "x"}, {"title": "y"})
    assert [entry.act for entry in logged(desk)] == ["history"]


def test_offline_it_is_said_who_holds_the_history(desk):
    keeper = Keeper(desk, Unavailable("down", cause="service-down", retry_after_s=5))
    with pytest.raises(Unavailable, match="held by the service") as caught:
        history.look(at_once, keeper, desk, REPORT.id, "").result()
    assert (caught.value.cause, caught.value.retry_after_s) == ("service-down", 5)


def test_the_history_of_what_is_not_here_is_not_asked_for(desk):
    keeper = Keeper(desk, ())
    with pytest.raises(Refused):
        history.look(at_once, keeper, desk, a_report(99).id, "").result()
    assert keeper.logged == -1
