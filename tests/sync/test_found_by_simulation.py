"""Stories the simulation found, told plainly, so that they stay mended."""

from crimint_desktop.store import conflicts
from tests.sync.conftest import LIO, OFFICER, a_document


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
