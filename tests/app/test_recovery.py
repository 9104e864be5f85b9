"""A copy that does not open: two people recover it, with what was never sent; or a new one is begun beside it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from crimint_desktop.actions import drafting, home
from crimint_desktop.app import recovering
from crimint_desktop.app.set_aside import is_broken, set_aside
from crimint_desktop.keys.keyring_secret import open_keyring
from crimint_desktop.remote.line import checked_origin
from crimint_desktop.store import logbook
from crimint_desktop.ui.recovery.acts import Agreement
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.parts import with_parts
from crimint_service.commands import main as command
from crimint_service.tables import recovery, served
from tests.app.conftest import PASSPHRASE, an_opener
from tests.protocol.people import OKONJO, PASSWORD, PETERS, REID

NEW = "four other invented words"
AGREED = Agreement("peters", PASSWORD, "I sit beside her; she forgot the passphrase over her leave")


@pytest.fixture(autouse=True)
def nobody_asked_before(central):
    """The tests share a service, which lets nobody ask too often."""
    central.write(lambda connection: connection.execute(sa.delete(recovery)))


@pytest.fixture
def unsent(sign_in):
    """A copy with a draft in it that never reached the service; it is closed."""
    opened = sign_in()
    desk = opened.desk
    editing = drafting.begin_draft(desk, "").result()
    (item,) = editing.document["items"]
    words = with_parts(editing.document, {f"items/{item}/text": "Never sent before the passphrase was forgotten"})
    drafting.keep(desk, editing.report.id, words).result()
    opened.close()
    return editing.report.id


def ask(opener, central):
    return recovering.ask(opener, central.url, "okonjo", PASSWORD)


def key_of(request):
    """The key of a copy, once somebody has agreed."""
    key = recovering.look(request)
    assert key is not None
    return key


def folder_of(profile, central):
    return profile.cache_folder(checked_origin(central.url), "okonjo")


def test_two_people_recover_a_copy_whose_passphrase_was_forgotten(opener, central, unsent):
    request = ask(opener, central)
    assert recovering.look(request) is None
    recovering.agree(request, AGREED)
    opened = recovering.finish(opener, request, key_of(request), NEW)
    try:
        assert unsent in {each.record for each in home.look(opened.desk).result().drafts}
        entries, _reasons = opened.desk.look(lambda conn: logbook.unsent(conn, 99)).result()
        assert [each.user for each in entries if each.act == "recover cache"] == ["okonjo"]
    finally:
        opened.close()
    opener.work_offline(central.url, "okonjo", NEW).close()
    with pytest.raises(Refused, match="not the passphrase"):
        opener.work_offline(central.url, "okonjo", PASSPHRASE)
    acts = [row.act for row in central.rows(served.select().where(served.c.subject == request.request.id))]
    assert acts == ["recovery asked", "recovery approved", "recovery opened"]


def test_a_lost_keyring_secret_is_recovered_too(opener, central, unsent, profile):
    keyring = open_keyring()
    header = opener.key_of(ask(opener, central).proved).header()
    keyring.erase(f"CrimInt+ cache secret {header.slot} of cache {header.cache_id}")
    with pytest.raises(Unavailable, match="no longer has its half"):
        opener.work_offline(central.url, "okonjo", PASSPHRASE)
    request = ask(opener, central)
    recovering.agree(request, AGREED)
    recovering.finish(opener, request, key_of(request), NEW).close()


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (Agreement("okonjo", PASSWORD, "It is me"), "somebody else than you"),
        (Agreement("reid", PASSWORD, "A colleague"), "may not agree"),
        (Agreement("holt", PASSWORD, "An officer of another unit"), "may not agree"),
        (Agreement("peters", "not it", "Wrong password"), "did not accept"),
    ],
)
def test_not_everybody_can_be_the_second_person(opener, central, unsent, second, says):
    request = ask(opener, central)
    with pytest.raises(Refused, match=says):
        recovering.agree(request, second)
    assert recovering.look(request) is None


def test_nothing_is_opened_before_somebody_has_agreed(opener, central, unsent):
    request = ask(opener, central)
    client = central.client(OKONJO)
    status, _, _ = client.ask("GET", f"/v1/recovery/{request.request.id}")
    assert status == 404  # another device than the one the copy is on
    other = central.client(REID)
    other.device = request.proved.device
    other.sign_in()
    assert other.ask("GET", f"/v1/recovery/{request.request.id}")[0] == 404


def test_a_request_ends_after_a_while(opener, central, unsent):
    request = ask(opener, central)
    central.clock.forward(hours=9)
    with pytest.raises(Refused, match="no longer waiting"):
        recovering.agree(request, AGREED)
    request = ask(opener, central)
    recovering.agree(request, AGREED)
    assert recovering.look(request)


def test_a_second_request_replaces_the_first(opener, central, unsent):
    first, second = ask(opener, central), ask(opener, central)
    with pytest.raises(Refused, match="asked anew"):
        recovering.look(first)
    recovering.agree(second, AGREED)
    assert recovering.look(second)


def test_the_answer_is_readable_for_the_process_that_asked_and_for_no_other(opener, central, unsent):
    request = ask(opener, central)
    recovering.agree(request, AGREED)
    other = recovering.Recovery(request.proved, request.request, bytes(range(32)))
    with pytest.raises(Unavailable, match="not meant for this program"):
        recovering.look(other)


@pytest.fixture
def at_this_hour(central):
    """Let the service's clock be this machine's: a command on it has no other."""
    central.clock.at = max(central.clock.at, datetime.now(UTC))


def test_a_second_person_may_agree_at_the_service(at_this_hour, opener, central, unsent, capsys):
    request = ask(opener, central)
    at = ["--database", central.parts.settings.database, "--by", "watch"]
    assert command(["recovery", "list", *at]) == 0
    assert request.request.id in capsys.readouterr().out
    asked = ["recovery", "approve", request.request.id, *at, "--reason", "She rang me on a number I know"]
    assert command(asked) == 0
    assert recovering.look(request)
    assert command(asked) == 1
    assert "no longer waiting" in capsys.readouterr().err


def test_a_refusal_at_the_service_is_said(at_this_hour, opener, central, unsent):
    request = ask(opener, central)
    at = ["--database", central.parts.settings.database, "--by", "watch", "--reason", "I do not know this voice"]
    assert command(["recovery", "refuse", request.request.id, *at]) == 0
    with pytest.raises(Refused, match="It was refused"):
        recovering.look(request)


def test_the_service_keeps_nothing_that_opens_a_copy_by_itself(opener, central, unsent):
    request = ask(opener, central)
    recovering.agree(request, AGREED)
    key = key_of(request)
    for row in central.rows(recovery.select()):
        assert key.hex() not in "".join(str(each) for each in row)


def test_the_key_of_another_copy_is_not_opened(opener, central, unsent, profile, sign_in):
    request = ask(opener, central)
    header = opener.key_of(request.proved).header()
    stolen = central.client(REID)
    wrap = header.recovery
    body = {
        "service": header.service, "recovery_key": request.proved.hello.recovery_key,
        "reply_key": bytes(range(32)).hex(),
        "wrapped": {"ephemeral": wrap.ephemeral.hex(), "nonce": wrap.nonce.hex(), "sealed": wrap.sealed.hex()},
    }  # fmt: skip
    stolen.get("/v1/access/me")
    asked = stolen.post("/v1/recovery", body)
    decide = {"agreed": True, "reason": "Deceived"}
    central.client(PETERS).post(f"/v1/recovery/{asked['id']}/decision", decide)
    status, _, problem = stolen.ask("GET", f"/v1/recovery/{asked['id']}")
    assert status == 422
    assert "not the key of this person's cache" in problem["detail"]


def test_a_copy_whose_key_file_is_gone_is_set_aside_and_a_new_one_begun(opener, central, unsent, profile, sign_in):
    folder = folder_of(profile, central)
    for each in folder.glob("key.json*"):
        each.unlink()
    assert is_broken(profile, central.url, "okonjo")
    with pytest.raises(Unavailable, match="wrapped key is missing"):
        opener.sign_in(central.url, "okonjo", PASSWORD, PASSPHRASE)
    says = set_aside(profile, opener.clock, central.url, "okonjo")
    (aside,) = profile.folder.glob(f"{folder.name}.aside-*")
    assert aside.name in says
    assert (aside / "cache.db").exists()
    opened = sign_in(passphrase=NEW)
    assert not opened.temporary


def test_a_copy_that_is_in_use_is_not_set_aside(opener, central, profile, sign_in):
    sign_in()
    with pytest.raises(Unavailable, match="already running"):
        set_aside(profile, opener.clock, central.url, "okonjo")


def test_a_copy_can_be_opened_by_another_opener_with_the_new_passphrase(opener, central, unsent, profile):
    request = ask(opener, central)
    recovering.agree(request, AGREED)
    recovering.finish(opener, request, key_of(request), NEW).close()
    opened = an_opener(central, profile).work_offline(central.url, "okonjo", NEW)
    assert opened.offline_mode
    opened.close()
