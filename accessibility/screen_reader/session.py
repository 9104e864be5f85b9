"""A private desktop without a screen: X server, window manager, D-Bus, accessibility bus and an empty home.

Everything is started here as a child, and ended by its own process group when the session is closed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from accessibility.screen_reader.reader import Reader, can_be_alone

SCREEN = "1280x900x24"
PATIENCE = 30.0  # seconds that any part may take to come up on a busy machine
NEEDED = ("Xvfb", "openbox", "dbus-daemon", "xdotool", "xprop", "gdbus")
AT_SPI_LAUNCHERS = (Path("/usr/libexec/at-spi-bus-launcher"), Path("/usr/lib/at-spi2-core/at-spi-bus-launcher"))


class NoSession(RuntimeError):
    """The private desktop, or a program in it, did not come up; says what was missing and where its log is."""


@dataclass(slots=True)
class Session:
    """The running desktop: ``folder`` holds its home and logs, ``environment`` is that of every program in it, and
    ``reader`` is the screen reader that listens there."""

    folder: Path
    environment: dict[str, str]
    reader: Reader = field(default_factory=Reader)
    _children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _named: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str], *, given: bytes | None = None) -> subprocess.Popen[bytes]:
        """Start a program of the session; its output goes to ``NAME.log`` in the session's folder."""
        with (self.folder / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if given is not None else subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
            )
        self._children.append(child)
        self._named[name] = child
        if given is not None and child.stdin is not None:
            child.stdin.write(given)
            child.stdin.close()
        return child

    def converse(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        """Start a program of the session that is asked and answers line by line."""
        with (self.folder / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=self.environment,
                start_new_session=True,
            )
        self._children.append(child)
        return child

    def ask(self, *command: str, check: bool = False) -> str:
        """Run a short command in the session and give its output, stripped."""
        run = subprocess.run(command, capture_output=True, env=self.environment, timeout=PATIENCE, check=check)
        return run.stdout.decode("utf-8", "replace").strip()

    def wait(self, what: str, seen: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until ``seen`` gives something true; raises NoSession naming ``what`` if it never does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if seen():
                return
            time.sleep(0.05)
        raise NoSession(f"{what} did not appear within {seconds:.0f} s; see the logs in {self.folder}")

    def end(self, child: subprocess.Popen[bytes]) -> None:
        """End one program and everything it started itself."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(child.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                child.wait(5)
                break

    def end_named(self, name: str) -> None:
        """End the program that was started under this name."""
        self.end(self._named[name])

    def end_all(self) -> None:
        """End every program of the session, the last one first."""
        for child in reversed(self._children):
            self.end(child)


def missing_programs(reader: Reader) -> tuple[str, ...]:
    """What the machine lacks for a session with this screen reader."""
    reading = ("orca", "speech-dispatcher") if reader.own_machine else ()
    lacking = [name for name in (*NEEDED, *reading) if shutil.which(name) is None]
    if reader.own_machine and not any(launcher.exists() for launcher in AT_SPI_LAUNCHERS):
        lacking.append("at-spi-bus-launcher")
    return tuple(lacking)


def _plain(_folder: Path) -> tuple[str, ...]:
    return ("-screen", "0", SCREEN)


@contextmanager
def private_desktop(
    keep_logs: Path | None = None,
    reader: Reader | None = None,
    server_options: Callable[[Path], tuple[str, ...]] = _plain,
) -> Iterator[Session]:
    """Open a session and close it again. Where ``reader`` cannot be alone, a second caller waits here.

    Raises NoSession if the machine lacks a part. ``keep_logs`` is a folder to which the logs are copied at the end;
    ``server_options`` gives the X server's screen, and is told the session's folder.
    """
    reads = reader or Reader()
    lacking = missing_programs(reads)
    if lacking:
        raise NoSession(f"not installed: {', '.join(lacking)} (see setup/packages/accessibility.txt)")
    turn = nullcontext() if can_be_alone() else _only_one()
    with turn, tempfile.TemporaryDirectory(prefix="crimint-a11y-", ignore_cleanup_errors=True) as name:
        session = Session(Path(name), _environment(Path(name), os.environ), reads)
        try:
            _bring_up(session, server_options(session.folder))
            yield session
        finally:
            session.end_all()
            if keep_logs is not None:
                keep_logs.mkdir(parents=True, exist_ok=True)
                for log in session.folder.glob("*.log"):
                    shutil.copy(log, keep_logs / log.name)


@contextmanager
def _only_one() -> Iterator[IO[str]]:
    # Orca refuses to start beside another Orca of the same user.
    with (Path(tempfile.gettempdir()) / f"crimint-screen-reader-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def _environment(folder: Path, outer: Mapping[str, str]) -> dict[str, str]:
    home, runtime = folder / "home", folder / "run"
    unwanted = {"WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "QT_STYLE_OVERRIDE", "QT_IM_MODULE", "XAUTHORITY", "DISPLAY"}
    environment = {key: value for key, value in outer.items() if key not in unwanted}
    environment |= {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime / 'bus'}",
        "GSETTINGS_BACKEND": "memory",
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_ACCESSIBILITY": "1",
        "LC_ALL": "C.UTF-8",
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
    }
    for key in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        Path(environment[key]).mkdir(parents=True, exist_ok=True)
    runtime.mkdir(mode=0o700)
    return environment


def _bring_up(session: Session, server_options: tuple[str, ...]) -> None:
    environment = session.environment
    chosen = session.folder / "display"
    with chosen.open("wb") as display:
        # Without -noreset the server starts over, and forgets everybody, whenever its last client leaves.
        child = subprocess.Popen(
            ["Xvfb", "-displayfd", str(display.fileno()), *server_options, "-nolisten", "tcp", "-noreset"],
            pass_fds=(display.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    session._children.append(child)
    session.wait("the X server", lambda: chosen.read_text().endswith("\n"))
    environment["DISPLAY"] = f":{chosen.read_text().strip()}"
    address = environment["DBUS_SESSION_BUS_ADDRESS"]
    # The bus starts the accessibility services in its own environment, so all of that had to stand first.
    session.start("dbus", ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}"])
    session.wait("the session bus", Path(environment["XDG_RUNTIME_DIR"], "bus").exists)
    # Without a window manager no window is ever active, and a screen reader ignores windows that are not.
    session.start("openbox", ["openbox", "--sm-disable"])
    root = ("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
    session.wait("the window manager", lambda: "window id" in session.ask(*root))
    here = (path for path in AT_SPI_LAUNCHERS if path.exists() or not session.reader.own_machine)
    session.start("at-spi", session.reader.command(str(next(here)), "--launch-immediately"))
    session.wait("the accessibility bus", lambda: _owned(session, "org.a11y.Bus"))
    if shutil.which("gnome-keyring-daemon"):
        keyring = ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"]
        session.start("keyring", keyring, given=b"throwaway")
        session.wait("the Secret Service", lambda: _owned(session, "org.freedesktop.secrets"))


def _owned(session: Session, name: str) -> bool:
    """Whether somebody owns a bus name. Asking the name itself would start a second owner."""
    bus, path = "org.freedesktop.DBus", "/org/freedesktop/DBus"
    return "true" in session.ask("gdbus", "call", "--session", "-d", bus, "-o", path, "-m", f"{bus}.NameHasOwner", name)
