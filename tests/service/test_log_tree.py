"""The tree over the log: every entry gets its place, the heads are signed, and what is in it stays in it."""

import base64
import threading

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crimint_domain.audit import GENESIS, Entry, chained
from crimint_domain.log_head import device_body, read_note
from crimint_domain.merkle import Grown, is_consistent, is_included, leaf_hash
from crimint_service import devices, epochs, log_entries, log_tree
from crimint_service.config import Settings
from crimint_service.sequencing import Sequencer
from crimint_service.tables import device_entry, log_head, log_leaf, served
from tests.protocol.client import a_creation, new_id
from tests.protocol.people import OKONJO, PETERS


def keep_a_log(client, count, start=1, previous=GENESIS):
    """Send a piece of a device's log, and return its entries."""
    entries = []
    for sequence in range(start, start + count):
        entry = Entry(
            sequence, "2026-11-20T03:00:00+00:00", sequence, "consultation", "open", client.person.user, client.device,
            (f"{new_id()}@1",), "", previous,
        )  # fmt: skip
        entries.append(chained(entry))
        previous = entries[-1].hash
    events = [{name: getattr(each, name) for name in Entry.__dataclass_fields__} for each in entries]
    client.post(
        "/v1/audit/events",
        {"device": client.device, "from_seq": start, "previous": entries[0].previous, "events": events, "reasons": []},
    )
    return entries


def leaf_of(client, entry):
    return leaf_hash(device_body(client.device, client.person.user, entry.sequence, entry.hash))


def head_now(world, client):
    """Return the newest head after its signature was checked."""
    key = base64.b64decode(world.request("GET", "/.well-known/crimint")[2]["log_key"])
    head, signature = read_note(client.get("/v1/audit/checkpoint")["log"], key)
    Ed25519PublicKey.from_public_bytes(key).verify(signature, head.text.encode())
    return head


def path_of(answer):
    return tuple(bytes.fromhex(each) for each in answer["path"])


def test_entries_are_proved_to_be_in_the_log_and_the_log_to_have_only_grown(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    entries = keep_a_log(officer, 5)
    first = head_now(world, officer)
    officer.send(a_creation())
    officer.everything()
    more = keep_a_log(officer, 3, 6, entries[-1].hash)
    world.clock.forward(seconds=61)
    second = head_now(world, evaluator)
    assert second.size > first.size >= 5
    for each in (*entries, *more):
        leaf = leaf_of(officer, each)
        proof = evaluator.get(f"/v1/audit/proof/inclusion?leaf={leaf.hex()}&size={second.size}")
        assert is_included(leaf, proof["index"], second.size, path_of(proof), second.root)
    proof = evaluator.get(f"/v1/audit/proof/consistency?from={first.size}&to={second.size}")
    assert is_consistent(first.size, second.size, first.root, second.root, path_of(proof))


def test_every_checkpoint_brings_the_newest_head(world):
    officer = world.client(OKONJO)
    keep_a_log(officer, 2)
    said = officer.checkpoint()["log"]
    assert said == officer.get("/v1/audit/checkpoint")["log"]
    keep_a_log(world.client(PETERS), 1)
    assert officer.checkpoint()["log"] == said  # not more often than every minute
    world.clock.forward(seconds=61)
    assert officer.checkpoint()["log"] != said


def test_indexes_are_dense_and_each_entry_has_one(world):
    officer = world.client(OKONJO)
    keep_a_log(officer, 40)
    for _ in range(7):
        officer.send(a_creation())
        officer.everything()
    world.parts.sequencer.catch_up()
    world.parts.sequencer.catch_up()
    rows = world.rows(sa.select(log_leaf).order_by(log_leaf.c.leaf_index))
    assert [row.leaf_index for row in rows] == list(range(len(rows)))
    kept = world.rows(sa.select(sa.func.count()).select_from(served))[0][0]
    assert sum(row.source == "served" for row in rows) == kept >= 7
    assert sum(row.source == "device" for row in rows) == 40
    tree = Grown()
    for row in rows:
        tree.add(bytes.fromhex(row.hash))
    head = world.rows(sa.select(log_head).order_by(log_head.c.number.desc()))[0]
    assert (head.size, head.root) == (tree.size, tree.root().hex())


def test_every_tile_and_size_gives_the_root_and_the_proofs_of_the_whole_tree(world):
    officer, tree, previous = world.client(OKONJO), Grown(), GENESIS
    for begin in range(1, 1_100, 275):
        entries = keep_a_log(officer, 275, begin, previous)
        previous = entries[-1].hash
        world.parts.sequencer.catch_up()
    for row in world.rows(sa.select(log_leaf.c.hash).order_by(log_leaf.c.leaf_index)):
        tree.add(bytes.fromhex(row.hash))
    assert tree.size >= 1_100

    def proofs(connection):
        for size in (1, 255, 256, 257, 512, 700, 1_024, tree.size):
            found = log_tree.inclusion(connection, tree.node(0, size - 1).hex(), size)
            assert is_included(tree.node(0, size - 1), size - 1, size, found.path, tree.root(size))
            path = log_tree.consistency(connection, size, tree.size)
            assert is_consistent(size, tree.size, tree.root(size), tree.root(), path)

    world.write(proofs)


def test_decisions_are_in_the_tree_and_their_words_only_as_commitments(world):
    officer = world.client(OKONJO)
    keep_a_log(officer, 1)

    def decide(connection):
        devices.decide(connection, officer.device, devices.REVOKED, "2026-11-20T03:00:01.000Z", "watch")
        epochs.begin_epoch(
            connection, new_id(), by="watch", reason="An invented reason.", at="2026-11-20T03:00:02.000Z"
        )

    world.write(decide)
    world.parts.sequencer.catch_up()
    rows = {row.source: row for row in world.rows(sa.select(log_leaf).where(log_leaf.c.body.is_not(None)))}
    assert {"device-decided", "epoch"} <= rows.keys()
    assert "An invented reason." not in rows["epoch"].body
    assert len(rows["epoch"].salt) == 32
    world.write(lambda connection: connection.execute(sa.update(log_leaf).values(salt="")))  # words erased
    evaluator = world.client(PETERS)
    head = head_now(world, evaluator)
    leaf = leaf_hash(rows["epoch"].body.encode())
    proof = evaluator.get(f"/v1/audit/proof/inclusion?leaf={leaf.hex()}&size={head.size}")
    assert is_included(leaf, proof["index"], head.size, path_of(proof), head.root)


def test_every_kind_of_decision_can_be_asked_for(world):
    """Each names tables and columns that there are, on either engine."""
    assert len({act.source for act in log_entries.ACTS}) == len(log_entries.ACTS)
    world.write(lambda connection: log_entries.waiting(connection, 10, served_above=0, since=""))


def test_what_cannot_be_proved_is_refused(world):
    officer = world.client(OKONJO)
    keep_a_log(officer, 2)
    size = head_now(world, officer).size
    for query, expected in (
        (f"inclusion?leaf={'0' * 64}&size={size}", (404, "leaf-unknown")),
        (f"inclusion?leaf={'0' * 64}&size={size + 1}", (422, "proof-impossible")),
        (f"consistency?from=1&to={size + 1}", (422, "proof-impossible")),
        ("consistency?from=2&to=1", (422, "proof-impossible")),
    ):
        status, _, body = officer.ask("GET", f"/v1/audit/proof/{query}")
        assert (status, body["type"].rpartition(":")[2]) == expected
    assert officer.ask("GET", "/v1/audit/proof/inclusion?leaf=zz&size=1")[0] in (400, 422)


def test_several_services_take_turns_and_no_entry_gets_two_places(world):
    officer = world.client(OKONJO)
    keep_a_log(officer, 60)
    settings = Settings(database="", clock=world.clock)
    several = [Sequencer(world.parts.database, settings, world.parts.register) for _ in range(3)]
    threads = [threading.Thread(target=each.catch_up) for each in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    several[0].catch_up()
    rows = world.rows(sa.select(log_leaf.c.leaf_index, log_leaf.c.key))
    assert sorted(row.leaf_index for row in rows) == list(range(len(rows)))
    assert len({row.key for row in rows}) == len(rows)


def test_a_number_that_was_given_early_and_committed_late_is_not_passed_over(world):
    """PostgreSQL gives numbers before it commits; an entry may turn up below others that have their place."""
    officer = world.client(OKONJO)
    officer.send(a_creation())
    officer.everything()
    officer.everything()
    late = world.rows(sa.select(served).order_by(served.c.id))[0]
    world.write(lambda connection: connection.execute(sa.delete(served).where(served.c.id == late.id)))
    world.parts.sequencer.take_turn()
    world.clock.forward(seconds=30)
    world.write(lambda connection: connection.execute(sa.insert(served).values(dict(late._mapping))))
    world.parts.sequencer.take_turn()
    keys = [row.key for row in world.rows(sa.select(log_leaf.c.key).where(log_leaf.c.source == "served"))]
    assert str(late.id) in keys
    for _ in range(4):
        world.clock.forward(seconds=61)
        world.parts.sequencer.take_turn()
    again = [row.key for row in world.rows(sa.select(log_leaf.c.key).where(log_leaf.c.source == "served"))]
    assert sorted(again) == sorted(keys)


def test_another_epoch_is_another_log_by_name(world):
    officer = world.client(OKONJO)
    keep_a_log(officer, 1)
    before, epoch = head_now(world, officer), new_id()
    world.write(
        lambda connection: epochs.begin_epoch(connection, epoch, by="watch", reason="Invented.", at="2026-11-20T03:00Z")
    )
    after = head_now(world, officer)
    assert before.origin != after.origin
    assert after.origin.endswith(epoch)
    assert after.size > before.size


def test_the_entries_themselves_are_never_touched(world):
    officer = world.client(OKONJO)
    entries = keep_a_log(officer, 3)
    world.parts.sequencer.catch_up()
    assert [row.hash for row in world.rows(sa.select(device_entry).order_by(device_entry.c.sequence))] == [
        each.hash for each in entries
    ]


def test_a_service_that_runs_gives_indexes_unasked(embedded):
    officer = embedded.client(OKONJO)
    keep_a_log(officer, 2)
    settings = Settings(database="", clock=embedded.clock, log_beat_s=0.01)
    sequencer = Sequencer(embedded.parts.database, settings, embedded.parts.register)
    sequencer.start()
    pause = threading.Event()
    try:
        for _ in range(500):
            if embedded.rows(sa.select(log_head)):
                break
            pause.wait(0.01)
    finally:
        sequencer.stop()
    assert sum(row.source == "device" for row in embedded.rows(sa.select(log_leaf))) == 2
