"""``make demo``: with a display opens the program signed in; without one plays the journey of two workstations."""

from __future__ import annotations

import faulthandler
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from demo.central import Central, fill

_REPORTS, _SEED = 500, 2026
_OUT = Path("out/demo")
_LONGEST_S = 900


def main() -> int:
    """Play, and return 0 only if every step held."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))  # so that what was started is ended then too
    folder = Path(tempfile.mkdtemp(prefix="crimint-demo-"))
    central = Central(folder / "register" / "register.db", folder / "service.log")
    central.database.parent.mkdir()
    try:
        began = time.perf_counter()
        said = fill(central.database, _REPORTS, _SEED)
        central.start()
        print(f"demo: {said}\ndemo: served at {central.url} after {time.perf_counter() - began:.1f} s", flush=True)
        if has_display():
            from demo.opened import open_signed_in

            return open_signed_in(folder, central.url)
        faulthandler.dump_traceback_later(_LONGEST_S, exit=True)
        from demo.journey import play

        return 0 if play(folder, central, _OUT) else 1
    finally:
        central.stop()
        shutil.rmtree(folder, ignore_errors=True)


def has_display() -> bool:
    """Whether there is a screen to show a window on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
