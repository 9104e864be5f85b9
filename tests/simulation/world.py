"""One schedule from its seed to its end: desks and a service under seeded chance, watched by the oracle."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from crimint_desktop.sync import ahead, reading, round, upload
from crimint_domain.errors import Refused, Unavailable
from crimint_service import people
from tests.simulation.acts import ACTS, People
from tests.simulation.cache import AtOnce
from tests.simulation.chance import Ids
from tests.simulation.desk import SimDesk
from tests.simulation.evidence import check_index, chosen_by, found_in, handed_by, log_at_service, log_of, logged_as
from tests.simulation.network import Heard
from tests.simulation.oracle import Broken, Person, Register, holds
from tests.simulation.plan import Plan, drawn
from tests.simulation.stage import Stage
from tests.simulation.storage import Killed

__all__ = ["Ended", "World"]

_ROUNDS_AFTERWARDS: Final = 2
_DEEPEST: Final = 2
_TRIES: Final = 4
_LATELY_S: Final = 25 * 86_400
_STATEMENTS: Final = 120


@dataclass(frozen=True, slots=True)
class Ended:
    """How a schedule ended: a hash of everything that happened, how many steps, and what broke, if anything."""

    seed: int
    trace: str
    steps: int
    broken: str = ""
    says: str = ""
    story: tuple[str, ...] = ()


class World:
    """One schedule. ``trace`` is what happened, in words."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.chance = random.Random(seed)
        self.plan: Plan = drawn(self.chance, stage.names())
        self.seed = seed
        self.stage = stage
        self.trace: list[str] = [f"{self.plan}"]
        self._deep = 0
        self._epochs = 0
        stage.begin(seed, self.plan.page_records)
        self.service, self.time = stage.register, stage.time
        self.oracle = stage.oracle.copy()
        self.people = People(self.chance, self.oracle)
        self.people.busy = self.chance.choice(stage.held)
        self.desks = [stage.desk(name, self.chance) for name in self.plan.desks]
        for desk in self.desks:
            self._connect(desk)
            if not desk.persona.fresh:
                desk.agreed_pulse = self._pulse(desk)
        if "restore" in self.plan.weights:
            self.service.mark()
        vars(ahead)["ThreadPoolExecutor"] = AtOnce
        vars(reading)["_PIECE"] = self.plan.piece
        vars(upload)["_AT_ONCE"] = self.plan.log_at_once
        vars(round)["_WORTH_TUNING"] = self.plan.worth_tuning

    def _connect(self, desk: SimDesk) -> None:
        desk.line.faults, desk.line.share, desk.line.packs = self.plan.faults, self.plan.share, self.plan.packs
        desk.line.meanwhile = lambda: self._meanwhile(desk)
        desk.line.answered = lambda question: self._answered(desk, question.path)
        desk.line.heard = lambda heard: self._heard(desk, heard)

    # --- one step ---

    def run(self) -> Ended:
        """Live the schedule through to its end."""
        broken = says = ""
        try:
            for _ in range(self.plan.steps):
                self.step()
            self.come_to_rest()
        except Broken as fault:
            broken, says = fault.invariant, str(fault)
        except Exception as fault:  # a defect of either side is found, too
            broken, says = f"a defect: {type(fault).__name__}", repr(fault)
            self.trace.append(_where(fault))
        return Ended(self.seed, self._hash(), self.plan.steps, broken, says, tuple(self.trace))

    def step(self) -> None:
        """Let one thing happen."""
        self.time.seconds += self.chance.choice((1, 5, 60))
        if not self.service.up and self.chance.random() < 0.5:
            self.service.start()
        for _ in range(_TRIES):
            what = self.chance.choices(list(self.plan.weights), list(self.plan.weights.values()))[0]
            desk = self.chance.choice(self.desks)
            if what in ACTS or what == "round":
                said = self._act(desk, what)
                self.trace.append(f"{desk.name} {what}: {said}")
            else:
                said = _HAPPENINGS[what](self, desk)
                self.trace.append(f"{what}: {said}")
            if not said.startswith("nothing"):
                return

    def _act(self, desk: SimDesk, what: str) -> str:
        """Let a desk do something; a program killed in it is started again."""
        desk.frames += 1
        try:
            said = self._round(desk) if what == "round" else self.people.act(what, desk)
        except Killed:
            said = "killed"
        except (Unavailable, Refused) as fault:
            said = f"{type(fault).__name__} {fault}"
        finally:
            desk.frames -= 1
        ends = not (desk.cache.fuse.endless or self.service.fuse.endless)
        holds("everything comes to an end", ends, f"{desk.name}: {what}")
        if desk.cache.fuse.blown and not desk.frames:
            desk.start()
            said += ", started again"
        return said

    def _round(self, desk: SimDesk) -> str:
        outcome = desk.round()
        holds("nothing has to be repaired", not outcome.repaired, f"{desk.name}: {outcome.repaired}")
        taken = set(outcome.purged) - logged_as(desk, "purged")
        holds("what is taken away is logged", not taken, f"{desk.name}: {sorted(taken)}")
        if outcome.agreed_at is None:
            return "not yet"
        if self._pulse(desk) == desk.seen_pulse:
            self._check_agreed(desk, found_in(self.service))
            desk.agreed_pulse = desk.seen_pulse
        return "agreed"

    def _check_agreed(self, desk: SimDesk, register: Register) -> None:
        held = desk.held()
        self.oracle.chosen[desk.name] = chosen_by(self.service, desk)  # what was asked for may have arrived late
        self.oracle.check_agreed(desk.name, desk.persona.user, held, register)
        self.oracle.check_versions(desk.name, held)

    def _meanwhile(self, desk: SimDesk) -> None:
        """Others act while a question or an answer is on its way; so may the person at the same desk."""
        if desk.cache.fuse.blown:
            raise Killed
        if self._deep >= _DEEPEST or self.chance.random() >= self.plan.meanwhile:
            return
        other = self.chance.choice(self.desks)
        acts = [name for name in self.plan.weights if name in ACTS or (name == "round" and not other.frames)]
        what = self.chance.choice(acts)
        self._deep += 1
        self.trace.append(f"  meanwhile {other.name} {what}: {self._act(other, what)}")
        self._deep -= 1
        if desk.cache.fuse.blown:
            raise Killed

    def _pulse(self, desk: SimDesk) -> str:
        return self.service.pulse(desk.persona.device, desk.persona.user)

    def _answered(self, desk: SimDesk, path: str) -> None:
        if path == "/v1/sync/checkpoint":
            desk.seen_pulse = self._pulse(desk)

    def _heard(self, desk: SimDesk, heard: Heard) -> None:
        if heard.path == "/v1/sync/checkpoint":
            self.oracle.heard_checkpoint(heard.asked, heard.said)
        if heard.path == "/v1/changes" and heard.asked is not None:
            self.oracle.heard_receipts(heard.asked, heard.said)
        if heard.path.startswith("/v1/streams/"):
            self.oracle.heard_page(desk.name, heard.said)

    # --- what happens by itself ---

    def _units(self, _desk: SimDesk) -> str:
        return self._entitle(units=self.chance.choice((("quillmarsh",), ("harrowgate",), ("quillmarsh", "harrowgate"))))

    def _clearance(self, _desk: SimDesk) -> str:
        return self._entitle(clearance=self.chance.choice(("OFFICIAL", "OFFICIAL-SENSITIVE")))

    def _roles(self, _desk: SimDesk) -> str:
        return self._entitle(roles=self.chance.choice((("officer",), ("lio",), ("analyst",), ("lio", "records"))))

    def _entitle(self, **changed: Any) -> str:
        user = self.chance.choice([desk.persona.user for desk in self.desks[1:]])
        known = self.oracle.people[user]
        person = Person(
            user, changed.get("roles", known.roles), changed.get("units", known.units),
            changed.get("clearance", known.clearance),
        )  # fmt: skip
        self.oracle.people[user] = person
        self.service.change(people.Account(user, user.title(), person.roles, person.units, person.clearance))
        return f"{person}"

    def _tombstones(self, _desk: SimDesk) -> str:
        self.service.drop_tombstones(self.chance.choice((0.5, 1.0)))
        return "dropped"

    def _erase(self, _desk: SimDesk) -> str:
        names = sorted(found_in(self.service).records)
        return self.service.erase(self.chance.choice(names), "keeper", self.chance.choice(("varga", "quist")))

    def _restore(self, _desk: SimDesk) -> str:
        before = found_in(self.service)
        people_then = {row[0]: row for row in self._accounts()}
        self._epochs += 1
        self.service.restore(Ids(90)()[:-4] + f"{self._epochs:04d}")
        self._entitled_again(people_then)
        after = found_in(self.service)
        holds("nothing erased stays", before.erased <= after.erased, f"{before.erased - after.erased} came back")
        self.oracle.went_back(before, after, lately=self.time.seconds < _LATELY_S)
        return "restored"

    def _accounts(self) -> list[Any]:
        return self.service.memory.ask("SELECT user_id, roles, units, clearance FROM account")

    def _entitled_again(self, then: dict[str, Any]) -> None:
        """Who may do what is set again after a restore: an administrator does not forget a revocation."""
        for user, roles, units, clearance in then.values():
            self.service.change(
                people.Account(user, user.title(), tuple(json.loads(roles)), tuple(json.loads(units)), clearance)
            )

    def _briefcase(self, desk: SimDesk) -> str:
        """Choose what is held offline at a desk."""
        folders = ("shelf/quillmarsh", "operation/MARZIPAN", "operation/THIMBLE")
        wanted = self.chance.choice((None, (), folders[:1], folders[1:], folders))
        try:
            desk.port.subscribe(wanted)
            said = f"{desk.name} {wanted}"
        except (Unavailable, Refused) as fault:
            said = f"{desk.name} {fault}"
        return said

    def _service_dies(self, _desk: SimDesk) -> str:
        if self.service.fuse.left is None:
            self.service.fuse.light(self.chance.randrange(_STATEMENTS))
        return "soon"

    def _desk_dies(self, desk: SimDesk) -> str:
        desk.cache.fuse.light(self.chance.randrange(_STATEMENTS))
        return f"{desk.name} " + self._act(desk, "round")

    def _clock(self, desk: SimDesk) -> str:
        clock = self.chance.choice((desk.clock, desk.clock, self.service.clock))
        clock.wrong_by_s += self.chance.choice((-90_000, -3_600, -30, 30, 3_600, 90_000))
        return f"{clock.wrong_by_s}"

    def _hours(self, _desk: SimDesk) -> str:
        hours = self.chance.choice((1, 11, 13, 30, 400))
        self.time.seconds += hours * 3_600
        return f"{hours} hours"

    # --- the end ---

    def come_to_rest(self) -> None:
        """End all faults, give everybody two rounds in turn, and see what must hold."""
        if not self.service.up:
            self.service.start()
        self.service.fuse.mend()
        for desk in self.desks:
            desk.cache.fuse.mend()
            desk.line.faults, desk.line.meanwhile = (), lambda: None
            desk.line.deliver_all()
        self._agree()
        for desk in self.desks:
            if desk.waits():  # what the last round took away from a desk stands in its log; the next one brings it
                self.trace.append(f"its log {desk.name}: {self._act(desk, 'round')}")
        register = found_in(self.service)
        self.oracle.check_register(register)
        self.oracle.check_words(register, [words for desk in self.desks for words in desk.words_kept()])
        self.oracle.check_overwriting(register, self.stage.users())
        for desk in self.desks:
            self._check_desk(desk, register)

    def _agree(self) -> None:
        for turn in range(1, _ROUNDS_AFTERWARDS + 1):
            for desk in self.desks:
                if desk.agreed_pulse == self._pulse(desk) and not desk.waits():
                    continue  # nothing has moved since it agreed: another round would only say so again
                said = self._act(desk, "round")
                if said.startswith("SignedOut"):  # whoever is, has just signed in again
                    said = self._act(desk, "round")
                self.trace.append(f"at rest {desk.name}: {said}")
                last = turn == _ROUNDS_AFTERWARDS
                holds("two rounds are enough", said == "agreed" or not last, f"{desk.name}: {said}")

    def _check_desk(self, desk: SimDesk, register: Register) -> None:
        self._check_agreed(desk, register)
        holds("everything is sent", not desk.unsent(), f"{desk.name} has {desk.unsent()} changes left")
        raws = desk.cache.ask("SELECT lower(hex(id)), raw FROM record JOIN base USING(place) WHERE version > 0")
        for digits, raw in raws:
            name = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
            there = register.records[name][1]
            holds("a version says one thing", json.loads(raw) == there, f"{name} at {desk.name}: {raw} is not {there}")
        self.oracle.check_desk_words(desk.name, register, desk.words_kept())
        self.oracle.check_handed(desk.name, handed_by(self.service, desk))
        here, arrived = log_of(desk), log_at_service(self.service, desk)
        self.oracle.check_log(desk.name, here)
        holds("the whole log has arrived", here == arrived, f"{desk.name}: {len(here)} lines, {len(arrived)} arrived")
        check_index(desk, {token: record for token, (_, record, part) in self.oracle.typed.items() if part != "reason"})

    def _hash(self) -> str:
        whole = "\n".join(self.trace) + json.dumps(sorted(found_in(self.service).receipts.items()))
        return hashlib.sha256(whole.encode()).hexdigest()


def _where(fault: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception(fault)[-12:])


_HAPPENINGS: Final[dict[str, Callable[[World, SimDesk], str]]] = {
    "units": World._units, "clearance": World._clearance, "roles": World._roles, "tombstones": World._tombstones,
    "restore": World._restore, "erase": World._erase, "service dies": World._service_dies,
    "briefcase": World._briefcase,
    "desk dies": World._desk_dies, "clock": World._clock, "hours": World._hours,
}  # fmt: skip
