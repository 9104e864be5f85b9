"""Random histories: a cache that follows the rules ends equal to what its person may see."""

import json
import random
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa

from crimint_domain.access import entitled, label_from
from crimint_domain.change import Change
from crimint_domain.lifecycle import offered
from crimint_domain.streams import checksum_of
from crimint_domain.views import report_from
from crimint_service import access, changes, feed, people
from crimint_service.faults import Fault
from crimint_service.recognition import known_from
from crimint_service.tables import gone, label, record, stream
from tests.protocol.client import a_document, new_id
from tests.protocol.people import KEEPER, OKONJO, PETERS, REID, VANE

PEOPLE = (OKONJO, REID, PETERS, VANE, KEEPER)


def who(connection, user):
    """Return a person as the service knows them now."""
    known = known_from(connection, user)
    assert known is not None
    return known


@dataclass
class Cache:
    """A client's cache by the rules of docs/sync-protocol.md: record → (stream, version), stream → cursor."""

    user: str
    held: dict[str, tuple[str, int]] = field(default_factory=dict)
    cursors: dict[str, feed.Cursor] = field(default_factory=dict)

    def round(self, world, chance, *, whole):
        """Take a checkpoint and read some or all of what is behind it, in any order."""
        states = world.parts.database.read(lambda c: access.streams(c, self._scope(c).principal))
        names = {each.id for each in states}
        for name in set(self.cursors) - names:
            self._drop(name)
        for state in chance.sample(states, len(states)):
            while whole or chance.random() < 0.7:
                if not self._page(world, state.id, chance):
                    break
        if whole:
            self._compare(states)

    def _scope(self, connection):
        return access.scope_of(connection, who(connection, self.user).principal)

    def _drop(self, name):
        self.cursors.pop(name, None)
        self.held = {record: there for record, there in self.held.items() if there[0] != name}

    def _page(self, world, name, chance):
        limit, cursor = chance.choice((1, 2, 50)), self.cursors.get(name)
        try:
            page = world.parts.database.read(
                lambda c: feed.page(c, self._scope(c), name, cursor, limit=limit, most_bytes=1_000_000)
            )
        except Fault as fault:
            self._drop(name)
            return fault.status == 410
        for entry in page.entries:
            here = self.held.get(entry.id)
            if isinstance(entry, feed.Put):
                if here is None or entry.version >= here[1]:
                    self.held[entry.id] = (name, entry.version)
            elif here is not None and here[0] == name and here[1] < entry.version:
                del self.held[entry.id]
        self.cursors[name] = page.cursor
        return page.more

    def _compare(self, states):
        for state in states:
            mine = [(each, version) for each, (name, version) in self.held.items() if name == state.id]
            assert len(mine) == state.count
            assert sum(checksum_of(*each) for each in mine) % 2**62 == state.checksum


class Story:
    """One random history."""

    def __init__(self, world, seed):
        self.world, self.chance = world, random.Random(seed)
        self.records: list[str] = []
        self.caches = [Cache(person.user) for person in PEOPLE]

    def play(self, steps):
        for _ in range(steps):
            act = self.chance.choice(
                (self.create, self.edit, self.edit, self.step, self.step, self.step, self.move, self.purge)
            )
            act()
            self.chance.choice(self.caches).round(self.world, self.chance, whole=self.chance.random() < 0.3)
        for cache in self.caches:
            cache.round(self.world, self.chance, whole=True)
            assert cache.held.keys() == self.visible(cache.user)

    def visible(self, user):
        """Say from the tables and the domain alone what a person may see."""
        known = self.world.parts.database.read(lambda c: who(c, user))
        query = sa.select(record.c.id, label.c.key).join(label, label.c.id == record.c.label_id)
        return {name for name, key in self.world.rows(query) if entitled(known.principal, label_from(key))}

    def send(self, user, change):
        parts = self.world.parts

        def take(connection):
            known = who(connection, user)
            sender = changes.Sender(known.principal, known.home_unit, "01a20673-27bf-7ee2-9d6e-92a6375ae47a")
            rules = changes.Rules(parts.codes, parts.register.content_key)
            return changes.take(connection, sender, rules, [change], parts.now())

        [receipt] = parts.database.write(take)
        assert receipt.status in (200, 201, 403, 404, 409, 410, 422), receipt
        return receipt

    def create(self):
        user, name = self.chance.choice(("okonjo", "reid", "peters")), new_id()
        document = a_document(operation=self.chance.choice(("", "MARZIPAN")))
        self.send(user, Change(new_id(), "report", 2, name, 0, document=document))
        self.records.append(name)

    def _some(self):
        if not self.records:
            return None
        found = self.world.rows(sa.select(record).where(record.c.id == self.chance.choice(self.records)))
        return found[0] if found else None

    def edit(self):
        row = self._some()
        if row is not None:
            parts: dict[str, Any] = self.chance.choice(
                ({"title": "Seen again"}, {"exclusions": ["vane"]}, {"exclusions": []})
            )
            base = row.version - (self.chance.random() < 0.2)
            user = self.chance.choice(PEOPLE).user
            self.send(user, Change(new_id(), "report", 2, row.id, base, parts=parts))

    def step(self):
        row = self._some()
        if row is None:
            return
        report = report_from(row.id, json.loads(row.document))
        for person in self.chance.sample(PEOPLE, len(PEOPLE)):
            known = self.world.parts.database.read(lambda c, person=person: who(c, person.user))
            steps = offered(known.principal, report)
            if steps:
                step = self.chance.choice(steps).name
                self.send(
                    person.user, Change(new_id(), "report", 2, row.id, row.version, parts={}, step=step, reason="Story")
                )
                return

    def move(self):
        person = self.chance.choice(PEOPLE)
        units = (self.chance.choice(("quillmarsh", "harrowgate")),)
        account = people.Account(person.user, person.name, person.roles, units)
        self.world.write(lambda connection: people.change_access(connection, account))

    def purge(self):
        """Drop the older half of a stream's tombstones, as age would."""
        streams = self.world.rows(sa.select(stream).where(stream.c.head > 3))
        if not streams or self.chance.random() < 0.6:
            return
        row = self.chance.choice(streams)
        where = {"folder_id": row.folder_id, "label_id": row.label_id}
        floor = max(row.floor, row.head // 2)

        def drop(connection):
            connection.execute(sa.delete(gone).filter_by(**where).where(gone.c.seq <= floor))
            connection.execute(sa.update(stream).filter_by(**where).values(floor=floor))

        self.world.write(drop)


@pytest.mark.parametrize("seed", range(6))
def test_a_cache_that_follows_the_rules_ends_equal_to_what_its_person_may_see(world, seed):
    Story(world, seed).play(60)
