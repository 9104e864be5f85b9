"""Files beside reports: put there, logged before they are looked at, and written out only as marked copies."""

from concurrent.futures import Future
from typing import Any

import pytest

from crimint_desktop.actions import attachments, drafting
from crimint_desktop.store import attachments as kept
from crimint_domain.attachment import LARGEST, attachment_document
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.parts import with_parts
from crimint_domain.views import report_document
from tests.builders import a_report
from tests.files import a_picture, a_zip
from tests.store.conftest import served_as

WHY = "Operation MARZIPAN"


def at_once(work):
    """A lane that has nothing else to do."""
    done: Future[Any] = Future()
    try:
        done.set_result(work())
    except Exception as fault:
        done.set_exception(fault)
    return done


def _none(_kept):
    raise AssertionError("nothing is to be fetched")


def add(seat, record, path):
    return attachments.add_file(seat.desk, at_once, record, str(path)).result()


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "IMG 0042.JPG"
    path.write_bytes(a_picture())
    return path


def test_a_file_is_known_by_its_content_kept_and_logged_without_its_name(officer, picture):
    editing = drafting.begin_draft(officer.desk, "").result()
    file = add(officer, editing.report.id, picture)
    assert (file.name, file.type, file.size) == ("IMG 0042.jpg", "jpeg", picture.stat().st_size)
    assert attachments.states(officer.desk, editing.report.id).result()[file.id].state == "waiting"
    assert ("collection", "attach", (f"{editing.report.id}@0",)) in officer.log()
    assert picture.exists()


def test_what_is_not_taken_is_a_sentence_and_nothing_is_kept(officer, tmp_path):
    record = drafting.begin_draft(officer.desk, "").result().report.id
    for name, raw in (("a.jpg", a_picture() + a_zip({"a": "b"})), ("a.pdf", a_picture()), ("a.exe", b"MZ" + bytes(90))):
        path = tmp_path / name
        path.write_bytes(raw)
        with pytest.raises(Refused):
            add(officer, record, path)
    large = tmp_path / "large.txt"
    with large.open("wb") as out:
        out.truncate(LARGEST + 1)
    with pytest.raises(Refused, match="at most"):
        add(officer, record, large)
    with pytest.raises(Refused, match="cannot be read"):
        add(officer, record, tmp_path / "not there.txt")
    assert attachments.states(officer.desk, record).result() == {}


def test_a_draft_of_nothing_but_a_file_is_a_draft(officer, picture):
    record = drafting.begin_draft(officer.desk, "").result().report.id
    file = add(officer, record, picture)
    document = with_parts(officer.edit_of(record).document, {f"attachments/{file.id}": attachment_document(file, "")})
    drafting.keep(officer.desk, record, document).result()
    assert drafting.leave(officer.desk, record).result()
    (waiting,) = officer.waiting()
    assert list(waiting.change.document["attachments"]) == [file.id]


def test_a_picture_needs_words_before_a_report_can_be_submitted(officer, picture):
    record = drafting.begin_draft(officer.desk, "").result().report.id
    file = add(officer, record, picture)
    report = a_report(attachments=(file,))
    document = report_document(report) | {"state": "draft"}
    with pytest.raises(Refused, match="Say what the picture"):
        drafting.submit(officer.desk, record, document).result()
    named = with_parts(document, {f"attachments/{file.id}/title": "A white van"})
    assert drafting.submit(officer.desk, record, named).result()


def test_discarding_a_draft_takes_its_files_along(officer, picture):
    record = drafting.begin_draft(officer.desk, "").result().report.id
    file = add(officer, record, picture)
    drafting.discard(officer.desk, record).result()
    assert officer.run(kept.find, file.id) is None


def test_a_file_taken_off_before_it_was_sent_is_forgotten(officer, picture):
    record = drafting.begin_draft(officer.desk, "").result().report.id
    file = add(officer, record, picture)
    attachments.forget(officer.desk, file.id).result()
    assert officer.run(kept.find, file.id) is None


def test_looking_at_a_file_is_logged_before_its_bytes_are_handed_over(officer, picture):
    record = drafting.begin_draft(officer.desk, "").result().report.id
    file = add(officer, record, picture)
    opened = attachments.open_file(officer.desk, at_once, _none, record, file.id, WHY).result()
    assert opened.raw == picture.read_bytes()
    assert ("consultation", "open attachment", (f"{record}@0",)) in officer.log()
    assert f"{file.id}\n{WHY}" in officer.words_logged()


def test_a_file_that_has_yet_to_come_is_fetched_after_the_log_and_not_without_it(officer, picture):
    record = drafting.begin_draft(officer.desk, "").result().report.id
    file = add(officer, record, picture)
    raw = picture.read_bytes()
    officer.run(lambda conn: conn.exec_driver_sql("UPDATE attachment SET state = 'wanted'"))
    fetched = []

    def fetch(each):
        assert officer.log()[-1][1] == "open attachment"
        fetched.append(each.file.id)
        officer.run(kept.take_whole, each.file.id)

    assert attachments.open_file(officer.desk, at_once, fetch, record, file.id, WHY).result().raw == raw
    assert fetched == [file.id]

    def down(_each):
        raise Unavailable("The service cannot be reached.", cause="service-down")

    officer.run(lambda conn: conn.exec_driver_sql("UPDATE attachment SET state = 'wanted'"))
    with pytest.raises(Unavailable):
        attachments.open_file(officer.desk, at_once, down, record, file.id, WHY).result()


def test_a_file_of_another_report_is_not_opened_under_this_one(officer, picture):
    record = drafting.begin_draft(officer.desk, "").result().report.id
    file = add(officer, record, picture)
    other = drafting.begin_draft(officer.desk, "").result().report.id
    with pytest.raises(Refused, match="no longer"):
        attachments.open_file(officer.desk, at_once, _none, other, file.id, WHY).result()


def test_a_copy_leaves_marked_and_is_logged_as_a_disclosure_first(officer, picture, tmp_path):
    report = a_report(reference="QM-26-000417")
    officer.take(report)
    file = add(officer, report.id, picture)
    opened = attachments.open_file(officer.desk, at_once, _none, report.id, file.id, WHY).result()
    out = tmp_path / "out"
    out.mkdir()
    first, second = (
        attachments.exported(officer.desk, at_once, opened, report.id, str(out), WHY).result() for _ in range(2)
    )
    assert first.name == "OFFICIAL-SENSITIVE · ORGANISATIONAL USE ONLY QM-26-000417 IMG 0042.jpg"
    assert (first.read_bytes(), second.read_bytes()) == (picture.read_bytes(), picture.read_bytes())
    assert first != second
    assert officer.log()[-1] == ("disclosure", "export", (f"{report.id}@1",))
    with pytest.raises(Unavailable, match="could not be written"):
        attachments.exported(officer.desk, at_once, opened, report.id, str(tmp_path / "nowhere"), WHY).result()


def test_no_byte_of_a_file_lies_in_the_open_in_the_profile(officer, tmp_path):
    path = tmp_path / "given.txt"
    path.write_bytes(b"CANARY of the white van\n" * 60_000)
    record = drafting.begin_draft(officer.desk, "").result().report.id
    file = add(officer, record, path)
    attachments.open_file(officer.desk, at_once, _none, record, file.id, WHY).result()
    path.unlink()
    for each in tmp_path.rglob("*"):
        assert not each.is_file() or b"CANARY" not in each.read_bytes()


def test_words_for_a_file_are_found_by_search(officer):
    from crimint_desktop.store import lists
    from crimint_desktop.store.lists import ListQuery
    from crimint_desktop.store.records import put

    report = a_report(3)
    named = {"name": "ledger.pdf", "type": "pdf", "size": 5, "digest": "a" * 64, "title": "Zanzibar pages", "order": ""}
    served = served_as(report, attachments={"0199c82c-c001-7800-8000-000000000001": named})
    officer.run(put, "5" * 32, [served])
    assert officer.run(lambda conn: lists.rows(conn, ListQuery(text="zanzibar"))).hits
