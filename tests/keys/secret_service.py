"""A throwaway session bus with a real Secret Service on it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PASSWORD = b"a password for one test run"


@contextmanager
def session_bus(*, keyring: bool = True) -> Iterator[str]:
    """Start a bus, with an unlocked gnome-keyring unless told otherwise, and yield the address of the bus."""
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
        if keyring:
            command = [_program("gnome-keyring-daemon"), "--unlock", "--components=secrets", "--foreground"]
            daemon = stack.enter_context(_started(command, environment, stdin=subprocess.PIPE))
            assert daemon.stdin
            daemon.stdin.write(_PASSWORD)
            daemon.stdin.close()
            _wait_until_answering(address)
        yield address


@contextmanager
def _started(
    command: list[str], environment: dict[str, str], stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=environment, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL) as process:
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
