"""A journey: keys to press, in order, and beside it the committed script of what must be heard.

A journey is a Python file in ``journeys/`` that says ``JOURNEY = Journey(...)``. Its script has the same name ending in
``.speech.txt``, with one line per step: ``KEYS | what is said | what is said next``. Lines with ``#`` are remarks.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from accessibility.screen_reader.orca import QUIET, Orca, listen, start_program
from accessibility.screen_reader.session import NoSession, Session, private_desktop
from accessibility.screen_reader.words import Difference, compare

JOURNEYS = Path(__file__).resolve().parent / "journeys"
START = "(start)"
SECOND_WAIT = 1.5  # seconds more for a busy machine before something counts as missing
RECORDING = 1.2  # seconds of silence while a script is written: nothing may slip into the next step


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done: ``keys`` pressed one after another (X names), or ``text`` typed. ``quiet`` is the silence, in
    seconds, after which the step counts as said; with ``until``, words of an answer that takes its time, the silence
    only begins after these words."""

    keys: tuple[str, ...] = ()
    text: str = ""
    quiet: float = QUIET
    until: str = ""

    @property
    def words(self) -> str:
        """The step as scripts print it."""
        return f'"{self.text}"' if self.text else " ".join(self.keys)


def press(*keys: str, quiet: float = QUIET, until: str = "") -> Step:
    """A step that presses keys."""
    return Step(keys=keys, quiet=quiet, until=until)


def write(text: str, quiet: float = QUIET, until: str = "") -> Step:
    """A step that types words."""
    return Step(text=text, quiet=quiet, until=until)


def nothing_beside(_session: Session) -> list[str]:
    """No service beside the program."""
    return []


@dataclass(frozen=True, slots=True)
class Journey:
    """``program`` is the command line that starts the program; ``beside`` may start what it needs in the session first
    (a service) and gives more arguments for it. ``begins`` are words that end the greeting."""

    name: str
    program: tuple[str, ...]
    steps: tuple[Step, ...]
    beside: Callable[[Session], list[str]] = field(default=nothing_beside)
    begins: str = ""


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


def play(journey: Journey, *, record: bool = False, logs: Path | None = None) -> Played:
    """Play a journey with the real screen reader; with ``record`` write its script anew instead of comparing."""
    script = script_of(journey.name)
    expected = read_script(script.read_text(encoding="utf-8")) if script.exists() and not record else []
    if not record and [step for step, _ in expected] != [START, *(step.words for step in journey.steps)]:
        return Played(journey.name, (), f"the script's steps are not the journey's: record {journey.name} anew")
    try:
        with private_desktop(logs) as session:
            heard = _play_in(session, journey, [said for _, said in expected])
    except (NoSession, subprocess.SubprocessError, OSError) as problem:
        return Played(journey.name, (), str(problem))
    played = Played(journey.name, tuple(heard))
    if record:
        script.write_text(played.transcript(), encoding="utf-8")
    return played


def _play_in(session: Session, journey: Journey, expected: list[list[str]]) -> list[Heard]:
    start_program(session, [*journey.program, *journey.beside(session)])
    orca = listen(session)
    heard = [_judged(orca, START, orca.heard(quiet=1.2, until=journey.begins), expected, 0)]
    for number, step in enumerate(journey.steps, start=1):
        quiet = step.quiet if expected else max(step.quiet, RECORDING)
        if step.text:
            said = orca.type(step.text, quiet=quiet, until=step.until)
        else:
            said = orca.key(*step.keys, quiet=quiet, until=step.until)
        heard.append(_judged(orca, step.words, said, expected, number))
    return heard


def _judged(orca: Orca, step: str, said: list[str], expected: list[list[str]], number: int) -> Heard:
    if not expected:
        return Heard(step, tuple(said), Difference((), ()))
    difference = compare(expected[number], said)
    if difference.missing:
        said = said + orca.heard(quiet=SECOND_WAIT)
        difference = compare(expected[number], said)
    return Heard(step, tuple(said), difference)
