"""Installing rivals beside the project's own environment, and running them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from bench.invented import documents

__all__ = ["anki", "pouchdb", "write_reports"]

_HERE = Path(__file__).parent
_INSTALLED = Path("out/rivals")
_INSTALLING_S = 300.0
_LONGEST_S = 900.0


def write_reports(path: Path, number: int, seed: int) -> None:
    """Write invented reports for rivals, one a line, each with its id as ``_id``."""
    with path.open("wb") as lines:
        for record, document in documents(number, seed):
            lines.write(msgspec.json.encode({"_id": record, **document}) + b"\n")


def pouchdb(reports: Path, turns: int) -> dict[str, Any] | None:
    """Have PouchDB replicate the reports, and so many times a thousand changed; None where it cannot be had.

    Told are ``count``, ``first`` (seconds), ``changed`` and ``nothing`` (lists of seconds).
    """
    folder = _INSTALLED / "node"
    if not (folder / "node_modules" / "pouchdb").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(_HERE / "package.json", folder)
        if not _did(["npm", "install", "--no-audit", "--no-fund", "--silent"], folder):
            _without("PouchDB")
            return None
    return _told(["node", str(_HERE / "replicate.js"), str(folder), str(reports), str(turns)], "PouchDB")


def anki(reports: Path, turns: int) -> dict[str, Any] | None:
    """Have Anki pull a thousand changed notes so many times; None where it cannot be had. Told as for PouchDB."""
    folder = _INSTALLED / "anki"
    python = folder / "bin" / "python"
    if not any(folder.glob("lib/python*/site-packages/anki/collection.py")):
        venv.create(folder, with_pip=True, clear=True)
        if not _did([str(python), "-m", "pip", "install", "--quiet", "anki"], Path()):
            _without("Anki")
            return None
    return _told([str(python), str(_HERE / "anki_rounds.py"), str(reports), str(turns)], "Anki")


def _did(command: Iterable[str], folder: Path) -> bool:
    try:
        done = subprocess.run([*command], cwd=folder, stdout=subprocess.DEVNULL, timeout=_INSTALLING_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _told(command: Iterable[str], name: str) -> dict[str, Any] | None:
    try:
        done = subprocess.run([*command], stdout=subprocess.PIPE, text=True, timeout=_LONGEST_S, check=True)
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        _without(name)
        return None
    return told


def _without(name: str) -> None:
    print(f"{name} cannot be run here: what is held against it is left out", file=sys.stderr)
