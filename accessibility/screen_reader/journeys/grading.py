"""Grade an item by keyboard: move and choose, choose by letter, type the code; nothing is chosen by itself."""

import sys

from accessibility.screen_reader.journey import Journey, press, write

JOURNEY = Journey(
    name="grading",
    program=(sys.executable, "-m", "accessibility.stage", "Grading control: nothing chosen"),
    steps=(
        # Into the groups: nothing is chosen, arrows only move, Space chooses.
        press("Tab"),
        press("Tab"),
        press("Down"),
        press("space"),
        # Once something is chosen, arrows choose; a code's own letter chooses too.
        press("Down"),
        press("Tab"),
        press("c"),
        # The conditions that C asks for.
        press("Tab"),
        press("Down"),
        press("Tab"),
        press("Tab"),
        write("Ask first."),
        press("Tab"),
        # Back to the code, type another one, and hear that Tab comes to what is chosen.
        *(press("shift+Tab") for _ in range(7)),
        press("ctrl+a"),
        write("1ap"),
        press("Tab"),
        press("Tab"),
        press("Tab"),
        press("Tab"),
    ),
)
