"""What every schedule begins from: a register in use and desks that have read it, made once and wound back to."""

from __future__ import annotations

import itertools
import random
from typing import Final

from crimint_desktop.actions import evaluating
from crimint_desktop.remote.answers import Tokens
from crimint_service import people
from tests.simulation.acts import People
from tests.simulation.cache import SimCache
from tests.simulation.chance import Time
from tests.simulation.desk import PASSWORD, Persona, SimDesk
from tests.simulation.network import SimLine
from tests.simulation.oracle import Oracle, Person
from tests.simulation.register import SimRegister

__all__ = ["Stage"]

_UNITS: Final = (people.Unit("quillmarsh", "Quillmarsh", "QM"), people.Unit("harrowgate", "Harrowgate", "HG"))
_PEOPLE: Final = (
    Person("okonjo", ("officer",), ("quillmarsh",), "OFFICIAL-SENSITIVE"),
    Person("varga", ("lio",), ("quillmarsh",), "OFFICIAL-SENSITIVE"),
    Person("quist", ("lio",), ("harrowgate", "quillmarsh"), "OFFICIAL-SENSITIVE"),
    Person("sandhu", ("analyst",), ("quillmarsh",), "OFFICIAL-SENSITIVE"),
    Person("keeper", ("records",), ("quillmarsh",), "OFFICIAL-SENSITIVE"),
)


def _device(number: int) -> str:
    return f"01a20673-27bf-7ee2-9d6e-92a6375a{number:04x}"


_DESKS: Final = (
    ("okonjo", "okonjo", False), ("varga", "varga", False), ("okonjo again", "okonjo", False),
    ("quist", "quist", False), ("sandhu", "sandhu", False), ("keeper", "keeper", False),
    ("okonjo anew", "okonjo", True), ("varga anew", "varga", True), ("sandhu anew", "sandhu", True),
)  # fmt: skip
_PERSONAS: Final = tuple(Persona(name, user, _device(n), n, fresh) for n, (name, user, fresh) in enumerate(_DESKS, 1))
_AFTER_THE_STAGE: Final = 10_000


def _everybody(desks: list[SimDesk]) -> None:
    for _ in range(2):
        for desk in desks:
            desk.round()


class Stage:
    """The template of all schedules of this process. ``held`` are reports in the holding area."""

    def __init__(self) -> None:
        self.time = Time()
        self.register = SimRegister(self.time)
        self.oracle = Oracle()
        self.held: list[str] = []
        self._caches = {persona.name: SimCache() for persona in _PERSONAS}
        self._tokens: dict[str, Tokens] = {}
        self._personas = {persona.name: persona for persona in _PERSONAS}
        self._settle()
        chance = random.Random(2026)
        desks = [self.desk(name, chance) for name in self.names()]
        for desk in desks:
            desk.enter()
        self._use(desks, People(chance, self.oracle))
        self.register.memory.keep()
        for cache in self._caches.values():
            cache.memory.keep()
        self._tokens = {desk.name: desk.tokens for desk in desks}
        self._began_s = self.time.seconds

    def _settle(self) -> None:
        def units(connection: object) -> None:
            for unit in _UNITS:
                people.add_unit(connection, unit)  # type: ignore[arg-type]  # what the database hands in
            for name in ("MARZIPAN", "THIMBLE"):
                people.add_operation(connection, name)  # type: ignore[arg-type]  # as above

        self.register.parts.database.write(units)
        self.register.make_known("compartment", "BRINE")
        self.register.make_known("list", "harbour")
        self.register.add(people.Account("warden", "Warden", ("administrator",), ()), PASSWORD)
        for person in _PEOPLE:
            account = people.Account(person.user, person.user.title(), person.roles, person.units, person.clearance)
            self.register.add(account, PASSWORD)
            self.oracle.people[person.user] = person

    def _use(self, desks: list[SimDesk], crowd: People) -> None:
        """Bring reports into the register: some in the holding area, a draft, one released and one on its way."""
        settled = [desk for desk in desks if not desk.persona.fresh]
        author, evaluator = settled[:2]
        for end in ("submit", "submit", "submit", "submit", "leave"):
            crowd.write(author, end)
        crowd.write(evaluator, "submit")
        _everybody(settled)
        self.held = [name for name in evaluator.known() if name in author.known()]
        for record, steps in zip(self.held, (("claim", "evaluate", "release"), ("claim",)), strict=False):
            for step in steps:
                evaluating.take_step(evaluator.desk, record, step, "").result()
                evaluator.round()
        self.held = self.held[1:]
        _everybody(settled)

    def names(self) -> tuple[str, ...]:
        """Return the desks there are."""
        return tuple(self._personas)

    def devices(self) -> dict[str, str]:
        """Return which device stands on which desk."""
        return {name: persona.device for name, persona in self._personas.items()}

    def desk(self, name: str, chance: random.Random) -> SimDesk:
        """Return a desk on its cache as it stands."""
        desk = SimDesk(self._personas[name], self._caches[name], SimLine(self.register, chance), self.time)
        if name in self._tokens:
            desk.sign_in.take(self._tokens[name])
            desk.new_id.numbers = itertools.count(_AFTER_THE_STAGE)
        return desk

    def begin(self, seed: int, page_records: int, part_bytes: int) -> None:
        """Wind everything back."""
        self.time.seconds = self._began_s
        self.register.begin(seed, page_records, part_bytes)
        for cache in self._caches.values():
            cache.memory.rewind()
