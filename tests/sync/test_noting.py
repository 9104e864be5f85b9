"""What came of each round is kept here and told to the service in numbers, so that nothing fails unnoticed."""

import pytest
import sqlalchemy as sa

from crimint_desktop.store import rounds
from crimint_desktop.sync.noting import noted
from crimint_domain.errors import Unavailable
from tests.builders import an_id
from tests.sync.conftest import a_document


@pytest.fixture
def officer(join):
    """Return an officer's device with one report written and sent."""
    made = join("okonjo")
    made.create(an_id(1), a_document())
    return made


def do(officer):
    """Do a round with its note."""
    return noted(officer.port, officer.db, officer.clock, officer.round)


def test_the_first_round_tells_the_service_how_it_stands(officer):
    do(officer)
    ((user, said),) = officer.fake.standings
    assert user == "okonjo"
    assert (said["waiting"], said["refused"], said["conflicts"], said["mismatches"]) == (0, 0, 0, [])
    assert said["agreed_at"]


def test_nothing_is_told_again_while_nothing_changed(officer):
    do(officer)
    do(officer)
    assert len(officer.fake.standings) == 1
    (quiet, busy) = officer.db.read(rounds.lately).result()
    assert (busy.sent, busy.agreed, quiet.quiet) == (1, True, True)


def test_a_mismatch_is_told_in_numbers_and_kept(officer):
    do(officer)
    officer.db.run(lambda conn: conn.execute(sa.text("UPDATE record SET share = share + 1"))).result()
    outcome = do(officer)
    assert outcome.agreed_at is not None
    (one,) = outcome.mismatches
    assert (one.here, one.there) == (1, 1)
    assert officer.fake.standings[-1][1]["mismatches"] == [{"stream": one.stream, "here": 1, "there": 1}]
    assert officer.db.read(rounds.lately).result()[0].mismatches == (one,)


def test_a_round_that_was_cut_short_is_kept_with_its_reason(officer):
    def cut():
        raise Unavailable("The service does not answer.", cause="no-answer")

    with pytest.raises(Unavailable):
        noted(officer.port, officer.db, officer.clock, cut)
    (line,) = officer.db.read(rounds.lately).result()
    assert (line.told, line.agreed) == (("The service does not answer.",), False)


def test_a_service_that_does_not_listen_is_told_with_the_next_round(officer, monkeypatch):
    def deaf(_said):
        raise Unavailable("Busy.", cause="busy")

    with monkeypatch.context() as for_now:
        for_now.setattr(type(officer.port), "stand", lambda _self, said: deaf(said))
        do(officer)
    assert officer.fake.standings == []
    do(officer)
    assert len(officer.fake.standings) == 1
