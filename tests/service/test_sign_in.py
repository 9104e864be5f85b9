"""Signing in, being known again, and what happens to copied tokens and guessed passwords."""

import contextlib
import threading

import sqlalchemy as sa

from crimint_service import people
from crimint_service.config import Settings
from crimint_service.faults import Fault
from crimint_service.tables import access_token, account, refresh_token
from tests.protocol.client import Client, a_creation, new_id
from tests.protocol.people import OKONJO, PASSWORD, VANE, WATCH


def grant(world, device, **asked):
    """Ask for tokens."""
    return world.request("POST", "/v1/token", asked, {"X-Device": device})


WHO = (
    "user", "name", "roles", "units", "clearance", "compartments", "lists", "operations", "cache_mode",
    "access_version",
)  # fmt: skip


def test_a_signed_in_person_is_told_who_they_are(world):
    told = world.client(VANE).get("/v1/access/me")
    assert {name: told[name] for name in WHO} == {
        "user": "vane",
        "name": "Iris Vane-Test",
        "roles": ["analyst"],
        "units": [{"id": "quillmarsh", "name": "Quillmarsh"}],
        "clearance": "OFFICIAL-SENSITIVE",
        "compartments": [],
        "lists": [],
        "operations": ["MARZIPAN", "THIMBLE"],
        "cache_mode": "cached",
        "access_version": 1,
    }


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(embedded):
    device = new_id()
    wrong = grant(embedded, device, grant="password", user="okonjo", password="not it")
    unknown = grant(embedded, device, grant="password", user="nobody", password="not it")
    assert wrong[0] == unknown[0] == 401
    assert wrong[2] == unknown[2]
    assert wrong[1]["www-authenticate"] == "Bearer"


def test_guessing_locks_the_account_for_a_while_and_says_how_long(world):
    device = new_id()
    for _ in range(5):
        assert grant(world, device, grant="password", user="okonjo", password="a guess")[0] == 401
    status, headers, body = grant(world, device, grant="password", user="okonjo", password=PASSWORD)
    assert (status, headers["retry-after"]) == (429, "30")
    assert body["type"] == "urn:crimint:problem:too-many-attempts"

    world.clock.forward(seconds=31)
    assert grant(world, device, grant="password", user="okonjo", password=PASSWORD)[0] == 200
    assert world.rows(sa.select(account.c.failures).where(account.c.user_id == "okonjo")) == [(0,)]


def test_an_access_token_ends_and_a_refresh_token_renews_it_once(world):
    officer = world.client(OKONJO)
    first = officer.tokens
    world.clock.forward(seconds=601)
    assert officer.ask("GET", "/v1/access/me")[0] == 401

    status, _, renewed = grant(world, officer.device, grant="refresh", refresh=first["refresh"])
    assert status == 200
    officer.tokens = renewed
    assert officer.get("/v1/access/me")["user"] == "okonjo"


def test_a_refresh_token_used_twice_revokes_everything_from_that_sign_in(world):
    officer, elsewhere = world.client(OKONJO), world.client(OKONJO)
    first = officer.tokens
    officer.tokens = grant(world, officer.device, grant="refresh", refresh=first["refresh"])[2]

    assert grant(world, officer.device, grant="refresh", refresh=first["refresh"])[0] == 401
    assert officer.ask("GET", "/v1/access/me")[0] == 401
    assert grant(world, officer.device, grant="refresh", refresh=officer.tokens["refresh"])[0] == 401
    assert elsewhere.get("/v1/access/me")["user"] == "okonjo"


def test_a_refresh_token_renewed_twice_at_once_is_given_out_once(world):
    officer = world.client(OKONJO)
    answers = []

    def renew():
        with contextlib.suppress(Fault):
            answers.append(world.parts.accounts.renew(officer.tokens["refresh"], officer.device).token)

    threads = [threading.Thread(target=renew) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 1


def test_a_token_is_known_only_at_its_own_device(world):
    officer = world.client(OKONJO)
    thief = Client(world.request, OKONJO, tokens=officer.tokens)
    assert thief.ask("GET", "/v1/access/me")[0] == 401
    assert grant(world, thief.device, grant="refresh", refresh=officer.tokens["refresh"])[0] == 401


def test_a_disabled_account_is_out_at_once(world):
    officer = world.client(OKONJO)
    world.write(lambda connection: people.disable_account(connection, "okonjo"))
    assert officer.ask("GET", "/v1/access/me")[0] == 401
    assert grant(world, officer.device, grant="refresh", refresh=officer.tokens["refresh"])[0] == 403
    assert grant(world, officer.device, grant="password", user="okonjo", password=PASSWORD)[0] == 401


def test_nothing_kept_gives_a_password_or_a_token_back(world):
    officer = world.client(OKONJO)
    kept = world.rows(sa.select(account)) + world.rows(sa.select(access_token)) + world.rows(sa.select(refresh_token))
    text = repr(kept)
    for secret in (PASSWORD, officer.tokens["token"], officer.tokens["refresh"]):
        assert secret not in text
    assert "$argon2id$" in text


def test_passwords_cost_what_the_recommendation_asks_unless_a_test_says_otherwise():
    settings = Settings(database="")
    assert (settings.password_memory_kib, settings.password_passes) == (65_536, 3)


def test_nothing_but_discovery_health_and_sign_in_answers_without_a_token(embedded):
    open_paths = ["/.well-known/crimint", "/healthz"]
    for path in open_paths:
        assert embedded.request("GET", path)[0] == 200
    name = new_id()
    for method, path in (
        ("GET", "/v1/access/me"), ("POST", "/v1/sync/checkpoint"), ("GET", f"/v1/streams/{name}/changes"),
        ("POST", "/v1/changes"), ("GET", f"/v1/changes/{name}"), ("GET", f"/v1/records/{name}"),
        ("GET", f"/v1/records/{name}/history"), ("GET", "/v1/sync/wait"), ("POST", "/v1/audit/events"),
    ):  # fmt: skip
        assert embedded.request(method, path, {}, {"X-Device": name})[0] == 401, path
        bad = {"X-Device": name, "Authorization": "Bearer made-up"}
        assert embedded.request(method, path, {}, bad)[0] == 401, path


def test_an_auditor_and_administrator_sees_no_bodies(world):
    officer, watcher = world.client(OKONJO), world.client(WATCH)
    officer.send(a_creation(step="submit"))
    assert watcher.everything() == {}
    [refused] = watcher.send(a_creation())
    assert refused["status"] == 403
