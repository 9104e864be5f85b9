"""One schedule from its seed to its end: desks and a service under seeded chance, watched by the oracle."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from typing import Final

from crimint_desktop.store import attachments as kept_files
from crimint_desktop.sync import ahead, carrying, reading, round, upload
from crimint_domain.errors import Refused, Unavailable
from tests.simulation.acts import ACTS, People
from tests.simulation.cache import AtOnce
from tests.simulation.desk import SimDesk
from tests.simulation.evidence import check_index, chosen_by, found_in, handed_by, log_at_service, log_of, logged_as
from tests.simulation.files import check_files_at, check_files_of
from tests.simulation.happenings import HAPPENINGS, Happenings
from tests.simulation.network import Heard
from tests.simulation.oracle import Broken, Door, Register, holds
from tests.simulation.plan import Plan, drawn
from tests.simulation.scenes import SCENES
from tests.simulation.stage import Stage
from tests.simulation.storage import Killed

__all__ = ["Ended", "World"]

_ROUNDS_AFTERWARDS: Final = 2
_DEEPEST: Final = 2
_MOST_MEANWHILE: Final = 400  # people who go on typing with every question a round puts would never let it end
_TRIES: Final = 4
_BETWEEN: Final = 0.2
_PIECE_BYTES: Final = 32
_AT_REST_BYTES: Final = 2**23
_ONCE_MORE: Final = ("SignedOut", "signed in", "locked")


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

    def __init__(self, stage: Stage, seed: int, directed: str = "") -> None:
        self.chance = random.Random(seed)
        self.plan: Plan = drawn(self.chance, stage.names(), directed)
        self.seed = seed
        self.stage = stage
        self.trace: list[str] = [f"{self.plan}"]
        self._deep = 0
        self._done_meanwhile = 0
        stage.begin(seed, self.plan.page_records, self.plan.part_bytes)
        self.service, self.time = stage.register, stage.time
        self.oracle = stage.oracle.copy()
        self.people = People(self.chance, self.oracle)
        self.people.busy = self.chance.choice(stage.held)
        self.desks = [stage.desk(name, self.chance) for name in self.plan.desks]
        for desk in self.desks:
            self._connect(desk)
            if not desk.persona.fresh:
                desk.agreed_pulse = self._pulse(desk)
        self.happenings = Happenings(self.chance, self.service, self.oracle, self.time, self.desks, self._act)
        self.happenings.busy = self.people.busy
        self.scene = SCENES[self.plan.scene].moves if self.plan.scene else ()
        if self.scene:
            self.people.faithful = 0.95
        if {"restore", "backup"} & self.plan.weights.keys() or {"restore", "backup"} & set(self.scene):
            self.service.mark()
        vars(ahead)["ThreadPoolExecutor"] = AtOnce
        vars(reading)["_PIECE"] = self.plan.piece
        vars(upload)["_AT_ONCE"] = self.plan.log_at_once
        vars(round)["_WORTH_TUNING"] = self.plan.worth_tuning
        vars(kept_files)["PART_BYTES"] = vars(carrying)["PART_BYTES"] = _PIECE_BYTES
        vars(carrying)["AT_ONCE_BYTES"] = self.plan.carried_at_once

    def _connect(self, desk: SimDesk) -> None:
        desk.line.faults, desk.line.share, desk.line.packs = self.plan.faults, self.plan.share, self.plan.packs
        desk.line.meanwhile = lambda: self._meanwhile(desk)
        desk.line.answered = lambda question: self._answered(desk, question.path)
        desk.line.heard = lambda heard: self._heard(desk, heard)
        self.oracle.doors[desk.name] = Door(_local_s(desk), desk.lease_ends())
        desk.opened = lambda: self.oracle.opened_at(desk.name, _local_s(desk))
        desk.entered = lambda: self.oracle.entered(desk.name, _local_s(desk))

    # --- one step ---

    def run(self) -> Ended:
        """Live the schedule through to its end."""
        broken = says = ""
        try:
            for move in self.scene:
                self.play(move)
                if self.chance.random() < _BETWEEN:
                    self.step()
            for _ in range(self.plan.steps):
                self.step()
            self.come_to_rest()
        except Broken as fault:
            broken, says = fault.invariant, str(fault)
        except Exception as fault:  # a defect of either side is found, too
            broken, says = f"a defect: {type(fault).__name__}", repr(fault)
            self.trace.append(_where(fault))
        return Ended(self.seed, self._hash(), self.plan.steps, broken, says, tuple(self.trace))

    def play(self, move: str) -> None:
        """Let one move of a scene happen."""
        self.time.seconds += 5
        if not self.service.up:
            self.service.start()
        first, _, rest = move.partition(" ")
        if first in HAPPENINGS:
            name, _, how = rest.partition(" ")
            desk = next((each for each in self.desks if each.name == name), self.desks[0])
            self.trace.append(f"{move}: {self.happenings.let(first, desk, how if name == desk.name else rest)}")
            return
        desk = next(each for each in sorted(self.desks, key=lambda each: -len(each.name)) if move.startswith(each.name))
        what, *how_so = move.removeprefix(desk.name).split()
        if what == "dies":
            self.trace.append(f"{move}: {self.happenings.let('desk dies', desk)}")
        elif what == "follow":
            self._follow(desk)
        elif what == "round" and how_so:
            desk.line.spoils(" ".join(how_so))
            self.trace.append(f"{move}: {self._act(desk, what)}")
            desk.line.spoils("")
        else:
            self.trace.append(f"{move}: {self._act(desk, what, *how_so)}")

    def _follow(self, desk: SimDesk) -> None:
        """From now on most of the work is done on what came last."""
        newest = max(found_in(self.service).records)
        self.people.busy = self.happenings.busy = newest
        self.trace.append(f"{desk.name} and all turn to {newest}")

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
                said = self.happenings.let(what, desk)
                self.trace.append(f"{what}: {said}")
            if not said.startswith("nothing"):
                return

    def _act(self, desk: SimDesk, what: str, *how: str) -> str:
        """Let a desk do something; a program killed in it is started again, and opens if it may."""
        if desk.wiped or (desk.shut and what != "round"):
            return "nothing: there is no cache" if desk.wiped else "nothing: it is shut"
        desk.frames += 1
        try:
            said = self._round(desk) if what == "round" else self.people.act(what, desk, *how)
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
        if desk.shut:
            desk.enter()
            return "signed in"
        failures = desk.line.failures
        outcome = desk.round()
        holds("nothing has to be repaired", not outcome.repaired, f"{desk.name}: {outcome.repaired}")
        taken = set(outcome.purged) - logged_as(desk, "purged")
        holds("what is taken away is logged", not taken, f"{desk.name}: {sorted(taken)}")
        if outcome.command in ("lock", "wipe"):
            return self._obeyed(desk, outcome.command, well=desk.line.failures == failures)
        if outcome.agreed_at is None:
            return "not yet"
        self.oracle.doors[desk.name].latest = max(self.oracle.doors[desk.name].latest, _local_s(desk))
        if self._pulse(desk) == desk.seen_pulse:
            self._check_agreed(desk, found_in(self.service))
            desk.agreed_pulse = desk.seen_pulse
        return "agreed"

    def _obeyed(self, desk: SimDesk, command: str, *, well: bool) -> str:
        """A desk was told to lock or wipe itself. With a cache goes what the service had refused, and what it could not
        be given because the line was not ``well``."""
        if command == "lock":
            self.oracle.doors[desk.name].locked = True
            desk.obey(command)
            return "locked"
        if not self.plan.meanwhile:
            arrived = log_at_service(self.service, desk)
            missing = [each for each in self.oracle.openings.get(desk.name, []) if each not in arrived]
            holds("the whole log has arrived", not missing, f"{desk.name} was wiped, {missing} has not arrived")
        self.oracle.was_wiped(desk.name, desk.refused() if well else "\n".join(desk.words_kept()))
        if desk.obey(command):
            query = "SELECT stream_id FROM told WHERE device_id = ? AND user_id = ? AND purged_at = ''"
            kept = self.service.memory.ask(query, (desk.persona.device, desk.persona.user))
            holds("a wiped device is known to hold nothing", not kept, f"{desk.name}: {kept}")
        return "wiped"

    def _check_agreed(self, desk: SimDesk, register: Register) -> None:
        held = desk.held()
        self.oracle.now_s = int(self.service.clock.now().timestamp())
        self.oracle.chosen[desk.name] = chosen_by(self.service, desk)  # what was asked for may have arrived late
        self.oracle.check_agreed(desk.name, desk.persona.user, held, register)
        self.oracle.check_versions(desk.name, held)
        self.oracle.left_desk(desk.name, desk.persona.user, desk.known(), register)
        twice = desk.cache.ask("SELECT refused FROM outbox WHERE refused LIKE '%identifier was used%'")
        holds("an identifier stands for one content", not twice, f"{desk.name}: {twice}")
        blind = desk.cache.ask("SELECT refused FROM outbox WHERE refused LIKE '%is no longer there, so%'")
        holds("what clashes is asked, and not refused", not blind, f"{desk.name}: {blind}")

    def _meanwhile(self, desk: SimDesk) -> None:
        """Others act while a question or an answer is on its way; so may the person at the same desk."""
        if desk.cache.fuse.blown:
            raise Killed
        if self._done_meanwhile >= _MOST_MEANWHILE:
            return
        if self._deep >= _DEEPEST or self.chance.random() >= self.plan.meanwhile:
            return
        other = self.chance.choice(self.desks)
        acts = [name for name in self.plan.weights if name in ACTS or (name == "round" and not other.frames)]
        what = self.chance.choice(acts)
        self._deep += 1
        self._done_meanwhile += 1
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
            self.oracle.heard_lease(desk.name, heard.said, _local_s(desk))
        if heard.path == "/v1/changes" and heard.asked is not None:
            self.oracle.heard_receipts(heard.asked, heard.said)
        if heard.path.startswith("/v1/streams/"):
            self.oracle.heard_page(desk.name, heard.said)

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
        vars(carrying)["AT_ONCE_BYTES"] = _AT_REST_BYTES
        self._agree()
        for desk in self.desks:
            if desk.waits() and not desk.wiped:  # what was taken away in the last round stands in the log of the next
                self.trace.append(f"its log {desk.name}: {self._act(desk, 'round')}")
        register = found_in(self.service)
        self.oracle.check_register(register)
        self.oracle.check_words(register, [words for desk in self.desks for words in desk.words_left()])
        check_files_of(self.service, register)
        self.oracle.check_overwriting(register, self.stage.devices())
        self.oracle.check_said(register, self.stage.devices())
        for desk in self.desks:
            if not desk.wiped:
                self._check_desk(desk, register)

    def _agree(self) -> None:
        for turn in range(1, _ROUNDS_AFTERWARDS + 1):
            for desk in self.desks:
                still = desk.agreed_pulse == self._pulse(desk) and not desk.waits()
                if desk.wiped or still:
                    continue  # nothing has moved since it agreed: another round would only say so again
                said = self._act(desk, "round")
                for _ in _ONCE_MORE:  # whoever was signed out, or locked out, signs in again
                    if said.startswith(_ONCE_MORE):
                        said = self._act(desk, "round")
                self.trace.append(f"at rest {desk.name}: {said}")
                last = turn == _ROUNDS_AFTERWARDS
                holds("two rounds are enough", said in ("agreed", "wiped") or not last, f"{desk.name}: {said}")

    def _check_desk(self, desk: SimDesk, register: Register) -> None:
        self._check_agreed(desk, register)
        left = set(desk.known()) - desk.held().keys() - desk.worked_on()
        holds("nothing is held that may not be read", not left, f"{desk.name} still shows {sorted(left)}")
        holds("everything is sent", not desk.unsent(), f"{desk.name} has {desk.unsent()} changes left")
        raws = desk.cache.ask("SELECT lower(hex(id)), raw FROM record JOIN base ON number = base WHERE version > 0")
        for digits, raw in raws:
            name = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
            there = register.records[name][1]
            holds("a version says one thing", json.loads(raw) == there, f"{name} at {desk.name}: {raw} is not {there}")
        self.oracle.check_desk_words(desk.name, register, desk.words_kept())
        check_files_at(desk, register)
        self.oracle.check_handed(desk.name, handed_by(self.service, desk))
        here, arrived = log_of(desk), log_at_service(self.service, desk)
        self.oracle.check_log(desk.name, here)
        holds("the whole log has arrived", here == arrived, f"{desk.name}: {len(here)} lines, {len(arrived)} arrived")
        check_index(desk, {token: record for token, (_, record, part) in self.oracle.typed.items() if part != "reason"})

    def _hash(self) -> str:
        whole = "\n".join(self.trace) + json.dumps(sorted(found_in(self.service).receipts.items()))
        return hashlib.sha256(whole.encode()).hexdigest()


def _local_s(desk: SimDesk) -> float:
    """What the clock at a desk shows, in seconds since 1970."""
    return desk.clock.now().timestamp()


def _where(fault: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception(fault)[-12:])
