"""Planted bugs: each a small diff that is put into a copy of the sources, where the simulation must find it.

A diff is found by its words, not by its line numbers, so that it goes on fitting while the code around it moves.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.simulation.ledger import code_version
from tests.simulation.runs import PROJECT, several

__all__ = ["FOLDER", "WITHIN", "Caught", "Planted", "bugs", "copied", "hunt", "plant_all", "planted_in"]

FOLDER: Final = Path(__file__).with_name("planted")
WITHIN: Final = 2_000
_SOURCES: Final = ("crimint_domain", "crimint_desktop", "crimint_service", "resources", "tests/simulation")
_SEEDS_AT_ONCE: Final = 400
_SCENE: Final = "# scene: "
_ALIKE: Final = (
    "*rebases_a_repeated_change* (a change that is sent again is put on the version that is here now): a change whose"
    " answer is out is sent again before anything is read, so the version here is the one it was made on;",
    "*advances_past_what_is_missing* (an accepted change is put on a version it was not made on): the page that follows"
    " in the same round brings the same version in the service's own words and replaces it.",
    "*receipts_are_forgotten* (a change that comes twice is weighed as if it came for the first time): the repeat meets"
    " the base version, is answered with 409, and settling finds that both sides say the same (decision 0010).",
)
"""Mistakes that were hunted and do no harm, and why."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of one file and what stands in their place."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Planted:
    """A bug: ``says`` is what somebody could have got wrong; ``scene`` is the story in which it is looked for, if
    chance alone would take long to come to it."""

    name: str
    says: str
    scene: str
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True, slots=True)
class Caught:
    """What became of a bug: the invariant that broke first, and after how many schedules; empty if none did."""

    bug: Planted
    invariant: str
    schedules: int
    seconds: float


def bugs(folder: Path = FOLDER) -> tuple[Planted, ...]:
    """Return every planted bug, by name."""
    return tuple(_bug(path) for path in sorted(folder.glob("*.patch")))


def _bug(path: Path) -> Planted:
    lines = path.read_text(encoding="utf-8").splitlines()
    says = lines[0].removeprefix("# ")
    scene = next((line.removeprefix(_SCENE) for line in lines if line.startswith(_SCENE)), "")
    hunks: list[Hunk] = []
    target, old, new = "", [""], [""]
    for line in [*(each for each in lines[1:] if not each.startswith(_SCENE)), "@@"]:
        if line.startswith(("--- ", "+++ ", "@@")):
            if old[1:] or new[1:]:
                hunks.append(Hunk(target, "\n".join(old[1:]) + "\n", "\n".join(new[1:]) + "\n"))
            old, new = [""], [""]
            target = line[len("+++ b/") :] if line.startswith("+++ ") else target
        elif line.startswith("-"):
            old.append(line[1:])
        elif line.startswith("+"):
            new.append(line[1:])
        else:
            old.append(line[1:])
            new.append(line[1:])
    return Planted(path.stem, says, scene, tuple(hunks))


def planted_in(text: str, hunk: Hunk) -> str:
    """Return a file's text with a hunk in it; raises ValueError if its place is not there exactly once."""
    if text.count(hunk.old) != 1:
        raise ValueError(f"{hunk.path}: the place of a planted bug is there {text.count(hunk.old)} times:\n{hunk.old}")
    return text.replace(hunk.old, hunk.new)


@contextmanager
def copied(bug: Planted | None) -> Iterator[Path]:
    """Copy the sources into a folder of their own, with a bug in them, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="planted-") as name:
        tree = Path(name)
        for folder in _SOURCES:
            ignored = shutil.ignore_patterns("__pycache__", "*.patch")
            shutil.copytree(PROJECT / folder, tree / folder, ignore=ignored)
        (tree / "tests" / "__init__.py").touch()
        for hunk in bug.hunks if bug else ():
            path = tree / hunk.path
            path.write_text(planted_in(path.read_text(encoding="utf-8"), hunk), encoding="utf-8")
        yield tree


def hunt(bug: Planted, *, within: int = WITHIN, workers: int = 1) -> Caught:
    """Live schedules with a bug planted until it is caught, or so many have passed."""
    begun, first, done = time.monotonic(), 0, 0
    with copied(bug) as tree:
        while done < within:
            arguments = (
                "--count",
                str(min(_SEEDS_AT_ONCE, within - done) // workers),
                "--most-found",
                "1",
                "--scene",
                bug.scene,
            )
            try:
                bunch = several(first, workers, arguments, tree=tree)
            except RuntimeError:
                return Caught(bug, "what every schedule begins from cannot be made", 1, time.monotonic() - begun)
            if bunch.found:
                earliest = min(bunch.found, key=lambda each: each.seed)
                return Caught(bug, earliest.broken, earliest.seed + 1, time.monotonic() - begun)
            done, first = done + bunch.schedules, bunch.following
    return Caught(bug, "", done, time.monotonic() - begun)


def plant_all(names: tuple[str, ...], within: int = WITHIN) -> int:
    """Hunt every bug (or those named), and write after each one the list of what caught which."""
    kept = FOLDER / "caught.json"
    known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    every = bugs()
    for bug in every:
        if names and bug.name not in names:
            continue
        caught = hunt(bug, within=within)
        known[bug.name] = {
            "invariant": caught.invariant, "schedules": caught.schedules, "scene": bug.scene, "code": code_version(),
        }  # fmt: skip
        known = {each.name: known[each.name] for each in every if each.name in known}
        kept.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        (FOLDER / "README.md").write_text(_list(every, known), encoding="utf-8")
        sys.stdout.write(f"{bug.name}: {caught.invariant or 'NOT FOUND'} after {caught.schedules} schedules\n")
        sys.stdout.flush()
    return int(any(not known[each.name]["invariant"] for each in every if not names or each.name in names))


def _list(every: tuple[Planted, ...], known: dict[str, Any]) -> str:
    lines = [
        "# Planted bugs",
        "",
        "Each is a mistake that somebody could have made, as a small diff. `make faults PLANTED=1` puts them one after",
        "the other into a copy of the sources, has the simulation look for them, and writes this list. The number is",
        "how many schedules were needed, beginning with seed 0; where a scene is named, each of them began with it.",
        "",
        "| bug | what somebody got wrong | what caught it | schedules | scene |",
        "| --- | --- | --- | --- | --- |",
    ]
    for bug in every:
        caught = known.get(bug.name, {"invariant": "", "schedules": 0})
        found = caught["invariant"] or "not found yet"
        lines.append(f"| [{bug.name}]({bug.name}.patch) | {bug.says} | {found} | {caught['schedules']} | {bug.scene} |")
    lines += ["", "Not planted, because nobody could tell the program with them from the one without:", ""]
    lines += [f"- {says}" for says in _ALIKE]
    return "\n".join(lines) + "\n"
