"""A person at a desk: the real program's acts and rounds on a cache in memory, until it is killed and started again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from crimint_desktop.actions import desk as acting
from crimint_desktop.app.opening import Opener
from crimint_desktop.app.who import plain as plain_access
from crimint_desktop.remote.answers import Tokens
from crimint_desktop.remote.failure import SignedOut
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_desktop.store import logbook, preferences
from crimint_desktop.store.logbook import Logbook
from crimint_desktop.sync import lease, round
from crimint_desktop.sync.port import Outcome, Progress
from crimint_domain.access import Principal
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.ids import bytes_of, text_of
from resources.code_lists import code_lists
from tests.simulation.cache import SimCache
from tests.simulation.chance import Ids, SimClock, Time

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import Access
    from crimint_desktop.store.database import Database
    from tests.simulation.network import SimLine

__all__ = ["PASSWORD", "Persona", "SimDesk"]

PASSWORD = "an invented password"
_REFRESH = "refresh"
_ACCESS = "simulated_access"
_TOLD_TIMES = 3


@dataclass(frozen=True, slots=True)
class Persona:
    """Who sits at which device; ``fresh`` says that nothing has been read there yet."""

    name: str
    user: str
    device: str
    number: int
    fresh: bool = False


class SimDesk:
    """One desk. ``frames`` counts its acts that are under way: killed in any of them, it is killed in all.

    ``seen_pulse`` is how the register stood at the last checkpoint answered, ``agreed_pulse`` when it last agreed.
    ``shut`` says why the cache opens only with a sign-in; ``opened`` and ``entered`` are told when it was opened
    without one, and with one. ``wiped`` says that there is no cache any more.
    """

    def __init__(self, persona: Persona, cache: SimCache, line: SimLine, time: Time) -> None:
        self.persona = persona
        self.cache = cache
        self.line = line
        self.clock = SimClock(time)
        self.new_id = Ids(100 + persona.number)
        self.frames = 0
        self.starts = 0
        self.tokens = Tokens("", 0, "")
        self.seen_pulse = self.agreed_pulse = ""
        self.told: list[str] = []
        self.outcome: Outcome | None = None
        self.shut = ""
        self.wiped = False
        self.opened: Callable[[], None] = lambda: None
        self.entered: Callable[[], None] = lambda: None
        self.start()

    @property
    def name(self) -> str:
        """The desk's name."""
        return self.persona.name

    @property
    def db(self) -> Database:
        """The cache as the program knows it."""
        return cast("Database", self.cache)

    def start(self) -> None:
        """Start the program on what was committed."""
        self.cache.fuse.mend()
        self.starts += 1
        self.clock.started = self.clock.time.seconds
        refresh, access = self.cache.run(_remembered).result()
        self.sign_in = SignIn(refresh)
        self.sign_in.keep_with(self._keep_refresh)
        self.port = Service(self.line, Device(self.persona.device, "0.1.0"), self.sign_in)
        # A salt must be random for people; for a simulation it must be the same again.
        salt = bytes([self.persona.number])
        self.book = Logbook(self.persona.user, self.persona.device, self.clock, lambda count: salt * count)
        self.person = acting.Person(Principal(self.persona.user, "", frozenset(), frozenset()), (), ())
        if access:
            self._know(access)
        self._open()

    def _open(self) -> None:
        """Open the cache as the program does without the service: not past its lease, and not if it was locked."""
        opener = cast("Opener", SimpleNamespace(clock=self.clock))
        self.shut = ""
        if not self.starts_empty():
            try:
                self.cache.run(lambda conn: Opener._kept(opener, conn)).result()
            except Refused as refused:
                self.shut = str(refused)
            else:
                self.opened()

    def starts_empty(self) -> bool:
        """Whether nobody has ever signed in here, as while the stage is set."""
        return not self.cache.run(lambda conn: preferences.get(conn, _ACCESS)).result()

    def _keep_refresh(self, refresh: str) -> None:
        self.cache.run(lambda conn: preferences.set(conn, _REFRESH, refresh)).result()

    def enter(self) -> None:
        """Sign in by password, and learn who one is."""
        self.tokens = self.port.sign_in(self.persona.user, PASSWORD)
        self.sign_in.take(self.tokens)
        access, hello = self.port.me(), self.port.hello()
        kept = plain_access(access) | {
            "environment": hello.environment, "environment_words": hello.environment_words, "provider": None,
        }  # fmt: skip
        opener = cast("Opener", SimpleNamespace(clock=self.clock))
        self.cache.run(lambda conn: Opener._keep(opener, conn, kept, hello)).result()
        self.shut = ""
        self.learn(access)
        self.entered()

    def lease_ends(self) -> float:
        """Return when the lease ends by this desk's clock, in seconds since 1970; 0 before the first."""
        ends = self.cache.run(lease.until).result()
        return float(ends.timestamp()) if ends else 0.0

    def obey(self, command: str) -> bool:
        """Do after a round what the program does when it was told to lock or wipe; returns whether a wipe could be
        told."""
        if command == "lock":
            self.start()
            return False
        self.wiped = True
        for _ in range(_TOLD_TIMES):
            with suppress(Unavailable, Refused):
                self.port.done("wipe")
                return True
        return False

    def learn(self, access: Access) -> None:
        """Remember who one is, also for the next start."""
        plain = {
            "name": access.name, "roles": list(access.roles), "units": [unit.id for unit in access.units],
            "clearance": access.clearance,
        }  # fmt: skip
        self.cache.run(lambda conn: preferences.set(conn, _ACCESS, plain)).result()
        self._know(plain)

    def _know(self, access: dict[str, Any]) -> None:
        units = tuple(acting.Unit(str(each), str(each)) for each in access["units"])
        roles, within = frozenset(access["roles"]), frozenset(unit.id for unit in units)
        principal = Principal(self.persona.user, access["name"], roles, within, access["clearance"])
        self.person.become(acting.Person(principal, units, ()))

    @property
    def principal(self) -> Principal:
        """Who sits here, as the program knows them."""
        return self.person.principal

    @property
    def desk(self) -> acting.Desk:
        """What the program's acts stand on."""
        return acting.Desk(self.db, self.book, self.person, code_lists(), self.clock, self.new_id)

    def round(self) -> Outcome:
        """Do a round; a person who was signed out signs in again, for the next one."""
        try:
            outcome = round.run(self.port, self.db, self.book, self.clock, self.new_id, _nobody_watches)
        except SignedOut:
            self.enter()
            raise
        self.told += outcome.told
        self.outcome = outcome
        if outcome.access is not None:
            self.learn(outcome.access)
        return outcome

    def do(self, work: Callable[[Any], Any]) -> Any:
        """Do something in the cache, as a person who waits."""
        return self.cache.run(work).result()

    # --- looking into the cache, past the program ---

    def held(self) -> dict[str, int]:
        """Return the records here with the versions the service gave."""
        return {
            text_of(raw): version for raw, version in self.cache.ask("SELECT id, version FROM record WHERE version > 0")
        }

    def known(self) -> list[str]:
        """Return every record here."""
        return sorted(text_of(raw) for (raw,) in self.cache.ask("SELECT id FROM record"))

    def open_forms(self) -> list[str]:
        """Return the records in open forms."""
        return sorted(text_of(raw) for (raw,) in self.cache.ask("SELECT record FROM edit"))

    def version_before(self, record: str) -> int:
        """Return the version that whoever types in a record has before them."""
        raw = bytes_of(record)
        found = self.cache.ask("SELECT base_version FROM edit WHERE record = ? AND before IS NOT NULL", (raw,))
        found = found or self.cache.ask("SELECT version FROM record WHERE id = ?", (raw,))
        return int(found[0][0]) if found else 0

    def reports(self) -> list[str]:
        """Return every report here."""
        return sorted(text_of(raw) for (raw,) in self.cache.ask("SELECT id FROM record WHERE kind = 'report'"))

    def cards(self) -> list[str]:
        """Return every card here."""
        return sorted(text_of(raw) for (raw,) in self.cache.ask("SELECT id FROM record WHERE kind = 'card'"))

    def worked_on(self) -> set[str]:
        """Return the records on which something stands here that has not been sent or was refused."""
        rows = self.cache.ask(
            "SELECT record FROM outbox UNION SELECT record FROM edit UNION SELECT record FROM conflict"
        )
        return {text_of(raw) for (raw,) in rows}

    def untaken(self, receipts: Collection[str]) -> str:
        """Return everything typed here that the service does not have, by these receipts of changes."""
        query = "SELECT document, parts, aside, reason, id FROM outbox WHERE state != 'refused'"
        rows = [row[:-1] for row in self.cache.ask(query) if text_of(row[-1]) not in receipts]
        rows += self.cache.ask("SELECT document FROM edit")
        return "\n".join(_text(row) for row in rows)

    def refused(self) -> str:
        """Return everything that the service refused and that is kept here for its author."""
        query = "SELECT document, parts, aside, reason FROM outbox WHERE state = 'refused'"
        return "\n".join(_text(row) for row in self.cache.ask(query))

    def unsent(self) -> int:
        """Return how many changes wait to be sent."""
        return int(self.cache.ask("SELECT count(*) FROM outbox WHERE state != 'refused'")[0][0])

    def waits(self) -> bool:
        """Whether anything here has still to reach the service, the log included."""
        (lines,) = self.cache.ask("SELECT count(*) FROM audit")[0]
        (wanted,) = self.cache.ask("SELECT count(*) FROM attachment WHERE state = 'wanted'")[0]
        return bool(self.unsent() or wanted or self.shut) or lines > self.do(logbook.acknowledged)

    def is_here(self, record: str) -> bool:
        """Whether a record is here."""
        return bool(self.cache.ask("SELECT 1 FROM record WHERE id = ?", (bytes_of(record),)))

    def words_kept(self) -> Iterator[str]:
        """Yield everything typed here that the service does not have yet, wherever it is kept."""
        for row in self.cache.ask("SELECT document FROM edit"):
            yield _text(row)
        for row in self.cache.ask("SELECT document, parts, aside, reason FROM outbox"):
            yield _text(row)
        for row in self.cache.ask("SELECT clashes FROM conflict"):
            yield _text(row)

    def words_left(self) -> Iterator[str]:
        """Yield the same, unless nothing is left because the cache was wiped."""
        if not self.wiped:
            yield from self.words_kept()


def _remembered(conn: Any) -> tuple[str, Any]:
    return preferences.get(conn, _REFRESH) or "", preferences.get(conn, _ACCESS)


def _text(row: tuple[Any, ...]) -> str:
    return "\n".join(each.decode() if isinstance(each, bytes) else str(each or "") for each in row)


def _nobody_watches(_progress: Progress) -> None:
    """Progress is for people."""
