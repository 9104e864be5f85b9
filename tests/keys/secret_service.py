"""Throwaway session buses with a real Secret Service on each."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PASSWORD = b"a password for one test run"


@dataclass(frozen=True, slots=True)
class SessionBus:
    """A bus that runs, and the keyring on it, if there is to be one."""

    address: str
    keyring: subprocess.Popen[bytes] | None
    words: Path

    def has_ended(self) -> bool:
        """Whether the keyring has gone by itself."""
        return self.keyring is not None and self.keyring.poll() is not None


class LastingBus:
    """A bus for a whole run of tests. The daemon of Debian 12 now and then ends by itself in thousands of calls: then
    it says so, and the next test has another."""

    def __init__(self) -> None:
        self._kept = contextlib.ExitStack()
        self._bus = self._kept.enter_context(session_bus())

    def address(self) -> str:
        """The address of a bus whose keyring answers."""
        if self._bus.has_ended():
            assert self._bus.keyring
            print(
                f"The throwaway keyring ended by itself with {self._bus.keyring.returncode}:",
                self._bus.words.read_text(errors="replace"), file=sys.stderr,
            )  # fmt: skip
            self._bus = self._kept.enter_context(session_bus())
        return self._bus.address

    def close(self) -> None:
        """End all that was started."""
        self._kept.close()


@contextmanager
def session_bus(*, keyring: bool = True) -> Iterator[SessionBus]:
    """Start a bus, with an unlocked gnome-keyring unless told otherwise."""
    with tempfile.TemporaryDirectory(prefix="crimint-bus-") as home, contextlib.ExitStack() as stack:
        environment = {
            "HOME": home,
            "XDG_RUNTIME_DIR": home,
            "XDG_DATA_HOME": f"{home}/data",
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
        }
        Path(home).chmod(0o700)
        address = f"unix:path={home}/bus"
        configuration = Path(home, "bus.conf")
        configuration.write_text(_BUS.format(address=address))  # no service files: nothing is started on demand
        command = [_program("dbus-daemon"), f"--config-file={configuration}", "--nofork", "--print-address"]
        bus = stack.enter_context(_started(command, environment, stdout=subprocess.PIPE))
        assert bus.stdout
        bus.stdout.readline()  # it prints the address when it is ready
        environment["DBUS_SESSION_BUS_ADDRESS"] = address
        words, daemon = Path(home, "keyring.words"), None
        if keyring:
            command = [_program("gnome-keyring-daemon"), "--unlock", "--components=secrets", "--foreground"]
            said = stack.enter_context(words.open("wb"))
            daemon = stack.enter_context(_started(command, environment, stdin=subprocess.PIPE, stderr=said.fileno()))
            assert daemon.stdin
            daemon.stdin.write(_PASSWORD)
            daemon.stdin.close()
            _wait_until_answering(address)
        yield SessionBus(address, daemon, words)


@contextmanager
def _started(
    command: list[str], environment: dict[str, str], stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL,
    stderr: int = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:  # fmt: skip
    with subprocess.Popen(command, env=environment, stdin=stdin, stdout=stdout, stderr=stderr) as process:
        try:
            yield process
        finally:
            process.terminate()


def _wait_until_answering(address: str) -> None:
    import secretstorage
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # ships no types

    until = time.monotonic() + 20
    while True:
        with (
            contextlib.closing(open_dbus_connection(address)) as connection,
            contextlib.suppress(secretstorage.SecretStorageException),
        ):
            if not secretstorage.get_default_collection(connection).is_locked():
                return
        assert time.monotonic() < until, "the Secret Service does not answer"
        time.sleep(0.02)


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is missing; `make test` installs it"
    return found


_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
