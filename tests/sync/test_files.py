"""Files travel before the changes that name them, come after the reports that name them, and go with both."""

import hashlib
import random

import pytest

from crimint_desktop.remote import failure
from crimint_desktop.remote.line import Answer
from crimint_desktop.store import attachments, outbox, preferences
from crimint_desktop.sync import carrying
from crimint_domain.attachment import PART_BYTES, Attachment, attachment_document
from crimint_domain.errors import Unavailable
from tests.builders import an_id
from tests.protocol.fake_line import FaultyLine
from tests.sync.conftest import KEY, a_document
from tests.sync.inline import InlineDatabase, Killed

R, S = an_id(1, who=1), an_id(2, who=1)
LONG = "".join(f"{number:07d}\n" for number in range(150_000)).encode()  # three pieces
SHORT = b"The van came back at four.\n"


def a_file(raw, number=1, name="list.txt"):
    return Attachment(an_id(number, who=3), name, "text", len(raw), hashlib.sha256(raw).hexdigest(), "A list")


def attach(client, raw, record=R, number=1, name="list.txt"):
    """Put a file beside a report that is still to be sent."""
    file = a_file(raw, number, name)
    client.run(lambda conn: attachments.add(conn, file, record, raw, client.clock.now()))
    return file


def with_files(*files, **parts):
    return a_document(attachments={each.id: attachment_document(each, "i") for each in files}, **parts)


def asked_for(client, what):
    return [each for each in client.line.asked if what in f"{each.method} {each.path}"]


def test_a_file_is_sent_before_the_change_that_names_it_and_reaches_who_may_read_it(join, fake):
    officer, lio = join("okonjo"), join("varga")
    file = attach(officer, LONG)
    officer.create(R, with_files(file), "submit")
    outcome = officer.round()
    assert outcome.agreed_at is not None
    assert fake.register.records[R].document["attachments"][file.id]["digest"] == file.digest
    order = [f"{each.method} {each.path}" for each in officer.line.asked]
    assert order.index(f"POST /v1/attachments/{file.id}/complete") < order.index("POST /v1/changes")
    lio.round()
    assert lio.run(lambda conn: attachments.content(conn, file.id)) == LONG
    assert officer.run(lambda conn: attachments.find(conn, file.id)).state == "here"


def test_other_changes_do_not_wait_for_a_file(join, fake):
    officer = join("okonjo")
    file = attach(officer, LONG)
    officer.create(R, with_files(file))
    officer.create(S, a_document())

    def no_files(question):
        if question.method == "PUT":
            raise failure.down()

    officer.line.before = no_files
    officer.round()
    assert set(fake.register.records) == {S}
    officer.line.before = None
    officer.round()
    assert set(fake.register.records) == {R, S}


def test_a_file_goes_on_from_the_piece_it_had_reached(join, fake):
    officer = join("okonjo")
    file = attach(officer, LONG)
    officer.create(R, with_files(file))
    pieces = []

    def cut_after_one(question):
        if question.method == "PUT":
            pieces.append(question.path)
            if len(pieces) == 2:
                raise failure.down()

    officer.line.before = cut_after_one
    officer.round()
    assert officer.run(lambda conn: attachments.find(conn, file.id)).done == PART_BYTES
    officer.round()
    assert [path.rpartition("/")[2] for path in pieces] == ["0", "1", "1", "2"]
    assert fake.files.files[file.id].raw == LONG


def test_a_large_file_comes_on_demand_and_goes_on_where_it_was_cut(join):
    officer, lio = join("okonjo"), join("varga")
    file = attach(officer, LONG)
    officer.create(R, with_files(file), "submit")
    officer.round()
    lio.run(lambda conn: preferences.set(conn, carrying.BY_ITSELF, 1_000))
    lio.round()
    (kept,) = lio.run(lambda conn: attachments.of_record(conn, R))
    assert (kept.state, kept.done) == ("wanted", 0)
    progress = []

    def cut(done, size):
        progress.append((done, size))
        if len(progress) == 1:
            raise failure.down()

    with pytest.raises(Unavailable):
        carrying.fetch(lio.port.files, lio.db, kept, cut)
    (kept,) = lio.run(lambda conn: attachments.of_record(conn, R))
    assert kept.done == PART_BYTES
    carrying.fetch(lio.port.files, lio.db, kept, cut)
    assert [done for done, _ in progress] == [PART_BYTES, 2 * PART_BYTES, len(LONG)]
    assert lio.run(lambda conn: attachments.content(conn, file.id)) == LONG


def test_what_arrives_is_held_to_the_digest_that_the_report_names(join, fake):
    officer, lio = join("okonjo"), join("varga")
    file = attach(officer, SHORT)
    officer.create(R, with_files(file), "submit")
    officer.round()
    fake.files.files[file.id].pieces[0] = SHORT[::-1]
    lio.round()
    assert lio.run(lambda conn: attachments.content(conn, file.id)) is None
    assert lio.run(lambda conn: attachments.find(conn, file.id)).done == 0
    fake.files.files[file.id].pieces[0] = SHORT
    lio.round()
    assert lio.run(lambda conn: attachments.content(conn, file.id)) == SHORT


def test_a_file_that_the_service_does_not_take_stays_here_with_the_sentence_that_says_why(join, fake):
    officer = join("okonjo")
    file = attach(officer, b"<html><script>", name="list.txt")
    officer.create(R, with_files(file))
    outcome = officer.round()
    assert any("list.txt" in says for says in outcome.told)
    kept = officer.run(lambda conn: attachments.find(conn, file.id))
    assert (kept.state, "web page" in kept.says) == ("refused", True)
    (waiting,) = officer.waiting()
    assert waiting.state == "refused"
    assert R not in fake.register.records


def test_files_go_with_the_record_when_it_is_erased_or_access_is_lost(join, fake):
    officer, lio = join("okonjo"), join("varga")
    for record, number in ((R, 1), (S, 2)):
        file = attach(officer, SHORT, record, number)
        officer.create(record, with_files(file), "submit")
    officer.round()
    lio.round()
    pieces = "SELECT count(*) FROM attachment_piece"
    assert lio.run(lambda conn: conn.exec_driver_sql(pieces).scalar_one()) == 2
    fake.register.erase(R)
    lio.round()
    assert lio.run(lambda conn: attachments.of_record(conn, R)) == ()
    fake.change_person("varga", units=frozenset({"elsewhere"}))
    lio.round()
    assert lio.run(lambda conn: conn.exec_driver_sql(pieces).scalar_one()) == 0
    assert lio.run(lambda conn: conn.exec_driver_sql("SELECT count(*) FROM attachment").scalar_one()) == 0


def test_a_file_that_the_service_has_lost_is_offered_again(join, fake):
    officer = join("okonjo")
    file = attach(officer, LONG)
    officer.create(R, with_files(file))
    lost: list[object] = []

    def lose_it(question):
        if question.path == "/v1/changes" and not lost:
            lost.append(fake.files.files.pop(file.id))

    officer.line.before = lose_it
    officer.round()
    officer.round()
    assert lost
    assert fake.files.files[file.id].raw == LONG
    assert file.id in fake.register.records[R].document["attachments"]


def test_a_file_that_was_taken_off_its_report_leaves_every_cache(join):
    officer, lio = join("okonjo"), join("varga")
    file = attach(officer, SHORT)
    officer.create(R, with_files(file), "submit")
    officer.round()
    lio.round()
    officer.edit(R, {f"attachments/{file.id}": None})
    officer.round()
    lio.round()
    for client in (officer, lio):
        assert client.run(lambda conn: attachments.find(conn, file.id)) is None


def test_a_file_in_an_open_form_waits_for_its_change_and_is_let_go_when_nothing_names_it(join, clock):
    officer = join("okonjo")
    file = attach(officer, SHORT)
    officer.round()
    assert officer.run(lambda conn: attachments.find(conn, file.id)) is not None
    clock.move(hours=30)
    officer.round()
    assert officer.run(lambda conn: attachments.find(conn, file.id)) is None


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_lost_cut_or_killed_every_file_arrives_whole_and_once(seed, join, fake, tmp_path, empty_cache):
    import shutil

    chance = random.Random(seed)
    officer, lio = join("okonjo", FaultyLine(fake, chance, share=0.25)), join("varga")
    officer.db.close()
    path = tmp_path / "killed.db"
    shutil.copy(empty_cache, path)
    database = InlineDatabase(path, KEY)
    officer.db = database
    raws = [LONG[: chance.randrange(1, len(LONG))] for _ in range(3)]
    files = [attach(officer, raw, number=number) for number, raw in enumerate(raws)]
    officer.create(R, with_files(*files), "submit")
    for _ in range(40):
        database.lives = chance.randrange(12)
        database.dies = chance.choice(("before", "during", "after"))
        try:
            officer.round()
        except (Unavailable, Killed):
            pass
        finally:
            database.lives = None
    officer.line.faulty = False
    officer.round()
    lio.round()
    assert [fake.files.files[file.id].raw for file in files] == raws
    assert [lio.run(lambda conn, name=file.id: attachments.content(conn, name)) for file in files] == raws
    assert not officer.run(outbox.all)


def test_a_wipe_sends_the_file_that_a_report_names_before_the_report_itself(join, fake):
    officer = join("okonjo")
    officer.round()
    file = attach(officer, SHORT)
    officer.create(R, with_files(file))
    fake.commands[officer.book.device] = "wipe"
    assert officer.round().command == "wipe"
    assert fake.register.records[R].document["attachments"][file.id]["digest"] == file.digest


def test_a_file_whose_announcement_was_garbled_on_the_way_is_sent_again(join, fake):
    officer = join("okonjo")
    file = attach(officer, SHORT)
    officer.create(R, with_files(file))
    garbled = b'{"type": "urn:crimint:problem:malformed", "detail": "The request cannot be read."}'

    def spoil(question, answer):
        return Answer(400, {}, garbled) if question.path == "/v1/attachments" else answer

    officer.line.after = spoil
    officer.round()
    assert officer.run(lambda conn: attachments.find(conn, file.id)).state == "waiting"
    officer.line.after = None
    officer.round()
    assert set(fake.register.records) == {R}


def test_a_file_taken_off_again_does_not_hold_a_report_up_when_the_service_is_put_back(join, fake):
    officer = join("okonjo")
    file = attach(officer, SHORT)
    officer.create(R, with_files(file))
    officer.round()
    officer.edit(R, {f"attachments/{file.id}": None})
    officer.round()
    register = fake.register
    for lost in (register.records, register.streams, register.receipts, fake.files.files):
        lost.clear()
    register.epoch = an_id(77, who=9)

    for _ in range(2):
        outcome = officer.round()

    assert outcome.agreed_at is not None
    assert officer.waiting() == ()
    kept = register.records[R]
    assert kept.document["attachments"] == {}
    assert kept.past[0]["aside"][f"attachments/{file.id}"]["digest"] == file.digest
    assert officer.run(lambda conn: attachments.find(conn, file.id)) is None
