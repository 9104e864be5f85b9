"""A real keyring for every test of the keys."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from crimint_desktop.keys.keyring_secret import SecretKeyring, open_keyring
from tests.keys.secret_service import session_bus


@pytest.fixture(scope="session")
def bus_address() -> Iterator[str]:
    with session_bus() as address:
        yield address


@pytest.fixture
def secret_service(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process find the throwaway Secret Service; the credential store of Windows is simply there."""
    if sys.platform != "win32":
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", request.getfixturevalue("bus_address"))


@pytest.fixture
def keyring(secret_service: None) -> SecretKeyring:
    return open_keyring()
