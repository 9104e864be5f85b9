"""Which keyrings are trusted, and what happens with the others."""

from __future__ import annotations

import contextlib
import gc
import secrets

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.backends.SecretService
import pytest
import secretstorage
from keyring.backend import KeyringBackend

from crimint_desktop.keys.keyring_secret import SecretKeyring, open_keyring
from crimint_domain.errors import Unavailable
from tests.keys.secret_service import LastingBus, session_bus


class PlaintextKeyring(KeyringBackend):
    """As careless plug-ins do: it would work, and keep everything in clear."""

    priority = 99

    def __init__(self):
        super().__init__()
        self.kept = {}

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def get_password(self, service, username):
        return self.kept.get((service, username))


@pytest.fixture
def entry():
    return f"CrimInt+ test {secrets.token_hex(8)}"


def _cause(act):
    with pytest.raises(Unavailable) as caught:
        act()
    return caught.value.cause


def test_a_value_is_kept_until_it_is_erased(keyring, entry):
    value = secrets.token_hex(32)
    assert keyring.read(entry) is None
    keyring.write(entry, value)
    assert open_keyring().read(entry) == value
    keyring.erase(entry)
    keyring.erase(entry)
    assert keyring.read(entry) is None


def test_a_value_is_replaced(keyring, entry):
    keyring.write(entry, "0" * 64)
    keyring.write(entry, "1" * 64)
    assert keyring.read(entry) == "1" * 64


@pytest.mark.parametrize("value", ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64, "0" * 64 + "\n"])
def test_only_64_hexadecimal_digits_are_stored(keyring, entry, value):
    with pytest.raises(ValueError, match="64"):
        keyring.write(entry, value)
    assert keyring.read(entry) is None


@pytest.mark.parametrize(
    "make",
    [
        PlaintextKeyring,
        keyring.backends.null.Keyring,
        keyring.backends.fail.Keyring,
        keyring.backends.chainer.ChainerBackend,
    ],
)
def test_a_keyring_that_is_not_on_the_list_is_refused(make):
    assert _cause(lambda: SecretKeyring(make())) == "keyring-not-allowed"


def test_the_environment_and_the_settings_file_do_not_choose_the_keyring(
    secret_service, entry, monkeypatch, tmp_path_factory
):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/org/freedesktop/secrets/collection/elsewhere")
    settings = tmp_path_factory.mktemp("settings")
    (settings / "python_keyring").mkdir()
    (settings / "python_keyring" / "keyringrc.cfg").write_text(
        "[backend]\ndefault-keyring=keyring.backends.null.Keyring\n"
    )
    monkeypatch.setenv("XDG_CONFIG_HOME", str(settings))
    opened = open_keyring()
    assert opened.name == "keyring.backends.SecretService.Keyring"
    opened.write(entry, "3" * 64)
    assert opened.read(entry) == "3" * 64


def test_a_keyring_that_swallows_what_it_is_given_is_found_out(secret_service, entry, monkeypatch):
    monkeypatch.setattr(keyring.backends.SecretService.Keyring, "set_password", lambda *_: None)
    assert _cause(lambda: open_keyring().write(entry, "4" * 64)) == "keyring-not-kept"


def test_an_entry_that_something_else_changed_is_not_used(secret_service, keyring, entry):
    keyring.write(entry, "5" * 64)
    keyring._backend.set_password(entry, "CrimInt+ desktop", "something else")
    assert _cause(lambda: keyring.read(entry)) == "keyring-changed"


def test_without_a_session_bus_there_is_no_keyring(monkeypatch, tmp_path):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    assert _cause(open_keyring) == "keyring-missing"


def test_a_bus_without_a_secret_service_has_no_keyring(monkeypatch):
    with session_bus(keyring=False) as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        assert _cause(open_keyring) == "keyring-missing"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # see the end of the test
def test_a_locked_keyring_says_so_and_gives_nothing(monkeypatch, entry):
    with session_bus() as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        opened = open_keyring()
        opened.write(entry, "6" * 64)
        with contextlib.closing(secretstorage.dbus_init()) as connection:
            secretstorage.get_default_collection(connection).lock()
        # Nobody is there to answer the prompt, so the service gives up: either word is honest.
        assert _cause(lambda: opened.read(entry)) in {"keyring-locked", "keyring-failed"}
        assert _cause(lambda: opened.write(entry, "7" * 64)) in {"keyring-locked", "keyring-failed"}
        gc.collect()  # the keyring library forgets to close its connection when unlocking fails


def test_a_keyring_that_goes_away_is_told(monkeypatch, entry):
    with session_bus() as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        opened = open_keyring()
    assert _cause(lambda: opened.read(entry)) == "keyring-failed"
    assert _cause(lambda: opened.erase(entry)) == "keyring-failed"


def test_a_throwaway_keyring_that_ended_is_replaced_for_the_next_test(monkeypatch, entry, capsys):
    with contextlib.closing(LastingBus()) as lasting:
        first, daemon = lasting.address(), lasting._bus.keyring
        assert daemon is not None
        daemon.kill()
        daemon.wait(10)
        assert lasting.address() != first
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", lasting.address())
        open_keyring().write(entry, "8" * 64)
        assert open_keyring().read(entry) == "8" * 64
    assert "ended by itself" in capsys.readouterr().err
