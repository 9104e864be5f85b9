"""Find out about keys: the list of them, a search, other keys for an action, a clash, help on what has the focus."""

import sys

from accessibility.screen_reader.begun import READY
from accessibility.screen_reader.journey import Journey, press, write
from accessibility.screen_reader.service import Beside

JOURNEY = Journey(
    name="keyboard_help",
    program=(sys.executable, "-m", "accessibility.screen_reader.begun"),
    beside=Beside(),
    ready=READY,
    begins="Agreed",
    steps=(
        press("shift+F1", until="1 of"),
        press("Down", until="2 of"),
        press("ctrl+f", until="Search"),
        write("news"),
        press("Tab", until="1 of"),
        press("Return", until="Keys for"),
        # Keys that something else has are refused with the reason, others are taken.
        press("ctrl+a"),
        write("F1"),
        press("Return", until="Choose others"),
        press("ctrl+a"),
        write("Ctrl+Shift+J"),
        press("Return", until="News: Ctrl"),
        press("ctrl+shift+j", until="News"),
        press("alt+Left", until="Keys"),
        # Help on what has the focus: what the field is for; at a grade, what its codes mean.
        press("ctrl+n", until="Item 1"),
        press("F1", until="What is this"),
        press("Escape", until="Item 1"),
        press("Tab", until="code"),
        press("F1", until="Choosing"),
        press("F1", until="closed"),
    ),
)
