"""A small world under seeded chance: people, devices, faults, and an oracle that knows what was typed.

The oracle stands apart from the code that is tried: it keeps every sentence typed, by a token found nowhere else, and
knows which ones their author gave up. Everything else must be somewhere at the end, and nowhere twice.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_desktop.store import conflicts, edits, logbook, outbox, records
from crimint_desktop.store.edits import Edit
from crimint_desktop.store.logbook import Logbook
from crimint_domain import lifecycle
from crimint_domain.access import Principal
from crimint_domain.document import SCHEMAS
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.parts import flat, get
from crimint_domain.views import report_from
from tests.builders import A_MOMENT, CountedIds, SteadyClock, an_id
from tests.protocol.fake import FakeService
from tests.protocol.fake_line import FaultyLine
from tests.sync.conftest import ANALYST, KEY, LIO, OFFICER, Client, a_document
from tests.sync.inline import InlineDatabase, Killed

SECOND_LIO = Principal("quist", "Runa Quist", frozenset({"lio"}), frozenset({"quillmarsh"}))
PEOPLE = (OFFICER, LIO, ANALYST, SECOND_LIO)
PARTS = (
    "title",
    "priority",
    "items/a/text",
    "items/b/text",
    "items/a/handling",
    "risk/to_source",
    "origin/organisation",
)

CONTESTED = ("items/a/handling", "priority")  # author and evaluator may both set these


@dataclass
class Oracle:
    """Every token typed, with the record it was typed on, and those their author gave up."""

    typed: dict[str, str] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)


class World:
    """Two to four clients before one service; ``seed`` decides everything."""

    def __init__(self, seed: int, empty_cache: Path, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.clock = SteadyClock()
        self.fake = FakeService(self.clock, CountedIds(1), page_records=self.chance.choice((2, 1000)))
        for principal in PEOPLE:
            self.fake.add_person(principal)
        self.oracle = Oracle()
        self.tokens = itertools.count()
        self.trace: list[str] = []
        users = [OFFICER.user, LIO.user]
        users += self.chance.choices([each.user for each in PEOPLE], k=self.chance.randint(0, 2))
        self.clients = [self._client(user, number, empty_cache, folder) for number, user in enumerate(users, 1)]

        self._begin()

    def _begin(self) -> None:
        """A register in use: reports of the officer that everybody who may has read."""
        for client in self.clients:
            client.line.faulty = False
        for step in ("submit", "submit", ""):
            record = self.clients[0].new_id()
            self.clients[0].create(record, a_document(title=self.token(record)), step)
        for client in self.clients:
            client.round()
            client.line.faulty = True

    def _client(self, user: str, number: int, empty_cache: Path, folder: Path) -> Client:
        path = folder / f"{number}.db"
        shutil.copy(empty_cache, path)
        line = FaultyLine(self.fake, self.chance, share=0.15)
        device, sign_in = an_id(number, who=9), SignIn()
        port = Service(line, Device(device, "0.1.0"), sign_in)
        sign_in.take(port.sign_in(user, "correct horse"))
        book = Logbook(user, device, self.clock, lambda count: b"\x07" * count)
        ids = CountedIds(2, itertools.count(number * 1_000_000))
        database: Any = InlineDatabase(path, KEY)
        return Client(user, database, self.fake, line, book, port, ids, self.clock)

    # --- what may happen ---

    def step(self) -> None:
        """Let one thing happen to somebody."""
        client = self.chance.choice(self.clients)
        moves = (
            (self.write, 1), (self.edit, 9), (self.take_step, 3), (self.type, 2), (self.choose, 2),
            (self.synchronise, 8), (self.be_killed, 3), (self.disturb, 2),
        )  # fmt: skip
        move = self.chance.choices([each for each, _ in moves], [weight for _, weight in moves])[0]
        self.clock.move(seconds=1)
        happened = move(client)
        self.trace.append(f"{client.user} {move.__name__} {happened}")

    def token(self, record: str) -> str:
        word = f"token{next(self.tokens):05d}end"
        self.oracle.typed[word] = record
        return word

    def write(self, client: Client) -> str:
        if client.user == "sandhu":
            return "no card"
        record = client.new_id()
        client.create(record, a_document(title=self.token(record)), self.chance.choice(("", "submit")))
        return record

    def edit(self, client: Client) -> str:
        record = self._some_record(client)
        if record is None:
            return "nothing"
        held = client.document(record) or {}
        principal, report = self.fake.people[client.user].principal, report_from(record, held)
        allowed = [part for part in PARTS if lifecycle.may_set(principal, report, part)]
        if not allowed or self.chance.random() < 0.1:
            allowed = list(PARTS)  # the service must say no to what a screen would not have offered
        contested = [part for part in CONTESTED if part in allowed]
        part = self.chance.choice(contested if contested and self.chance.random() < 0.6 else allowed)
        token = self.token(record)
        if part.startswith("items/") and not get(held, "/".join(part.split("/")[:2])):
            part = "title"
        handling = {"scheme": "3x5x2", "code": "C", "action": "", "sanitisation": "", "conditions": token}
        value: Any = (
            handling
            if part.endswith("handling")
            else self.chance.choice(("high", "medium"))
            if part == "priority"
            else token
        )
        if part == "priority":
            del self.oracle.typed[token]
        self._overwrites(client, record, {part})
        client.edit(record, {part: value})
        return f"{record} {part}"

    def take_step(self, client: Client) -> str:
        record = self._some_record(client)
        if record is None:
            return "nothing"
        principal = self.fake.people[client.user].principal
        offered = lifecycle.offered(principal, report_from(record, client.document(record) or {}))
        if not offered:
            return "none offered"
        step = self.chance.choice(offered)
        client.edit(record, {}, step=step.name, reason="Because." if step.needs_reason else "")
        return f"{record} {step.name}"

    def type(self, client: Client) -> str:
        """Leave a form open with a sentence in it."""
        record = self._some_record(client)
        if record is None or client.run(lambda conn: edits.find(conn, record)):
            return "nothing"
        held = client.run(lambda conn: records.find(conn, record))
        typed = {**held.document, "title": self.token(record)}
        edit = Edit(record, "report", SCHEMAS["report"], held.version, held.document, typed, A_MOMENT)
        client.run(lambda conn: edits.save(conn, edit))
        return record

    def choose(self, client: Client) -> str:
        client = next((each for each in self.clients if each.conflicts()), client)
        waiting = client.conflicts()
        if not waiting:
            return "nothing"
        conflict = self.chance.choice(waiting)
        choices = {}
        for clash in conflict.clashes:
            choices[clash.part] = self.chance.choice((clash.mine, clash.theirs))
            if choices[clash.part] != clash.mine:
                self._give_up(clash.mine)
        self._overwrites(client, conflict.record, set(choices))
        client.settle(conflict.record, choices)
        return conflict.record

    def synchronise(self, client: Client) -> str:
        try:
            outcome = client.round()
        except (Unavailable, Refused) as fault:
            return str(fault)
        if outcome.agreed_at is not None:
            self.assert_only_what_may_be_read(client)
        return "agreed" if outcome.agreed_at else "not yet"

    def be_killed(self, client: Client) -> str:
        database: Any = client.db
        database.lives = self.chance.randrange(14)
        database.dies = self.chance.choice(("before", "during", "after"))
        try:
            return self.synchronise(client)
        except Killed:
            return f"killed {database.dies}"
        finally:
            database.lives = None

    def disturb(self, _client: Client) -> str:
        """Something happens at the service."""
        what = self.chance.choice(("units", "clearance", "erase", "tombstones"))
        if what == "units":
            user = self.chance.choice((LIO.user, SECOND_LIO.user))
            units = self.chance.choice((frozenset({"quillmarsh"}), frozenset({"elsewhere"})))
            self.fake.change_person(user, units=units)
        elif what == "clearance":
            self.fake.change_person("sandhu", clearance=self.chance.choice(("OFFICIAL", "OFFICIAL-SENSITIVE")))
        elif what == "erase" and self.fake.register.records:
            self.fake.register.erase(self.chance.choice(sorted(self.fake.register.records)))
        else:
            for stream in self.fake.register.streams.values():
                stream.purge_tombstones()
        return what

    def _some_record(self, client: Client) -> str | None:
        found = sorted(
            client.run(lambda conn: [each.hex() for (each,) in conn.exec_driver_sql("SELECT id FROM record")])
        )
        if not found:
            return None
        raw = self.chance.choice(found)
        return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"

    def _overwrites(self, client: Client, record: str, parts: set[str]) -> None:
        """What somebody had typed and not sent, and now writes over, they gave up."""
        for each in client.run(lambda conn: outbox.of_record(conn, record)):
            if each.state != "refused":
                self._give_up({part: value for part, value in (each.change.parts or {}).items() if part in parts})
                self._give_up(
                    {part: value for part, value in flat(each.change.document or {}).items() if part in parts}
                )

    def _give_up(self, value: Any) -> None:
        said = json.dumps(value)
        self.oracle.given_up |= {token for token in self.oracle.typed if token in said}

    # --- what must hold ---

    def assert_only_what_may_be_read(self, client: Client) -> None:
        principal = self.fake.people[client.user].principal
        assert client.held() == self.fake.register.visible(principal), "the cache is not what may be read"

    def come_to_rest(self) -> None:
        """End all faults and give everybody two rounds in turn."""
        for client in self.clients:
            client.line.faulty = False
        outcomes = [client.round() for _ in range(2) for client in self.clients]
        assert all(outcome.agreed_at for outcome in outcomes[-len(self.clients) :]), "not in agreement after two rounds"

    def assert_nothing_lost_or_doubled(self) -> None:
        for client in self.clients:
            self.assert_only_what_may_be_read(client)
            assert not [each for each in client.waiting() if each.state != "refused"], "something was never sent"
            for record in client.held():
                held = client.run(lambda conn, of=record: records.find(conn, of))
                assert held.raw == self.fake.register.records[record].document, "the same version says something else"
            count, _ = client.run(logbook.verify_chain)
            assert count == len(self.fake.logs.get((client.user, client.book.device), _Nothing).entries)
        said = [json.dumps(parts) for kept in self.fake.register.records.values() for parts in _new_parts(kept.past)]
        for kept in self.fake.register.records.values():
            assert [line["version"] for line in kept.past] == list(range(1, kept.version + 1))
        aside = [json.dumps(line["aside"]) for kept in self.fake.register.records.values() for line in kept.past]
        everywhere = "\n".join([*said, *aside, *self._kept_elsewhere()])
        for token, of in self.oracle.typed.items():
            discarded = token in self.oracle.given_up or of in self.fake.register.erased
            assert discarded or token in everywhere, f"{token} is lost"
        for token in self.oracle.typed:
            assert sum(token in each for each in said) <= 1, f"{token} was applied twice"

    def _kept_elsewhere(self) -> Iterator[str]:
        for client in self.clients:
            for waiting in client.waiting():
                yield json.dumps([waiting.change.document, dict(waiting.change.parts or {})])
            for conflict in client.run(conflicts.all):
                yield json.dumps([clash.mine for clash in conflict.clashes])
            for edit in client.run(edits.all):
                yield json.dumps(edit.document)
        for change in self.fake.register.kept_for_unit:
            yield json.dumps([change.document, dict(change.parts or {})])

    def fingerprint(self) -> str:
        """Everything that happened, for comparing two runs of one seed."""
        return "\n".join(self.trace) + json.dumps(sorted(self.fake.register.receipts))

    def close(self) -> None:
        for client in self.clients:
            client.db.close()


def _new_parts(past: tuple[dict[str, Any], ...]) -> Iterator[dict[str, Any]]:
    """What each version said that the one before had not."""
    before: dict[str, Any] = {}
    for line in past:
        now = before | flat(line["parts"])
        yield {part: value for part, value in now.items() if before.get(part) != value}
        before = now


class _Nothing:
    entries: tuple[Any, ...] = ()
