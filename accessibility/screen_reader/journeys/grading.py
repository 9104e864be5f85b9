"""Grade an item by keyboard: by moving and choosing, then by typing the code; nothing is chosen by itself."""

import sys

from accessibility.screen_reader.journey import Journey, press, write

JOURNEY = Journey(
    name="grading",
    program=(sys.executable, "-m", "accessibility.stage", "Grading control: nothing chosen"),
    steps=(
        press("Tab"),
        press("Tab"),
        press("Down"),
        press("space"),
        press("Tab"),
        press("c"),
        press("Tab"),
        press("p"),
        press("shift+Tab"),
        press("Down"),
        press("shift+Tab"),
        press("shift+Tab"),
        press("ctrl+a"),
        write("2cc"),
        press("Tab"),
        press("Tab"),
        press("Tab"),
        press("Tab"),
    ),
)
