"""A program that is too old is handed nothing more; what was written with it is taken all the same."""

import pytest

from crimint_desktop.config import VERSION
from crimint_service.config import Settings
from crimint_service.routes.rights import RIGHTS
from crimint_service.routes.versions import HANDS_OUT, refuse_too_old
from tests.protocol.client import a_creation
from tests.protocol.people import OKONJO
from tests.service.world import a_world

OLD, ONE_BEFORE = {"X-Client-Version": "0.9.0"}, {"X-Client-Version": "0.10.0"}


@pytest.fixture
def strict(tmp_path):
    with a_world(str(tmp_path / "register.db"), min_client="0.10.0") as world:
        yield world


def test_an_old_program_reads_nothing_and_is_told_which_version_does(strict):
    officer = strict.client(OKONJO)
    asked = {"epoch": "", "access_version": 0, "have_digest": "", "audit_seq": 0}
    stream = officer.send(a_creation()) and officer.checkpoint()["streams"][0]["id"]
    for method, path, body in (
        ("POST", "/v1/sync/checkpoint", asked),
        ("GET", f"/v1/streams/{stream}/changes", None),
        ("GET", f"/v1/records/{officer.device}", None),
        ("POST", "/v1/search", {"text": "van"}),
    ):
        status, _, problem = officer.ask(method, path, body, OLD)
        assert (status, problem["type"], problem["min_client"]) == (426, "urn:crimint:problem:client-too-old", "0.10.0")


def test_an_old_program_signs_in_sends_asks_for_receipts_and_hands_its_log_in(strict):
    officer = strict.client(OKONJO)
    creation = a_creation()
    asked = {"grant": "refresh", "refresh": officer.tokens["refresh"]}
    status, _, officer.tokens = strict.request("POST", "/v1/token", asked, {"X-Device": officer.device} | OLD)
    assert status == 200
    status, _, body = officer.ask("POST", "/v1/changes", {"changes": [creation]}, OLD)
    assert (status, body["receipts"][0]["status"]) == (200, 201)
    assert officer.ask("GET", f"/v1/changes/{creation['id']}", None, OLD)[0] == 200
    piece = {"device": officer.device, "from_seq": 1, "previous": "0" * 64, "events": [], "reasons": []}
    assert officer.ask("POST", "/v1/audit/events", piece, OLD)[0] == 200
    assert officer.ask("GET", "/v1/access/me", None, OLD)[0] == 200
    assert officer.ask("POST", "/v1/sealed/permits", {}, OLD)[0] != 426


def test_a_program_of_the_oldest_version_that_is_served_reads_as_ever(strict):
    officer = strict.client(OKONJO)
    asked = {"epoch": "", "access_version": 0, "have_digest": "", "audit_seq": 0}
    for version in (ONE_BEFORE, {"X-Client-Version": "0.11.0"}, {"X-Client-Version": "1.0"}, {}):
        assert officer.ask("POST", "/v1/sync/checkpoint", asked, version)[0] == 200
    assert strict.request("GET", "/.well-known/crimint")[2]["min_client"] == "0.10.0"


def test_what_rescues_unsent_work_is_open_to_every_version():
    sending = {route for route in RIGHTS if route.split()[1].startswith(
        ("/v1/changes", "/v1/audit", "/v1/attachments", "/v1/token", "/v1/sealed", "/v1/recovery", "/v1/devices")
    )}  # fmt: skip
    assert sending
    assert not sending & HANDS_OUT
    assert set(RIGHTS) >= HANDS_OUT
    for route in sending:
        method, path = route.split()
        refuse_too_old("0.0.1", "9.0.0", method, path)


def test_a_service_serves_the_programs_it_was_made_with():
    refuse_too_old(VERSION, Settings("").min_client, "POST", "/v1/search")
