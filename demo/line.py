"""The conductor's side: starts workstations, gives orders, waits until something is seen."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["ROWS_SEEN", "Conductor", "NotSeen", "Station"]

ROWS_SEEN = 60
"""How many rows of a list a workstation tells of, at most."""

_ANSWER_S = 30.0
_ARRIVE_S = 60.0


class NotSeen(AssertionError):
    """Something that should have been seen on a screen was not."""


class Conductor:
    """Listens for workstations; they call in when their first window stands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.5)
        self.port = int(self._listening.getsockname()[1])
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, user: str, service: str) -> Station:
        """Start a workstation with a profile of its own."""
        command = [
            sys.executable, "-m", "demo.workstation", "--orders", str(self.port), "--profile",
            str(self.folder / f"profile-{user}"), "--service", service, "--user", user,
        ]  # fmt: skip
        with (self.folder / f"{user}.log").open("ab") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._started.append(process)
        station = self.arrival(user, process)
        station.process = process
        return station

    def arrival(self, user: str, process: subprocess.Popen[bytes] | None = None) -> Station:
        """Wait for a workstation that calls in; raises AssertionError when ``process`` ends before it does."""
        until = time.monotonic() + _ARRIVE_S
        while time.monotonic() < until and (process is None or process.poll() is None):
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                continue
            return Station(user, connection)
        raise NotSeen(f"The workstation of {user} does not call in.")

    def close(self) -> None:
        """End whatever is still there, by its id."""
        self._listening.close()
        for process in self._started:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait(5)


class Station:
    """One workstation as the conductor knows it."""

    def __init__(self, user: str, connection: socket.socket) -> None:
        connection.settimeout(_ANSWER_S)
        self.user = user
        self.process: subprocess.Popen[bytes] | None = None
        self._connection = connection
        self._lines = connection.makefile("r", encoding="utf-8")
        self.pid = int(json.loads(self._lines.readline())["pid"])

    def order(self, order: str, **what: object) -> Any:  # noqa: ANN401 - whatever was asked for
        """Give an order and return its result; raises AssertionError if it could not be carried out."""
        self._send(order, what)
        try:
            line = self._lines.readline()
        except TimeoutError:
            self._ask_where()
            raise NotSeen(f"{self.user}: no answer to {order} {what}; see its log.") from None
        if not line:
            raise NotSeen(f"The workstation of {self.user} has ended.")
        answer = json.loads(line)
        if "fault" in answer:
            raise NotSeen(f"{self.user}, {order} {what}: {answer['fault']}")
        return answer["result"]

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for each in keys:
            self.order("press", keys=each)

    def press_last(self, keys: str) -> None:
        """Press keys that end the process: there may be nobody left to answer."""
        self._send("press_last", {"keys": keys})

    def type(self, words: str) -> None:
        """Type words where the keyboard is."""
        self.order("type", words=words)

    def tab_to(self, starts: str) -> None:
        """Press Tab until the keyboard is on what begins with these words."""
        if not self.order("tab_to", starts=starts):
            raise NotSeen(f"{self.user}: Tab never comes to “{starts}”. {self._what_is_there()}")

    def choose_row(self, holds: str) -> None:
        """Move to the row with these words in the list that has the keyboard."""
        if not self.order("choose_row", holds=holds):
            raise NotSeen(f"{self.user}: no row with “{holds}”. {self._what_is_there()}")

    def see(self) -> dict[str, Any]:
        """Look at the screen; raises AssertionError when the program says it is at fault."""
        seen: dict[str, Any] = self.order("see", rows=ROWS_SEEN)
        if seen["defects"]:
            raise NotSeen(f"{self.user}: the program is at fault: {seen['defects'][-1]}")
        return seen

    def wait_until(self, true: Callable[[dict[str, Any]], object], what: str, seconds: float = 30.0) -> dict[str, Any]:
        """Look again and again until it is so; return what was seen."""
        until = time.monotonic() + seconds
        while True:
            seen = self.see()
            if true(seen):
                return seen
            if time.monotonic() > until:
                raise NotSeen(f"{self.user}: not within {seconds:g} s: {what}. {self._what_is_there()}")
            time.sleep(0.05)

    def _send(self, order: str, what: dict[str, object]) -> None:
        self._connection.sendall(json.dumps({"order": order, **what}).encode() + b"\n")

    def _ask_where(self) -> None:
        if sys.platform != "win32" and _runs(self.pid):
            os.kill(self.pid, signal.SIGUSR1)
            time.sleep(0.5)

    def has_ended(self, seconds: float) -> bool:
        """Wait until the process is gone: its end of the line closes with it."""
        self._connection.settimeout(seconds)
        try:
            self._lines.read()
        except OSError:
            return False
        if self.process is not None:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                return False
        return True

    def end(self) -> None:
        """Hang up: the workstation ends by itself; one that does not is ended by its id."""
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
        finally:
            self._connection.close()
        if self.process is None and sys.platform != "win32":
            until = time.monotonic() + 5
            while _runs(self.pid) and time.monotonic() < until:
                time.sleep(0.05)
            if _runs(self.pid):
                os.kill(self.pid, 15)

    def _what_is_there(self) -> str:
        seen = self.order("see", rows=ROWS_SEEN)
        return "There is: " + json.dumps({key: seen[key] for key in sorted(seen) if key != "defects"})[:4000]


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
