"""Find a report: search, filter, walk the list, open it beside the list, read it in order, open it in full."""

import sys

from accessibility.screen_reader.begun import READY
from accessibility.screen_reader.journey import Journey, press, write
from accessibility.screen_reader.service import Beside

JOURNEY = Journey(
    name="find_and_open",
    program=(sys.executable, "-m", "accessibility.screen_reader.begun"),
    beside=Beside("conflict"),
    ready=READY,
    begins="Agreed",
    steps=(
        press("ctrl+2", until="1 of"),
        # Moving reads rows and opens nothing; a cell says its column.
        press("Down", until="2 of"),
        press("Up", until="1 of"),
        press("Right"),
        press("Right"),
        press("Left", until="Grading"),
        press("Left", until="Title"),
        # The filters, then the search.
        press("ctrl+f", until="Search"),
        write("bicycles"),
        press("Return", until="report"),
        press("Tab"),
        press("Down", until="report"),
        press("Up", until="report"),
        press("Escape", until="1 of"),
        # Open it beside the list, and read it in order.
        press("Return", until="Opened"),
        press("F6", until="facts"),
        press("Tab", until="Item 1"),
        press("Tab", until="Item 2"),
        press("Tab"),
        press("Tab"),
        press("shift+F6", until="Reports"),
        # In full, and back.
        press("ctrl+o", until="facts"),
        press("Escape", until="1 of"),
        press("ctrl+BackSpace", until="report"),
    ),
)
