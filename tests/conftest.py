"""What every test stands on: no display, no stray settings, and nothing unexpected in the log."""

import logging
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# Said before anything imports Qt: tests never open a window on the screen of whoever runs them.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_ACCESSIBILITY"] = "1"
if "LC_ALL" not in os.environ and "LANG" not in os.environ:
    os.environ["LC_ALL"] = "C.UTF-8"  # Qt warns about a bare machine's locale; a warning fails a test

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")


class _Overheard(logging.Handler):
    """Collects the log lines that a user would have to be told about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _nothing_unexpected_in_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning it did not announce with `@pytest.mark.expects_log(pattern)`."""
    overheard = _Overheard()
    logging.getLogger().addHandler(overheard)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(overheard)
    expected = [mark.args[0] for mark in request.node.iter_markers("expects_log")]
    surprises = [line for line in overheard.lines if not any(re.search(pattern, line) for pattern in expected)]
    assert not surprises, "unexpected log lines:\n" + "\n".join(surprises)
    silent = [pattern for pattern in expected if not any(re.search(pattern, line) for line in overheard.lines)]
    assert not silent, f"announced but never logged: {silent}"


@pytest.fixture(autouse=True)
def _a_home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test an empty home, so that none finds what another, or the user, left in theirs."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name, folder in (
        ("CONFIG", ".config"),
        ("DATA", ".local/share"),
        ("CACHE", ".cache"),
        ("STATE", ".local/state"),
    ):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    if sys.platform == "win32":
        for name in ("APPDATA", "LOCALAPPDATA"):
            monkeypatch.setenv(name, str(home / name))


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the folder of the project."""
    return Path(__file__).resolve().parent.parent
