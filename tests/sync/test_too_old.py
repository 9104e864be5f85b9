"""A program that is too old receives nothing more; what is written with it is sent all the same."""

from crimint_desktop.remote.failure import TooOld
from tests.builders import an_id
from tests.sync.conftest import a_document

R, S = an_id(1, who=1), an_id(2, who=1)


def test_what_was_written_with_an_old_program_is_sent_and_the_person_is_told_why_nothing_comes(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    fake.min_client = "9.0.0"
    officer.create(S, a_document())

    outcome = officer.round()

    assert S in fake.register.records
    assert (outcome.sent, outcome.agreed_at) == (1, None)
    assert outcome.too_old == TooOld().says
    assert "sent as before" in outcome.too_old


def test_every_round_of_an_old_program_sends_and_after_an_update_all_is_as_before(join, fake):
    officer = join("okonjo")
    fake.min_client = "9.0.0"
    for record in (R, S):
        officer.create(record, a_document())
        assert officer.round().sent == 1
    fake.min_client = "0.1.0"
    outcome = officer.round()
    assert (outcome.too_old, outcome.agreed_at is not None) == ("", True)
