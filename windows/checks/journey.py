"""Use the frozen program for Windows as a person would: start, sign in, lock, unlock, leave.

    python journey.py PROGRAM SERVICE OUT

PROGRAM is crimint.exe, or python.exe for the program from its source; SERVICE the address of a
running service that knows the user `pc1`; OUT a folder for what was seen: a picture and the tree a
screen reader gets of each screen, and journey.json with each step and its seconds.  The profile is
a folder of its own below OUT, removed at the end together with what it put into the credential
store.  Ends with 1 if a step did not hold.
"""

import dataclasses
import importlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import desktop
import uia
from person import Person, save_picture, wait_until

PASSWORD = "a password for trying"  # noqa: S105 - of the invented user of this check
PASSPHRASE = "three unrelated words"  # noqa: S105 - as above
PLAIN_START = b"SQLite format 3\0"
TITLE = "CrimInt+"


class Journey:
    """The steps in their order, each a method that raises AssertionError or TimeoutError if it does not hold."""

    def __init__(self, program: Path, service: str, out: Path) -> None:
        """Prepare a throwaway profile below ``out``."""
        self._profile = out / "profile"
        self._out = out
        itself = [str(program), "-m", "crimint_desktop"] if program.stem == "python" else [str(program)]
        self._command = [*itself, "--profile", str(self._profile), "--service", service, "--user", "pc1"]
        self._person = Person(TITLE, 90)
        self._entries_before: frozenset[str] = frozenset()
        self._entries: frozenset[str] = frozenset()
        self.steps: list[dict[str, object]] = []

    def play(self) -> bool:
        """Take the steps until one does not hold; return whether all held."""
        self._entries_before = self._entries = entries()
        steps: list[tuple[str, Callable[[], str]]] = [
            ("The program starts and shows its sign-in window", self.start),
            ("The first sign-in makes an encrypted cache", self.sign_in),
            ("The key is in the Windows credential store", self.key_kept),
            ("Locking replaces the process", self.lock),
            ("The passphrase unlocks", self.unlock),
            ("The program agrees with the service, without a password typed again", self.agree),
            ("Closing the window ends the program", self.leave),
        ]
        try:
            return all([self._step(number, *step) for number, step in enumerate(steps, 1)])
        finally:
            self._clear()

    def _step(self, number: int, name: str, action: Callable[[], str]) -> bool:
        if self.steps and not self.steps[-1]["ok"]:
            return False
        began = time.perf_counter()
        try:
            saw, held = action(), True
        except (AssertionError, TimeoutError, OSError) as fault:
            saw, held = f"{type(fault).__name__}: {fault}", False
        seconds = round(time.perf_counter() - began, 1)
        self.steps.append({"name": name, "ok": held, "seconds": seconds, "saw": saw})
        print(f"{'yes' if held else 'NO '} {seconds:6.1f} s  {name}: {saw}", flush=True)
        save_picture(self._out / f"{number:02}.png")
        if self._person.window in {window for window, _, _ in desktop.windows()}:
            self._save_tree(self._out / f"{number:02}-tree.jsonl")
        return held

    def _save_tree(self, file: Path) -> None:
        try:
            lines = [json.dumps(dataclasses.asdict(element)) for element in uia.tree(self._person.window)]
        except OSError as fault:
            lines = [json.dumps({"unreadable": str(fault)})]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def start(self) -> str:
        """Start the program with a profile in which it has never been."""
        began = time.perf_counter()
        subprocess.Popen(self._command)  # noqa: S603 - the program under test
        self._person.wait_for_window()
        seconds = time.perf_counter() - began
        self._person.wait_for("Sign in", "Button")
        return f"window after {seconds:.1f} s"

    def sign_in(self) -> str:
        """Sign in for the first time, choosing a passphrase."""
        self._person.fill("Password", PASSWORD)
        desktop.press("enter")
        self._person.wait_for("New offline passphrase again", "Edit")
        self._person.fill("New offline passphrase", PASSPHRASE)
        self._person.fill("New offline passphrase again", PASSPHRASE)
        desktop.press("enter")
        self._wait_for_workplace()
        (cache,) = self._profile.glob("cache-*/cache.db")
        start = cache.read_bytes()[: len(PLAIN_START)]
        if start == PLAIN_START:
            raise AssertionError("the file of the cache is not encrypted")
        return f"{cache.name} of {cache.stat().st_size // 1024} KiB, encrypted"

    def key_kept(self) -> str:
        """Look for the new entry."""
        self._entries = entries()
        new = self._entries - self._entries_before
        if not new:
            raise AssertionError("there is no new entry in the credential store")
        return f"{len(new)} new"

    def lock(self) -> str:
        """Lock by its keys and see another process ask for the passphrase."""
        old = self._person.process
        began = time.perf_counter()
        desktop.press("ctrl+shift+l")
        self._person.wait_for_window(not_owned_by=old)
        seconds = time.perf_counter() - began
        if not wait_until(lambda: not desktop.is_running(old), 10):
            raise AssertionError("the old process still runs")
        self._person.wait_for("Offline passphrase", "Edit")
        if not wait_until(lambda: desktop.foreground() == self._person.window, 5):
            raise AssertionError("the lock window does not have the keyboard")
        return f"process {old} is gone, {self._person.process} asks, window after {seconds:.1f} s, has the keyboard"

    def unlock(self) -> str:
        """Type the passphrase where the keyboard is."""
        desktop.type_text(PASSPHRASE)
        desktop.press("enter")
        self._wait_for_workplace()
        return f"by process {self._person.process}"

    def agree(self) -> str:
        """Wait for the status to say so; the unlocked program proves itself to the service by what its cache keeps."""

        def said() -> str:
            return next((each.name for each in self._person.look() if "Agreed with the service" in each.name), "")

        if not wait_until(lambda: bool(said()), 40):
            status = [each.name for each in self._person.look() if each.control_type == "Text"]
            raise AssertionError(" | ".join(filter(None, status)))
        return said()

    def leave(self) -> str:
        """Close the window and see the process end."""
        self._person.leave()
        if not wait_until(lambda: not desktop.is_running(self._person.process), 30):
            raise AssertionError("the process still runs")
        return "the process ended"

    def _wait_for_workplace(self) -> None:
        """The window of the workplace is another than that of signing in, of the same process."""
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            for window, process, title in desktop.windows():
                if process != self._person.process or window == self._person.window:
                    continue
                if "wrong" in title:
                    self._person.window = window
                    raise AssertionError(" ".join(element.name for element in self._person.look()))
                if TITLE in title:
                    self._person.window = window
                    self._person.wait_for("Navigation")
                    return
            time.sleep(0.1)
        raise TimeoutError(f"no workplace; there are: {desktop.windows()}")

    def _clear(self) -> None:
        """End what is left of the program, and forget what it put into the credential store."""
        if desktop.is_running(self._person.process):
            desktop.end(self._person.process)
        for entry in self._entries - self._entries_before:
            credentials().CredDelete(entry, 1, 0)
        shutil.rmtree(self._profile, ignore_errors=True)


def credentials() -> Any:  # noqa: ANN401 - a module without types, there on Windows only
    """Return the binding to the credential store that keyring itself uses."""
    return importlib.import_module("win32ctypes.pywin32.win32cred")


def entries() -> frozenset[str]:
    """Return the names of what the credential store holds for this program."""
    try:
        everything = credentials().CredEnumerate(None, 0)
    except Exception:  # the binding's own error: there is no entry at all
        return frozenset()
    return frozenset(entry["TargetName"] for entry in everything if TITLE in entry["TargetName"])


def main(program: str, service: str, out: str) -> int:
    """Play and write down what happened."""
    place = Path(out)
    place.mkdir(parents=True, exist_ok=True)
    journey = Journey(Path(program), service, place)
    held = journey.play()
    (place / "journey.json").write_text(json.dumps({"steps": journey.steps}, indent=1), encoding="utf-8")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
