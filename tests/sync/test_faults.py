"""A round may be cut anywhere: nothing is sent twice, applied twice or lost."""

import json

import pytest

from crimint_desktop.remote import failure
from crimint_desktop.store import cursors, edits, leftovers, logbook, preferences
from crimint_desktop.store.edits import Edit
from crimint_desktop.sync import round
from crimint_desktop.sync.reading import FIRST_SYNC
from crimint_domain.access import Principal
from crimint_domain.errors import Unavailable
from tests.builders import A_MOMENT, an_id
from tests.sync.conftest import KEY, LIO, a_document
from tests.sync.inline import InlineDatabase, Killed

R, S = an_id(1, who=1), an_id(2, who=1)
GRADE = {"scheme": "3x5x2", "source": "3", "assessment": "D"}


def mortal(client):
    """Let a client's cache work without threads, so that it can be killed at any point of a round."""
    client.db.close()
    client.db = InlineDatabase(client.db.path, KEY)
    return client


def versions_made(fake, record):
    return [line["version"] for line in fake.register.records[record].past]


def a_busy_officer(join):
    """Someone with a draft, a clash, an edit that merges, and the evaluator's work to read."""
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.round()
    lio.round()
    lio.edit(R, {"items/a/grading": GRADE, "items/b/grading": GRADE})
    lio.round()
    officer.edit(R, {"items/a/grading": {**GRADE, "assessment": "E"}, "title": "Two nights"})
    officer.create(S, a_document(title="Another"))
    return officer, lio


def assert_all_is_well(officer, lio, fake):
    officer.round()
    officer.round()
    lio.round()
    assert officer.waiting() == ()
    assert officer.held() == {R: fake.register.records[R].version, S: 1}
    assert versions_made(fake, R) == [1, 2, 3]
    assert fake.register.records[R].document["title"] == "Two nights"
    (conflict,) = officer.conflicts()
    assert [(clash.part, clash.mine["assessment"]) for clash in conflict.clashes] == [("items/a/grading", "E")]
    assert lio.held() == {R: 3}
    assert officer.run(logbook.verify_chain)[0] == len(fake.logs["okonjo", officer.book.device].entries)


@pytest.mark.parametrize("dies", ["before", "during", "after"])
def test_a_round_killed_at_any_piece_of_its_work_loses_and_doubles_nothing(join, fake, dies):
    lives = 0
    while True:
        officer, lio = a_busy_officer(lambda user: mortal(join(user)))
        officer.db.lives, officer.db.dies = lives, dies
        try:
            officer.round()
        except Killed:
            officer.db.lives = None
        else:
            break
        assert_all_is_well(officer, lio, fake)
        start_over(fake)
        lives += 1
    assert lives > 10


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_round_cut_off_at_any_question_loses_and_doubles_nothing(join, fake, moment):
    lives = 0
    while True:
        officer, lio = a_busy_officer(lambda user: mortal(join(user)))
        asked = 0

        def cut(*passed, lives=lives):
            nonlocal asked
            asked += 1
            if asked > lives:
                raise failure.cut()
            return passed[-1]

        setattr(officer.line, moment, cut)
        try:
            officer.round()
        except Unavailable:
            setattr(officer.line, moment, None)
        else:
            break
        assert_all_is_well(officer, lio, fake)
        start_over(fake)
        lives += 1
    assert lives > 3


def start_over(fake):
    fake.register.records.clear()
    fake.register.streams.clear()


def test_a_lost_answer_does_not_send_the_change_twice(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    change = officer.edit(R, {"title": "Two nights"})

    def lose(question, answer):
        if question.path == "/v1/changes":
            raise failure.cut()
        return answer

    officer.line.after = lose
    with pytest.raises(Unavailable):
        officer.round()
    officer.line.after = None
    outcome = officer.round()

    assert versions_made(fake, R) == [1, 2]
    assert fake.register.receipts[change].receipt.version == 2
    assert outcome.sent == 1
    assert officer.waiting() == ()


def test_a_cut_page_is_read_again_and_nothing_is_applied_twice(join, fake):
    fake.page_records = 2
    officer, lio = join("okonjo"), join("varga")
    for number in range(5):
        officer.create(an_id(number, who=3), a_document(), step="submit")
    officer.round()
    pages = 0

    def cut_second(question, answer):
        nonlocal pages
        pages += "/streams/" in question.path
        return type(answer)(answer.status, answer.headers, answer.body[:-9]) if pages == 2 else answer

    lio.line.after = cut_second
    with pytest.raises(Unavailable) as caught:
        lio.round()
    assert caught.value.cause == "service-rubbish"
    lio.line.after = None
    asked = len(lio.line.asked)

    outcome = lio.round()

    assert outcome.agreed_at is not None
    assert len(lio.held()) == 5
    first = next(each for each in lio.line.asked[asked:] if "/streams/" in each.path)
    assert first.query.get("cursor")


def test_what_may_not_be_read_any_more_is_purged_after_what_was_written_has_been_sent(join, fake):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.round()
    lio.round()
    lio.edit(R, {"items/a/grading": GRADE})
    held = lio.document(R)
    typed = {**held, "priority": "high"}
    lio.run(lambda conn: edits.save(conn, Edit(R, "report", 2, 1, held, typed, A_MOMENT)))
    fake.change_person("varga", units=frozenset({"elsewhere"}))

    outcome = lio.round()

    assert lio.held() == {}
    assert outcome.purged == (R,)
    assert lio.run(leftovers.count) == 0
    assert {part for change in fake.register.kept_for_unit for part in change.parts} == {"items/a/grading", "priority"}
    assert lio.run(edits.all) == ()
    assert lio.run(cursors.streams) == ()
    assert "removed from this device" in " ".join(outcome.told)
    entry = lio.run(logbook.unsent)[0][-1]
    assert (entry.action, entry.records) == ("erasure", (R,))


def test_what_was_refused_before_is_handed_over_when_access_is_lost(join, fake):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.round()
    lio.round()
    lio.edit(R, {"title": "Not for an evaluator to change"})
    lio.round()
    fake.change_person("varga", units=frozenset({"elsewhere"}))

    lio.round()

    assert [dict(change.parts) for change in fake.register.kept_for_unit] == [
        {"title": "Not for an evaluator to change"}
    ]
    assert lio.held() == {}


def test_everything_typed_on_a_record_is_handed_over_change_by_change(join, fake):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.round()
    lio.round()
    held = lio.document(R)
    typed = {**held, "priority": "high"}
    lio.run(lambda conn: edits.save(conn, Edit(R, "report", 2, 1, held, typed, A_MOMENT)))
    lio.edit(R, {}, step="claim")
    lio.edit(R, {"items/a/text": "Not for an evaluator to change"})
    lio.round()
    assert lio.version(R) == 2
    lio.edit(R, {"items/a/handling": {**held["items"]["a"]["handling"], "code": "C", "conditions": "Ask first."}})
    fake.change_person("varga", units=frozenset({"elsewhere"}))

    lio.round()

    kept = [part for change in fake.register.kept_for_unit for part in change.parts]
    assert sorted(kept) == ["items/a/handling", "items/a/text", "priority"]
    assert lio.held() == {}


def test_a_stream_is_not_purged_while_the_service_has_not_taken_what_was_written(join, fake):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.round()
    lio.round()
    lio.edit(R, {"items/a/grading": GRADE})
    fake.change_person("varga", units=frozenset({"elsewhere"}))

    def later(question, answer):
        if question.path != "/v1/changes":
            return answer
        receipts = json.loads(answer.body)["receipts"]
        body = json.dumps({"receipts": [{**each, "status": 429} for each in receipts]}).encode()
        return type(answer)(answer.status, answer.headers, body)

    lio.line.after = later
    lio.round()
    assert lio.held() == {R: 1}
    lio.line.after = None

    lio.round()
    assert lio.held() == {}
    assert {part for change in fake.register.kept_for_unit for part in change.parts} == {"items/a/grading"}


def test_a_restored_service_is_read_anew_and_unsent_work_stays(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    officer.edit(R, {"title": "Lost by the restore"})
    officer.create(S, a_document())
    officer.round()
    older = fake.register.records[R].past[0]["parts"]
    fake.register.epoch = an_id(7, who=8)
    stream = fake.register.streams[fake.register.records[R].stream]
    stream.leave(S, 1, "moved")
    del stream.gones[S], fake.register.records[S]
    restored = type(fake.register.records[R])(
        R, "report", 2, 1, older, "Ada Okonjo", "2026-11-20T14:32:00+00:00", stream.id
    )
    fake.register.records[R] = restored
    stream.put(restored)
    officer.edit(R, {"priority": "high"})

    outcome = officer.round()

    assert outcome.agreed_at is not None
    assert officer.held() == {R: 2}
    assert fake.register.records[R].document["priority"] == "high"
    assert officer.run(cursors.epoch) == fake.register.epoch


def test_a_place_that_is_too_old_is_read_from_the_beginning(join, fake):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.create(S, a_document(), step="submit")
    officer.round()
    lio.round()
    lio.edit(R, {}, step="claim")
    lio.round()
    lio.edit(R, {}, step="evaluate")
    lio.round()
    lio.edit(R, {}, step="release")
    lio.round()
    for stream in fake.register.streams.values():
        stream.purge_tombstones()
    officer.edit(S, {"title": "Later"})

    outcome = officer.round()

    assert outcome.agreed_at is not None
    assert officer.held() == fake.register.visible(fake.people["okonjo"].principal)


def test_what_does_not_agree_is_read_again_and_reported(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.create(S, a_document())
    officer.round()
    officer.run(lambda conn: conn.exec_driver_sql("DELETE FROM record WHERE title LIKE '%'"))

    outcome = officer.round()

    assert len(outcome.repaired) == 1
    assert outcome.agreed_at is not None
    assert set(officer.held()) == {R, S}


def test_an_erased_record_leaves_with_everything_typed_on_it(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    fake.register.erase(R)
    officer.edit(R, {"title": "Typed after the erasure"})

    outcome = officer.round()

    assert officer.held() == {}
    assert officer.waiting() == ()
    assert any("erased" in each for each in (*outcome.told, *outcome.refused))


def test_a_refused_change_is_kept_with_its_sentence(join, fake):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.round()
    lio.round()
    lio.edit(R, {"title": "An evaluator may not change the words"})

    outcome = lio.round()

    (waiting,) = lio.waiting()
    assert waiting.state == "refused"
    assert waiting.refused == outcome.refused[0]
    assert "title" in waiting.refused
    assert lio.document(R)["title"] == "Blue van at the quay"
    assert outcome.agreed_at is not None


def test_a_device_whose_log_tells_another_story_gets_no_lease_and_says_so(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    before = officer.run(lambda conn: preferences.get(conn, round.LEASE_UNTIL))
    officer.run(lambda conn: conn.exec_driver_sql("DELETE FROM audit"))
    officer.run(lambda conn: preferences.set(conn, "log_acknowledged", 0))
    officer.run(lambda conn: logbook.append(conn, officer.book, "consultation", "open", (f"{R}@1",)))
    officer.clock.move(hours=1)

    outcome = officer.round()

    assert outcome.lease == ""
    assert officer.run(lambda conn: preferences.get(conn, round.LEASE_UNTIL)) == before
    assert any("log" in each for each in outcome.told)


def test_a_round_without_news_asks_one_question(join):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    asked = len(officer.line.asked)

    outcome = officer.round()

    assert [each.path for each in officer.line.asked[asked:]] == ["/v1/sync/checkpoint"]
    assert outcome.agreed_at is not None
    assert outcome.reports == 1


def test_the_words_of_a_record_that_left_leave_the_index_too(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document(title="Quetzalcoatlus"))
    officer.round()
    fake.register.erase(R)

    officer.round()

    found = officer.run(lambda conn: conn.exec_driver_sql("SELECT block FROM record_text_data").scalars().all())
    assert not any(b"quetzal" in block for block in found)


def test_a_wiped_device_reads_nothing_more(join, fake):
    officer = join("okonjo")
    fake.commands[officer.book.device] = "wipe"

    assert officer.round().command == "wipe"


def test_the_report_that_leaves_the_unit_is_gone_from_the_author_without_access(join, fake):
    fake.people["okonjo"].principal = Principal(
        "okonjo", "Ada Okonjo", frozenset({"officer"}), frozenset({"quillmarsh"}), clearance="OFFICIAL"
    )
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.round()
    lio.round()
    for step in ("claim", "evaluate", "release"):
        lio.edit(R, {}, step=step)
        lio.round()

    officer.round()

    assert officer.held() == {}
    assert lio.held() == fake.register.visible(LIO)


def test_a_first_sync_is_taken_in_large_pieces_and_agrees(join, fake, monkeypatch):
    monkeypatch.setattr(round, "_WORTH_TUNING", 100)
    fake.page_records = 50
    officer = join("okonjo")
    for number in range(120):
        officer.create(an_id(number, who=4), a_document())
    officer.round()
    again = join("okonjo")

    outcome = again.round()

    assert outcome.agreed_at is not None
    assert outcome.received == 120
    assert again.held() == officer.held()
    assert again.run(lambda conn: preferences.get(conn, FIRST_SYNC)) is None
