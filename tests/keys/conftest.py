"""A real keyring for every test of the keys."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import pytest

from crimint_desktop.keys.keyring_secret import SecretKeyring, open_keyring
from tests.keys.secret_service import LastingBus


@pytest.fixture(scope="session")
def lasting_bus() -> Iterator[LastingBus]:
    with contextlib.closing(LastingBus()) as bus:
        yield bus


@pytest.fixture
def secret_service(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process find the throwaway Secret Service; the credential store of Windows is simply there."""
    if sys.platform != "win32":
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", request.getfixturevalue("lasting_bus").address())


@pytest.fixture
def keyring(secret_service: None) -> SecretKeyring:
    return open_keyring()
