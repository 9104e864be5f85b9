"""The stand-alone verifier: every flipped bit, missing line, swapped pair and forked log is found."""

import base64
import functools
import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimint_domain.audit import GENESIS, Entry, chained, commitment
from crimint_domain.log_head import LogHead, device_body, leaf_body, note_of, origin_of
from crimint_domain.merkle import Grown, leaf_hash
from crimint_service import crimint_audit_verify as audit_verify
from crimint_service import epochs, log_export
from crimint_service.crimint_audit_verify import genuine, problems
from crimint_service.leases import public_key
from tests.protocol.client import a_creation, new_id
from tests.protocol.people import OKONJO, PETERS
from tests.service.test_log_tree import keep_a_log

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
# RFC 8032, section 7.1: the first three. Public key, message, signature.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
        "24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
        "eeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed2"
        "8dc027beceea1ec40a",
    ),
)  # fmt: skip


@pytest.fixture(autouse=True)
def each_signature_is_judged_once(monkeypatch):
    """It takes some milliseconds, and these tests judge the same ones thousands of times."""
    monkeypatch.setattr(audit_verify, "genuine", functools.cache(genuine))


def entry_line(tree, source, entry, body, words=None):
    leaf = leaf_hash(body)
    index = tree.add(leaf)
    said = {"line": "entry", "index": index, "source": source, "leaf": leaf.hex(), "entry": entry}
    return leaf_body(said | ({"words": words} if words else {}))


def head_line(tree, number, epoch="e1"):
    head = LogHead(origin_of("practice", epoch), tree.size, tree.root(), f"2026-11-20T03:0{number}:00+00:00")
    note = note_of(head, PUBLIC, KEY.sign(head.text.encode()))
    return leaf_body({"line": "head", "number": number, "note": note})


def device_line(tree, sequence, previous, device="d1", text="a reason"):
    hidden = commitment(b"salt", text)
    entry = chained(
        Entry(
            sequence, "2026-11-20T03:00:00+00:00", 7, "consultation", "open", "okonjo", device, ("r@1",), hidden,
            previous,
        )
    )  # fmt: skip
    said = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    words = {"salt": b"salt".hex(), "text": text}
    body = device_body(device, "okonjo", sequence, entry.hash)
    return entry_line(tree, "device", said, body, words), entry.hash


def a_small_log(text="a reason"):
    """Two devices, a decision, three heads."""
    tree, lines = Grown(), [leaf_body({"line": "log", "key": base64.b64encode(PUBLIC).decode()})]
    last: dict[str, str] = {}
    for number, (sequence, device) in enumerate([(1, "d1"), (1, "d2"), (2, "d1"), (3, "d1"), (2, "d2")]):
        line, last[device] = device_line(tree, sequence, last.get(device, GENESIS), device, text)
        lines.append(line)
        if number == 2:
            lines.append(head_line(tree, 1))
    act = {"source": "epoch", "epoch": "e2", "at": "x", "by_user": "watch", "words": ""}
    lines.append(entry_line(tree, "epoch", act, leaf_body(act)))
    lines += [head_line(tree, 2), head_line(tree, 3, "e2")]
    return ended(lines)


def ended(lines):
    """Give a log its last line, as whoever forges it would."""
    said = [json.loads(each) for each in lines]
    digest = hashlib.sha256(b"".join(each + b"\n" for each in lines)).hexdigest()
    counts = {kind: sum(each.get("line") == kind for each in said) for kind in ("entry", "head")}
    end = {"line": "end", "entries": counts["entry"], "heads": counts["head"], "sha256": digest}
    return [*lines, leaf_body(end)]


def wrong(lines, key=PUBLIC, kept=()):
    return list(problems([each + b"\n" for each in lines], key, kept))


@pytest.mark.parametrize("vector", VECTORS)
def test_signatures_are_judged_as_the_rfc_says(vector):
    key, message, signature = (bytes.fromhex(each) for each in vector)
    assert genuine(key, message, signature)
    assert not genuine(key, message + b"\x00", signature)
    for place in (0, 31, 32, 63):
        bent = bytearray(signature)
        bent[place] ^= 1
        assert not genuine(key, message, bytes(bent))


def test_signatures_are_judged_as_by_the_other_implementation():
    chance = random.Random(1)
    for _ in range(6):
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        message = chance.randbytes(chance.randrange(80))
        assert genuine(private.public_key().public_bytes_raw(), message, private.sign(message))
    assert not genuine(bytes([2]) + bytes(31), b"", bytes(64))  # no point of the curve
    assert not genuine(b"", b"", b"")


def test_a_whole_log_is_found_to_be_whole():
    assert wrong(a_small_log()) == []
    assert wrong(a_small_log(), key=None) == []


def test_words_may_be_erased_without_a_trace():
    lines = [json.loads(each) for each in a_small_log()[:-1]]
    for each in lines:
        each.pop("words", None)
    assert wrong(ended([leaf_body(each) for each in lines])) == []


def test_every_flipped_bit_is_found():
    lines, chance = a_small_log(), random.Random(2)
    tried = 0
    for number, line in enumerate(lines):
        for place in range(len(line)):
            bent = bytearray(line)
            bent[place] ^= 1 << chance.randrange(8)
            tried += 1
            if b"\n" in bytes(bent):
                continue
            assert wrong([*lines[:number], bytes(bent), *lines[number + 1 :]]), (number, place)
    assert tried > 3_000


def test_every_flipped_bit_is_found_where_the_forger_writes_the_last_line_anew():
    """Then only chains, leaves, roots and signatures speak."""
    lines, chance = a_small_log()[:-1], random.Random(3)
    for number, line in enumerate(lines):
        for place in range(0, len(line), 3):
            bent = bytearray(line)
            bent[place] ^= 1 << chance.randrange(7)
            try:
                forged = ended([*lines[:number], bytes(bent), *lines[number + 1 :]])
            except (ValueError, AttributeError):
                continue  # nobody takes this for a line
            assert wrong(forged), (number, place, bytes(bent))


def test_every_missing_repeated_and_moved_line_is_found():
    whole = a_small_log()
    lines = whole[:-1]
    for number in range(len(whole)):
        assert wrong(whole[:number] + whole[number + 1 :])
        assert wrong(whole[:number])  # cut off here
    for number in range(len(lines)):
        assert number == len(lines) - 1 or wrong(ended(lines[:number] + lines[number + 1 :])), number
        assert wrong(ended(lines[: number + 1] + lines[number:])), number
        for other in range(number):
            moved = [*lines]
            moved[number], moved[other] = moved[other], moved[number]
            assert wrong(ended(moved)), (number, other)


def test_a_log_cut_at_a_head_is_found_by_a_head_that_was_kept_elsewhere():
    lines = a_small_log()[:-1]
    cut = ended(lines[:5])
    note = json.loads(lines[-1])["note"]
    assert wrong(cut) == []
    assert wrong(cut, kept=[note]) == [
        "The head of 6 entries that was kept elsewhere is not of this log: it was rewritten."
    ]
    assert wrong(ended(lines), kept=[note]) == []


def test_a_log_told_anew_by_whoever_holds_the_key_is_found_by_a_head_that_was_kept_elsewhere():
    note = json.loads(a_small_log()[-2])["note"]
    assert wrong(a_small_log("another reason")) == []
    assert any("rewritten" in each for each in wrong(a_small_log("another reason"), kept=[note]))
    assert any("another key" in each for each in wrong(a_small_log(), key=bytes(32)))


def test_a_device_that_told_two_stories_is_named():
    tree, first = Grown(), leaf_body({"line": "log", "key": base64.b64encode(PUBLIC).decode()})
    one, previous = device_line(tree, 1, GENESIS)
    fork, _ = device_line(tree, 1, GENESIS, text="another story")
    assert any("another story" in each for each in wrong(ended([first, one, fork, head_line(tree, 1)])))
    gap, _ = device_line(tree, 3, previous)
    assert any("something is missing" in each for each in wrong(ended([first, one, fork, gap, head_line(tree, 1)])))


def an_export(world, path, *, words=True):
    world.parts.sequencer.catch_up()
    key = public_key(world.parts.register.log_key)
    with path.open("wb") as out:
        world.parts.database.read(lambda connection: out.writelines(log_export.lines(connection, key, words=words)))
    return key


def test_what_the_service_hands_out_is_whole(world, tmp_path):
    officer = world.client(OKONJO)
    entries = keep_a_log(officer, 4)
    officer.send(a_creation())
    officer.everything()
    world.parts.sequencer.catch_up()
    kept = officer.get("/v1/audit/checkpoint")["log"]
    keep_a_log(officer, 2, 5, entries[-1].hash)
    keep_a_log(world.client(PETERS), 2)
    world.write(lambda c: epochs.begin_epoch(c, new_id(), by="watch", reason="An invented reason.", at="2026-11-20"))
    for words in (True, False):
        path = tmp_path / f"log-{words}.jsonl"
        key = an_export(world, path, words=words)
        with path.open("rb") as lines:
            assert list(problems(lines, base64.b64decode(key), [kept])) == []
        assert (b"An invented reason." in path.read_bytes()) is words


def test_it_runs_by_itself_and_says_what_is_wrong(tmp_path):
    path, head = tmp_path / "log.jsonl", tmp_path / "head.txt"
    lines = a_small_log()
    head.write_text(json.loads(lines[-2])["note"], encoding="utf-8")
    alone = tmp_path / "verify.py"
    alone.write_bytes(Path(audit_verify.__file__).read_bytes())
    for written, status, says in ((lines, 0, "whole, unaltered and signed"), (lines[:-1], 1, "cut off")):
        path.write_bytes(b"".join(each + b"\n" for each in written))
        done = subprocess.run(
            [sys.executable, "-I", "-S", alone, path, "--head", head, "--key", base64.b64encode(PUBLIC).decode()],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        assert says in done.stdout
