"""Write down what UI Automation is given of each registered screen, and in which order Tab moves its focus.

    python screens.py OUT [TITLE ...]
    python screens.py OUT --planted [DEFECT ...]

Starts ``stages.py`` and reads each of its windows from this other process, as Narrator would: a JSON file a screen in
OUT, with the elements in their order and the focus events of one round of Tab.  With --planted it reads the screens of
planted defects, each with its defect.  Ends with 1 if a screen did not come.
"""

import dataclasses
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import desktop
import uia
from uia_focus import FocusEvents

from accessibility.planted.every import defect_named
from accessibility.planted.on_windows import ON_WINDOWS
from accessibility.screens import SCREENS, is_first_state
from accessibility.windows_tree import LEFT_TO_A_PERSON

WANTED = (
    "control_type", "name", "automation_id", "enabled", "focusable", "access_key", "help_text", "description",
    "password",
)  # fmt: skip
COMES_WITHIN_S = 180.0
MOST_STOPS = 150
ONE_STOP_S = 5.0
SETTLES_WITHIN_S = 0.6


def main(out: Path, asked: list[str]) -> int:
    """Read the screens of these titles, or the first state of each; or those with a planted defect."""
    planted = asked[:1] == ["--planted"]
    shown = [screen.title for screen in SCREENS if is_first_state(screen)]
    wanted = (
        asked[1:] or list(ON_WINDOWS) if planted else asked or [each for each in shown if each not in LEFT_TO_A_PERSON]
    )
    out.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    stages = [sys.executable, str(Path(__file__).with_name("stages.py")), *(["--planted"] if planted else []), *wanted]
    showing = subprocess.Popen(stages)  # noqa: S603 - our own script
    window = 0
    try:
        with FocusEvents() as focus:
            for name in wanted:
                window = _watched(focus, showing.pid, window)
                about = {"screen": defect_named(name).screen, "defect": name} if planted else {"screen": name}
                read = {**about, "elements": _tree(window), "tab": _round_of_tab(focus)}
                (out / f"{slug(name)}.json").write_text(json.dumps(read, indent=1), encoding="utf-8")
                print(f"{time.monotonic() - begun:6.1f} s  {name}", flush=True)
                desktop.close(window)
    except TimeoutError as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        desktop.end(showing.pid)  # whatever it has still open: everything wanted was read
    return 0


def slug(title: str) -> str:
    """The file name that belongs to a screen's title."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _watched(focus: FocusEvents, process: int, before: int) -> int:
    """The next window, once its focus can be watched: a window may be gone again in the moment it is found."""
    deadline = time.monotonic() + COMES_WITHIN_S
    while True:
        window = _next_window(process, before)
        try:
            focus.of(window)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(SETTLES_WITHIN_S)
        else:
            return window


def _next_window(process: int, before: int) -> int:
    """The window of this process that is not the one ``before``. Raises TimeoutError."""
    deadline = time.monotonic() + COMES_WITHIN_S
    while time.monotonic() < deadline:
        for handle, owner, title in desktop.windows():
            if owner == process and handle != before and title:
                return handle
        time.sleep(0.05)
    raise TimeoutError(f"no next window after {COMES_WITHIN_S} s; there are: {desktop.windows()}")


def _tree(window: int) -> list[dict[str, object]]:
    time.sleep(SETTLES_WITHIN_S)
    empty = ("", False, ())
    return [
        {
            name: value
            for name, value in dataclasses.asdict(element).items()
            if value not in empty or name in ("name", "enabled")
        }
        for element in uia.tree(window, WANTED)
    ]


def _round_of_tab(focus: FocusEvents) -> list[str]:
    """What the focus events name while Tab goes once round, until the first stop is met again."""
    focus.after(0.3)
    stops: list[str] = []
    for _ in range(MOST_STOPS):
        desktop.press("tab")
        heard = [f"{each.control_type} {each.name!r} {each.automation_id}" for each in focus.after(ONE_STOP_S)]
        if not heard or (stops and heard[-1] == stops[0]):
            break
        stops.append(heard[-1])
    return stops


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
