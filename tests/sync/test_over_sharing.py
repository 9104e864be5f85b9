"""A service that hands out more than it may: nothing of it is kept, and the device says so by name."""

from dataclasses import replace
from typing import Any

import pytest

from crimint_desktop.store import records, repair
from crimint_desktop.sync import entitlement
from crimint_desktop.sync.applying import Piece
from crimint_desktop.sync.noting import noted
from crimint_domain.access import Folder, Label, label_of
from crimint_domain.streams import StreamState, stream_id
from tests.builders import an_id
from tests.protocol.fake_register import Record, Stream
from tests.sync.conftest import OFFICER, a_document

HERE, ELSEWHERE, FOREIGN = an_id(71), an_id(72), an_id(73)
SHELF = Folder("shelf", "quillmarsh")
OPEN = Label("open", marking="OFFICIAL-SENSITIVE")
RELEASED = {"state": "released", "author": "doyle", "unit": "quillmarsh", "compartment": "", "access_list": ""}


def slip_in(fake: Any, name: str, label: Label = OPEN, kind: str = "report", **said: Any) -> Stream:
    """Put a record into a stream without asking whether it belongs there."""
    document = a_document(items__a__text="Of the heron.") | RELEASED | said
    stream: Stream = fake.register.streams.setdefault(stream_id(SHELF, label), Stream(SHELF, label))
    before = fake.register.records.get(name)
    version = before.version + 1 if before else 1
    schema = 2 if kind == "report" else 1
    record = Record(name, kind, schema, version, document, "A B", "2026-11-20T15:00:00+00:00", stream.id)
    fake.register.records[name] = record
    stream.put(record)
    return stream


def found(client: Any, name: str) -> Any:
    return client.run(lambda conn: records.find(conn, name))


NARROWED: dict[str, dict[str, Any]] = {
    "in a compartment": {"compartment": "LANTERN"},
    "to a list": {"access_list": "Named Few"},
    "restricted": {"access_list": ELSEWHERE},
    "excluded": {"exclusions": ["sandhu"]},
    "a draft of somebody else": {"state": "draft"},
    "held": {"state": "submitted"},
    "out of the queue": {"state": "withdrawn"},
    "unreadable label": {"exclusions": "nobody"},
}


@pytest.mark.parametrize("said", NARROWED.values(), ids=NARROWED)
def test_what_is_not_for_its_reader_is_not_kept_and_told_by_name(fake, join, said):
    slip_in(fake, HERE)
    slip_in(fake, ELSEWHERE, **said)
    analyst = join("sandhu")
    outcome = analyst.round()
    assert found(analyst, HERE) is not None
    assert found(analyst, ELSEWHERE) is None
    assert entitlement.OVER_SHARED in outcome.told
    assert analyst.run(repair.over_shared) == 1
    assert "heron" not in str(analyst.run(lambda conn: conn.exec_driver_sql("SELECT raw FROM base").all()[1:]))
    assert outcome.agreed_at is not None  # it is counted, so that nothing is read again for ever
    assert analyst.round().repaired == ()


def test_the_service_is_told_how_many_records_were_turned_away_and_again_when_the_number_changes(fake, join):
    slip_in(fake, HERE)
    analyst = join("sandhu")

    def told():
        noted(analyst.port, analyst.db, analyst.clock, analyst.round)
        return [said["over_shared"] for _user, said in fake.standings]

    assert told() == [0]
    slip_in(fake, ELSEWHERE, compartment="LANTERN")
    assert told() == [0, 1]
    assert told() == [0, 1]


def test_a_card_is_weighed_by_its_own_document_too(fake, join):
    slip_in(fake, ELSEWHERE, kind="card", compartment="LANTERN")
    analyst = join("sandhu")
    assert entitlement.OVER_SHARED in analyst.round().told
    assert found(analyst, ELSEWHERE) is None


def test_a_stream_that_is_not_for_its_reader_brings_nothing_whatever_its_records_say(fake, join):
    stream = slip_in(fake, HERE)
    analyst = join("sandhu")
    analyst.round()
    page = analyst.port.changes(stream.id, "", 10)

    def barred(label: str) -> Any:
        piece = Piece(replace(state, label=label), page.entries, "", page.head)
        return analyst.run(lambda conn: entitlement.barred(conn, [piece]))

    state = StreamState(stream.id, SHELF.id, OPEN.key, page.head, 0, 1, 0)
    assert barred(OPEN.key) == {}
    assert barred("not the key of a label") == {}  # then each document decides
    assert set(barred(replace(OPEN, compartment="LANTERN").key)) == {(stream.id, HERE)}


def test_a_copy_that_was_held_goes_when_its_record_is_no_longer_for_its_reader(fake, join):
    slip_in(fake, HERE)
    analyst = join("sandhu")
    analyst.round()
    assert found(analyst, HERE) is not None
    slip_in(fake, HERE, compartment="LANTERN")
    assert entitlement.OVER_SHARED in analyst.round().told
    assert found(analyst, HERE) is None
    slip_in(fake, HERE)
    analyst.round()
    assert found(analyst, HERE) is not None
    assert analyst.run(repair.over_shared) == 0


def test_what_is_for_its_reader_is_kept_without_a_word(fake, join):
    legacy: dict[str, Any] = {"legacy": True, "author": "", "state": "archived"}
    shapes: tuple[dict[str, Any], ...] = ({}, legacy, {"access_list": "Named Few"}, {"exclusions": ["doyle"]})
    for place, shape in enumerate(shapes):
        slip_in(fake, an_id(80 + place), **shape)
    own = Label("holding", OFFICER.user, "quillmarsh", "OFFICIAL-SENSITIVE", "LANTERN")
    said = {"state": "submitted", "author": OFFICER.user, "compartment": "LANTERN"}
    slip_in(fake, an_id(90), own, **said)
    fake.change_person(OFFICER.user, lists=frozenset({"Named Few"}))
    officer = join(OFFICER.user)
    outcome = officer.round()
    assert outcome.told == ()
    assert set(officer.held()) == {*(an_id(80 + place) for place in range(4)), an_id(90)}


def test_a_grant_that_came_in_the_meantime_brings_what_was_turned_away(fake, join):
    slip_in(fake, ELSEWHERE, compartment="LANTERN")
    analyst = join("sandhu")
    analyst.round()
    assert found(analyst, ELSEWHERE) is None
    fake.change_person("sandhu", compartments=frozenset({"LANTERN"}))
    analyst.round()  # hears of it
    analyst.round()  # and misses what it turned away
    assert found(analyst, ELSEWHERE) is not None
    assert analyst.run(repair.over_shared) == 0


def test_the_label_of_what_was_made_here_is_never_taken_for_over_sharing(fake, join):
    officer = join(OFFICER.user)
    name = officer.new_id()
    officer.create(name, a_document(), step="submit")
    assert officer.round().told == ()
    assert label_of("report", name, found(officer, name).document).user == OFFICER.user
