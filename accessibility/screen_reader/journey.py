"""A journey: keys to press, in order, and beside it the committed script of what must be heard.

A journey is a Python file in ``journeys/`` that says ``JOURNEY = Journey(...)``. Its script has the same name ending in
``.speech.txt``, with one line per step: ``KEYS | what is said | what is said next``. Lines with ``#`` are remarks.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from accessibility.screen_reader.orca import QUIET, Awaited, Orca, anything, listen, start_program
from accessibility.screen_reader.reader import Reader
from accessibility.screen_reader.session import NoSession, Session, private_desktop
from accessibility.screen_reader.words import NO_DIFFERENCE, Difference, compare, in_common, starred

JOURNEYS = Path(__file__).resolve().parent / "journeys"
START = "(start)"
PROMPT = 30.0  # seconds that a machine may take over what has to be said before it counts as missing
AFTER_A_FAULT = 5.0  # seconds: what follows a fault is mostly wrong too, and nobody waits long for it
LOOKED_AT = 12.0  # seconds: while somebody looks, what is said only tells when a step is over
RECORDING = 1.5  # seconds of silence while a script is written: nothing may slip into the next step


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done: ``keys`` pressed one after another (X names), ``text`` typed, or ``happens``, which nobody
    presses and which ``text`` names. ``quiet`` is the silence, in seconds, after which the step counts as said; with
    ``until``, words of an answer that may take ``patience`` seconds, the silence only begins after these words."""

    keys: tuple[str, ...] = ()
    text: str = ""
    quiet: float = QUIET
    until: str = ""
    patience: float = PROMPT
    happens: Callable[[Session], object] | None = None

    @property
    def words(self) -> str:
        """The step as scripts print it."""
        if self.happens is not None:
            return f"({self.text})"
        return f'"{self.text}"' if self.text else " ".join(self.keys)

    def do(self, orca: Orca) -> None:
        """Do it."""
        if self.happens is not None:
            self.happens(orca.session)
        elif self.text:
            orca.type(self.text)
        else:
            orca.press(self.keys)


def press(*keys: str, quiet: float = QUIET, until: str = "", patience: float = PROMPT) -> Step:
    """A step that presses keys."""
    return Step(keys=keys, quiet=quiet, until=until, patience=patience)


def write(text: str, quiet: float = QUIET, until: str = "") -> Step:
    """A step that types words."""
    return Step(text=text, quiet=quiet, until=until)


def meanwhile(
    text: str, happens: Callable[[Session], object] = lambda _session: None, until: str = "", patience: float = PROMPT
) -> Step:
    """A step in which nobody presses anything: something happens, or time passes."""
    return Step(text=text, happens=happens, until=until, patience=patience)


def nothing_beside(_session: Session) -> list[str]:
    """No service beside the program."""
    return []


@dataclass(frozen=True, slots=True)
class Journey:
    """``program`` is the command line that starts the program; ``beside`` may start what it needs in the session first
    (a service) and gives more arguments for it. ``ready`` is what the program prints when somebody may listen, and
    ``begins`` are words that end the greeting."""

    name: str
    program: tuple[str, ...]
    steps: tuple[Step, ...]
    beside: Callable[[Session], list[str]] = field(default=nothing_beside)
    begins: str = ""
    ready: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One step as it was heard, and how it differs from the script."""

    step: str
    said: tuple[str, ...]
    difference: Difference


@dataclass(frozen=True, slots=True)
class Played:
    """A journey played to its end; ``trouble`` says why there is none."""

    name: str
    heard: tuple[Heard, ...]
    trouble: str = ""

    @property
    def ok(self) -> bool:
        """Whether everything was said as committed."""
        return not self.trouble and not any(step.difference for step in self.heard)

    def transcript(self) -> str:
        """What was heard, in the form of a script."""
        return script_text(self.name, [(step.step, list(step.said)) for step in self.heard])


class Onlooker(Protocol):
    """Somebody who looks while a journey is played."""

    def server_options(self, folder: Path) -> tuple[str, ...]:
        """What the X server is started with, told the folder of the session."""

    def begin(self, session: Session) -> None:
        """Get ready, before the screen reader and the program start."""

    def look(self, step: str) -> None:
        """Look at what a step has come to."""


def journey_names() -> tuple[str, ...]:
    """Every journey there is."""
    return tuple(sorted(path.stem for path in JOURNEYS.glob("*.py") if path.stem != "__init__"))


def load(name: str) -> Journey:
    """Read one journey; raises NoSession if there is none of that name."""
    path = JOURNEYS / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"accessibility.screen_reader.journeys.{name}", path)
    if not path.exists() or spec is None or spec.loader is None:
        raise NoSession(f"there is no journey called {name!r}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    journey = module.JOURNEY
    if not isinstance(journey, Journey):
        raise NoSession(f"{path.name} has no JOURNEY")
    return journey


def script_of(name: str) -> Path:
    """Where a journey's committed script stands."""
    return JOURNEYS / f"{name}.speech.txt"


def read_script(text: str) -> list[tuple[str, list[str]]]:
    """The steps of a script with what must be said at each."""
    found = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            step, *said = (part.strip() for part in line.split(" | "))
            found.append((step.removesuffix(" |"), [part for part in said if part]))
    return found


def script_text(name: str, steps: list[tuple[str, list[str]]]) -> str:
    """A script as it is committed."""
    wide = min(24, max((len(step) for step, _ in steps), default=0))
    lines = [f"# What a blind colleague hears on the journey {name!r}. One line per step; * is any one word."]
    lines += [
        " | ".join([f"{step:{wide}}", *(part.replace("\n", " ") for part in said)]).rstrip() for step, said in steps
    ]
    return "\n".join(lines) + "\n"


def play(
    journey: Journey,
    *,
    record: bool = False,
    logs: Path | None = None,
    reader: Reader | None = None,
    onlooker: Onlooker | None = None,
) -> Played:
    """Play a journey with the real screen reader; with ``record`` write its script anew instead of comparing. An
    ``onlooker`` looks after each step."""
    script = script_of(journey.name)
    expected = read_script(script.read_text(encoding="utf-8")) if script.exists() and not record else []
    if not record and [step for step, _ in expected] != [START, *(step.words for step in journey.steps)]:
        return Played(journey.name, (), f"the script's steps are not the journey's: record {journey.name} anew")
    try:
        desktop = private_desktop(logs, reader, onlooker.server_options) if onlooker else private_desktop(logs, reader)
        with desktop as session:
            heard = _play_in(session, journey, [said for _, said in expected], onlooker)
    except (NoSession, subprocess.SubprocessError, OSError) as problem:
        return Played(journey.name, (), str(problem))
    played = Played(journey.name, tuple(heard))
    if record:
        script.write_text(starred(played.transcript()), encoding="utf-8")
    return played


def _play_in(session: Session, journey: Journey, expected: list[list[str]], onlooker: Onlooker | None) -> list[Heard]:
    arguments = journey.beside(session)
    if onlooker is not None:
        onlooker.begin(session)
    orca = listen(session)
    start_program(session, [*journey.program, *arguments], ready=journey.ready)
    said: Sequence[list[str] | None] = expected or [None] * (1 + len(journey.steps))
    begins = Step(text=START, quiet=1.2, until=journey.begins)
    heard = [_listened(orca, begins, START, said[0], PROMPT)]
    for step, wanted in zip(journey.steps, said[1:], strict=True):
        step.do(orca)
        prompt = LOOKED_AT if onlooker else AFTER_A_FAULT if any(each.difference for each in heard) else PROMPT
        heard.append(_listened(orca, step, step.words, wanted, prompt))
        if onlooker is not None:
            onlooker.look(step.words)
    return heard


def _listened(orca: Orca, step: Step, words: str, wanted: list[str] | None, prompt: float) -> Heard:
    """Wait for what must be said, at most ``prompt`` seconds, and for the silence after it; without a script for the
    step's own words."""
    awaited = _says(step.until) if step.until else anything
    if wanted is None:
        quiet = max(step.quiet, RECORDING)
        return Heard(words, tuple(orca.heard(quiet=quiet, until=awaited, patience=step.patience)), NO_DIFFERENCE)
    patience = max(prompt, step.patience if step.patience > PROMPT else 0)
    judged = compare if orca.session.reader.own_machine else _in_common

    def complete(said: Sequence[str]) -> bool:
        return awaited(said) and not judged(wanted, said).missing

    said = orca.heard(quiet=step.quiet, until=complete, patience=patience)
    return Heard(words, tuple(said), judged(wanted, said))


def _in_common(wanted: Sequence[str], said: Sequence[str]) -> Difference:
    return in_common(compare(wanted, said))


def _says(words: str) -> Awaited:
    return lambda said: any(words in each for each in said)
