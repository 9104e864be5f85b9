"""The thread from end to end: written, submitted, corrected apart, merged, settled, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crimint_desktop.actions import cards, conflicts, drafting, evaluating, history, home, reading
from crimint_desktop.actions.reading import ListQuery
from crimint_desktop.app.opening import OpenDesk
from crimint_desktop.config import Profile
from crimint_desktop.store import logbook
from crimint_desktop.sync import round as rounds
from crimint_desktop.sync.port import Outcome
from crimint_domain.errors import Refused
from crimint_domain.parts import with_parts
from crimint_domain.views import grading_document, handling_document
from crimint_service.tables import device_entry
from tests.app.conftest import PASSPHRASE, an_opener
from tests.builders import graded
from tests.protocol.people import PASSWORD

SENTENCES = (
    "The quarry lorry came back without its number plates.",
    "Its driver paid for the ferry with wet banknotes.",
    "A lamp burned in the boathouse until four.",
)
CORRECTED = "Its driver paid for the ferry with dry banknotes, twice."
STRANGE_NAME = "<img src=file:///etc/passwd> Ünal עברית e\u0301"


@dataclass
class Station:
    """A person at a workstation."""

    opened: OpenDesk

    @property
    def desk(self) -> Any:
        return self.opened.desk

    def round(self) -> Outcome:
        line = self.opened.line_to_service()
        try:
            desk = self.desk
            return rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _progress: None)
        finally:
            line.close()

    def read(self, record: str) -> reading.Opened:
        return reading.open_record(self.desk, record, "Operation MARZIPAN").result()

    def history(self, record: str) -> tuple[history.HistoryLine, ...]:
        line = self.opened.line_to_service()
        try:
            return history.look(_at_once, line, self.desk, record, "").result()
        finally:
            line.close()


def _at_once(work: Callable[[], Any]) -> Any:
    from concurrent.futures import Future

    done: Future[Any] = Future()
    done.set_result(work())
    return done


@pytest.fixture
def stations(central, secret_service, tmp_path) -> Iterator[tuple[Station, Station]]:
    opened = [
        an_opener(central, Profile(tmp_path / user)).sign_in(central.url, user, PASSWORD, PASSPHRASE)
        for user in ("okonjo", "peters")
    ]
    yield Station(opened[0]), Station(opened[1])
    for each in opened:
        each.close()


def _write_and_submit(officer: Station) -> tuple[str, list[str]]:
    editing = drafting.begin_draft(officer.desk, "MARZIPAN").result()
    record, document = editing.report.id, editing.document
    items = [next(iter(document["items"])), officer.desk.new_id(), officer.desk.new_id()]
    parts: dict[str, Any] = {"source/how_known": "saw", "title": "Quarry lorry"}
    grade, handling = graded("1AP")
    for number, (item, words) in enumerate(zip(items, SENTENCES, strict=True)):
        parts[f"items/{item}"] = {
            "order": f"{number + 1}", "text": words, "nature": "fact", "grading": grading_document(grade),
            "handling": handling_document(handling),
        }  # fmt: skip
    card = cards.new_card(officer.desk, "person", STRANGE_NAME, items[0]).result()
    parts[f"mentions/{officer.desk.new_id()}"] = {
        "item": items[0], "kind": "person", "as_reported": STRANGE_NAME, "role": "suspect", "card": card.id,
    }  # fmt: skip
    document = with_parts(document, parts)
    drafting.keep(officer.desk, record, document).result()
    drafting.submit(officer.desk, record, document).result()
    return record, items


def _regrade(lio: Station, record: str, item: str, code: str) -> None:
    grade, handling = graded(code)
    evaluating.regrade(lio.desk, record, item, grade, handling, "Weighed again.").result()


def test_the_thread_from_writing_to_a_settled_clash(stations, central, tmp_path):
    officer, lio = stations
    record, items = _write_and_submit(officer)
    (waiting,) = (line for line in home.look(officer.desk).result().waiting if line.what == "submit")
    assert waiting.record == record
    assert officer.round().agreed_at is not None

    assert lio.round().agreed_at is not None
    assert [row.id for row in home.look(lio.desk).result().held] == [record]
    read = lio.read(record)
    assert read.report.reference.startswith("QM-")
    assert [item.text for item in read.report.items] == list(SENTENCES)
    assert read.report.mentions[0].as_reported == STRANGE_NAME
    found = reading.rows(lio.desk, ListQuery(text="boathouse"), None, 10, "").result()
    assert [hit.row.id for hit in found.hits] == [record]

    # Both are offline now: neither runs a round. The officer corrects item 2 and its grade ...
    officer.round()
    editing = drafting.resume(officer.desk, record, "").result()
    assert editing.read_only == ""
    grade, _ = graded("2BP")
    typed = with_parts(
        editing.document, {f"items/{items[1]}/text": CORRECTED, f"items/{items[1]}/grading": grading_document(grade)}
    )
    drafting.keep(officer.desk, record, typed).result()
    drafting.leave(officer.desk, record).result()
    # ... and the evaluator grades items 2 and 3 anew.
    _regrade(lio, record, items[1], "3DP")
    _regrade(lio, record, items[2], "2CP")

    assert lio.round().agreed_at is not None
    outcome = officer.round()
    assert outcome.conflicts == 1
    (line,) = conflicts.waiting(officer.desk).result()
    view = conflicts.look(officer.desk, line.id).result()
    (clash,) = view.conflict.clashes
    assert clash.part == f"items/{items[1]}/grading"
    assert line.theirs_by.startswith("Joan Peters")
    merged = officer.read(record).report
    assert merged.items[1].text == CORRECTED
    assert (merged.items[2].grading.source, merged.items[2].grading.assessment) == ("2", "C")

    conflicts.settle(officer.desk, line.id, {clash.part: clash.theirs}).result()
    for station in (officer, lio, officer, lio):
        assert station.round().agreed_at is not None
    for station in stations:
        report = station.read(record).report
        assert [item.text for item in report.items] == [SENTENCES[0], CORRECTED, SENTENCES[2]]
        assert [(i.grading.source, i.grading.assessment) for i in report.items] == [("1", "A"), ("3", "D"), ("2", "C")]
        assert home.look(station.desk).result().waiting == ()
        assert conflicts.waiting(station.desk).result() == ()

    # Nothing is lost: the grade that was set aside stands in the history, and so does every version of the words.
    told = officer.history(record)
    assert {clash.part: clash.mine} in [dict(each.aside) for each in told]
    assert SENTENCES[1] in str([each.parts for each in told])
    _both_logs_are_whole(stations, central)
    _nothing_in_clear(tmp_path, Path(central.parts.settings.database).parent)


def _both_logs_are_whole(stations: tuple[Station, Station], central: Any) -> None:
    for station in stations:
        station.round()
        count, head = station.desk.look(logbook.verify_chain).result()
        entries, _ = station.desk.look(logbook.unsent).result()
        assert entries == ()
        device = station.opened.device.id
        kept = central.rows(device_entry.select().where(device_entry.c.device_id == device))
        hashes = {row._mapping["sequence"]: row._mapping["hash"] for row in kept}
        assert len(hashes) == count
        assert hashes[count] == head


def _nothing_in_clear(*folders: Path) -> None:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "cache.db-wal" for path in files)
    assert any(path.name == "register.db" for path in files)
    for path in files:
        content = path.read_bytes()
        for words in (*SENTENCES, CORRECTED, "boathouse", STRANGE_NAME, PASSPHRASE, PASSWORD):
            for encoded in (words.encode(), words.encode("utf-16-le")):
                assert encoded not in content, path.name


def test_secret_is_refused_at_every_door(stations, central):
    officer, _ = stations
    editing = drafting.begin_draft(officer.desk, "").result()
    with pytest.raises(Refused):
        drafting.keep(
            officer.desk, editing.report.id, with_parts(editing.document, {"marking/level": "SECRET"})
        ).result()
    from crimint_domain.change import Change

    document = {**editing.document, "marking": {"level": "SECRET", "instructions": []}}
    change = Change(officer.desk.new_id(), "report", 2, officer.desk.new_id(), 0, document=document)
    line = officer.opened.line_to_service()
    (receipt,) = line.send([change])
    line.close()
    assert not receipt.accepted
    assert receipt.problem
    drafting.discard(officer.desk, editing.report.id).result()
