"""`setup/with-secret-service.sh`: a session with a real Secret Service that leaves nothing behind."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

KEEP_A_SECRET = "import keyring; keyring.set_password('crimint', 'invented', 'word'); print(keyring.get_keyring().name)"
FIND_IT = "import keyring; print(keyring.get_password('crimint', 'invented'))"


@pytest.fixture
def folder():
    """A folder with a short name: the session has sockets in it, whose paths may not be longer than 107 characters."""
    with tempfile.TemporaryDirectory(prefix="c-", dir="/tmp") as made:
        yield Path(made)


@pytest.fixture
def in_session(project, folder):
    """Return a function that runs a command in a session of its own and gives back how it ended."""

    def run(*command: str, **environment: str):
        return subprocess.run(
            [project / "setup" / "with-secret-service.sh", *command],
            env={"PATH": os.environ["PATH"], "TMPDIR": str(folder), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_secret_can_be_kept_in_it_and_is_gone_with_it(in_session):
    assert in_session(sys.executable, "-c", KEEP_A_SECRET).stdout == "SecretService Keyring\n"
    assert in_session(sys.executable, "-c", FIND_IT).stdout == "None\n"


def test_nothing_of_it_is_left(in_session, folder):
    home = in_session("bash", "-c", 'echo "$HOME"; touch "$HOME/left"').stdout.strip()
    assert home.startswith(str(folder))
    assert not list(folder.iterdir())


@pytest.mark.parametrize("status", [0, 1, 5])
def test_the_command_decides_how_it_ends(in_session, status):
    assert in_session("bash", "-c", f"exit {status}").returncode == status


def test_the_display_is_hidden_unless_it_is_asked_for(in_session):
    shown = ("bash", "-c", 'echo "${DISPLAY:-none}"')
    assert in_session(*shown, DISPLAY=":7").stdout == "none\n"
    assert in_session("--keep-display", *shown, DISPLAY=":7", HOME="/nowhere").stdout == ":7\n"


def test_a_keyring_back_end_chosen_from_outside_is_not_used(in_session):
    ended = in_session(sys.executable, "-c", KEEP_A_SECRET, PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring")
    assert ended.stdout == "SecretService Keyring\n"
