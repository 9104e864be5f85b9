"""What happens by itself, or by the hands of administrators: each is seeded chance, or as a scene has it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from crimint_domain.errors import Refused, Unavailable
from crimint_service import people
from tests.simulation.chance import Ids, Time
from tests.simulation.entitled import Grant
from tests.simulation.evidence import found_in
from tests.simulation.oracle import Oracle, Person, holds
from tests.simulation.register import SimRegister

if TYPE_CHECKING:
    from tests.simulation.desk import SimDesk

__all__ = ["HAPPENINGS", "Happenings"]

_LATELY_S: Final = 25 * 86_400
_STATEMENTS: Final = 120
_FOLDERS: Final = ("shelf/quillmarsh", "operation/MARZIPAN", "operation/THIMBLE")
_OPENED: Final = (("compartment", "BRINE"), ("list", "harbour"), ("cover", "quillmarsh"), ("cover", "harrowgate"))
_HOURS: Final = (2, 10, 30, 500)
_UNITS: Final = (("quillmarsh",), ("harrowgate",), ("quillmarsh", "harrowgate"))


class Happenings:
    """The administrators, the hours and the failing machines of one schedule. ``act`` lets a desk do something."""

    def __init__(
        self, chance: random.Random, service: SimRegister, oracle: Oracle, time: Time, desks: list[SimDesk],
        act: Callable[..., str],
    ) -> None:  # fmt: skip
        self._chance = chance
        self._service = service
        self._oracle = oracle
        self._time = time
        self._desks = desks
        self._act = act
        self._epochs = 0
        self._names = Ids(91)
        self.busy = ""

    def let(self, name: str, desk: SimDesk, how: str = "") -> str:
        """Let it happen; says what came of it."""
        return _ALL[name](self, desk, how)

    def _units(self, desk: SimDesk, how: str) -> str:
        return self._entitle(desk if how else None, units=(how,) if how else self._chance.choice(_UNITS))

    def _clearance(self, desk: SimDesk, how: str) -> str:
        clearance = how or self._chance.choice(("OFFICIAL", "OFFICIAL-SENSITIVE"))
        return self._entitle(desk if how else None, clearance=clearance)

    def _roles(self, _desk: SimDesk, _how: str) -> str:
        roles = (("officer",), ("lio",), ("analyst",), ("lio", "records"))
        return self._entitle(None, roles=self._chance.choice(roles))

    def _entitle(self, desk: SimDesk | None, **changed: Any) -> str:
        user = desk.persona.user if desk else self._chance.choice([each.persona.user for each in self._desks[1:]])
        known = self._oracle.people[user]
        person = Person(
            user, changed.get("roles", known.roles), changed.get("units", known.units),
            changed.get("clearance", known.clearance),
        )  # fmt: skip
        self._oracle.people[user] = person
        self._service.change(people.Account(user, user.title(), person.roles, person.units, person.clearance))
        return f"{person}"

    def _grant(self, desk: SimDesk, how: str) -> str:
        """Open a compartment, a list, one record or the place of an evaluator to whoever sits at a desk."""
        kind, of = self._chance.choice((*_OPENED, ("record", self.busy)))
        hours = self._chance.choice(_HOURS)
        if how:
            kind, of, lasts = how.split() if how != "record" else (how, self.busy, str(_HOURS[-1]))
            hours = int(lasts)
        name, user, now_s = self._names(), desk.persona.user, self._now_s()
        refused = self._service.grant(name, user, kind, of, hours)
        if not refused:
            self._oracle.grants[name] = Grant(user, kind, of, now_s, now_s + 3_600 * hours)
        return refused or f"{user} {kind} {of} {hours}"

    def _grant_ends(self, _desk: SimDesk, _how: str) -> str:
        live = [name for name, each in self._oracle.grants.items() if each.live(self._now_s())]
        if not live:
            return "nothing"
        name, now_s = self._chance.choice(live), self._now_s()
        refused = self._service.end_grant(name)
        if not refused:
            was = self._oracle.grants[name]
            self._oracle.grants[name] = Grant(was.user, was.kind, was.name, was.from_s, now_s)
        return refused or f"{name}"

    def _now_s(self) -> int:
        return int(self._service.clock.now().timestamp())

    def _order(self, desk: SimDesk, how: str) -> str:
        """An administrator has a device lock or wipe itself."""
        command = how or self._chance.choice(("lock", "lock", "wipe"))
        refused = self._service.order(desk.persona.device, "wipe" if command == "wipe" else "lock")
        return refused or f"{desk.name} {command}"

    def _restart(self, desk: SimDesk, _how: str) -> str:
        """Somebody closes the program and opens it again."""
        if desk.wiped:
            return "nothing"
        desk.start()
        return f"{desk.name} {desk.shut or 'opened'}"

    def _tombstones(self, _desk: SimDesk, how: str) -> str:
        self._service.drop_tombstones(1.0 if how else self._chance.choice((0.5, 1.0)))
        return "dropped"

    def _erase(self, _desk: SimDesk, _how: str) -> str:
        names = sorted(found_in(self._service).records)
        if not names:
            return "nothing"
        likely = self.busy in names and self._chance.random() < 0.7
        name = self.busy if likely else self._chance.choice(names)
        return self._service.erase(name, "keeper", self._chance.choice(("varga", "quist")))

    def _backup(self, _desk: SimDesk, _how: str) -> str:
        self._service.mark()
        return "taken"

    def _restore(self, _desk: SimDesk, _how: str) -> str:
        before = found_in(self._service)
        people_then = self._accounts()
        self._epochs += 1
        self._service.restore(Ids(90)()[:-4] + f"{self._epochs:04d}")
        for user, roles, units, clearance in people_then:  # an administrator does not forget a revocation
            self._service.change(
                people.Account(user, user.title(), tuple(json.loads(roles)), tuple(json.loads(units)), clearance)
            )
        after = found_in(self._service)
        holds("nothing erased stays", before.erased <= after.erased, f"{before.erased - after.erased} came back")
        untaken = "\n".join(desk.untaken(after.receipts) for desk in self._desks)
        self._oracle.went_back(before, after, untaken, lately=self._time.seconds < _LATELY_S)
        return "restored"

    def _accounts(self) -> list[Any]:
        return self._service.memory.ask("SELECT user_id, roles, units, clearance FROM account")

    def _briefcase(self, desk: SimDesk, how: str) -> str:
        """Choose what is held offline at a desk."""
        if desk.wiped or desk.shut:
            return "nothing"
        wanted = () if how else self._chance.choice((None, (), _FOLDERS[:1], _FOLDERS[1:], _FOLDERS))
        try:
            desk.port.subscribe(wanted)
            said = f"{desk.name} {wanted}"
        except (Unavailable, Refused) as fault:
            said = f"{desk.name} {fault}"
        return said

    def _service_dies(self, _desk: SimDesk, _how: str) -> str:
        if self._service.fuse.left is None:
            self._service.fuse.light(self._chance.randrange(_STATEMENTS))
        return "soon"

    def _desk_dies(self, desk: SimDesk, _how: str) -> str:
        desk.cache.fuse.light(self._chance.randrange(_STATEMENTS))
        return f"{desk.name} " + self._act(desk, "round")

    def _clock(self, desk: SimDesk, how: str) -> str:
        clock = desk.clock if how else self._chance.choice((desk.clock, desk.clock, self._service.clock))
        if how.startswith("service "):
            clock, how = self._service.clock, how.removeprefix("service ")
        clock.wrong_by_s += int(how) if how else self._chance.choice((-90_000, -3_600, -30, 30, 3_600, 90_000))
        return f"{clock.wrong_by_s}"

    def _hours(self, _desk: SimDesk, how: str) -> str:
        hours = int(how or self._chance.choice((1, 11, 13, 30, 400)))
        self._time.seconds += hours * 3_600
        return f"{hours} hours"


_ALL: Final[dict[str, Callable[[Happenings, SimDesk, str], str]]] = {
    "units": Happenings._units, "clearance": Happenings._clearance, "roles": Happenings._roles,
    "tombstones": Happenings._tombstones, "erase": Happenings._erase, "backup": Happenings._backup,
    "restore": Happenings._restore, "briefcase": Happenings._briefcase, "service dies": Happenings._service_dies,
    "desk dies": Happenings._desk_dies, "clock": Happenings._clock, "hours": Happenings._hours,
    "grant": Happenings._grant, "ungrant": Happenings._grant_ends, "order": Happenings._order,
    "restart": Happenings._restart,
}  # fmt: skip
HAPPENINGS: Final = tuple(_ALL)
