"""What was erased or revoked leaves the device without a trace, and the device says so."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from crimint_desktop.store import edits, logbook, outbox, preferences, records
from crimint_desktop.store import sent as sent_before
from crimint_desktop.store.copies import backup_of
from crimint_desktop.store.edits import Edit
from crimint_desktop.store.forgetting import KEPT_OF_A_RECORD, RECENT
from crimint_desktop.store.tables import METADATA
from crimint_domain import lifecycle
from crimint_domain.document import SCHEMAS
from crimint_domain.views import report_from
from tests.builders import A_MOMENT, an_id
from tests.pages import clear_pages
from tests.sync.conftest import ANALYST, KEY, LIO, a_document

R, S = an_id(1, who=4), an_id(2, who=4)


def pages(client) -> bytes:
    """The device's file and its log, decrypted."""
    client.db.run(lambda conn: None).result()  # what merges the index on its own is behind this
    return clear_pages(client.db.path, KEY).lower()


def release(lio, record):
    for step in ("claim", "evaluate", "release"):
        lio.edit(record, {}, step=step)
        lio.round()


def test_a_change_that_comes_too_late_takes_the_record_with_it(join, fake):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(title="Zephyrine"), step="submit")
    officer.round()
    lio.round()
    stream = fake.register.records[R].stream
    fake.register.erase(R)
    fake.register.streams[
        stream
    ].gones.clear()  # as after a restore: the service knows the erasure, the stream does not
    officer.edit(R, {"priority": "high"})

    outcome = officer.round()

    assert officer.waiting() == ()
    assert officer.document(R) is None
    assert any("erased" in each for each in outcome.told)
    assert b"zephyrine" not in pages(officer)


def test_an_erasure_reaches_a_record_in_whichever_stream_it_stands(join, fake):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document())
    officer.round()
    officer.edit(R, {}, step="submit")
    officer.round()
    desk = next(each for each in fake.register.streams.values() if each.folder.kind == "desk")
    fake.register.erase(R)

    assert desk.gones[R]["reason"] == "erased"
    assert officer.run(lambda conn: records.take_gone(conn, desk.id, R, 3, "erased"))
    assert officer.held() == {}
    assert officer.round().agreed_at is not None
    assert lio.round().agreed_at is not None


def test_an_erasure_of_an_older_version_takes_nothing(join):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    assert not officer.run(lambda conn: records.take_gone(conn, "5" * 32, R, 0, "erased"))
    assert officer.held() == {R: 1}


def test_the_device_says_in_its_log_that_it_has_let_go(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    fake.register.erase(R)
    officer.round()
    officer.round()

    arrived = fake.logs["okonjo", officer.book.device].entries
    assert [(each.action, each.act, each.records) for each in arrived][-1] == ("erasure", "erased", (f"{R}@2",))
    assert len(fake.logs["okonjo", officer.book.device].reasons) == 0


def test_lists_and_reasons_forget_an_erased_record(join, fake):
    officer = join("okonjo")
    for record in (R, S):
        officer.create(record, a_document())
    officer.run(lambda conn: preferences.set(conn, RECENT, [R, S]))
    officer.run(lambda conn: logbook.append(conn, officer.book, "consultation", "open", (f"{R}@1",), "Zephyrine again"))
    officer.round()
    fake.register.erase(R)

    officer.round()

    assert officer.run(lambda conn: preferences.get(conn, RECENT)) == [S]
    assert b"zephyrine" not in pages(officer)
    officer.run(logbook.verify_chain)


def test_after_narrowed_access_a_refused_change_keeps_only_what_its_author_typed(join, fake):
    fake.change_person("okonjo", clearance="OFFICIAL")
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(items__a__text="Zephyrine was seen."), step="submit")
    officer.round()
    lio.round()
    lio.edit(R, {}, step="claim")
    lio.round()
    officer.edit(R, {"title": "Too late for Quetzal"})
    officer.round()
    assert [each.state for each in officer.waiting()] == ["refused"]
    for step in ("evaluate", "release"):
        lio.edit(R, {}, step=step)
        lio.round()

    officer.round()

    assert officer.held() == {}
    assert [each.before for each in officer.waiting()] == [None]
    found = pages(officer)
    assert b"quetzal" in found
    assert b"zephyrine" not in found


def test_what_was_sent_goes_with_the_record(join, fake):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(title="Zephyrine"), step="submit")
    officer.round()
    lio.round()
    lio.edit(R, {}, step="claim")
    lio.round()
    kept = "SELECT count(*) FROM sent"
    assert lio.run(lambda conn: conn.exec_driver_sql(kept).scalar()) == 1
    fake.change_person("varga", units=frozenset({"elsewhere"}))

    lio.round()

    assert lio.run(lambda conn: conn.exec_driver_sql(kept).scalar()) == 0
    assert b"zephyrine" not in pages(lio)


def test_a_form_that_was_open_during_the_erasure_cannot_bring_the_record_back(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document(title="Zephyrine"))
    officer.round()
    held = officer.run(lambda conn: records.find(conn, R))
    fake.register.erase(R)
    officer.round()
    typed = Edit(
        R, "report", SCHEMAS["report"], 1, held.document, {**held.document, "title": "Zephyrine again"}, A_MOMENT
    )
    officer.run(lambda conn: edits.save(conn, typed))

    told = [each for _ in range(2) for each in officer.round().told]

    assert any("erased" in each for each in told)
    assert officer.run(edits.all) == ()
    assert officer.waiting() == ()
    assert b"zephyrine" not in pages(officer)


def test_every_table_that_names_a_record_is_forgotten_with_it():
    named = {table.name for table in METADATA.sorted_tables if "record" in table.columns}
    forgotten = {table for table, _ in KEPT_OF_A_RECORD}
    assert named <= forgotten


def test_a_copy_made_before_an_upgrade_goes_when_a_record_has_to_leave(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document(title="Zephyrine"))
    officer.round()
    copy = backup_of(officer.db.path, 3)
    officer.db.backup(copy, KEY).result()
    assert b"zephyrine" in clear_pages(copy, KEY).lower()
    fake.register.erase(R)

    officer.round()

    assert not list(Path(copy).parent.glob("*.before-*"))


# --- at random ---

_SEEDS = 10
_STEPS = 40


class _Story:
    """People who write, while records are erased and access is narrowed; each word is in one record alone."""

    def __init__(self, seed, join, fake):
        self.chance, self.fake = random.Random(seed), fake
        self.clients = [join(user) for user in ("okonjo", "varga", "sandhu")]
        self.words: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self.erased: set[str] = set()
        self.trace: list[str] = []

    def word(self, record, user):
        word = "".join(self.chance.choices("bcdfghjklmnpqrstvwxz", k=14))
        self.words[word], self.typed[word] = record, user
        return word

    def step(self):
        client = self.chance.choice(self.clients)
        moves = (self.write, self.edit, self.edit, self.edit, self.take_step, self.form, self.sync, self.sync, self.end)
        move = self.chance.choice(moves)
        client.clock.move(seconds=1)
        self.trace.append(f"{client.user} {move.__name__} {move(client)}")

    def write(self, client):
        if client.user == "sandhu":
            return ""
        record = client.new_id()
        words = {part: self.word(record, client.user) for part in ("title", "items__a__text")}
        client.create(record, a_document(**words), self.chance.choice(("", "submit")))
        return record

    def some(self, client):
        found = sorted(
            client.run(lambda conn: [each.hex() for (each,) in conn.exec_driver_sql("SELECT id FROM record")])
        )
        raw = self.chance.choice(found) if found else ""
        return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}" if raw else ""

    def edit(self, client):
        record = self.some(client)
        if record:
            client.edit(record, {self.chance.choice(("title", "items/b/text")): self.word(record, client.user)})
        return record

    def form(self, client):
        record = self.some(client)
        held = client.run(lambda conn: records.find(conn, record)) if record else None
        if held is not None and held.version:
            typed = {**held.document, "title": self.word(record, client.user)}
            edit = Edit(record, "report", SCHEMAS["report"], held.version, held.document, typed, A_MOMENT)
            client.run(lambda conn: edits.save(conn, edit))
            client.run(lambda conn: preferences.set(conn, RECENT, [record]))
        return record

    def take_step(self, client):
        record = self.some(client)
        if not record:
            return ""
        person = self.fake.people[client.user].principal
        seen = report_from(record, client.document(record) or {})
        offered = [each for each in lifecycle.offered(person, seen) if each.to != "disposed"]
        if offered:
            step = self.chance.choice(offered)
            client.edit(record, {}, step=step.name, reason="Because." if step.needs_reason else "")
        return record

    def sync(self, client):
        return client.round().agreed_at

    def end(self, _client):
        if self.chance.random() < 0.6 and self.fake.register.records:
            record = self.chance.choice(sorted(self.fake.register.records))
            self.fake.register.erase(record)
            self.erased.add(record)
            return f"erased {record}"
        user = self.chance.choice(("varga", "sandhu"))
        if user == "varga":
            units = self.chance.choice((frozenset({"quillmarsh"}), frozenset({"elsewhere"})))
            self.fake.change_person(user, units=units)
        else:
            self.fake.change_person(user, clearance=self.chance.choice(("OFFICIAL", "OFFICIAL-SENSITIVE")))
        return user

    def rest(self):
        for _ in range(2):
            for client in self.clients:
                assert client.round().agreed_at is not None

    def traces(self, client):
        """Words in the device's pages that may not be there: of what was erased, and of what is not theirs to read.
        What they typed themselves and the service refused is theirs."""
        held, found = client.held(), pages(client)
        own = {each.change.record for each in client.waiting()}
        return [
            (word, record)
            for word, record in self.words.items()
            if record not in held
            and not (self.typed[word] == client.user and record in own and record not in self.erased)
            and word[4:].encode() in found  # the index writes a word without what it shares with its neighbour
        ]


@pytest.mark.parametrize("seed", range(_SEEDS))
def test_whatever_was_typed_where_no_word_of_it_is_left_in_any_page(seed, join, fake):
    assert ANALYST.user != LIO.user
    story = _Story(seed, join, fake)
    for _ in range(_STEPS):
        story.step()
    story.rest()
    for client in story.clients:
        assert story.traces(client) == [], f"seed {seed}, {client.user}\n" + "\n".join(story.trace)


def test_the_pages_would_show_a_word_that_stayed(join, fake):
    story = _Story(1, join, fake)
    story.write(story.clients[0])
    story.rest()
    story.fake.register.erase(next(iter(fake.register.records)))
    story.clients[0].held = dict  # as if nothing were held
    assert story.traces(story.clients[0])


def test_what_is_kept_of_changes_that_were_sent_goes_after_a_while(join, clock):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    count = "SELECT count(*) FROM sent"
    assert officer.run(lambda conn: conn.exec_driver_sql(count).scalar()) == 1
    clock.move(hours=24 * (sent_before.KEPT_DAYS + 1))
    officer.port = join("okonjo").port
    officer.run(lambda conn: sent_before.tidy(conn, clock.now()))
    assert officer.run(lambda conn: conn.exec_driver_sql(count).scalar()) == 0
    assert officer.run(outbox.all) == ()
