"""A round carries changes out and documents in, and proves that nothing is missing."""

from tests.builders import an_id
from tests.sync.conftest import a_document

R = an_id(1, who=1)


def test_a_draft_written_here_arrives_and_both_sides_agree(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document())

    outcome = officer.round()

    assert outcome.sent == 1
    assert outcome.agreed_at == officer.clock.now()
    assert fake.register.records[R].document["author"] == "okonjo"
    assert officer.waiting() == ()
    assert officer.held() == {R: 1}
    assert officer.document(R)["author"] == "okonjo"


def test_a_submitted_report_reaches_the_evaluator(join):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.round()

    outcome = lio.round()

    assert outcome.reports == 1
    assert lio.document(R)["state"] == "submitted"
    assert officer.round().agreed_at is not None


def test_edits_of_different_parts_come_together(join):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.round()
    lio.round()
    officer.edit(R, {"items/a/text": "A blue van was loaded on two nights."})
    lio.edit(R, {"items/b/grading": {"scheme": "3x5x2", "source": "3", "assessment": "C"}})

    lio.round()
    officer.round()
    lio.round()

    assert officer.document(R) == lio.document(R)
    assert officer.document(R)["items"]["a"]["text"] == "A blue van was loaded on two nights."
    assert officer.document(R)["items"]["b"]["grading"]["source"] == "3"
    assert officer.conflicts() == ()
    assert officer.waiting() == ()


def test_the_same_part_changed_twice_waits_for_a_person_and_the_rest_goes_on(join):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(), step="submit")
    officer.round()
    lio.round()
    mine = {"scheme": "3x5x2", "source": "1", "assessment": "D"}
    theirs = {"scheme": "3x5x2", "source": "3", "assessment": "E"}
    officer.edit(R, {"items/a/grading": mine, "title": "Blue van, two nights"})
    lio.edit(R, {"items/a/grading": theirs})
    lio.round()

    outcome = officer.round()

    assert outcome.conflicts == 1
    (conflict,) = officer.conflicts()
    assert [(clash.part, clash.mine, clash.theirs) for clash in conflict.clashes] == [("items/a/grading", mine, theirs)]
    assert conflict.theirs_by == "Imre Varga"
    assert officer.fake.register.records[R].document["title"] == "Blue van, two nights"
    assert officer.document(R)["items"]["a"]["grading"] == theirs

    officer.settle(R, {"items/a/grading": mine})
    officer.round()
    lio.round()
    assert lio.document(R)["items"]["a"]["grading"] == mine
