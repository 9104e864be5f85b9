"""What somebody tries who means ill: each of these once went through, or was the next thing to try."""

import base64
import concurrent.futures
from datetime import timedelta

import prometheus_client
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from crimint_domain.attachment import Attachment
from crimint_domain.errors import Refused
from crimint_domain.ids import bytes_of
from crimint_service import attachments, devices, grants, names, people
from crimint_service.recognition import known_from
from crimint_service.routes.attachment import limits_of
from crimint_service.routes.sender import address_of
from crimint_service.sealed_box import CACHE_KEY, bound_to, close_box
from tests.protocol.client import Client, a_change, a_creation, a_document, new_id
from tests.protocol.people import HOLT, OKONJO, PETERS, VANE
from tests.service.test_attachments import PICTURE, announce, put, told_of
from tests.service.test_sealed import hand_in, permit_of, sealed
from tests.service.world import a_world

AT = "2026-11-20T03:00:00+00:00"


def a_released_report(author, evaluator, text="A blue van stood by the old mill."):
    """Bring a report as far as everybody may read it, and return its id."""
    change = a_creation(a_document(text, title=text), step="submit")
    (first,) = author.send(change)
    (second,) = evaluator.send(a_change(change["record"], 1, step="evaluate"))
    (third,) = evaluator.send(a_change(change["record"], 2, step="release"))
    assert [each["status"] for each in (first, second, third)] == [201, 200, 200]
    return change["record"]


def bodies(client, record):
    """Ask for a record in every way there is beside its stream, and return the statuses."""
    search = {"text": "van", "reason": "To see what comes"}
    return [
        client.ask("GET", f"/v1/records/{record}")[0],
        client.ask("GET", f"/v1/records/{record}/history")[0],
        client.ask("POST", "/v1/search", search)[0],
        client.ask("GET", f"/v1/attachments/{record}")[0],
    ]


# --- devices that are handed nothing ---


def test_a_device_nobody_approved_reads_no_body_by_any_way(tmp_path):
    with a_world(str(tmp_path / "register.db"), approval="required") as world:
        author, evaluator = world.client(OKONJO), world.client(PETERS)
        record = a_released_report(author, evaluator)
        thief = world.client(VANE)
        assert bodies(thief, record) == [403] * 4  # it never came: nobody could have approved it
        assert thief.checkpoint()["device"] == "waiting"
        assert bodies(thief, record) == [403] * 4
        assert evaluator.ask("GET", "/v1/kept")[0] == 403
        world.write(
            lambda connection: devices.decide(connection, thief.device, devices.APPROVED, AT, "an administrator")
        )
        assert bodies(thief, record) == [200, 200, 200, 404]


def test_a_stolen_device_that_passes_over_its_command_reads_nothing_more(world):
    author, evaluator = world.client(OKONJO), world.client(PETERS)
    record = a_released_report(author, evaluator)
    thief = world.client(VANE)
    streams = [each["id"] for each in thief.checkpoint()["streams"]]
    assert bodies(thief, record)[0] == 200
    world.write(lambda connection: devices.give_command(connection, thief.device, "wipe", AT, "an administrator"))
    assert bodies(thief, record) == [403] * 4
    assert [thief.ask("GET", f"/v1/streams/{each}/changes")[0] for each in streams] == [404] * len(streams)


# --- sealed drafts ---


@pytest.mark.parametrize(
    "poison",
    [
        {"schema": float("inf")}, {"base_version": float("inf")}, {"at": "\ud800"}, {"at": "\x00"},
        {"schema": 10**30}, {"document": a_document("\ud800")}, {"document": a_document(more=float("nan"))},
        {"document": a_document(more="\x00")}, {"document": {"items": []}}, {"document": {"\ud800": "x"}},
    ],
    ids=ascii,
)  # fmt: skip
def test_a_poisoned_sealed_draft_is_refused_for_good_and_stops_no_other(embedded, poison):
    permit = permit_of(embedded.client(OKONJO))
    bad, good = sealed(embedded, permit, **poison), sealed(embedded, permit)
    first, second = hand_in(embedded, bad, good)
    assert first["status"] in (201, 422)  # never a mistake of the service
    assert second["status"] == 201
    for each in embedded.client(OKONJO).everything().values():
        assert "NaN" not in str(each)


def test_a_permit_that_is_no_text_is_refused(embedded):
    good = sealed(embedded, permit_of(embedded.client(OKONJO)))
    assert [each["status"] for each in hand_in(embedded, sealed(embedded, "\ud800"), good)] == [422, 201]


@pytest.mark.parametrize("state", [devices.REVOKED, devices.QUARANTINED])
def test_a_permit_taken_from_a_device_that_is_blocked_opens_no_desk(world, state):
    officer = world.client(OKONJO)
    officer.checkpoint()
    draft = sealed(world, permit_of(officer))
    world.write(lambda connection: devices.decide(connection, officer.device, state, AT, "an administrator"))
    assert [each["status"] for each in hand_in(world, draft)] == [403]
    assert world.client(OKONJO).everything() == {}


def test_a_device_nobody_approved_is_told_of_nobodys_drafts(tmp_path):
    with a_world(str(tmp_path / "register.db"), approval="required") as world:
        thief = world.client(PETERS)
        thief.checkpoint()
        status, _, body = thief.ask("GET", "/v1/drafts/untouched")
        assert (status, body["type"]) == (403, "urn:crimint:problem:device-waiting")


# --- limits ---


def test_nobody_asks_for_recoveries_without_end(world):
    owner = world.client(OKONJO)
    owner.checkpoint()
    for _ in range(10):
        a_request(world, owner)
    status, headers, body = owner.ask("POST", "/v1/recovery", request_body(world, owner))
    assert (status, body["type"]) == (429, "urn:crimint:problem:too-many-requests")
    assert 1 <= int(headers["retry-after"]) <= 8 * 3_600
    world.clock.forward(hours=9)
    owner.sign_in()
    assert a_request(world, owner)["state"] == "waiting"


def test_two_files_announced_at_once_do_not_both_find_the_last_room(postgres):
    with a_world(postgres.fresh(), attachments_under_way=len(PICTURE) + 10) as world:
        officer = world.client(OKONJO)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:

            def announce_while_another_is(connection):
                told = told_of(PICTURE, new_id())
                limits = limits_of(world.parts.settings)
                known = known_from(connection, "okonjo")
                assert known is not None
                file = Attachment(told["id"], told["name"], told["type"], told["size"], told["sha256"])
                attachments.announce(connection, known.principal, file, told["record"], 0, limits)
                coming = pool.submit(announce, officer, told_of(PICTURE, new_id()))
                concurrent.futures.wait([coming], 0.5)
                return coming

            assert world.write(announce_while_another_is).result()[0] == 413


def test_who_names_another_device_each_time_is_limited_and_who_is_named_is_not(tmp_path):
    with a_world(str(tmp_path / "register.db"), requests_a_minute=8) as small:
        victim = small.client(OKONJO)
        victim.get("/v1/access/me")
        named = [{"X-Device": new_id()} for _ in range(10)] + [{"X-Device": victim.device}] * 10
        claimed = [{"Authorization": f"Bearer made-up-{number}"} for number in range(10)]
        statuses = [
            small.request("POST", "/v1/sync/checkpoint", {}, device | {"Authorization": "Bearer guessed"} | token)[0]
            for device, token in zip(named, [*claimed, *claimed], strict=True)
        ]
        assert statuses.count(429) == 20 - 6  # two went to the sign-in and the first use of its token
        assert [victim.ask("GET", "/v1/access/me")[0] for _ in range(5)] == [200] * 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False), ("2001:db8::1", "2001:db8::ffff", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True), ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True), ("nobody:", "nobody", False),
    ],
)  # fmt: skip
def test_an_address_counts_by_what_one_machine_may_have_of_it(one, other, same):
    assert (address_of(one) == address_of(other)) == same


# --- what holds once must hold at the second try ---


def test_a_file_that_was_judged_is_not_changed_by_a_piece_that_was_on_its_way(world):
    officer, record = world.client(OKONJO), new_id()
    told = told_of(PICTURE, record)
    assert announce(officer, told)[0] == 201
    assert put(world, officer, told["id"], 0, PICTURE).status_code == 204
    with concurrent.futures.ThreadPoolExecutor(1) as pool:

        def close_while_a_piece_comes(connection):
            attachments._close(connection, told["id"], attachments._digests(connection, told["id"]), "")
            coming = pool.submit(put, world, officer, told["id"], 0, PICTURE[:-1] + b"!")
            concurrent.futures.wait([coming], 0.5)
            return coming

        answer = world.write(close_while_a_piece_comes).result()
    assert answer.status_code == 409
    assert world.parts.database.read(lambda connection: attachments.piece(connection, told["id"], 0)) == PICTURE


def test_the_wipe_of_one_persons_cache_does_not_keep_another_on_that_device_from_being_revoked(world):
    victim = world.client(OKONJO)
    accomplice = Client(world.request, VANE, victim.device).sign_in()
    victim.checkpoint()
    accomplice.checkpoint()
    world.write(lambda connection: devices.give_command(connection, victim.device, "wipe", AT, "an administrator"))
    accomplice.post("/v1/devices/self/done", {"command": "wipe"})
    world.write(lambda connection: devices.decide(connection, victim.device, devices.REVOKED, AT, "an administrator"))
    status, _, body = victim.ask("GET", "/v1/access/me")
    assert status in (401, 403), body
    standing = world.parts.database.read(lambda connection: devices.standing(connection, "okonjo", victim.device))
    assert standing.state == devices.REVOKED


def test_nobody_grants_themselves_anything_by_way_of_their_unit_or_role(embedded):
    both = people.Account("both", "Both Test", ("administrator", "analyst"), ("harrowgate",))
    embedded.write(lambda connection: people.add_account(connection, both, ""))
    embedded.write(lambda connection: names.add(connection, "compartment", "CINDER"))
    until = embedded.clock.now() + timedelta(days=1)

    def give(by, holder_kind, holder, kind, name):
        wanted = grants.Wanted(holder_kind, holder, kind, name, by, "Because", None, until)
        return embedded.write(lambda connection: grants.add(connection, wanted, new_id(), embedded.clock.now()))

    for asked in (
        ("watch", "role", "administrator", "cover", "quillmarsh"),
        ("watch", "unit", "quillmarsh", "cover", "quillmarsh"),
        ("both", "unit", "harrowgate", "compartment", "CINDER"),
        ("both", "role", "analyst", "compartment", "CINDER"),
    ):
        with pytest.raises(Refused, match="themselves"):
            give(*asked)
    give("watch", "unit", "quillmarsh", "compartment", "CINDER")  # an administrator who reads no bodies


def test_the_key_of_a_computer_that_is_to_be_wiped_stays_closed_though_two_people_agreed(world):
    owner, second = world.client(OKONJO), world.client(PETERS)
    owner.checkpoint()
    asked = a_request(world, owner)
    agreed = second.post(f"/v1/recovery/{asked['id']}/decision", {"agreed": True, "reason": "I sit beside her"})
    assert agreed["state"] == "approved"
    world.write(lambda connection: devices.give_command(connection, owner.device, "wipe", AT, "an administrator"))
    status, _, body = owner.ask("GET", f"/v1/recovery/{asked['id']}")
    assert (status, body["type"]) == (403, "urn:crimint:problem:device-blocked")


def a_request(world, owner, device="", user=""):
    """Ask for a cache's key, with a wrap that was made for this device and person."""
    return owner.post("/v1/recovery", request_body(world, owner, device, user))


def request_body(world, owner, device="", user=""):
    """Return such a request."""
    told = world.request("GET", "/.well-known/crimint")[2]
    cache = bytes_of(device or owner.device).hex()
    binding = bound_to("crimint-cache-key", 1, cache, world.url, user or owner.person.user)
    box = close_box(b"k" * 32, base64.b64decode(told["recovery_key"]), CACHE_KEY, binding)
    reply_key = X25519PrivateKey.from_private_bytes(b"r" * 32).public_key().public_bytes_raw().hex()
    wrapped = {"ephemeral": box.ephemeral.hex(), "nonce": box.nonce.hex(), "sealed": box.sealed.hex()}
    return {"service": world.url, "recovery_key": told["recovery_key"], "wrapped": wrapped, "reply_key": reply_key}


def test_nobody_opens_the_key_of_anothers_cache_whatever_they_claim(world):
    owner, second, thief = world.client(OKONJO), world.client(PETERS), world.client(VANE)
    claiming = Client(world.request, VANE, owner.device).sign_in()
    for each in (owner, thief, claiming):
        each.checkpoint()
    own = a_request(world, owner)["id"]
    for who in (thief, claiming, second):
        assert who.ask("GET", f"/v1/recovery/{own}")[0] == 404
    decide = {"agreed": True, "reason": "Because"}
    for who in (owner, thief, claiming, world.client(HOLT)):
        assert who.ask("POST", f"/v1/recovery/{own}/decision", decide)[0] in (403, 404)
    assert owner.get(f"/v1/recovery/{own}")["key"] is None
    # Somebody else's wrap, sent as one's own: agreed to, and still not opened.
    for asked in (a_request(world, claiming, user="okonjo"), a_request(world, thief, owner.device, "okonjo")):
        second.post(f"/v1/recovery/{asked['id']}/decision", decide)
        who = claiming if asked["device"] == owner.device else thief
        assert who.ask("GET", f"/v1/recovery/{asked['id']}")[0] == 422
    second.post(f"/v1/recovery/{own}/decision", decide)
    assert second.ask("POST", f"/v1/recovery/{own}/decision", decide)[0] == 409
    world.clock.forward(hours=9)
    assert owner.sign_in().get(f"/v1/recovery/{own}") | {"key": None} == owner.get(f"/v1/recovery/{own}")
    assert owner.get(f"/v1/recovery/{own}")["state"] == "expired"


def test_a_method_nobody_knows_makes_no_new_line_in_the_counts(embedded):
    for method in ("PROPFIND", "MKCALENDAR"):  # of other protocols; words that are no method are not even read
        embedded.http.request(method, f"{embedded.url}/v1/token", timeout=30)
    said = prometheus_client.generate_latest(embedded.parts.counts._registry).decode()
    assert "PROPFIND" not in said
    assert 'method="other"' in said


@pytest.mark.parametrize("schema", [2**31, 10**30])
def test_a_change_of_a_schema_that_cannot_be_kept_fails_alone(world, schema):
    bad, good = a_creation(schema=schema), a_creation()
    assert [each["status"] for each in world.client(OKONJO).send(bad, good)] == [422, 201]
