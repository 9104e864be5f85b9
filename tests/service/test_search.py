"""Searching everything one may read: the same on both engines, logged, and gone with what is erased."""

import json

import pytest
import sqlalchemy as sa
import zstandard

from crimint_domain.audit import commitment
from crimint_service import erasing, indexing, load
from crimint_service.register import open_register
from crimint_service.tables import search_line, served, served_query, setting
from tests.protocol.client import a_change, a_creation, a_document, an_item
from tests.protocol.people import HOLT, KEEPER, OKONJO, PETERS, VANE
from tests.service.test_invariants import released
from tests.service.test_load import a_register
from tests.service.world import quick

REASON = "Operation MARZIPAN"


def asked(client, text="", **more):
    """Search, and return the answer."""
    return client.post("/v1/search", {"text": text, "reason": REASON} | more)


def ids(client, text="", **more):
    """Search, and return the records that were found, in their order."""
    return [hit["id"] for hit in asked(client, text, **more)["hits"]]


def written(client, text, **more):
    """Write a report and return its id."""
    creation = a_creation(a_document(text, **more))
    assert [each["status"] for each in client.send(creation)] == [201]
    return creation["record"]


def at(day):
    """Where an event took place in time, as a part of the document's origin."""
    origin = {"officer": "", "organisation": "", "reported_at": "2026-11-20T03:10:00+00:00"}
    return origin | {"event": {"start": f"2026-11-{day:02d}T10:00:00+00:00", "end": None, "precision": "exact"}}


TYPED = {
    "heliotrope": True, "HÉLIOTROPE": True, "helio": True, '"helio"': False, "he": False, '"café by the weir"': True,
    '"weir café"': False, "cafe weir": True, "weir missing": False, "AB12-CDE": True, "naïve'; DROP": False,
    "o’hara": True, "жуковский": True, "Жук": True, "words: heliotrope": False, "heliotrope OR missing": False,
    "zzstatexdraft": False,
}  # fmt: skip


def test_words_are_found_alike_on_both_engines(world):
    officer = world.client(OKONJO)
    name = written(officer, "The Heliotrope met at the café by the weir; AB12 CDE, O'Hara, Жуковский.")
    assert {typed: ids(officer, typed) == [name] for typed in TYPED} == TYPED


def test_a_search_for_nothing_is_refused_in_words(world):
    status, _, problem = world.client(OKONJO).ask("POST", "/v1/search", {"text": "***"})
    assert (status, problem["detail"]) == (422, "Type what to search for, or choose a filter.")


def test_a_hit_is_a_line_with_the_words_around_what_was_found_and_no_body(world):
    officer = world.client(OKONJO)
    name = written(officer, "A blue van stood by the old mill at Quillmarsh.", operation="MARZIPAN", title="Van")
    [hit] = asked(officer, "mill")["hits"]
    assert (hit["id"], hit["version"], hit["title"], hit["state"]) == (name, 1, "Van", "draft")
    assert (hit["grades"], hit["operation"], hit["marking"]) == (["1AP"], "MARZIPAN", "OFFICIAL-SENSITIVE")
    assert [run["text"] for run in hit["snippet"] if run["kind"] == "added"] == ["mill"]
    assert "document" not in hit


def test_only_what_one_may_read_is_found_and_counted(world):
    officer, evaluator, analyst = world.client(OKONJO), world.client(PETERS), world.client(VANE)
    written(officer, "Quincunx, in a draft")
    shared = released(world, officer, evaluator)
    evaluator_finds = asked(analyst, "van")
    assert [hit["id"] for hit in evaluator_finds["hits"]] == [shared]
    assert evaluator_finds["counted"] == 1
    assert asked(analyst, "quincunx") == {"hits": [], "cursor": "", "counted": 0, "capped": False}
    assert len(ids(officer, "quincunx")) == 1


def test_the_same_person_finds_a_record_wherever_it_moves_and_by_its_newest_words_only(world):
    officer, evaluator, analyst = world.client(OKONJO), world.client(PETERS), world.client(VANE)
    name = written(officer, "Seen at Netherby.", title="One")
    officer.send(a_change(name, 1, {"items/i1/text": "Seen at Overby."}))
    assert ids(officer, "netherby") == []
    assert ids(analyst, "overby") == []
    for version, (client, step) in enumerate(
        ((officer, "submit"), (evaluator, "evaluate"), (evaluator, "release")), start=2
    ):
        assert [each["status"] for each in client.send(a_change(name, version, step=step))] == [200]
    assert ids(analyst, "overby") == [name]
    assert ids(analyst, states=["released"]) == [name]
    assert ids(analyst, states=["submitted"]) == []


def test_filters_narrow_and_the_latest_event_stands_first_page_after_page(world):
    officer = world.client(OKONJO)
    late, early = written(officer, "Van one", origin=at(19)), written(officer, "Van two", origin=at(3))
    high = written(officer, "Van three", origin=at(11), priority="high", operation="MARZIPAN")
    first = asked(officer, "van", limit=2)
    assert ([hit["id"] for hit in first["hits"]], first["counted"]) == ([late, high], 3)
    second = asked(officer, "van", limit=2, cursor=first["cursor"])
    assert ([hit["id"] for hit in second["hits"]], second["cursor"]) == ([early], "")
    assert ids(officer, priorities=["high"]) == [high]
    assert ids(officer, operations=["MARZIPAN", "OTHER"], states=["draft"]) == [high]
    assert ids(officer, "van", since="2026-11-04T00:00:00Z", until="2026-11-12T00:00:00Z") == [high]
    assert ids(officer, grades=["1AP"], units=["quillmarsh"], until="2026-11-10T00:00:00Z") == [early]


def test_cards_are_found_when_they_are_asked_for(world):
    keeper = world.client(KEEPER)
    world.write(lambda connection: load.load_records(connection, a_register(10)))
    assert [hit["title"] for hit in asked(keeper, "van 4", kinds=["card"])["hits"]] == ["Van 4"]
    assert {hit["kind"] for hit in asked(keeper, "invented")["hits"]} == {"report"}


def test_a_cursor_that_is_none_is_refused(world):
    status, _, problem = world.client(OKONJO).ask("POST", "/v1/search", {"text": "van", "cursor": "1.x"})
    assert (status, problem["type"]) == (400, "urn:crimint:problem:bad-cursor")


def test_a_search_is_logged_with_what_it_showed_and_its_words_stand_beside_the_log(world):
    officer = world.client(OKONJO)
    name = written(officer, "A blue van.")
    asked(officer, "van", priorities=["low"])
    asked(officer, "quincunx")
    logged = world.rows(sa.select(served).where(served.c.act == "search").order_by(served.c.id))
    shown = [zstandard.ZstdDecompressor().decompress(each.records).decode() for each in logged]
    assert (shown, [each.amount for each in logged]) == ([f"{name}@1", ""], [1, 0])
    kept = {each.served_id: each for each in world.rows(sa.select(served_query))}
    words = [kept[each.id].text.split("\n") for each in logged]
    assert [each[:2] for each in words] == [["van", REASON], ["quincunx", REASON]]
    assert json.loads(words[0][2]) == {"priorities": ["low"]}
    for each in logged:
        assert "van" not in each.subject
        assert each.subject == commitment(bytes.fromhex(kept[each.id].salt), kept[each.id].text)


@pytest.mark.expects_log("storage failed|defect in|Exception in ASGI application")
def test_without_a_line_in_the_log_nothing_is_answered(world):
    officer = world.client(OKONJO)
    written(officer, "A blue van.")
    world.write(lambda connection: connection.execute(sa.text("ALTER TABLE served_query RENAME TO away")))
    status, _, problem = officer.ask("POST", "/v1/search", {"text": "van"})
    assert status in (500, 503)
    assert "hits" not in problem
    assert world.rows(sa.select(served).where(served.c.act == "search")) == []


def test_erasing_a_record_takes_its_words_out_of_the_index_at_once(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    name = released(world, officer, evaluator)
    evaluator.send(a_change(name, 3, {"items/i1/text": "Quincunx9canary"}, reason="Clearer"))
    assert [len(ids(world.client(VANE), text)) for text in ("quincunx9canary", "van")] in ([1, 0], [0, 1])
    text = "quincunx9canary" if ids(evaluator, "quincunx9canary") else "van"

    world.write(
        lambda conn: erasing.erase(conn, name, by="keeper", second="peters", reason="Too long", at="2026-11-20")
    )

    assert ids(evaluator, text) == []
    assert world.rows(sa.select(search_line.c.place).where(search_line.c.record_id == name)) == []


def test_no_segment_of_the_text_index_keeps_a_word_that_was_erased(embedded):
    officer = embedded.client(OKONJO)
    name = written(officer, "Quincunx9canary stood by the mill.")
    for number in range(20):
        written(officer, f"Something else {number}.")
    segments = sa.text("SELECT block FROM search_text_data")

    def kept(word):
        return any(word in each.block for each in embedded.rows(segments))

    assert kept(b"quincunx9canary")
    embedded.write(
        lambda conn: erasing.erase(conn, name, by="keeper", second="peters", reason="Too long", at="2026-11-20")
    )
    assert not kept(b"quincunx9canary")
    assert kept(b"something")
    embedded.write(lambda conn: conn.execute(sa.text("INSERT INTO search_text(search_text) VALUES('integrity-check')")))


def test_a_program_that_knows_no_index_still_takes_the_words_with_the_record(world):
    name = written(world.client(OKONJO), "A blue van.")
    world.write(lambda connection: connection.execute(sa.text("DELETE FROM record WHERE id = :id"), {"id": name}))
    assert world.rows(sa.select(search_line.c.place).where(search_line.c.record_id == name)) == []


def test_a_register_of_a_program_without_search_is_filled_when_it_is_opened(database, monkeypatch):
    monkeypatch.setattr(indexing, "_AT_ONCE", 7)
    opened, _ = open_register(quick(database), "practice")
    opened.write(lambda connection: load.load_records(connection, a_register(30)))

    def as_before(connection):
        connection.execute(sa.delete(search_line))
        connection.execute(sa.delete(setting).where(setting.c.name.in_(("search_rules", "search_reached"))))

    opened.write(as_before)
    opened.close()
    again, _ = open_register(quick(database))
    assert again.read(lambda conn: conn.execute(sa.select(sa.func.count(search_line.c.place))).scalar_one()) == 30
    assert indexing.fill(again) == 0
    again.close()


def test_a_very_long_report_is_kept_and_found_by_its_beginning(world):
    officer = world.client(OKONJO)
    words = " ".join(f"filler{number}" for number in range(55_000))
    items = {"i1": an_item("Quincunx at the start."), "i2": an_item(words, order="j")}
    creation = a_creation(a_document(items=items))
    assert [each["status"] for each in officer.send(creation)] == [201]
    assert ids(officer, '"quincunx at the"') == [creation["record"]]


def test_a_stranger_finds_nothing_and_a_search_needs_a_sign_in(world):
    written(world.client(OKONJO), "A blue van.")
    assert ids(world.client(HOLT), "blue") == []
    assert world.request("POST", "/v1/search", {"text": "van"}, {"X-Device": world.client(HOLT).device})[0] == 401
