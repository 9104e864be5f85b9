"""Listens to the screens in a private desktop, and says what a magnifier would not have been told."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from accessibility.screen_reader.session import NoSession, private_desktop

__all__ = ["Told", "listen"]

Told = dict[str, list[str]]
"""Screens by title, with what was not told of each."""
PATIENCE = 900.0  # seconds for all screens on a busy machine
_ROOT = Path(__file__).resolve().parents[2]


def listen(out: Path, wanted: str = "", planted: str = "") -> Told:
    """Walk through the screens whose title contains ``wanted``, the first state of each by default; ``planted`` names a
    defect to be planted first. Raises NoSession where no desktop can be had or the walk did not come to its end."""
    out.mkdir(parents=True, exist_ok=True)
    result = out.resolve() / "told.json"
    result.unlink(missing_ok=True)
    with private_desktop(out / "logs" / "bus") as session:
        session.environment["PYTHONPATH"] = os.pathsep.join((str(_ROOT), os.environ.get("PYTHONPATH", "")))
        command = [sys.executable, "-m", "accessibility.bus.walking", str(result), wanted, planted]
        walking = session.start("bus", command)
        end = time.monotonic() + PATIENCE
        while walking.poll() is None:
            if time.monotonic() > end:
                raise NoSession(f"the walk took longer than {PATIENCE:.0f} s; see {out}/logs/bus")
            time.sleep(0.1)
    if walking.returncode not in (0, 1) or not result.exists():
        raise NoSession(f"the walk ended with {walking.returncode}; see {out}/logs/bus/bus.log")
    told: Told = json.loads(result.read_text(encoding="utf-8"))
    return told
