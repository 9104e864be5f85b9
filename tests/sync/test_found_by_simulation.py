"""Stories the simulation found, told plainly, so that they stay mended."""

from dataclasses import replace

import pytest

from crimint_desktop.remote import failure
from crimint_desktop.store import conflicts, cursors, outbox, repair
from crimint_desktop.store.outbox import Waiting
from crimint_desktop.sync import applying
from crimint_desktop.sync.settle import Theirs, settle
from crimint_domain.access import Principal
from crimint_domain.change import Change
from crimint_domain.errors import Unavailable
from crimint_domain.ids import bytes_of
from crimint_domain.parts import with_parts
from crimint_domain.streams import checksum_of
from tests.builders import A_MOMENT, an_id
from tests.sync.conftest import LIO, OFFICER, a_document

KEEPER = Principal("keeper", "Rosa Keeper", frozenset({"records"}), frozenset({"quillmarsh"}))


def test_two_changes_offered_once_more_do_not_wait_for_each_other_for_ever(join):
    officer, lio = join(OFFICER.user), join(LIO.user)
    record = officer.new_id()
    officer.create(record, a_document(), "submit")
    for client in (officer, lio):
        client.round()
    officer.edit(record, {"title": "First"}, reason="One.")
    officer.edit(record, {"items/a/text": "Second"}, reason="Two.")
    officer.run(lambda conn: conn.exec_driver_sql("UPDATE outbox SET state = 'sending', attempts = 1"))
    lio.edit(record, {"priority": "high"})
    lio.round()

    officer.round()
    assert officer.waiting() == ()
    assert officer.document(record)["priority"] == "high"
    assert (officer.document(record)["title"], officer.document(record)["items"]["a"]["text"]) == ("First", "Second")


def test_why_somebody_graded_differently_is_not_lost_in_a_clash(join):
    officer, lio, again = join(OFFICER.user), join(LIO.user), join(LIO.user)
    record = officer.new_id()
    officer.create(record, a_document(), "submit")
    for client in (officer, lio, again):
        client.round()
    handling = {"scheme": "3x5x2", "code": "C", "action": "", "sanitisation": "", "conditions": "Ask first."}
    lio.edit(record, {"items/a/handling": handling}, reason="The source is at risk.")
    other = {**handling, "conditions": "Never tell."}
    again.edit(record, {"items/a/handling": other}, reason="The source is dead.")
    lio.round()
    again.round()

    (conflict,) = again.run(conflicts.all)
    assert [clash.reason for clash in conflict.clashes] == ["The source is dead."]


def released(officer, lio, record):
    officer.create(record, a_document(), "submit")
    officer.round()
    lio.round()
    for step in ("claim", "evaluate", "release"):
        lio.edit(record, {}, step=step)
        lio.round()


def killed_after_forgetting(client, fake):
    """The service was put back, and the program died right after it had forgotten its versions."""
    fake.register.epoch = client.new_id()

    def forget(conn):
        applying.start_again(conn, [each.id for each in cursors.streams(conn)])
        repair.forget_bases(conn)
        cursors.set_epoch(conn, "")

    client.run(forget)


def test_a_folder_given_up_in_the_middle_of_a_restore_does_not_hold_a_change_for_ever(join, fake):
    officer, keeper = join(OFFICER.user), join(LIO.user)
    record = officer.new_id()
    released(officer, keeper, record)
    killed_after_forgetting(keeper, fake)
    keeper.edit(record, {"title": "Not for an evaluator"})
    keeper.port.subscribe([])

    for _ in range(2):
        outcome = keeper.round()

    assert outcome.agreed_at is not None
    assert record not in keeper.held()
    assert not [each for each in keeper.waiting() if each.state != "refused"]


def test_a_step_in_a_folder_given_up_in_the_middle_of_a_restore_is_taken(join, fake):
    fake.add_person(KEEPER)
    officer, lio, keeper = join(OFFICER.user), join(LIO.user), join(KEEPER.user)
    record = officer.new_id()
    released(officer, lio, record)
    keeper.round()
    killed_after_forgetting(keeper, fake)
    keeper.edit(record, {}, step="archive", reason="Old.")
    keeper.port.subscribe([])

    for _ in range(2):
        keeper.round()

    assert fake.register.records[record].document["state"] == "archived"
    assert keeper.waiting() == ()
    assert keeper.document(record) is None


def test_a_record_that_moves_to_a_folder_not_chosen_does_not_hold_a_change_for_ever(join, fake):
    officer, lio, again = join(OFFICER.user), join(LIO.user), join(LIO.user)
    again.port.subscribe([])
    record = officer.new_id()
    officer.create(record, a_document(), "submit")
    for client in (officer, lio, again):
        client.round()
    again.edit(record, {"priority": "high"})
    for step in ("claim", "evaluate", "release"):
        lio.edit(record, {}, step=step)
        lio.round()

    again.round()

    (refused,) = again.waiting()
    assert refused.state == "refused"
    assert refused.change.parts == {"priority": "high"}
    assert record not in again.held()


def test_a_form_that_others_overtook_asks_before_it_writes_over_their_work(join):
    lio, again = join(LIO.user), join(LIO.user)
    officer = join(OFFICER.user)
    record = officer.new_id()
    officer.create(record, a_document(), "submit")
    for client in (officer, lio, again):
        client.round()
    seen, document = again.version(record), again.document(record)
    lio.edit(record, {"priority": "high"})
    lio.round()
    again.round()

    def leave(conn):
        change = Change(again.new_id(), "report", 1, record, seen, parts={"priority": "medium"})
        outbox.add(conn, change, document, again.clock.now())

    again.run(leave)
    again.round()

    assert lio.fake.register.records[record].document["priority"] == "high"
    (conflict,) = again.conflicts()
    assert [(each.part, each.mine, each.theirs) for each in conflict.clashes] == [("priority", "medium", "high")]


def test_what_was_typed_in_a_folder_given_up_does_not_write_over_others_work(join, fake):
    officer, lio, again = join(OFFICER.user), join(LIO.user), join(LIO.user)
    record = officer.new_id()
    officer.create(record, a_document(), "submit")
    for client in (officer, lio, again):
        client.round()
    lio.edit(record, {"priority": "high"})
    lio.round()
    again.edit(record, {"priority": "medium"})
    again.round()
    assert again.conflicts()

    def lose(conn):
        applying.hand_over(conn, applying.Hand(again.book, again.clock, again.new_id), [record])

    again.run(lose)
    again.round()
    held = fake.register.records[record]
    assert held.document["priority"] == "high"
    assert held.past[-1]["aside"] == {"priority": "medium"}
    assert again.conflicts() == again.waiting() == ()


def on_one_version(join):
    """Three desks that hold the second version of a report, and unsent work at the third of them."""
    lio, again, officer = join(LIO.user), join(LIO.user), join(OFFICER.user)
    record = officer.new_id()
    officer.create(record, a_document(), "submit")
    for client in (officer, lio, again):
        client.round()
    lio.edit(record, {"priority": "high"})
    lio.round()
    again.round()
    again.edit(record, {"priority": "medium"})
    return again, record


def test_what_was_made_before_a_restore_is_not_taken_for_made_on_what_has_its_number_now(join, fake):
    again, record = on_one_version(join)
    assert again.waiting()[0].change.base_version == again.version(record) == 2

    killed_after_forgetting(again, fake)
    assert again.waiting()[0].change.base_version == 0

    again.round()
    assert again.waiting() == ()
    assert fake.register.records[record].document["priority"] == "medium"


def put_back(fake, record, **document):
    """The service was put back, and since then somebody made another version of a record with the number it had."""
    fake.register.epoch = an_id(77, who=9)
    stands = fake.register.records[record]
    other = replace(stands, document={**stands.document, **document})
    fake.register.records[record] = other
    seq, _ = fake.register.streams[stands.stream].puts[record]
    fake.register.streams[stands.stream].puts[record] = (seq, other)


def asked_to_choose(client, record):
    assert client.fake.register.records[record].document["priority"] == "low"
    (conflict,) = client.conflicts()
    assert [(each.part, each.mine, each.theirs) for each in conflict.clashes] == [("priority", "medium", "low")]


def test_the_first_thing_sent_after_a_restore_is_not_taken_for_made_on_what_has_its_number_now(join, fake):
    again, record = on_one_version(join)
    put_back(fake, record, priority="low")

    again.round()

    asked_to_choose(again, record)


def test_a_change_that_never_arrived_is_not_sent_on_its_old_number_after_a_restore(join, fake):
    again, record = on_one_version(join)

    def lose(question):
        if question.path == "/v1/changes":
            raise failure.down()

    again.line.before = lose
    for _ in range(2):
        with pytest.raises(Unavailable):
            again.round()
    again.line.before = None
    put_back(fake, record, priority="low")

    again.round()

    asked_to_choose(again, record)


def test_a_change_that_had_arrived_without_an_answer_is_not_done_twice_after_a_restore(join, fake):
    again, record = on_one_version(join)

    def cut(question, answer):
        if question.path == "/v1/changes":
            raise failure.cut()
        return answer

    again.line.after = cut
    with pytest.raises(Unavailable):
        again.round()
    again.line.after = None
    fake.register.epoch = again.new_id()

    assert again.round().agreed_at is not None

    assert again.waiting() == again.conflicts() == ()
    assert (again.version(record), again.document(record)["priority"]) == (3, "medium")


def test_what_was_taken_between_two_restores_is_offered_again_although_the_round_between_them_was_cut(join, fake):
    officer = join(OFFICER.user)
    record = officer.new_id()
    officer.create(record, a_document())
    officer.round()
    saved, receipts = fake.register.records[record], dict(fake.register.receipts)
    (stream,) = fake.register.streams.values()
    feed = stream.head, dict(stream.puts)
    officer.edit(record, {"title": "Taken between them"})
    fake.register.epoch = an_id(77, who=9)

    def lose(question):
        if question.path == "/v1/sync/checkpoint":
            raise failure.down()

    officer.line.before = lose
    with pytest.raises(Unavailable):
        officer.round()
    assert fake.register.records[record].document["title"] == "Taken between them"
    officer.line.before = None
    fake.register.epoch = an_id(78, who=9)
    fake.register.records[record], fake.register.receipts = saved, receipts
    stream.head, stream.puts = feed

    outcome = officer.round()

    assert (outcome.agreed_at is not None, outcome.repaired) == (True, ())
    assert fake.register.records[record].document["title"] == "Taken between them"
    assert officer.document(record)["title"] == "Taken between them"


def test_what_left_a_stream_is_let_go_also_when_reading_it_again_was_cut_short(join, fake):
    officer, lio = join(OFFICER.user), join(LIO.user)
    first, second = officer.new_id(), officer.new_id()
    for record in (first, second):
        officer.create(record, a_document(), "submit")
        officer.round()
    lio.round()
    stream = fake.register.records[first].stream
    lio.run(lambda conn: repair.forget_versions(conn, stream))  # and the first page was read, and the line was cut
    fake.register.erase(first)
    fake.register.streams[stream].gones.clear()  # dropped by age
    lio.run(
        lambda conn: conn.exec_driver_sql(
            "UPDATE record SET version = 1, share = ? WHERE id = ?",
            (checksum_of(second, 1), bytes_of(second)),
        )
    )
    officer.edit(second, {"title": "Changed since"})
    officer.round()

    outcome = lio.round()

    assert outcome.repaired == ()
    assert lio.held().keys() == {second}
    assert lio.document(first) is None


def test_what_was_refused_stays_with_its_author_when_its_folder_is_given_up(join):
    officer, lio = join(OFFICER.user), join(LIO.user)
    record = officer.new_id()
    released(officer, lio, record)
    officer.round()
    officer.edit(record, {"title": "Too late to say"})
    officer.round()
    officer.port.subscribe([])

    outcome = officer.round()

    assert outcome.agreed_at is not None
    assert officer.document(record) is None
    (refused,) = officer.waiting()
    assert (refused.change.parts, refused.before) == ({"title": "Too late to say"}, None)


def refused_step(join):
    """Somebody gave a reason for a step that the report, changed meanwhile by its author, does not allow any more."""
    officer, lio = join(OFFICER.user), join(LIO.user)
    record = officer.new_id()
    officer.create(record, a_document(), "submit")
    for client in (officer, lio):
        client.round()
    lio.edit(record, {}, step="reject", reason="The plate is of another van.")
    officer.edit(record, {}, step="withdraw", reason="Mistaken.")
    officer.round()
    lio.round()
    (refused,) = lio.waiting()
    assert (refused.state, refused.change.step, refused.change.parts) == ("refused", "reject", {})
    return lio, record


def test_why_a_refused_step_was_asked_for_is_handed_over_when_access_is_lost(join, fake):
    lio, record = refused_step(join)
    fake.change_person(LIO.user, units=frozenset({"elsewhere"}))

    outcome = lio.round()

    assert outcome.agreed_at is not None
    assert outcome.purged == (record,)
    assert lio.waiting() == ()
    (kept,) = fake.register.kept_for_unit
    assert (kept.reason, kept.aside) == ("Not settled: reject: The plate is of another van.", {"state": "rejected"})
    assert fake.register.records[record].document["state"] == "withdrawn"


def test_a_refused_step_is_handed_over_also_when_others_overtook_what_else_was_typed(join, fake):
    lio, again, officer = join(LIO.user), join(LIO.user), join(OFFICER.user)
    record = officer.new_id()
    officer.create(record, a_document(), "submit")
    for client in (officer, lio, again):
        client.round()
    again.edit(record, {"priority": "medium"})
    again.edit(record, {}, step="reject", reason="The plate is of another van.")
    lio.edit(record, {"priority": "high"})
    lio.round()
    again.round()
    assert again.conflicts()
    assert [each.state for each in again.waiting()] == ["refused"]
    fake.change_person(LIO.user, units=frozenset({"elsewhere"}))

    again.round()

    kept = sorted((each.reason, dict(each.aside)) for each in fake.register.kept_for_unit)
    assert kept == [
        ("Not settled: The plate is of another van.", {"priority": "medium"}),
        ("Not settled: reject: The plate is of another van.", {"state": "rejected"}),
    ]
    assert again.waiting() == again.conflicts() == ()


def test_a_refused_step_stays_with_its_author_when_its_folder_is_given_up(join, fake):
    officer, lio = join(OFFICER.user), join(LIO.user)
    record = officer.new_id()
    released(officer, lio, record)
    lio.edit(record, {}, step="archive", reason="Nobody asks for it.")
    lio.round()
    lio.port.subscribe([])

    assert lio.round().agreed_at is not None

    assert lio.document(record) is None
    (refused,) = lio.waiting()
    assert (refused.state, refused.change.step, refused.change.reason) == ("refused", "archive", "Nobody asks for it.")
    assert fake.register.records[record].document["state"] == "released"


def test_why_something_was_made_that_a_later_change_replaced_is_not_lost_when_that_one_has_arrived():
    before = a_document()
    first, second = ({"items/a/text": word} for word in ("First", "Second"))
    waiting = [
        Waiting(
            Change(an_id(n), "report", 2, an_id(1), 2, parts=parts, reason=why), made_on, A_MOMENT, 1, "", "waiting"
        )
        for n, parts, why, made_on in ((2, first, "One.", before), (3, second, "Two.", with_parts(before, first)))
    ]
    theirs = Theirs(an_id(1), "report", 4, with_parts(before, second), "okonjo", A_MOMENT)

    settled = settle(waiting, theirs, None, iter([an_id(4), an_id(5)]).__next__, A_MOMENT)

    (kept,) = [each.change for each in settled.fresh if each.change is not None]
    assert kept.aside == {"items/a/text": "First"}
    assert kept.reason == "Two. One."
