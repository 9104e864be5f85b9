"""A real service, a real keyring, and what opens desks between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from crimint_desktop.app.opening import OpenDesk, Opener
from crimint_desktop.app.parts import new_id
from crimint_desktop.cli import Options
from crimint_desktop.config import Policy, Profile
from crimint_desktop.keys.backoff import Backoff
from crimint_desktop.keys.keyring_secret import SecretKeyring, open_keyring
from crimint_domain.errors import Unavailable
from resources.code_lists import code_lists
from tests.app.screens import HarmlessProgram, a_road, spin, until
from tests.keys.conftest import lasting_bus, secret_service  # noqa: F401 - fixtures
from tests.protocol.people import PASSWORD
from tests.service.world import HandClock, World, a_world

PASSPHRASE = "three invented words"


@dataclass(frozen=True)
class WallClock:
    """The hour of the service, which stands until it is moved; waiting takes as long as it takes."""

    hour: HandClock

    def now(self) -> datetime:
        return self.hour.now()

    def monotonic(self) -> float:
        return time.monotonic()


def no_keyring() -> SecretKeyring:
    raise Unavailable("This computer has no keyring.", cause="keyring-missing")


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One real service for all the tests of a module: each test works with a profile of its own."""
    with a_world(str(tmp_path_factory.mktemp("register") / "register.db")) as world:
        yield world


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


@pytest.fixture
def opener(central: World, profile: Profile, secret_service: None) -> Opener:  # noqa: F811 - the fixture
    return an_opener(central, profile)


def an_opener(central: World, profile: Profile, keyring: Callable[[], SecretKeyring] = open_keyring) -> Opener:
    return Opener(profile, code_lists(), WallClock(central.clock), new_id, keyring, Backoff(time.monotonic))


@pytest.fixture
def sign_in(opener: Opener, central: World) -> Iterator[Callable[..., OpenDesk]]:
    """Sign in; what is still open at the end is closed."""
    opened: list[OpenDesk] = []

    def go(user: str = "okonjo", passphrase: str = PASSPHRASE, by: Opener | None = None) -> OpenDesk:
        desk = (by or opener).sign_in(central.url, user, PASSWORD, passphrase)
        opened.append(desk)
        return desk

    yield go
    for desk in opened:
        desk.close()


@pytest.fixture
def road(central):
    with a_road(central.url) as way:
        yield way


@pytest.fixture
def start(qapp, central, profile, opener, road):
    """Start a program; it is closed at the end."""
    started = []

    def go(by=None, *, successor=False, policy=None):
        options = Options(profile, road.url, "okonjo", "light", successor)
        program = HarmlessProgram(qapp, options, policy or Policy())
        program._made = by or opener
        started.append(program)
        program.start()
        return program

    yield go
    for program in started:
        program.close()
        if program.window is not None:
            program.window.close()
            program.window.deleteLater()
        spin()
        program.setParent(None)
        program.deleteLater()
        spin()


@pytest.fixture
def at_home(start, central):
    """Start a program and sign in."""

    def go(by=None, passphrase=PASSPHRASE, **how):
        program = start(by, **how)
        opener = program._made
        shown = program.open(lambda: opener.sign_in(program.options.service, "okonjo", PASSWORD, passphrase))
        until(shown.done)
        shown.result()
        return program

    return go
