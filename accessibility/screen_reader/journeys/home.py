"""Through the blocks of Home and their rows, to the navigation and round to the top."""

import sys

from accessibility.screen_reader.journey import Journey, press

JOURNEY = Journey(
    name="home",
    program=(sys.executable, "-m", "accessibility.stage", "Home: something waits"),
    steps=(
        press("Down"),
        press("Up"),
        press("Right"),
        *(press("Tab") for _ in range(4)),
        press("F6"),
        press("Down"),
        press("F6"),
    ),
)
