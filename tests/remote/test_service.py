"""Answers are checked before anybody applies them, and what goes wrong is said in a sentence."""

import json

import pytest

from crimint_desktop.remote import failure
from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_domain.access import Principal
from crimint_domain.change import Change
from crimint_domain.errors import Refused, Unavailable
from tests.builders import CountedIds, SteadyClock, an_id
from tests.protocol.fake import FakeService
from tests.protocol.fake_line import FakeLine, serving
from tests.remote.conftest import answer

R, OTHER = an_id(1), an_id(2)
PUT = {"seq": 1, "op": "put", "id": R, "kind": "report", "schema": 2, "version": 1, "document": {}, "by": "", "at": ""}
CHANGE = Change(an_id(3), "report", 2, R, 1, parts={"title": "x"})


def said(value, **more):
    return answer(json.dumps(value).encode(), **more)


def page(*entries, **more):
    return {"entries": list(entries), "cursor": "c", "head": 9, "more": False} | more


def deep(levels):
    return {"a": deep(levels - 1)} if levels else {}


@pytest.mark.parametrize(
    "rubbish",
    [
        "<html>captive portal</html>",
        [],
        {},
        page({**PUT, "id": "../../etc"}),
        page({**PUT, "version": 0}),
        page({**PUT, "version": -1}),
        page({**PUT, "version": "one"}),
        page({**PUT, "document": None}),
        page({**PUT, "document": []}),
        page({**PUT, "document": deep(9)}),
        page({**PUT, "document": {"title": "null \x00 character"}}),
        page({**PUT, "kind": ""}),
        page({**PUT, "op": "wipe"}),
        page(PUT, PUT),
        page({**PUT, "seq": 2}, PUT),
        page({**PUT, "seq": 10}),
        page(more=True),
        page(PUT, more=True, cursor="here"),
        page(cursor=""),
        page(*({**PUT, "seq": n} for n in range(1, 1002)), head=2000),
    ],
)
def test_a_page_that_breaks_the_protocol_is_not_taken(rogue, rubbish):
    service = rogue(said(rubbish)).service()

    with pytest.raises(Unavailable) as caught:
        service.changes("stream", "here", 1000)

    assert caught.value.cause == "service-rubbish"


def test_a_page_with_names_nobody_knows_yet_is_taken(rogue):
    service = rogue(said(page({**PUT, "later": 1}, later=2))).service()

    assert service.changes("stream", "", 1000).entries[0].id == R


@pytest.mark.parametrize(
    "receipts",
    [
        [],
        [{"id": OTHER, "status": 201, "version": 1}],
        [{"id": CHANGE.id, "status": 200, "version": 2}, {"id": OTHER, "status": 200, "version": 2}],
        [{"id": CHANGE.id, "status": 200, "version": 0}],
    ],
)
def test_receipts_for_anything_but_what_was_sent_are_not_taken(rogue, receipts):
    service = rogue(said({"receipts": receipts, "checkpoint_hint": {}})).service()

    with pytest.raises(Unavailable) as caught:
        service.send([CHANGE])

    assert caught.value.cause == "service-rubbish"


def test_a_record_other_than_the_one_asked_for_is_not_taken(rogue):
    service = rogue(said({**PUT, "id": OTHER})).service()

    with pytest.raises(Unavailable) as caught:
        service.record(R)

    assert caught.value.cause == "service-rubbish"


@pytest.mark.parametrize(
    ("status", "kind", "headers", "cause", "wait"),
    [
        ("426 Upgrade Required", "client-too-old", {}, "client-too-old", 60),
        ("503 Service Unavailable", "busy", {"Retry_After": "17"}, "service-busy", 17),
        ("429 Too Many Requests", "busy", {"Retry_After": "Fri, 20 Nov 2020 14:32:00 GMT"}, "service-busy", 0),
        ("503 Service Unavailable", "busy", {"Retry_After": "soon"}, "service-busy", 10),
        ("500 Internal Server Error", "defect", {}, "service-failed", 10),
        ("403 Forbidden", "device-blocked", {}, "device-blocked", None),
        ("409 Conflict", "epoch-changed", {}, "epoch-changed", 0),
        ("418 Teapot", "", {}, "service-rubbish", 60),
        ("302 Found", "", {"Location": "https://elsewhere.example"}, "service-rubbish", 60),
    ],
)
def test_what_the_service_cannot_do_becomes_a_cause_and_a_sentence(rogue, status, kind, headers, cause, wait):
    body = {"type": f"urn:crimint:problem:{kind}", "title": "No.", "status": 0, "detail": "No."}
    service = rogue(said(body, status=status, **headers)).service()

    with pytest.raises(Unavailable) as caught:
        service.checkpoint("", 0, "", 0)

    assert (caught.value.cause, caught.value.retry_after_s) == (cause, wait)
    assert caught.value.says.endswith(".")


@pytest.fixture
def fake():
    service = FakeService(SteadyClock(), CountedIds(99))
    service.add_person(Principal("okonjo", "Ada Okonjo", frozenset({"officer"}), frozenset({"quillmarsh"})))
    return service


def at(line, sign_in=None):
    return Service(line, Device(an_id(1), "0.1.0"), sign_in or SignIn())


def test_a_token_that_ran_out_is_renewed_once_and_the_new_one_is_kept(fake):
    kept: list[str] = []
    sign_in = SignIn(keep=kept.append)
    service = at(FakeLine(fake), sign_in)
    sign_in.take(service.sign_in("okonjo", "correct horse"))
    fake.expire_tokens()

    assert service.me().name == "Ada Okonjo"
    assert len(kept) == 2
    assert kept[0] != kept[1]


def test_two_lanes_share_one_renewal(fake):
    sign_in = SignIn()
    first, second = at(FakeLine(fake), sign_in), at(FakeLine(fake), sign_in)
    sign_in.take(first.sign_in("okonjo", "correct horse"))
    fake.expire_tokens()
    first.me()
    second.me()

    assert sum(question.path == "/v1/token" for question in second._line.asked) == 0


def test_who_cannot_be_renewed_is_signed_out_and_asked_to_sign_in(fake):
    sign_in = SignIn(refresh="an old one")

    with pytest.raises(failure.SignedOut) as caught:
        at(FakeLine(fake), sign_in).me()

    assert "Sign in again" in caught.value.says
    assert not sign_in.can_renew


def test_a_wrong_password_is_refused_at_its_field(fake):
    with pytest.raises(Refused) as caught:
        at(FakeLine(fake)).sign_in("okonjo", "wrong")

    assert caught.value.problems[0].part == "password"
    assert caught.value.problems[0].says == "The service did not accept this name and password."


def test_a_change_larger_than_the_service_takes_is_refused_and_the_others_go_through(fake):
    sign_in = SignIn()
    service = at(FakeLine(fake), sign_in)
    sign_in.take(service.sign_in("okonjo", "correct horse"))
    ids = CountedIds(3)
    changes = [
        Change(ids(), "report", 2, ids(), 0, document={"title": "x" * size, "unit": "quillmarsh"})
        for size in (10, 700_000, 1_500_000, 700_000)
    ]

    receipts = service.send(changes)

    assert [receipt.status for receipt in receipts] == [201, 201, 422, 201]
    assert "Shorten the text" in receipts[2].problem


def test_the_whole_way_works_over_a_socket(fake):
    with serving(fake) as address:
        sign_in = SignIn()
        service = at(HttpLine(address), sign_in)
        assert service.hello().environment_words == "Sample register: everything here is invented"
        sign_in.take(service.sign_in("okonjo", "correct horse"))
        change = Change(an_id(5), "report", 2, R, 0, document={"title": "x" * 5000, "unit": "quillmarsh"})

        (receipt,) = service.send([change])
        (stream,) = service.checkpoint("", 0, "", 0).streams
        (entry,) = service.changes(stream.id, "", 1000).entries

        assert receipt.version == entry.version == 1
        assert service.receipt(change.id).version == 1
        assert service.receipt(an_id(6)) is None
        assert service.record(R).document["title"] == "x" * 5000
        assert service.record(OTHER) is None
        assert [line.version for line in service.history(R)] == [1]
        assert service.wait("an old digest", 1)
        service.close()


def test_the_sign_in_password_is_sent_once_only_when_the_answer_is_cut(rogue):
    there = rogue(answer(b"{", length=9))

    with pytest.raises(Unavailable):
        there.service().sign_in("okonjo", "correct horse")

    assert len(there.heard) == 1
