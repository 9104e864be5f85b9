"""At a desk that keeps nothing: what is typed goes to the service, or lies sealed until somebody starts the program."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from crimint_desktop.actions import drafting, evaluating, home, reading
from crimint_desktop.app import handing_in
from crimint_desktop.app.nothing_kept import at_the_start, in_settings
from crimint_desktop.app.parts import new_id
from crimint_desktop.app.sealing_files import left_behind_words
from crimint_desktop.app.temporary import sweep
from crimint_desktop.config import Remembered
from crimint_desktop.store import attachments, outbox
from crimint_desktop.sync import round as rounds
from crimint_domain.attachment import PART_BYTES, Attachment, attachment_document
from crimint_domain.change import Change, Receipt
from crimint_domain.grading import graded as written
from crimint_domain.parts import with_parts
from tests.app.conftest import an_opener, no_keyring
from tests.app.screens import a_road
from tests.builders import graded
from tests.files import a_picture
from tests.protocol.client import Client, a_change, a_creation, a_document, an_item
from tests.protocol.people import OKONJO, PETERS

WORDS = "Halcyon lantern under the third arch"


@pytest.fixture
def at_shared_desk(central, profile, secret_service):
    """Open desks that keep nothing, over a road that can be down."""
    opened = []
    with a_road(central.url) as road:

        def go(user="okonjo"):
            opener = an_opener(central, profile, no_keyring)
            desk = opener.open(opener.prove(road.url, user, "an invented password"), "")
            opened.append(desk)
            return desk

        go.road = road  # type: ignore[attr-defined]  # what the desks of this fixture share
        yield go
        for each in opened:
            each.close()


def write(opened, words=WORDS, step=""):
    desk = opened.desk
    editing = drafting.begin_draft(desk, "").result()
    (item,) = editing.document["items"]
    record = editing.report.id
    document = with_parts(editing.document, {f"items/{item}/text": words})
    drafting.keep(desk, record, document).result()
    drafting.leave(desk, record).result()
    return record


def add(opened, record, words):
    desk = opened.desk
    editing = drafting.resume(desk, record, "").result()
    (item,) = editing.document["items"]
    document = with_parts(editing.document, {f"items/{item}/text": words})
    drafting.keep(desk, record, document).result()
    drafting.leave(desk, record).result()


def run_round(opened):
    desk = opened.desk
    line = opened.line_to_service()
    try:
        return rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _progress: None)
    finally:
        line.close()


def sealed(profile):
    return sorted(profile.folder.glob("sealed/*/*.sealed"))


def drafts_of(central, person=OKONJO):
    found = Client(central.request, person).sign_in().everything()
    return {
        record: [item["text"] for item in entry["document"]["items"].values()]
        for record, entry in found.items()
        if entry["document"].get("state") == "draft"
    }


def test_what_waits_is_sealed_and_what_has_arrived_is_removed(at_shared_desk, profile):
    opened = at_shared_desk()
    write(opened)
    opened.sealing.follow(opened.desk)
    (left,) = sealed(profile)
    assert b"Halcyon" not in left.read_bytes()
    assert run_round(opened).sent == 1
    assert opened.sealing.follow(opened.desk) == ()
    assert sealed(profile) == []


def test_a_sealed_draft_is_handed_in_by_whoever_starts_the_program_next(at_shared_desk, central, profile):
    opened = at_shared_desk()
    record = write(opened)
    opened.sealing.follow(opened.desk)
    opened.close()
    left = handing_in.hand_in(profile, new_id)
    assert (left.handed_in, left.waiting, left.refused) == (1, 0, 0)
    assert drafts_of(central)[record] == [WORDS]
    assert sealed(profile) == []
    assert handing_in.hand_in(profile, new_id) == handing_in.Left()


def test_a_desk_that_is_still_open_hands_in_its_own(at_shared_desk, profile):
    opened = at_shared_desk()
    write(opened)
    opened.sealing.follow(opened.desk)
    assert handing_in.hand_in(profile, new_id) == handing_in.Left()
    assert len(sealed(profile)) == 1


def test_a_sealed_draft_waits_while_the_service_is_away(at_shared_desk, profile):
    opened = at_shared_desk()
    write(opened)
    opened.sealing.follow(opened.desk)
    opened.close()
    at_shared_desk.road.state = "down"
    left = handing_in.hand_in(profile, new_id)
    assert (left.handed_in, left.waiting) == (0, 1)
    assert "until the service can be reached" in handing_in.sentence(left)
    at_shared_desk.road.state = "open"
    assert handing_in.hand_in(profile, new_id).handed_in == 1


def test_a_lost_answer_does_not_make_two_drafts_of_one(at_shared_desk, central, profile):
    opened = at_shared_desk()
    write(opened, "Once and only once")
    opened.sealing.follow(opened.desk)
    opened.close()
    (left,) = sealed(profile)
    again = left.read_bytes()
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(again)
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    assert [each for each in drafts_of(central).values() if each == ["Once and only once"]] == [["Once and only once"]]


def test_words_added_without_the_service_join_the_draft_that_is_there(at_shared_desk, central, profile):
    opened = at_shared_desk()
    record = write(opened, "Begun with the service")
    run_round(opened)
    add(opened, record, "Begun with the service, ended without it")
    opened.sealing.follow(opened.desk)
    opened.close()
    handing_in.hand_in(profile, new_id)
    assert drafts_of(central)[record] == ["Begun with the service, ended without it"]


def test_words_that_arrived_by_themselves_are_not_put_there_once_more(at_shared_desk, central, profile):
    opened = at_shared_desk()
    record = write(opened, "Sent, but sealed as well")
    opened.sealing.follow(opened.desk)
    run_round(opened)
    opened.close()
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    found = drafts_of(central)
    assert found[record] == ["Sent, but sealed as well"]
    assert sum(each == ["Sent, but sealed as well"] for each in found.values()) == 1


def test_words_on_a_report_that_moved_on_meanwhile_become_a_draft_of_their_own(at_shared_desk, central, profile):
    opened = at_shared_desk()
    record = write(opened, "The older words")
    run_round(opened)
    add(opened, record, "The words without the service")
    opened.sealing.follow(opened.desk)
    opened.close()
    elsewhere = Client(central.request, OKONJO).sign_in()
    document = elsewhere.get(f"/v1/records/{record}")["document"]
    (item,) = document["items"]
    change = {
        "id": new_id(), "kind": "report", "schema": 2, "record": record, "base_version": 1, "document": None,
        "set": {f"items/{item}/text": "Changed at another desk"}, "step": "", "reason": "",
    }  # fmt: skip
    assert elsewhere.send(change)[0]["status"] == 200
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    found = drafts_of(central)
    assert found[record] == ["Changed at another desk"]
    assert ["The words without the service"] in found.values()


def test_a_refused_change_is_kept_at_the_service_as_a_draft(at_shared_desk, central, profile):
    opened = at_shared_desk()
    desk = opened.desk
    record = new_id()
    change = Change(new_id(), "report", 2, record, 3, parts={"items/i1/text": "Typed on what is not mine"})

    def refuse(conn):
        outbox.add(conn, change, None, desk.now())
        outbox.batch(conn)
        outbox.receipt(conn, Receipt(change.id, 403, problem="You may not change this."))

    desk.act(refuse).result()
    (waiting,) = opened.sealing.follow(desk)
    assert not waiting.can_go
    opened.close()
    handing_in.hand_in(profile, new_id)
    assert any("Typed on what is not mine" in text for texts in drafts_of(central).values() for text in texts)


def submit_two_items(central):
    """A submitted report of two items, both 1AP."""
    items = {"i1": an_item("He parked by the mill.", "a"), "i2": an_item("She said he sells them there.", "b")}
    creation = a_creation(a_document(items=items), step="submit")
    (receipt,) = Client(central.request, OKONJO).sign_in().send(creation)
    assert receipt["status"] == 201
    return creation["record"]


def regrade(opened, record, item, grade, reason):
    evaluating.regrade(opened.desk, record, item, *graded(grade), reason).result()


def grade_both_without_the_service(at_shared_desk, record):
    """An evaluator grades two items while the service is away, and the program ends."""
    opened = at_shared_desk("peters")
    run_round(opened)
    at_shared_desk.road.state = "down"
    regrade(opened, record, "i1", "2BP", "Not seen by the source before.")
    regrade(opened, record, "i2", "3EP", "Known to bear a grudge.")
    opened.sealing.follow(opened.desk)
    opened.close()


def grades_of(opened, record):
    found = reading.open_record(opened.desk, record, "").result().report
    return [written(each.grading, each.handling) for each in found.items]


def notes_of(central, person):
    return [text for texts in drafts_of(central, person).values() for text in texts]


def test_grades_given_without_the_service_are_grades_at_the_next_desk(at_shared_desk, central, profile):
    record = submit_two_items(central)
    grade_both_without_the_service(at_shared_desk, record)
    (left,) = sealed(profile)
    assert b"grudge" not in left.read_bytes()
    assert handing_in.hand_in(profile, new_id).waiting == 1
    at_shared_desk.road.state = "open"
    before = notes_of(central, PETERS)
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    second = at_shared_desk("peters")
    run_round(second)
    assert grades_of(second, record) == ["2BP", "3EP"]
    assert notes_of(central, PETERS) == before  # nothing comes back in words as well
    versions = Client(central.request, PETERS).sign_in().get(f"/v1/records/{record}/history")["versions"]
    assert [(each["by"], each["reason"]) for each in versions[:2]] == [
        (PETERS.name, "Known to bear a grudge."), (PETERS.name, "Not seen by the source before."),
    ]  # fmt: skip


def test_a_grade_joins_what_others_did_elsewhere_and_gives_way_where_they_graded_too(at_shared_desk, central, profile):
    record = submit_two_items(central)
    grade_both_without_the_service(at_shared_desk, record)
    at_shared_desk.road.state = "open"
    elsewhere = Client(central.request, PETERS).sign_in()
    theirs = {"items/i2/grading": {"scheme": "3x5x2", "source": "2", "assessment": "C"}}
    assert elsewhere.send(a_change(record, 1, theirs, reason="Seen at another desk"))[0]["status"] == 200
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    second = at_shared_desk("peters")
    run_round(second)
    assert grades_of(second, record) == ["2BP", "2CP"]
    (note,) = [text for text in notes_of(central, PETERS) if "grudge" in text]
    assert "Not seen by the source before" not in note


def test_a_grade_that_arrived_by_itself_is_not_given_once_more(at_shared_desk, central, profile):
    record = submit_two_items(central)
    opened = at_shared_desk("peters")
    run_round(opened)
    regrade(opened, record, "i1", "2BP", "Not seen by the source before.")
    regrade(opened, record, "i2", "3EP", "Known to bear a grudge.")
    opened.sealing.follow(opened.desk)
    run_round(opened)
    version = Client(central.request, PETERS).sign_in().get(f"/v1/records/{record}")["version"]
    opened.close()
    before = notes_of(central, PETERS)
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    assert Client(central.request, PETERS).sign_in().get(f"/v1/records/{record}")["version"] == version
    assert notes_of(central, PETERS) == before


def test_a_step_pressed_without_the_service_comes_back_in_words_and_the_grade_before_it_as_a_grade(
    at_shared_desk, central, profile
):
    record = submit_two_items(central)
    opened = at_shared_desk("peters")
    run_round(opened)
    regrade(opened, record, "i1", "2BP", "Not seen by the source before.")
    evaluating.take_step(opened.desk, record, "evaluate", "").result()
    opened.sealing.follow(opened.desk)
    opened.close()
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    document = Client(central.request, PETERS).sign_in().get(f"/v1/records/{record}")["document"]
    assert (document["state"], document["items"]["i1"]["grading"]["source"]) == ("submitted", "2")
    assert "Step: evaluate\nNot seen by the source before." in notes_of(central, PETERS)


def test_nobody_else_finds_what_was_sealed(at_shared_desk, central, profile):
    opened = at_shared_desk()
    record = write(opened)
    opened.sealing.follow(opened.desk)
    opened.close()
    handing_in.hand_in(profile, new_id)
    assert record not in drafts_of(central, PETERS)


def test_the_draft_appears_at_the_next_desk(at_shared_desk):
    first = at_shared_desk()
    record = write(first, "Seen at the next desk")
    run_round(first)
    first.close()
    second = at_shared_desk()
    run_round(second)
    assert record in {each.record for each in home.look(second.desk).result().drafts}


def put_beside(opened, record, raw, name="van.jpg"):
    """Put a file beside a draft, as its form does."""
    desk = opened.desk
    file = Attachment(desk.new_id(), name, "jpeg", len(raw), hashlib.sha256(raw).hexdigest())
    desk.act(lambda conn: attachments.add(conn, file, record, raw, desk.now())).result()
    editing = drafting.resume(desk, record, "").result()
    named = with_parts(editing.document, {f"attachments/{file.id}": attachment_document(file, "a")})
    drafting.keep(desk, record, named).result()
    drafting.leave(desk, record).result()
    return file


def documents_of(central, person=OKONJO):
    found = Client(central.request, person).sign_in().everything()
    return {record: entry["document"] for record, entry in found.items()}


def pieces(profile):
    return sorted(profile.folder.glob("sealed/*/*.piece"))


def test_a_file_is_sealed_with_its_draft_and_arrives_with_it(at_shared_desk, central, profile):
    opened = at_shared_desk()
    record = write(opened)
    raw = a_picture(size=(900, 700)) + bytes(700_000)
    file = put_beside(opened, record, raw)
    opened.sealing.follow(opened.desk)
    assert opened.sealing.left_behind == ()
    assert len(pieces(profile)) == 2
    assert all(b"van.jpg" not in each.read_bytes() for each in pieces(profile))
    add(opened, record, "Words added after the file was sealed")
    at_first = pieces(profile)
    opened.sealing.follow(opened.desk)
    assert pieces(profile) == at_first  # a file is sealed once
    opened.close()
    assert handing_in.hand_in(profile, new_id) == handing_in.Left(handed_in=1)
    document = documents_of(central)[record]
    assert list(document["attachments"]) == [file.id]
    assert [each["text"] for each in document["items"].values()] == ["Words added after the file was sealed"]
    assert pieces(profile) == []
    second = at_shared_desk()
    run_round(second)
    assert second.desk.look(lambda conn: attachments.content(conn, file.id)).result() == raw


def test_a_file_that_was_half_sent_when_the_service_went_arrives_with_its_sealed_draft(
    at_shared_desk, central, profile
):
    opened = at_shared_desk()
    record = write(opened)
    file = put_beside(opened, record, a_picture(size=(900, 700)) + bytes(700_000))
    line = opened.line_to_service()
    files = line.files
    files.announce(file, record)
    raw = opened.desk.look(lambda conn: attachments.section(conn, file.id, 0, PART_BYTES)).result()
    files.send_part(file, 0, raw)
    line.close()
    opened.sealing.follow(opened.desk)
    opened.close()
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    assert list(documents_of(central)[record]["attachments"]) == [file.id]


def test_a_file_that_is_too_much_to_seal_stays_behind_and_the_draft_says_so(at_shared_desk, central, profile):
    opened = at_shared_desk()
    record = write(opened)
    opened.sealing.files.at_most = 20_000
    small = put_beside(opened, record, a_picture(), "small.jpg")
    put_beside(opened, record, a_picture() + bytes(50_000), "large.jpg")
    opened.sealing.follow(opened.desk)
    says = left_behind_words(opened.sealing.left_behind)
    assert "“large.jpg”" in says
    assert "small" not in says
    opened.close()
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    document = documents_of(central)[record]
    assert list(document["attachments"]) == [small.id]
    (text,) = [each["text"] for each in document["items"].values()]
    assert text == f"{WORDS}\nThe file “large.jpg” was left behind: attach it again."


def test_a_file_whose_sealed_piece_was_damaged_stays_behind_and_its_draft_arrives(at_shared_desk, central, profile):
    opened = at_shared_desk()
    record = write(opened)
    put_beside(opened, record, a_picture())
    opened.sealing.follow(opened.desk)
    opened.close()
    (piece,) = pieces(profile)
    said = json.loads(piece.read_bytes())
    piece.write_text(json.dumps(said | {"nonce": "00" * 12}))
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    document = documents_of(central)[record]
    assert not document.get("attachments")
    assert "left behind: attach it again" in str(document["items"])


def test_a_file_that_has_been_sent_is_no_longer_sealed(at_shared_desk, profile):
    opened = at_shared_desk()
    put_beside(opened, write(opened), a_picture())
    opened.sealing.follow(opened.desk)
    assert len(pieces(profile)) == 1
    run_round(opened)
    assert opened.sealing.follow(opened.desk) == ()
    assert pieces(profile) == []


def test_a_file_of_a_draft_that_becomes_one_of_its_own_goes_with_it(at_shared_desk, central, profile):
    opened = at_shared_desk()
    record = write(opened, "The older words")
    run_round(opened)
    file = put_beside(opened, record, a_picture())
    opened.sealing.follow(opened.desk)
    opened.close()
    elsewhere = Client(central.request, OKONJO).sign_in()
    change = {
        "id": new_id(), "kind": "report", "schema": 2, "record": record, "base_version": 1, "document": None,
        "set": {"title": "Changed at another desk"}, "step": "", "reason": "",
    }  # fmt: skip
    assert elsewhere.send(change)[0]["status"] == 200
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    named = {name: list(each.get("attachments") or ()) for name, each in documents_of(central).items()}
    assert named.pop(record) == []
    assert [file.id] in named.values()


def test_what_was_damaged_is_set_aside_and_said(profile):
    folder = profile.folder / "sealed" / "desk"
    folder.mkdir(parents=True)
    (folder / "one.sealed").write_bytes(b"not what was sealed")
    left = handing_in.hand_in(profile, new_id)
    assert left.refused == 1
    assert "Tell your administrator" in handing_in.sentence(left)
    assert (folder / "one.refused").exists()
    assert handing_in.hand_in(profile, new_id) == handing_in.Left()


@pytest.mark.parametrize("cause", ["policy", "chosen", "keyring"])
def test_why_nothing_is_kept_is_said_for_what_it_is(cause):
    words = {"policy": "Your force", "chosen": "not your usual computer", "keyring": "no safe place"}
    for says in (at_the_start(cause), in_settings(cause)):
        assert words[cause] in says
        assert all(other not in says for name, other in words.items() if name != cause)


def test_a_killed_desk_leaves_nothing_readable_and_its_draft_arrives(
    central, profile, secret_service, tmp_path, monkeypatch
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    person = subprocess.Popen(
        [sys.executable, "-m", "tests.app.no_cache_person", str(profile.folder), central.url, WORDS],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip
    try:
        assert person.stdout is not None
        folder = Path(person.stdout.readline().strip())
        assert folder.is_dir()
    finally:
        person.send_signal(signal.SIGKILL)
        person.communicate()
    assert folder.is_dir()
    files = [file for root in (profile.folder, temporary) for file in root.rglob("*") if file.is_file()]
    assert len(files) >= 3
    for file in files:
        content = file.read_bytes()
        for canary in (WORDS.encode(), b"Halcyon", WORDS.encode("utf-16-le")):
            assert canary not in content, file
        assert not content.startswith(b"SQLite format 3"), file
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    assert sweep(oldest_s=0) == 1
    assert not folder.exists()
    assert handing_in.hand_in(profile, new_id).handed_in == 1
    assert [WORDS] in drafts_of(central).values()


def test_a_desk_that_is_open_is_not_swept_away(at_shared_desk):
    opened = at_shared_desk()
    sweep(oldest_s=0)
    assert opened.folder.exists()


def test_a_file_that_names_an_address_nobody_signed_in_at_is_handed_in_nowhere(at_shared_desk, profile):
    opened = at_shared_desk()
    write(opened)
    opened.sealing.follow(opened.desk)
    opened.close()
    profile.remember(Remembered("https://crimint.example", "okonjo"))
    assert handing_in.hand_in(profile, new_id) == handing_in.Left(strange=1)
    assert "not signed in" in handing_in.sentence(handing_in.Left(strange=1))
    profile.remember(Remembered(at_shared_desk.road.url, "okonjo"))
    assert handing_in.hand_in(profile, new_id) == handing_in.Left(handed_in=1)
