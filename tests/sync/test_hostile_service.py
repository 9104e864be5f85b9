"""Whatever a service does that turned against its devices: no crash, nothing kept that its reader may not have, nothing
lost that was typed, somebody is told, and an honest service is believed again."""

import pytest

from crimint_desktop.store import preferences, repair
from crimint_desktop.sync import entitlement
from crimint_desktop.sync.entitlement import OVER_SHARED
from crimint_desktop.sync.lease import LEASE_UNTIL, pin
from crimint_domain.errors import Refused, Unavailable
from tests.builders import an_id
from tests.protocol.fake_line import FakeLine
from tests.sync.conftest import OFFICER, Client, a_document
from tests.sync.hostile import BEHAVIOURS, CHANGES, Behaviour

HELD, OURS, NEWS = an_id(1), an_id(2), an_id(3)
TYPED = "A grey lorry stood at the weir."
MOST_QUESTIONS = 400


class Hostile:
    """A line to a service that behaves as told once it is turned."""

    def __init__(self, fake):
        self.line = FakeLine(fake, before=self._count, after=self._answer)
        self.behaviour: Behaviour | None = None
        self.asked = 0

    def _count(self, _question):
        self.asked += 1
        assert self.asked < MOST_QUESTIONS, "the device goes on asking for ever"

    def _answer(self, question, answer):
        if self.behaviour is None or not self.behaviour.applies(question):
            return answer
        return self.behaviour.answer(answer)

    def __getattr__(self, name):
        return getattr(self.line, name)


@pytest.fixture
def device(fake, join) -> tuple[Client, Hostile]:
    """Return an officer's device in step with its service; then there is news there, and something typed here."""
    hostile = Hostile(fake)
    officer = join("okonjo", hostile)
    officer.run(lambda conn: pin(conn, officer.port.hello().lease_key))
    officer.run(lambda conn: entitlement.keep(conn, officer.port.me()))
    other = join("okonjo")
    officer.create(HELD, a_document())
    officer.round()
    other.round()
    other.create(NEWS, a_document(title="News"))
    other.round()
    officer.create(OURS, a_document(items__a__text=TYPED))
    return officer, hostile


def rounds(officer, hostile, number=3):
    """Do rounds and return what they told: sentences, or the causes for which they were broken off."""
    told = []
    for _ in range(number):
        hostile.asked = 0
        try:
            outcome = officer.round()
        except (Unavailable, Refused) as fault:
            told.append(getattr(fault, "cause", "") or str(fault))
        else:
            told += [*outcome.told, *outcome.refused, *(f"repaired {each}" for each in outcome.repaired)]
    return told


def typed_is_somewhere(officer, fake):
    """Whether what was typed is held here or by the service."""
    document = officer.document(OURS)
    here = document is not None and document["items"]["a"]["text"] == TYPED
    waiting = any(TYPED in str(each.change) for each in officer.waiting())
    there = fake.register.records.get(OURS)
    return here or waiting or (there is not None and TYPED in str(there.document))


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
def test_a_hostile_service_gets_nothing_in_and_nothing_out(device, fake, behaviour):
    officer, hostile = device
    until = officer.run(lambda conn: preferences.get(conn, LEASE_UNTIL))
    hostile.behaviour = behaviour

    told = rounds(officer, hostile)

    if not behaviour.forges:
        assert set(officer.held()) <= set(fake.register.visible(OFFICER))
    assert typed_is_somewhere(officer, fake)
    if behaviour.alarm:
        assert told, "nobody was told"
    if "lease" in behaviour.name:
        assert officer.run(lambda conn: preferences.get(conn, LEASE_UNTIL)) == until

    hostile.behaviour = None
    officer.run(lambda conn: repair.forget_rejected(conn, OVER_SHARED))  # as when its reader's rights change
    rounds(officer, hostile)
    assert officer.held() == fake.register.visible(OFFICER)
    assert typed_is_somewhere(officer, fake)
    if behaviour.where != CHANGES:
        assert officer.waiting() == ()


def test_the_list_is_as_long_as_promised():
    assert len({each.name for each in BEHAVIOURS}) == len(BEHAVIOURS) >= 40
