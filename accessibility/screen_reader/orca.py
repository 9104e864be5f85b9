"""Drives the real screen reader: presses keys in a private desktop and gives what was spoken after each."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from accessibility.screen_reader.session import PATIENCE, NoSession, Session

HERE = Path(__file__).resolve().parent
QUIET = 0.4  # seconds of silence after which somebody would press the next key
SLOW_START = 90.0  # seconds that a program may take to come up while everything else does too
LONGEST = 6.0  # seconds after which even a chatterbox is interrupted

Awaited = Callable[[Sequence[str]], bool]
"""Whether what is waited for is among what was spoken since last asked."""


def anything(_said: Sequence[str]) -> bool:
    """Wait for nothing in particular."""
    return True


@dataclass(slots=True)
class Orca:
    """A running Orca. Make one with ``listen``."""

    session: Session
    spoken: Path
    synthesised: Path
    _heard: int = 0

    def press(self, names: Sequence[str]) -> None:
        """Press keys by their X names (``Tab``, ``shift+Tab``, ``ctrl+g``, ``space``).

        Modifiers are held with pauses: with a screen reader Qt hands each key to the accessibility bus first, and a
        fast Alt would be released before its letter arrives.
        """
        for name in names:
            *held, last = name.split("+")
            for modifier in held:
                self.session.ask("xdotool", "keydown", modifier, check=True)
                time.sleep(0.08)
            self.session.ask("xdotool", "key", last, check=True)
            for modifier in reversed(held):
                time.sleep(0.12)
                self.session.ask("xdotool", "keyup", modifier, check=True)

    def type(self, text: str) -> None:
        """Type words letter by letter."""
        self.session.ask("xdotool", "type", "--delay", "50", text, check=True)

    def heard(
        self, *, quiet: float = QUIET, longest: float = LONGEST, until: Awaited = anything, patience: float = PATIENCE
    ) -> list[str]:
        """What was spoken since last asked, once it has been silent for ``quiet`` seconds. The silence only counts
        after what is waited for, which may take ``patience`` seconds."""
        end = time.monotonic() + patience
        while not until(self._all()[self._heard :]) and time.monotonic() < end:
            time.sleep(0.04)
        begin = changed = time.monotonic()
        count = len(self._all())
        while True:
            time.sleep(0.04)
            now, size = time.monotonic(), len(self._all())
            if size != count:
                count, changed = size, now
            if now - changed >= quiet or now - begin >= longest:
                break
        new = self._all()[self._heard :]
        self._heard += len(new)
        return new

    def _all(self) -> list[str]:
        said = []
        for line in self.spoken.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                break  # the last line is still being written
            if entry["kind"] == "problem":
                raise NoSession(f"Orca's hooks failed: {entry['said']}")
            said.append(str(entry["said"]))
        return said


def start_program(session: Session, command: list[str], *, ready: str = "") -> subprocess.Popen[bytes]:
    """Start the program under test and wait until one of its windows is the active one, and it has printed ``ready``
    if it does."""
    program = session.start("program", command)

    def is_active() -> bool:
        if program.poll() is not None:
            raise NoSession(f"the program ended with {program.returncode}; see program.log in {session.folder}")
        if session.ask("xdotool", "getactivewindow", "getwindowpid") == str(program.pid):
            return True
        session.ask("xdotool", "search", "--onlyvisible", "--pid", str(program.pid), "windowactivate")
        return False

    session.wait("an active window of the program", is_active, SLOW_START)
    log = session.folder / "program.log"
    session.wait(f"{ready!r} from the program", lambda: ready in log.read_text("utf-8", "replace"), SLOW_START)
    return program


def listen(session: Session) -> Orca:
    """Start speech and Orca, and wait until it has said its first words. Start the program afterwards, as people do: of
    one that is there already Orca takes the first list it finds for what has the keyboard."""
    spoken, synthesised = session.folder / "spoken.jsonl", session.folder / "synthesised.txt"
    for path in (spoken, synthesised):
        path.write_text("", encoding="utf-8")
    session.environment |= {"CRIMINT_SPOKEN": str(spoken), "CRIMINT_SYNTHESISED": str(synthesised)}
    home, runtime = Path(session.environment["HOME"]), Path(session.environment["XDG_RUNTIME_DIR"])
    # Speech insists on a sound device, and there is none.
    (home / ".asoundrc").write_text("pcm.!default { type null }\nctl.!default { type null }\n", encoding="utf-8")
    hooks = Path(session.environment["XDG_DATA_HOME"]) / "orca"
    hooks.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "orca_hooks.py", hooks / "orca-customizations.py")
    logs = session.folder / "speech"
    logs.mkdir()
    settings = session.folder / "speech_dispatcher"  # an Orca from another Debian sees nothing but the session
    shutil.copytree(HERE / "speech_dispatcher", settings)
    quiet_room = ["-s", "-t", "0", "-c", "unix_socket", "-C", str(settings), "-L", str(logs)]
    speech = ["speech-dispatcher", *quiet_room, "-P", str(session.folder / "speech.pid")]
    session.start("speech", session.reader.command(*speech))
    session.wait("speech", (runtime / "speech-dispatcher" / "speechd.sock").exists)
    orca = Orca(session, spoken, synthesised)
    wanted = ["--disable=braille,key-echo", "--enable=position-speaking,mnemonic-speaking"]
    session.start("orca", session.reader.reading("orca", *wanted, f"--debug-file={session.folder / 'orca-debug.log'}"))
    session.wait("Orca's first words", lambda: any("creen reader on" in said for said in orca._all()))
    return orca
