"""The evidence of a record: its whole life, each step proved; and parts of the log, told by the real service."""

import base64
import functools
import hashlib
import json
import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crimint_domain.audit import GENESIS, Entry, chained, commitment
from crimint_domain.errors import Refused
from crimint_domain.evidence import commitment_to, piece_hash, pieces_of
from crimint_domain.log_head import leaf_body
from crimint_domain.views import instant_text
from crimint_service import crimint_audit_verify as audit_verify
from crimint_service import erasing, evidence, log_export
from crimint_service.commands import main as service
from crimint_service.crimint_audit_verify import Checked, genuine, main, problems
from crimint_service.faults import Fault
from crimint_service.handing_out import Asked, write_down
from crimint_service.leases import public_key
from crimint_service.load import load_records
from crimint_service.tables import entry_reason, record_version, served, served_query, version_proof
from tests.protocol.client import a_change, a_creation, a_document, an_item, new_id
from tests.protocol.people import OKONJO, PETERS
from tests.service.test_invariants import released

TEXT = "A blue van stood by the old mill."
WHY = "Disclosure in an invented trial"


@pytest.fixture(autouse=True)
def each_signature_is_judged_once(monkeypatch):
    """It takes some milliseconds, and these tests judge the same ones thousands of times."""
    monkeypatch.setattr(audit_verify, "genuine", functools.cache(genuine))


def open_and_log(client, name, version, previous=GENESIS, start=1, words="Operation MARZIPAN"):
    """A device sends its log: a record was opened there."""
    salt = bytes(16)
    entry = chained(
        Entry(
            start, "2026-11-20T03:00:00+00:00", start, "consultation", "open", client.person.user, client.device,
            (f"{name}@{version}",), commitment(salt, words), previous,
        )
    )  # fmt: skip
    said = {each: getattr(entry, each) for each in Entry.__dataclass_fields__}
    sent = {"device": client.device, "from_seq": start, "previous": previous, "events": [said]}
    client.post("/v1/audit/events", sent | {"reasons": [{"seq": start, "salt": salt.hex(), "text": words}]})
    return entry


def a_life(world):
    """Two reports go from nothing to release; the first is graded anew on the way and looked at by two people."""
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation(a_document(TEXT), step="submit")
    name = creation["record"]
    officer.send(creation)
    entry = open_and_log(evaluator, name, 1)
    regraded = an_item("", grading="2B")["grading"]
    evaluator.send(a_change(name, 1, {"items/i1/grading": regraded}, reason="Seen at night"))
    evaluator.send(a_change(name, 2, step="evaluate"), a_change(name, 3, step="release"))
    released(world, officer, evaluator, text="Another report altogether.")
    open_and_log(evaluator, name, 4, entry.hash, 2)
    officer.get(f"/v1/records/{name}/history")
    officer.everything()
    return name


def the_key(world):
    return base64.b64decode(public_key(world.parts.register.log_key))


def evidence_of(world, name, *, bodies=False):
    """Write it down and return the lines, as the command does."""
    at = instant_text(world.clock.now()) or ""
    asked = Asked("keeper", WHY, "peters" if bodies else "")
    world.write(lambda conn: write_down(conn, at, asked, "evidence", bytes(16), (evidence.named_as(conn, name),)))
    world.parts.sequencer.catch_up()
    wanted = evidence.For(name, "keeper", at, bodies=bodies)
    return world.parts.database.read(lambda conn: list(evidence.lines(conn, wanted, world.parts.register.log_key)))


def the_log(world, **more):
    """Return the lines of the log."""
    world.parts.sequencer.catch_up()
    key = public_key(world.parts.register.log_key)
    return world.parts.database.read(lambda conn: list(log_export.lines(conn, key, **({"words": True} | more))))


def anew(lines):
    """Give forged lines their last line, as whoever has no key would."""
    end = json.loads(lines[-1]) | {"sha256": hashlib.sha256(b"".join(lines[:-1])).hexdigest()}
    said = [json.loads(each) for each in lines[:-1]]
    counted = {"entries": sum(each["line"] == "entry" for each in said)}
    counted |= {"heads": sum(each["line"] == "head" for each in said)} if "heads" in end else {}
    return [*lines[:-1], leaf_body(end | counted) + b"\n"]


def wrong(lines, key, kept=()):
    return list(problems(lines, key, kept))


# --- whole ---


def test_the_evidence_of_a_record_tells_its_whole_life_and_proves_itself(world):
    name = a_life(world)
    lines = evidence_of(world, name)
    checked = Checked(the_key(world), ())
    assert list(problems(lines, checked=checked)) == []
    life = "\n".join(checked.life)
    for said in (
        "version 1, submit by okonjo", "version 2, change by peters", "version 3, evaluate by peters",
        "version 4, release by peters", 'items i1 grading source "1"', 'items i1 grading source "2"',
        "peters, consultation (open)", "handed it to okonjo (history)", "handed it to keeper (evidence)",
    ):  # fmt: skip
        assert said in life, life
    assert "not proved" not in life
    sources = [json.loads(each).get("source") for each in lines]
    assert sources.count("version") == 4
    assert sources.count("device") == 2


def test_without_a_second_person_no_words_are_in_it(embedded):
    name = a_life(embedded)
    closed, opened = b"".join(evidence_of(embedded, name)), b"".join(evidence_of(embedded, name, bodies=True))
    for words in (TEXT, "Seen at night", "Operation MARZIPAN", WHY, "Ada Okonjo-Test"):
        assert words.encode() not in closed, words
        assert words.encode() in opened, words
    assert b"Another report" not in opened
    assert wrong(evidence_of(embedded, name, bodies=True), the_key(embedded)) == []


def test_what_is_shown_lets_nobody_try_out_what_is_hidden():
    salt, pieces = bytes(range(16)), pieces_of({"title": "A name", "state": "draft"}, {"title": "Old"}, "Why")
    assert set(pieces) == {"set/title", "set/state", "aside", "reason"}
    hashes = {name: piece_hash(salt, name, value) for name, value in pieces.items()}
    assert len(set(hashes.values())) == len(hashes)
    assert piece_hash(salt, "set/title", "A name") != piece_hash(salt, "set/other", "A name")
    assert commitment_to(salt, pieces) == hashlib.sha256(leaf_body(hashes)).hexdigest()
    assert commitment_to(bytes(16), pieces) != commitment_to(salt, pieces)


def test_two_ways_of_writing_one_path_hide_nothing():
    one = pieces_of({"items/i1": {"text": "seen"}, "items": {"i1": {"text": "hidden"}}}, None, "")
    assert one == {"set": {"items/i1": {"text": "seen"}, "items": {"i1": {"text": "hidden"}}}}


def test_after_an_erasure_the_life_still_proves_itself_and_nobody_can_tell_what_it_held(world):
    name = a_life(world)
    at = instant_text(world.clock.now()) or ""
    world.write(lambda conn: erasing.erase(conn, name, by="keeper", second="peters", reason="Held too long", at=at))
    lines = evidence_of(world, name, bodies=True)
    checked = Checked(the_key(world), ())
    assert list(problems(lines, checked=checked)) == []
    life = "\n".join(checked.life)
    assert life.count("what it held was erased") == 4
    assert "erasure: " in life
    assert "second_user peters" in life
    assert TEXT.encode() not in b"".join(lines)
    assert {
        salt for (salt,) in world.rows(sa.select(version_proof.c.salt).where(version_proof.c.record_id == name))
    } == {""}


def test_a_reason_or_a_query_that_is_erased_breaks_nothing(embedded):
    name = a_life(embedded)
    embedded.client(PETERS).post("/v1/search", {"text": "van", "reason": "Operation MARZIPAN"})
    assert wrong(the_log(embedded), the_key(embedded)) == []
    before = b"".join(the_log(embedded))
    for table in (entry_reason, served_query):
        embedded.write(lambda conn, table=table: conn.execute(sa.delete(table)))
    after = b"".join(the_log(embedded))
    assert b"MARZIPAN" in before
    assert b"MARZIPAN" not in after
    assert wrong(the_log(embedded), the_key(embedded)) == []
    assert wrong(evidence_of(embedded, name, bodies=True), the_key(embedded)) == []


def test_a_version_that_was_loaded_is_told_as_not_proved(embedded):
    document = a_document(TEXT, state="submitted", unit="quillmarsh", author="okonjo", reference="QM-26-000001")
    name, evaluator = new_id(), embedded.client(PETERS)
    loaded = [("report", name, document, OKONJO.name, "2026-11-19T08:00:00+00:00")]
    embedded.write(lambda conn: load_records(conn, loaded))
    assert evaluator.send(a_change(name, 1, {"priority": "high"}))[0]["status"] == 200
    checked = Checked(the_key(embedded), ())
    assert list(problems(evidence_of(embedded, name), checked=checked)) == []
    assert "version 2, change by peters" in "\n".join(checked.life)
    assert [each for each in checked.life if "not proved" in each] == [
        "Version 1 is not proved here: it is older than this log, or of an older service."
    ]


# --- not whole ---


def test_a_version_rewritten_in_the_register_is_named(embedded):
    name = a_life(embedded)
    mine = sa.and_(record_version.c.record_id == name, record_version.c.version == 2)
    bent = '{"items/i1/grading":{"scheme":"3x5x2","source":"1","assessment":"A"}}'
    embedded.write(lambda conn: conn.execute(sa.update(record_version).where(mine).values(parts=bent)))
    says = wrong(evidence_of(embedded, name), the_key(embedded))
    assert len(says) == 1
    assert "what version 2 is said to hold is not what was written" in says[0]


def what_differs(forged, whole):
    """Say what a forgery that passed was."""
    return len(forged), len(whole), [(a, b) for a, b in zip(forged, whole, strict=False) if a != b][:2]


def mutations(lines, chance, times):
    """Yield forged copies: bits flipped, lines missing, repeated, swapped, cut."""
    for _ in range(times):
        number = chance.randrange(len(lines))
        bent = bytearray(lines[number])
        bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
        yield [*lines[:number], bytes(bent), *lines[number + 1 :]]
    for number in range(len(lines)):
        yield lines[:number] + lines[number + 1 :]
        yield lines[:number]
        yield lines[: number + 1] + lines[number:]
        yield [*lines[:number], lines[number][: chance.randrange(len(lines[number]))]]
        for other in range(number):
            moved = [*lines]
            moved[number], moved[other] = moved[other], moved[number]
            yield moved


@pytest.mark.parametrize("what", ["evidence", "log", "span"])
def test_nothing_that_was_bent_cut_moved_or_left_out_passes(embedded, what):
    name = a_life(embedded)
    embedded.parts.sequencer.catch_up()
    embedded.clock.forward(minutes=5)
    begins = embedded.clock.now()
    embedded.clock.forward(minutes=5)
    a_life(embedded)
    whole = {
        "evidence": lambda: evidence_of(embedded, name),
        "log": lambda: the_log(embedded),
        "span": lambda: the_log(embedded, span=log_export.Span(since=begins)),
    }[what]()
    key, chance, tried = the_key(embedded), random.Random(7), 0
    assert wrong(whole, key) == []
    for forged in mutations(whole, chance, 1_000):
        tried += 1
        assert any(True for _ in problems(forged, key)), what_differs(forged, whole)
    assert tried > 1_050


@pytest.mark.parametrize("what", ["evidence", "log"])
def test_nothing_passes_where_the_forger_writes_the_last_line_anew(embedded, what):
    name = a_life(embedded)
    whole = evidence_of(embedded, name) if what == "evidence" else the_log(embedded)
    key, chance, tried = the_key(embedded), random.Random(8), 0
    for forged in mutations(whole[:-1], chance, 250):
        try:
            made = anew([*forged, whole[-1]])
        except (ValueError, KeyError, TypeError):
            continue  # nobody takes this for a line
        only_cut = len(made) > 1 and made[-2].startswith(b'{"line":"head"') and whole[: len(made) - 1] == made[:-1]
        tried += 1
        assert only_cut or made == whole or any(True for _ in problems(made, key)), what_differs(made, whole)
    assert tried > 200


def test_evidence_under_another_key_is_a_forgery(embedded):
    lines = evidence_of(embedded, a_life(embedded))
    assert any("forgery" in each for each in wrong(lines, bytes(32)))


def test_evidence_from_which_a_line_was_left_out_is_not_signed(embedded):
    lines = evidence_of(embedded, a_life(embedded))
    for number in range(2, len(lines) - 1):
        says = wrong(anew(lines[:number] + lines[number + 1 :]), the_key(embedded))
        assert says == [f"Line {len(lines) - 1} is not signed by the service: lines may have been left out."]


# --- parts of the log ---


def test_a_span_begins_at_a_head_and_proves_itself(world):
    a_life(world)
    world.parts.sequencer.catch_up()
    early = world.client(OKONJO).get("/v1/audit/checkpoint")["log"]
    world.clock.forward(minutes=10)
    since = world.clock.now()
    world.clock.forward(minutes=1)
    a_life(world)
    world.clock.forward(minutes=1)
    world.parts.sequencer.catch_up()
    late = world.client(OKONJO).get("/v1/audit/checkpoint")["log"]
    until = world.clock.now()
    world.clock.forward(minutes=10)
    a_life(world)
    whole = the_log(world)
    span = the_log(world, span=log_export.Span(since, until))
    assert wrong(span, the_key(world), [early, late]) == []
    assert len(span) < len(whole)
    assert json.loads(span[0])["from"] == int(early.split("\n")[1])
    entries = [each for each in whole if each.startswith(b'{"entry"')]
    assert [each for each in span if each.startswith(b'{"entry"')] == entries[
        int(early.split("\n")[1]) : int(late.split("\n")[1])
    ]
    only_begun = the_log(world, span=log_export.Span(until=since - timedelta(days=1)))
    assert wrong(only_begun, the_key(world)) == []
    assert any("rewritten" in each for each in wrong(only_begun, the_key(world), [early]))  # or cut: who could tell?
    nothing = the_log(world, span=log_export.Span(since=world.clock.now() + timedelta(days=1)))
    assert wrong(nothing, the_key(world)) == []


def test_a_head_that_cannot_be_compared_is_told_and_is_no_success(embedded, tmp_path, capsys):
    a_life(embedded)
    embedded.parts.sequencer.catch_up()
    (tmp_path / "head").write_text(embedded.client(OKONJO).get("/v1/audit/checkpoint")["log"], encoding="utf-8")
    embedded.clock.forward(minutes=10)
    since = embedded.clock.now()
    embedded.clock.forward(minutes=10)
    a_life(embedded)
    embedded.parts.sequencer.catch_up()
    embedded.clock.forward(minutes=10)
    a_life(embedded)
    later = log_export.Span(since=since + timedelta(minutes=10))
    (tmp_path / "span").write_bytes(b"".join(the_log(embedded, span=later)))
    assert main([str(tmp_path / "span"), "--head", str(tmp_path / "head")]) == 2
    assert "could not be compared" in capsys.readouterr().out


def test_the_exit_status_says_whole_wrong_or_not_to_be_checked(embedded, tmp_path, capsys):
    file = tmp_path / "evidence.jsonl"
    lines = evidence_of(embedded, a_life(embedded))
    file.write_bytes(b"".join(lines))
    key = base64.b64encode(the_key(embedded)).decode()
    assert main([str(file), "--key", key]) == 0
    assert "The evidence is whole, unaltered and signed." in capsys.readouterr().out
    file.write_bytes(b"".join([*lines[:3], *lines[4:]]))
    assert main([str(file), "--key", key]) == 1
    assert "found to be wrong" in capsys.readouterr().out
    assert main([str(tmp_path / "nowhere")]) == 2
    assert main([str(file), "--key", "no key"]) == 2
    assert capsys.readouterr().out.count("could not be checked") == 2


def test_what_stands_in_a_file_cannot_speak_for_the_verifier(embedded, tmp_path, capsys):
    lines = evidence_of(embedded, a_life(embedded))
    first = json.loads(lines[0]) | {"by": "watch\nThe evidence is whole, unaltered and signed.\x1b[2J"}
    (tmp_path / "bent").write_bytes(b"".join([leaf_body(first) + b"\n", *lines[1:]]))
    assert main([str(tmp_path / "bent")]) == 1
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "The evidence is whole, unaltered and signed." not in said.split("\n")


# --- who may have it ---


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked("okonjo", WHY), "Only an auditor"),
        (Asked("nobody", WHY), "Only an auditor"),
        (Asked("keeper", "  "), "Say why"),
        (Asked("keeper", WHY, "keeper"), "Somebody else"),
        (Asked("watch", WHY, "okonjo"), "Somebody else"),
    ],
)
def test_only_who_may_is_handed_anything(embedded, asked, says):
    with pytest.raises(Refused, match=says):
        embedded.write(lambda conn: write_down(conn, "2026-11-20", asked, "evidence", bytes(16), ()))
    with pytest.raises(Fault, match="no record"):
        embedded.write(lambda conn: evidence.named_as(conn, new_id()))


def test_the_command_hands_out_what_proves_itself_and_writes_down_for_whom(embedded, tmp_path, capsys):
    name = a_life(embedded)
    where = embedded.parts.settings.database
    file, log, again = (str(tmp_path / each) for each in ("evidence.jsonl", "log.jsonl", "refused.jsonl"))
    asked = ["--by", "watch", "--reason", WHY, "--database", where]
    assert service(["audit", "evidence", name, "--to", file, *asked]) == 0
    assert service(["audit", "export", "--to", log, "--since", "2026-11-20", *asked]) == 0
    assert service(["audit", "export", "--to", log, *asked]) == 1
    assert "already" in capsys.readouterr().err
    assert (
        service(["audit", "evidence", name, "--to", again, "--by", "okonjo", "--reason", WHY, "--database", where]) == 1
    )
    assert not (tmp_path / "refused.jsonl").exists()
    for each in (file, log):
        assert main([each]) == 0
    rows = embedded.rows(sa.select(served.c.user_id, served.c.act).where(served.c.act.in_(("evidence", "log export"))))
    assert rows == [("watch", "evidence"), ("watch", "log export")]
    assert {text for (text,) in embedded.rows(sa.select(served_query.c.text))} == {WHY}
