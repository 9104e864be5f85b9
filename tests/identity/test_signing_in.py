"""Signing in as a person does: the desktop's own code, a browser, a real provider and a real service."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from crimint_desktop.app.opening import Opener
from crimint_desktop.app.parts import new_id
from crimint_desktop.app.vouching import Vouching
from crimint_desktop.config import Profile
from crimint_desktop.keys.backoff import Backoff
from crimint_desktop.keys.keyring_secret import open_keyring
from crimint_desktop.remote.browser_sign_in import BrowserSignIn
from crimint_desktop.remote.failure import SignedOut
from crimint_desktop.remote.identity_provider import IdentityProvider
from crimint_desktop.remote.loopback import Loopback
from crimint_desktop.ui.sign_in.acts import Typed
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.identity import person_id
from resources.code_lists import code_lists
from tests.app.conftest import WallClock, no_keyring
from tests.identity.provider import Browser
from tests.keys.conftest import lasting_bus, secret_service  # noqa: F401 - fixtures
from tests.service.world import HandClock

PASSPHRASE = "three invented words"


@pytest.fixture
def clock():
    """The hour it is, as the provider knows it too."""
    from datetime import UTC, datetime

    clock = HandClock()
    clock.at = datetime.now(UTC)
    return WallClock(clock)


@pytest.fixture
def attempt(browser, clock):
    return BrowserSignIn(browser.open, clock)


@pytest.fixture
def asked(provider):
    return IdentityProvider(provider.for_desktop)


def _cause(work):
    with pytest.raises(Unavailable) as caught:
        work()
    return caught.value.cause


# the walk through the browser


def test_a_person_signs_in_and_is_told_to_go_back(attempt, asked, browser, provider):
    vouched = attempt.run(asked)
    browser.close()

    assert vouched.user == person_id(provider.issuer, "okonjo")
    assert vouched.tokens.token
    assert vouched.tokens.refresh
    (page,) = browser.pages
    assert page.status_code == 200
    assert "You can go back to CrimInt+" in page.text
    assert '<html lang="en">' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_the_question_holds_no_secret_and_is_proved_with_sha256(attempt, asked, browser):
    attempt.run(asked)
    asked_for = {name: value[0] for name, value in parse_qs(urlsplit(browser.visited[0]).query).items()}
    assert asked_for["code_challenge_method"] == "S256"
    assert len(asked_for["code_challenge"]) == 43
    assert asked_for["redirect_uri"].startswith("http://127.0.0.1:")
    assert len(asked_for["state"]) == len(asked_for["nonce"]) == 43
    assert "client_secret" not in asked_for


def test_nothing_listens_afterwards(attempt, asked, browser):
    attempt.run(asked)
    brought_back = urlsplit(browser.visited[-1])
    browser.close()
    with requests.Session() as session:
        session.trust_env = False
        with pytest.raises(requests.ConnectionError):
            session.get(f"http://{brought_back.netloc}/cb", timeout=2)


def test_who_presses_cancel_in_the_browser_is_not_signed_in(attempt, asked, browser):
    browser.who = ""
    assert _cause(lambda: attempt.run(asked)) == "access-denied"


def test_a_computer_without_a_browser_says_so(attempt, asked, browser):
    browser.missing = True
    assert _cause(lambda: attempt.run(asked)) == "browser-missing"


def test_a_computer_that_lets_nobody_listen_says_so(attempt, asked, monkeypatch):
    def refuse(_server):
        raise PermissionError

    monkeypatch.setattr("crimint_desktop.remote.loopback._Server.server_bind", refuse)
    assert _cause(lambda: attempt.run(asked)) == "loopback-closed"


def test_waiting_ends_when_nobody_comes(clock, asked):
    assert _cause(lambda: BrowserSignIn(lambda _url: True, clock, longest_s=0.3).run(asked)) == "browser-slow"


def test_waiting_ends_at_once_when_it_is_cancelled(clock, asked):
    stopped = threading.Event()
    attempt = BrowserSignIn(lambda _url: True, clock, stopped)
    threading.Timer(0.3, stopped.set).start()
    began = time.monotonic()
    assert _cause(lambda: attempt.run(asked)) == "stopped"
    assert time.monotonic() - began < 3


def test_who_cancels_before_the_browser_is_open_sees_no_browser(browser, clock, asked):
    stopped = threading.Event()
    stopped.set()
    assert _cause(lambda: BrowserSignIn(browser.open, clock, stopped).run(asked)) == "stopped"
    assert browser.threads == []


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("state=", "state=x"),
        lambda url: url.replace("state=", "other="),
        lambda url: url + "&state=twice",
        lambda url: url.replace("iss=http", "iss=https"),
        lambda url: url.replace("iss=", "other="),
        lambda url: url.replace("code=", "other="),
    ],
    ids=["another state", "no state", "two states", "another issuer", "no issuer", "no code"],
)
def test_an_answer_to_another_question_is_not_taken(attempt, asked, browser, change):
    browser.change = change
    assert _cause(lambda: attempt.run(asked)) == "answer-not-ours"


def test_a_made_up_code_is_not_stood_by(attempt, asked, browser):
    browser.change = lambda url: url.replace("code=", "code=x")
    assert _cause(lambda: attempt.run(asked)) == "provider-refused"


def test_another_program_on_this_computer_cannot_answer_in_between(asked, clock):
    """It knows the port at most: wrong paths and wrong names of this computer are not heard."""
    seen = []

    def browse(url):
        redirect = parse_qs(urlsplit(url).query)["redirect_uri"][0]
        with requests.Session() as session:
            session.trust_env = False
            seen.append(session.get(redirect.replace("/cb", "/favicon.ico"), timeout=5).status_code)
            named = {"Host": "crimint.example.test"}
            seen.append(session.get(f"{redirect}?code=x&state=y", headers=named, timeout=5).status_code)
            seen.append(session.post(f"{redirect}?code=x&state=y", timeout=5).status_code)
        return True

    assert _cause(lambda: BrowserSignIn(browse, clock, longest_s=0.5).run(asked)) == "browser-slow"
    assert seen == [404, 404, 501]


def test_only_the_first_answer_counts():
    with Loopback(threading.Event()) as loopback, requests.Session() as session:
        session.trust_env = False
        assert session.get(f"{loopback.address}?code=first", timeout=5).status_code == 200
        assert session.get(f"{loopback.address}?code=second", timeout=5).status_code == 404
        assert loopback.wait(5) == {"code": "first"}


def test_the_provider_wants_the_proof_that_the_code_is_ours(asked, provider, browser, clock, monkeypatch):
    monkeypatch.setattr("crimint_desktop.remote.identity_provider.IdentityProvider.exchanged", _without_verifier)
    with pytest.raises(AssertionError, match="invalid_grant"):
        BrowserSignIn(browser.open, clock).run(asked)


def _without_verifier(self, code, verifier, redirect):
    with requests.Session() as session:
        session.trust_env = False
        said = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "client_id": "crimint-desktop",
            "code_verifier": verifier[::-1],
        }  # fmt: skip
        raise AssertionError(session.post(self.described().tokens_at, said, timeout=5).text)


def test_a_provider_that_is_away_is_named(clock, browser, provider):
    from dataclasses import replace

    gone = IdentityProvider(replace(provider.for_desktop, issuer="http://127.0.0.1:9"))
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1, where you sign in, cannot be reached") as caught:
        BrowserSignIn(browser.open, clock).run(gone)
    assert caught.value.cause == "provider-down"
    assert browser.visited == []


@pytest.mark.parametrize("issuer", ["http://login.example.test", "https://somebody@login.example.test"])
def test_a_provider_that_is_not_encrypted_is_not_asked(clock, browser, provider, issuer):
    from dataclasses import replace

    wrong = IdentityProvider(replace(provider.for_desktop, issuer=issuer))
    assert _cause(lambda: BrowserSignIn(browser.open, clock).run(wrong)) == "provider-not-trusted"


def test_an_identity_token_of_another_hour_is_not_taken(browser, asked, clock):
    clock.hour.forward(hours=1)
    assert _cause(lambda: BrowserSignIn(browser.open, clock).run(asked)) == "provider-not-trusted"


def test_an_identity_token_for_another_sign_in_is_not_taken(attempt, asked, monkeypatch):
    verified = IdentityProvider.verified
    monkeypatch.setattr(
        IdentityProvider, "verified", lambda self, token, _nonce, now: verified(self, token, "another", now)
    )
    assert _cause(lambda: attempt.run(asked)) == "provider-not-trusted"


def test_a_fresh_proof_can_be_asked_for(attempt, asked, browser):
    assert attempt.run(asked, max_age_s=60).user
    assert "max_age=60" in browser.visited[0]


# staying signed in


def test_a_refresh_token_is_exchanged_for_the_next_and_never_used_twice(attempt, asked):
    first = attempt.run(asked).tokens
    second = asked.renewed(first.refresh)
    assert second.refresh != first.refresh
    assert second.token != first.token
    with pytest.raises(SignedOut):
        asked.renewed(first.refresh)
    with pytest.raises(SignedOut):
        asked.renewed(second.refresh)  # a copy was used: everything that grew from it has ended


# the whole way to a desk


class Person:
    """A person at a computer, with the program that signs them in."""

    def __init__(self, world, tmp_path, browser, keyring=open_keyring):
        profile = Profile(tmp_path / "profile")
        clock = WallClock(world.clock)
        self.world, self.profile = world, profile
        self.opener = Opener(profile, code_lists(), clock, new_id, keyring, Backoff(time.monotonic))
        self.vouching = Vouching(browser.open, lambda: self.opener)

    def sign_in(self, passphrase=PASSPHRASE):
        """Press the button; choose the passphrase if one must be chosen."""
        typed = Typed(self.world.url, "", "", passphrase if self.profile.remembered().user else "")
        proved, opened = self.vouching.open(typed, threading.Event())
        return opened or self.opener.open(proved, passphrase)


@pytest.fixture
def person(register, tmp_path, browser, secret_service):  # noqa: F811 - the fixture
    return Person(register, tmp_path, browser)


def test_a_desk_is_opened_with_the_providers_word_and_goes_on_without_the_browser(person, provider, browser):
    user = person_id(provider.issuer, "okonjo")
    with closing(person.sign_in()) as opened:
        assert opened.desk.principal.user == user
        assert opened.desk.principal.name == "Ada Okonjo-Test"
        assert opened.desk.principal.roles == {"officer"}
        assert opened.key is not None
    last = person.profile.remembered()
    assert (last.user, last.name, last.provider) == (user, "Ada Okonjo-Test", "127.0.0.1")
    assert len(browser.threads) == 1

    with closing(person.opener.work_offline(person.world.url, user, PASSPHRASE)) as opened:
        line = opened.line_to_service()
        assert line.me().user == user  # the refresh token in the cache proved it, silently
        line.close()
    with closing(person.opener.work_offline(person.world.url, user, PASSPHRASE)) as opened:
        provider.groups("okonjo", "Quillmarsh evaluators")
        person.world.clock.forward(seconds=1)
        line = opened.line_to_service()
        assert line.me().roles == ("lio",)
        line.close()
    assert len(browser.threads) == 1


def test_a_sign_in_that_was_copied_has_to_be_made_again(embedded, tmp_path, browser, provider, secret_service):  # noqa: F811 - the fixture
    person = Person(embedded, tmp_path, browser)
    with closing(person.sign_in()) as opened:
        refresh = opened.sign_in._refresh
        IdentityProvider(provider.for_desktop).renewed(refresh)  # somebody else came first
        opened.sign_in._token = ""
        line = opened.line_to_service()
        with pytest.raises(SignedOut):
            line.me()
        line.close()


def test_nothing_is_kept_where_there_is_no_keyring(embedded, tmp_path, browser):
    person = Person(embedded, tmp_path, browser, no_keyring)
    opened = person.sign_in()
    assert opened.temporary
    opened.close()
    assert not opened.folder.exists()


def test_a_mistyped_passphrase_costs_no_second_walk_through_the_browser(embedded, tmp_path, browser, secret_service):  # noqa: F811 - the fixture
    person = Person(embedded, tmp_path, browser)
    person.sign_in().close()
    with pytest.raises(Refused) as caught:
        person.sign_in("not these words")
    assert caught.value.problems[0].part == "passphrase"
    person.sign_in().close()
    assert len(browser.threads) == 2


def test_somebody_else_in_the_browser_opens_their_own_desk_or_none(embedded, tmp_path, browser, secret_service):  # noqa: F811 - the fixture
    person = Person(embedded, tmp_path, browser)
    person.sign_in().close()
    other = Browser("peters")
    vouching = Vouching(other.open, lambda: person.opener)
    proved, opened = vouching.open(Typed(embedded.url, "", "", PASSPHRASE), threading.Event())
    other.close()
    assert opened is None
    assert proved.must_choose
    assert vouching.way(embedded.url).person == "Joan Peters-Test"


def test_a_stranger_is_told_that_they_may_not_use_the_register(embedded, tmp_path, browser, secret_service):  # noqa: F811 - the fixture
    browser.who = "stranger"
    with pytest.raises(Refused, match="none of your groups may use this register"):
        Person(embedded, tmp_path, browser).sign_in()


def test_the_window_hears_where_to_sign_in_and_who_was_here(embedded, tmp_path, browser, secret_service):  # noqa: F811 - the fixture
    person = Person(embedded, tmp_path, browser)
    assert person.vouching.way(embedded.url).provider == "127.0.0.1"
    assert person.vouching.way(embedded.url).person == ""
    person.sign_in().close()
    assert person.vouching.way(embedded.url).person == "Ada Okonjo-Test"
