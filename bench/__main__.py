"""``python -m bench``: measure, print, write ``out/bench.json``. Goals that are missed are printed as missed."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.table import as_json, heading, lines_of

if TYPE_CHECKING:
    from bench.figures import Figure

_PARTS = (
    "starting", "home", "keystrokes", "listing", "opening", "first_sync", "rounds", "pulls", "registers", "purging",
    "blocking",
)  # fmt: skip
_WHOLE = ("million",)


def main(arguments: list[str]) -> int:
    """Measure what the arguments ask for, or everything; what takes minutes only with ``BENCH=whole``."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast is it, and against what?")
    parser.add_argument("--only", choices=_PARTS + _WHOLE, action="append", help="measure only this; may be said again")
    parser.add_argument("--out", type=Path, default=Path("out/bench.json"), help="where the figures go")
    asked = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.plugin=false")
    figures: list[Figure] = []
    seconds: dict[str, float] = {}
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    print("\n".join(heading()))
    everything = _PARTS + (_WHOLE if os.environ.get("BENCH") == "whole" else ())
    for part in asked.only or everything:
        print(f"measuring: {part} …", file=sys.stderr, flush=True)
        begun = time.monotonic()
        measure: Callable[[], list[Figure]] = importlib.import_module(f"bench.{part}").figures
        found = measure()
        figures += found
        seconds[part] = round(time.monotonic() - begun, 1)
        print("\n".join(lines_of(found)), flush=True)
        # Written after each part: a run that is cut short keeps what it has.
        asked.out.write_text(json.dumps(as_json(figures, _about(seconds)), indent=1) + "\n", encoding="utf-8")
    missed = [figure.name for figure in figures if figure.met is False]
    print(f"\n{len(missed)} of {sum(figure.met is not None for figure in figures)} goals missed; {asked.out} written")
    return 0


def _about(seconds: dict[str, float]) -> dict[str, object]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "load_at_end": [round(each, 2) for each in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        "seconds": seconds,
        "note": "Other work on the machine moves times; ratios are taken pair by pair in the same run.",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
