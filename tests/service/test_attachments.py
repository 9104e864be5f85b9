"""Files beside records: taken in pieces, judged when whole, handed out to those who may read the record, and erased
with it."""

import base64
import hashlib

import pytest
import sqlalchemy as sa

from crimint_service import erasing
from crimint_service.tables import attachment, attachment_part, served
from tests.files import a_docx, a_pdf, a_picture, a_zip
from tests.protocol.client import Client, a_creation, a_document, new_id
from tests.protocol.people import HOLT, OKONJO, PETERS, REID
from tests.service.world import World, a_world

PART = 1_000
PICTURE = a_picture(size=(160, 120))


@pytest.fixture
def world(database):
    with a_world(database, attachment_part_bytes=PART, attachment_bytes=60_000, attachments_under_way=100_000) as made:
        yield made


def digest_of(raw: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(raw).digest()).decode()}:"


def put(world: World, client: Client, name: str, number: int, body: bytes, digest: str | None = None):
    headers = {"X-Device": client.device, "Authorization": f"Bearer {client.tokens['token']}"}
    headers["Content-Digest"] = digest_of(body) if digest is None else digest
    return world.http.put(f"{world.url}/v1/attachments/{name}/parts/{number}", data=body, headers=headers, timeout=30)


def fetch(world: World, client: Client, name: str, **headers: str):
    told = {"X-Device": client.device, "Authorization": f"Bearer {client.tokens['token']}"}
    told |= {key.replace("_", "-"): value for key, value in headers.items()}
    return world.http.get(f"{world.url}/v1/attachments/{name}", headers=told, timeout=30)


def told_of(raw: bytes, record: str, name: str = "van.jpg", kind: str = "jpeg", **more):
    told = {"id": new_id(), "record": record, "sha256": hashlib.sha256(raw).hexdigest(), "size": len(raw)}
    return told | {"name": name, "type": kind} | more


def announce(client: Client, told):
    return client.ask("POST", "/v1/attachments", told)


def bring(world: World, client: Client, raw: bytes, record: str, **more):
    """Send a whole file and return what was told of it."""
    told = told_of(raw, record, **more)
    status, _, body = announce(client, told)
    assert status == 201, body
    for number in range(body["parts"]):
        assert put(world, client, told["id"], number, raw[number * PART : (number + 1) * PART]).status_code == 204
    status, _, body = client.ask("POST", f"/v1/attachments/{told['id']}/complete")
    assert (status, body["state"]) == (200, "whole"), body
    return told


def named(told, title="A blue van"):
    said = {"name": told["name"], "type": told["type"], "size": told["size"], "digest": told["sha256"]}
    return {told["id"]: said | {"title": title, "order": "i"}}


def test_a_file_arrives_in_pieces_and_stands_beside_the_report_that_names_it(world):
    okonjo, record = world.client(OKONJO), new_id()
    told = bring(world, okonjo, PICTURE, record)
    sent = okonjo.send(a_creation(a_document(attachments=named(told)), record))
    assert [each["status"] for each in sent] == [201]
    assert okonjo.everything()[record]["document"]["attachments"] == named(told)
    answer = fetch(world, okonjo, told["id"])
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert answer.headers["ETag"] == f'"{told["sha256"]}"'
    assert answer.headers["Repr-Digest"] == digest_of(PICTURE)
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_what_is_announced_again_says_which_pieces_have_arrived(world):
    okonjo = world.client(OKONJO)
    told = told_of(PICTURE, new_id())
    assert announce(okonjo, told)[2]["have"] == []
    put(world, okonjo, told["id"], 1, PICTURE[PART : 2 * PART])
    again = announce(okonjo, told)[2]
    assert (again["have"], again["state"], again["part_size"]) == ([1], "open", PART)
    status, _, body = okonjo.ask("POST", f"/v1/attachments/{told['id']}/complete")
    assert (status, body["type"]) == (422, "urn:crimint:problem:parts-missing")
    assert announce(okonjo, told | {"size": 5})[0] == 422


def test_a_piece_must_be_whole_and_of_its_size(world):
    okonjo = world.client(OKONJO)
    told = told_of(PICTURE, new_id())
    announce(okonjo, told)
    name, first = told["id"], PICTURE[:PART]
    assert put(world, okonjo, name, 0, first, digest_of(b"other")).status_code == 422
    assert put(world, okonjo, name, 0, first, "").status_code == 400
    assert put(world, okonjo, name, 0, first, "sha-256=:?:").status_code == 400
    assert put(world, okonjo, name, 0, first[:-1]).status_code == 422
    assert put(world, okonjo, name, 99, first).status_code == 422
    assert put(world, okonjo, name, 0, bytes(PART)).status_code == 204
    assert put(world, okonjo, name, 0, first).status_code == 204


def test_a_file_that_is_not_what_was_announced_is_refused(world):
    okonjo = world.client(OKONJO)
    told = told_of(PICTURE, new_id(), sha256="0" * 64)
    parts = announce(okonjo, told)[2]["parts"]
    for number in range(parts):
        put(world, okonjo, told["id"], number, PICTURE[number * PART : (number + 1) * PART])
    status, _, body = okonjo.ask("POST", f"/v1/attachments/{told['id']}/complete")
    assert (status, body["type"]) == (422, "urn:crimint:problem:digest-mismatch")


HOSTILE = (
    (a_pdf(), "van.jpg", "jpeg", "PDF"),
    (PICTURE + a_zip({"a": "b"}), "van.jpg", "jpeg", "two kinds"),
    (a_docx(**{"word__vbaProject.bin": "x"}), "a.docx", "docx", "programs"),
    (b"<html><script>", "a.txt", "text", "web page"),
)


def test_the_service_judges_the_content_itself(world):
    okonjo, record = world.client(OKONJO), new_id()
    for raw, name, kind, says in HOSTILE:
        told = told_of(raw, record, name, kind)
        for number in range(announce(okonjo, told)[2]["parts"]):
            put(world, okonjo, told["id"], number, raw[number * PART : (number + 1) * PART])
        for _ in range(2):
            status, _, body = okonjo.ask("POST", f"/v1/attachments/{told['id']}/complete")
            assert (status, says in body["detail"]) == (422, True), body
        assert not world.rows(sa.select(attachment_part.c.number))
        receipt = okonjo.send(a_creation(a_document(attachments=named(told)), record))[0]
        assert (receipt["status"], "was not taken" in receipt["problem"]) == (422, True)


def test_sizes_kinds_and_names_are_held_to_the_policy(world):
    okonjo, record = world.client(OKONJO), new_id()
    for wrong in (
        {"size": 0}, {"size": 60_001}, {"type": "exe"}, {"name": "../van.jpg"}, {"name": "van.exe"}, {"id": "x"},
        {"record": "x"}, {"name": "van\u202egpj.jpg"},
    ):  # fmt: skip
        assert announce(okonjo, told_of(PICTURE, record) | wrong)[0] == 422, wrong
    assert announce(okonjo, told_of(PICTURE, record, size=50_000))[0] == 201
    assert announce(okonjo, told_of(PICTURE, record, size=49_000))[0] == 201
    status, _, body = announce(okonjo, told_of(PICTURE, record, size=2_000))
    assert (status, body["type"]) == (413, "urn:crimint:problem:attachments-under-way")
    world.clock.forward(days=31)
    assert announce(world.client(OKONJO), told_of(PICTURE, record, size=2_000))[0] == 201
    assert len(world.rows(sa.select(attachment.c.id))) == 1


def test_a_change_that_names_a_file_which_has_not_arrived_waits(world):
    okonjo, record = world.client(OKONJO), new_id()
    told = told_of(PICTURE, record)
    creation = a_creation(a_document(attachments=named(told)), record)
    assert okonjo.send(creation)[0]["status"] == 424
    announce(okonjo, told)
    assert okonjo.send(creation)[0]["status"] == 424
    assert record not in okonjo.everything()
    for number in range(announce(okonjo, told)[2]["parts"]):
        put(world, okonjo, told["id"], number, PICTURE[number * PART : (number + 1) * PART])
    okonjo.post(f"/v1/attachments/{told['id']}/complete", None)
    assert okonjo.send(creation)[0]["status"] == 201


def test_a_report_cannot_say_something_else_of_a_file_than_what_arrived(world):
    okonjo, record = world.client(OKONJO), new_id()
    told = bring(world, okonjo, PICTURE, record)
    for lie in ({"sha256": "1" * 64}, {"size": 3}, {"name": "cat.jpg"}, {"type": "pdf", "name": "van.pdf"}):
        receipt = okonjo.send(a_creation(a_document(attachments=named(told | lie)), record))[0]
        assert receipt["status"] == 422, lie
    for damaged in ({told["id"]: {"name": 3}}, {"x": named(told)[told["id"]]}, [told["id"]]):
        assert okonjo.send(a_creation(a_document(attachments=damaged), record))[0]["status"] == 422
    assert okonjo.send(a_creation(a_document(attachments=named(told)), new_id()))[0]["status"] == 424


def test_a_file_is_there_for_those_who_may_read_its_record_and_for_nobody_else(world):
    okonjo, reid, peters, holt = (world.client(each) for each in (OKONJO, REID, PETERS, HOLT))
    record = new_id()
    told = bring(world, okonjo, PICTURE, record)
    absent = fetch(world, reid, new_id()).json()
    for nobody in (reid, peters, holt):
        answer = fetch(world, nobody, told["id"])
        assert (answer.status_code, answer.json()) == (404, absent)
        assert put(world, nobody, told["id"], 0, PICTURE[:PART]).status_code == 404
        assert nobody.ask("POST", f"/v1/attachments/{told['id']}/complete")[0] == 404
    assert fetch(world, okonjo, told["id"]).status_code == 200
    okonjo.send(a_creation(a_document(attachments=named(told)), record, step="submit"))
    assert fetch(world, peters, told["id"]).content == PICTURE
    assert [fetch(world, each, told["id"]).status_code for each in (reid, holt)] == [404, 404]
    assert announce(holt, told_of(PICTURE, record))[0] == 404
    assert announce(peters, told_of(PICTURE, record))[0] == 403


def test_each_handing_out_is_in_the_log_before_it_leaves(world):
    okonjo, record = world.client(OKONJO), new_id()
    told = bring(world, okonjo, PICTURE, record)
    okonjo.send(a_creation(a_document(attachments=named(told)), record))
    fetch(world, okonjo, told["id"], Range="bytes=0-9")
    fetch(world, okonjo, told["id"])
    rows = world.rows(sa.select(served.c.subject, served.c.user_id).where(served.c.act == "attachment"))
    assert [tuple(row) for row in rows] == [(told["id"], "okonjo")] * 2


RANGES = (
    ("bytes=0-9", 206, 0, 10),
    ("bytes=990-1010", 206, 990, 1011),
    ("bytes=-7", 206, -7, None),
    ("bytes=1500-", 206, 1500, None),
    ("bytes=0-999999", 206, 0, None),
    ("bytes=5-2", 200, 0, None),
    ("bytes=0-1,4-5", 200, 0, None),
    ("lines=0-1", 200, 0, None),
    ("bytes=-", 200, 0, None),
)


def test_ranges_of_bytes_come_as_asked(world):
    okonjo = world.client(OKONJO)
    told = bring(world, okonjo, PICTURE, new_id())
    for asked, status, begin, end in RANGES:
        answer = fetch(world, okonjo, told["id"], Range=asked)
        assert (answer.status_code, answer.content) == (status, PICTURE[begin:end]), asked
        if status == 206:
            first = len(PICTURE) + begin if begin < 0 else begin
            said = f"bytes {first}-{first + len(answer.content) - 1}/{len(PICTURE)}"
            assert answer.headers["Content-Range"] == said


def test_a_range_holds_only_for_the_file_it_was_meant_for(world):
    okonjo = world.client(OKONJO)
    told = bring(world, okonjo, PICTURE, new_id())
    tag = f'"{told["sha256"]}"'
    assert fetch(world, okonjo, told["id"], Range="bytes=0-9", If_Range=tag).status_code == 206
    assert fetch(world, okonjo, told["id"], Range="bytes=0-9", If_Range='"other"').content == PICTURE
    assert fetch(world, okonjo, told["id"], If_None_Match=tag).status_code == 304
    for beyond in (f"bytes={len(PICTURE)}-", "bytes=-0"):
        answer = fetch(world, okonjo, told["id"], Range=beyond)
        assert (answer.status_code, answer.json()["size"]) == (416, len(PICTURE))


def test_a_file_that_was_taken_off_its_report_is_handed_out_no_more(world):
    okonjo, record = world.client(OKONJO), new_id()
    told = bring(world, okonjo, PICTURE, record)
    okonjo.send(a_creation(a_document(attachments=named(told)), record))
    gone = {"id": new_id(), "kind": "report", "schema": 2, "record": record, "base_version": 1, "document": None,
            "set": {f"attachments/{told['id']}": None}, "step": None, "reason": None}  # fmt: skip
    assert okonjo.send(gone)[0]["status"] == 200
    assert fetch(world, okonjo, told["id"]).status_code == 404
    back = gone | {"id": new_id(), "base_version": 2, "set": {f"attachments/{told['id']}": named(told)[told["id"]]}}
    assert okonjo.send(back)[0]["status"] == 200
    assert fetch(world, okonjo, told["id"]).content == PICTURE


def test_a_whole_file_can_no_longer_be_changed(world):
    okonjo = world.client(OKONJO)
    told = bring(world, okonjo, PICTURE, new_id())
    assert put(world, okonjo, told["id"], 0, PICTURE[:PART]).status_code == 204
    assert put(world, okonjo, told["id"], 0, bytes(PART)).status_code == 409
    assert okonjo.ask("POST", f"/v1/attachments/{told['id']}/complete")[0] == 200


def test_the_bytes_go_with_the_record(world):
    okonjo, record = world.client(OKONJO), new_id()
    told = bring(world, okonjo, PICTURE, record)
    okonjo.send(a_creation(a_document(attachments=named(told)), record))
    world.write(lambda connection: erasing.forget(connection, record))
    assert not world.rows(sa.select(attachment.c.id))
    assert not world.rows(sa.select(attachment_part.c.number))
    assert fetch(world, okonjo, told["id"]).status_code == 404


def test_no_bytes_of_a_file_stand_in_the_open_on_the_disk(tmp_path):
    canary = b"CANARY-of-the-blue-van " * 40
    with a_world(str(tmp_path / "register.db"), attachment_part_bytes=PART) as world:
        bring(world, world.client(OKONJO), canary, new_id(), name="van.txt", kind="text")
        for each in tmp_path.rglob("*"):
            assert not each.is_file() or b"CANARY" not in each.read_bytes()
