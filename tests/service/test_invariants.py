"""The invariants of the protocol, each by its number in docs/sync-protocol.md."""

import sqlalchemy as sa

from crimint_domain.streams import checksum_of
from crimint_service import feed, people
from crimint_service.tables import erasure, gone, kept_change, receipt, record, record_version, stream
from tests.protocol.client import a_change, a_creation, a_document, an_item, new_id
from tests.protocol.people import HOLT, KEEPER, OKONJO, PETERS, REID, VANE


def released(world, officer, evaluator, **fields):
    """Take a report from nothing to release and return its id."""
    creation = a_creation(a_document(**fields), step="submit")
    name = creation["record"]
    officer.send(creation)
    assert [r["status"] for r in evaluator.send(a_change(name, 1, step="evaluate"))] == [200]
    assert [r["status"] for r in evaluator.send(a_change(name, 2, step="release"))] == [200]
    return name


def test_1_numbers_in_a_stream_are_dense_and_in_the_order_of_commits(world):
    officer = world.client(OKONJO)
    names = [a_creation()["record"] for _ in range(5)]
    officer.send(*[a_creation(record=name) for name in names[:3]])
    officer.send(*[a_creation(record=name) for name in names[3:]])
    officer.send(a_change(names[0], 1, {"title": "Again"}))

    [state] = officer.checkpoint()["streams"]
    page = officer.read(state["id"])
    assert state["head"] == 6
    assert [(entry["seq"], entry["id"]) for entry in page["entries"]] == [
        (2, names[1]), (3, names[2]), (4, names[3]), (5, names[4]), (6, names[0]),
    ]  # fmt: skip


def test_2_reading_from_nothing_to_the_head_is_the_snapshot_with_one_row_per_record(world):
    officer = world.client(OKONJO)
    creations = [a_creation() for _ in range(7)]
    officer.send(*creations)
    officer.send(*[a_change(each["record"], 1, {"title": "Seen twice"}) for each in creations[:4]])
    officer.send(a_change(creations[0]["record"], 2, step="submit"))

    desk = next(s for s in officer.checkpoint()["streams"] if s["folder"] == "desk/okonjo")
    whole = officer.read(desk["id"])["entries"]
    paged = officer.read(desk["id"], limit=2)["entries"]
    assert paged == whole
    assert len({entry["id"] for entry in whole}) == len(whole) == 7
    assert sorted(entry["op"] for entry in whole) == ["gone"] + ["put"] * 6


def test_3_count_and_checksum_of_a_stream_follow_from_its_live_records(world):
    officer, evaluator, keeper = world.client(OKONJO), world.client(PETERS), world.client(KEEPER)
    officer.send(*[a_creation() for _ in range(3)])
    name = released(world, officer, evaluator)
    released(world, officer, evaluator, operation="MARZIPAN")
    keeper.send(a_change(name, 3, step="dispose", reason="Past its review"))

    for person in (officer, evaluator, keeper):
        for state in person.checkpoint()["streams"]:
            live = [entry for entry in person.read(state["id"])["entries"] if entry["op"] == "put"]
            assert state["count"] == len(live)
            assert state["checksum"] == sum(checksum_of(each["id"], each["version"]) for each in live) % 2**62


def test_4_every_accepted_change_raises_the_version_by_one_moves_included(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation()
    name = creation["record"]
    receipts = officer.send(creation)
    receipts += officer.send(a_change(name, 1, {"title": "A van"}))
    receipts += officer.send(a_change(name, 2, step="submit"))
    receipts += evaluator.send(a_change(name, 3, step="claim"))
    receipts += evaluator.send(a_change(name, 4, {"items/i1/grading": None}, step="evaluate"))
    assert [each["status"] for each in receipts] == [201, 200, 200, 200, 422]
    receipts = evaluator.send(a_change(name, 4, step="evaluate"))
    receipts += evaluator.send(a_change(name, 5, step="release"))
    assert [each["version"] for each in receipts] == [5, 6]
    assert [v["version"] for v in officer.get(f"/v1/records/{name}/history")["versions"]] == [6, 5, 4, 3, 2, 1]


def test_4_a_record_that_moves_leaves_a_gone_row_with_the_version_of_its_move(world):
    officer = world.client(OKONJO)
    creation = a_creation()
    officer.send(creation)
    desk = officer.checkpoint()["streams"][0]
    cursor = officer.read(desk["id"])["cursor"]
    officer.send(a_change(creation["record"], 1, step="submit"))

    page = officer.read(desk["id"], cursor)
    assert page["entries"] == [
        {"op": "gone", "seq": 2, "id": creation["record"], "version": 2, "reason": "moved"},
    ]  # fmt: skip


def test_6_gone_tells_no_body_no_new_place_and_no_label(world):
    officer = world.client(OKONJO)
    creation = a_creation(step="submit")
    officer.send(a_creation(record=creation["record"]), a_change(creation["record"], 1, step="submit"))
    officer.send(other := a_creation())
    officer.send(a_change(other["record"], 1, step="submit"))
    desk = next(s for s in officer.checkpoint()["streams"] if s["folder"] == "desk/okonjo")
    left = [entry for entry in officer.read(desk["id"])["entries"] if entry["op"] == "gone"]
    assert left
    assert all(entry.keys() == {"op", "seq", "id", "version", "reason"} for entry in left)


def test_6_erasure_wipes_body_history_and_kept_changes_and_leaves_id_version_and_reason(world):
    officer, evaluator, keeper = world.client(OKONJO), world.client(PETERS), world.client(KEEPER)
    name = released(world, officer, evaluator, access_list="")
    stream_before = next(s for s in keeper.checkpoint()["streams"] if s["count"])
    creation = a_change(name, 3, {"title": "Never taken"})

    disposal = a_change(name, 3, step="dispose", reason="Past its review")
    [disposed] = keeper.send(disposal)

    assert (disposed["status"], disposed["version"]) == (200, 4)
    assert world.rows(sa.select(record).where(record.c.id == name)) == []
    assert world.rows(sa.select(record_version).where(record_version.c.record_id == name)) == []
    assert world.rows(sa.select(kept_change).where(kept_change.c.record_id == name)) == []
    [(version, reason)] = world.rows(sa.select(erasure.c.version, erasure.c.reason))
    assert (version, reason) == (4, "Past its review")
    hashes = world.rows(sa.select(receipt.c.version, receipt.c.content_hash).where(receipt.c.record_id == name))
    assert {version for version, hashed in hashes if hashed} == {4}
    assert [each["status"] for each in keeper.send(disposal)] == [208]
    [left] = [entry for entry in keeper.read(stream_before["id"])["entries"] if entry["id"] == name]
    assert left | {"seq": 0} == {"op": "gone", "seq": 0, "id": name, "version": 4, "reason": "erased"}
    assert [each["status"] for each in officer.send(creation)] == [410]
    assert officer.ask("GET", f"/v1/records/{name}/history")[0] == 404


def test_7_a_cursor_is_too_old_only_if_the_reading_began_before_the_floor(world):
    officer = world.client(OKONJO)
    creations = [a_creation() for _ in range(4)]
    officer.send(*creations)
    desk = officer.checkpoint()["streams"][0]
    early = officer.get(f"/v1/streams/{desk['id']}/changes?limit=2")["cursor"]
    officer.send(a_change(creations[0]["record"], 1, step="submit"))
    world.write(
        lambda connection: connection.execute(sa.update(stream).where(stream.c.id == desk["id"]).values(floor=5))
    )

    status, _, body = officer.ask("GET", f"/v1/streams/{desk['id']}/changes?cursor={early}")
    assert (status, body["type"]) == (410, "urn:crimint:problem:cursor-expired")
    first = officer.get(f"/v1/streams/{desk['id']}/changes?limit=2")
    assert first["more"]
    assert officer.get(f"/v1/streams/{desk['id']}/changes?cursor={first['cursor']}")["more"] is False


def test_8_write_replies_and_single_records_pass_the_same_filter_as_the_feed(world):
    officer, stranger, analyst = world.client(OKONJO), world.client(HOLT), world.client(VANE)
    creation = a_creation(step="submit")
    name = creation["record"]
    officer.send(creation)

    for person in (stranger, analyst):
        [told] = person.send(a_change(name, 9, {"title": "Mine now"}))
        assert (told["status"], told["current"], told["version"]) == (404, 0, 0)
        [again] = person.send(a_creation(record=name))
        assert (again["status"], again["current"]) == (422, 0)
        assert person.ask("GET", f"/v1/records/{name}")[0] == 404
        assert person.ask("GET", f"/v1/records/{name}/history")[0] == 404
        assert person.everything() == {}
    assert world.rows(sa.select(kept_change)) == []
    [told] = officer.send(a_change(name, 9, {"title": "Mine"}))
    assert (told["status"], told["current"]) == (409, 1)


def test_8_a_stream_of_another_is_as_unknown_as_one_that_never_was(world):
    officer, stranger = world.client(OKONJO), world.client(REID)
    officer.send(a_creation())
    desk = officer.checkpoint()["streams"][0]["id"]
    theirs = stranger.ask("GET", f"/v1/streams/{desk}/changes")
    none = stranger.ask("GET", f"/v1/streams/{'0' * 32}/changes")
    assert theirs[0] == none[0] == 404
    assert theirs[2] == none[2]


def test_9_a_receipt_is_stored_with_its_effect_and_a_repeat_changes_nothing(world):
    officer = world.client(OKONJO)
    creation = a_creation()
    change = a_change(creation["record"], 1, {"title": "Once"})
    officer.send(creation, change)

    assert [each["status"] for each in officer.send(creation, change)] == [208, 208]
    assert officer.everything()[creation["record"]]["version"] == 2
    kept = officer.get(f"/v1/changes/{change['id']}")
    assert (kept["status"], kept["version"]) == (200, 2)
    assert officer.ask("GET", f"/v1/changes/{new_id()}")[0] == 404


def test_9_a_receipt_answers_only_its_author_and_only_the_same_content(world):
    officer, other = world.client(OKONJO), world.client(REID)
    creation = a_creation()
    officer.send(creation)

    [changed] = officer.send(creation | {"document": a_document("Something else")})
    [stolen] = other.send(creation)
    assert (changed["status"], stolen["status"]) == (422, 422)
    assert stolen["version"] == 0
    assert other.ask("GET", f"/v1/changes/{creation['id']}")[0] == 404


def test_9_a_refusal_is_kept_too_and_a_clash_is_not(world):
    officer = world.client(OKONJO)
    creation = a_creation(a_document(items={}))
    officer.send(creation)
    refused = a_change(creation["record"], 1, step="submit")
    clash = a_change(creation["record"], 7, {"title": "Stale"})

    assert [each["status"] for each in officer.send(refused)] == [422]
    assert [each["status"] for each in officer.send(clash)] == [409]
    assert officer.get(f"/v1/changes/{refused['id']}")["status"] == 422
    assert officer.ask("GET", f"/v1/changes/{clash['id']}")[0] == 404
    assert [each["status"] for each in officer.send(refused)] == [422]


def test_10_a_failed_change_stops_the_later_ones_of_its_record_and_no_others(world):
    officer = world.client(OKONJO)
    one, two = a_creation(), a_creation()
    officer.send(one, two)

    receipts = officer.send(
        a_change(one["record"], 5, {"title": "Stale"}),
        a_change(one["record"], 1, {"title": "After it"}),
        a_change(two["record"], 1, {"title": "Another"}),
    )
    assert [each["status"] for each in receipts] == [409, 424, 200]


def test_10a_a_change_sets_parts_and_what_it_does_not_name_stays(world):
    officer = world.client(OKONJO)
    document = a_document(from_a_newer_program={"kept": ["as", "it", "is"]})
    document["items"]["i1"]["unheard_of"] = 7
    creation = a_creation(document)
    name = creation["record"]
    officer.send(creation)
    officer.send(a_change(name, 1, {"items/i1/text": "Changed", "items/i2": an_item("Second", "r")}))

    kept = officer.everything()[name]["document"]
    assert kept["from_a_newer_program"] == {"kept": ["as", "it", "is"]}
    assert kept["items"]["i1"]["unheard_of"] == 7
    assert kept["items"]["i1"]["text"] == "Changed"
    assert kept["items"]["i2"]["text"] == "Second"


def test_10a_an_older_client_changes_a_record_of_the_present_schema_and_drops_nothing(world):
    officer = world.client(OKONJO)
    creation = a_creation()
    officer.send(creation)
    [old] = officer.send(a_change(creation["record"], 1, {"provenance": "told", "title": "Old hand"}, schema=1))
    assert old["status"] == 200
    found = officer.everything()[creation["record"]]
    assert (found["schema"], found["document"]["title"]) == (2, "Old hand")
    assert found["document"]["items"]["i1"]["text"] == "A blue van stood by the old mill."
    assert "provenance" not in found["document"]


def test_10a_a_record_of_a_newer_schema_is_kept_and_changed_only_by_its_like(world):
    officer = world.client(OKONJO)
    creation = a_creation(a_document(novelty={"a": 1}), schema=9)
    assert [each["status"] for each in officer.send(creation)] == [201]
    older = a_change(creation["record"], 1, {"title": "Rewritten"})
    newer = a_change(creation["record"], 1, {"novelty": {"a": 2}}, schema=9)
    assert [each["status"] for each in officer.send(older)] == [422]
    assert [each["status"] for each in officer.send(newer)] == [200]
    found = officer.everything()[creation["record"]]
    assert (found["schema"], found["document"]["novelty"]) == (9, {"a": 2})


def test_losing_access_takes_the_streams_away_at_the_next_checkpoint_and_says_so(world):
    evaluator, officer = world.client(PETERS), world.client(OKONJO)
    creation = a_creation(step="submit")
    officer.send(creation)
    before = {state["id"] for state in evaluator.checkpoint()["streams"]}
    assert before

    moved = people.Account("peters", PETERS.name, ("lio",), ("harrowgate",))
    world.write(lambda connection: people.change_access(connection, moved))
    after = evaluator.checkpoint()
    assert after["streams"] == []
    assert {each["id"] for each in after["removed"]} == before
    assert after["access_version"] == 2
    # Once the device holds exactly what it may, it is no longer reminded.
    empty = feed.have_digest([])
    assert evaluator.checkpoint(have_digest=empty)["removed"] == []
    assert evaluator.checkpoint()["removed"] == []


def test_what_somebody_wrote_before_losing_access_is_refused_and_kept_for_the_unit(world):
    evaluator, officer = world.client(PETERS), world.client(OKONJO)
    creation = a_creation(step="submit")
    officer.send(creation)
    evaluator.checkpoint()
    moved = people.Account("peters", PETERS.name, ("lio",), ("harrowgate",))
    world.write(lambda connection: people.change_access(connection, moved))

    late = a_change(creation["record"], 1, {"items/i1/handling": {"scheme": "3x5x2", "code": "C"}})
    [told] = evaluator.send(late)
    assert (told["status"], told["current"]) == (403, 0)
    [(unit, author, content)] = world.rows(sa.select(kept_change.c.unit, kept_change.c.author, kept_change.c.content))
    assert (unit, author) == ("quillmarsh", "peters")
    assert "items/i1/handling" in content
    assert [each["status"] for each in evaluator.send(late)] == [403]


def test_a_record_that_comes_back_to_a_stream_leaves_no_tombstone_there(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation(step="submit")
    name = creation["record"]
    officer.send(creation)
    document = a_document(exclusions=["holt"])
    for base, parts in ((1, {"exclusions": document["exclusions"]}), (2, {"exclusions": []})):
        assert [each["status"] for each in officer.send(a_change(name, base, parts))] == [200]
    held = [s for s in evaluator.checkpoint()["streams"] if s["count"]]
    entries = evaluator.read(held[0]["id"])["entries"]
    assert [(entry["op"], entry["version"]) for entry in entries] == [("put", 3)]
    assert len(world.rows(sa.select(gone).where(gone.c.record_id == name))) == 1
