"""Read a file that stands beside a report, then put one beside a report of one's own and say what it is."""

import sys

from accessibility.screen_reader.begun import READY
from accessibility.screen_reader.journey import Journey, press, write
from accessibility.screen_reader.service import Beside

JOURNEY = Journey(
    name="attachment",
    program=(sys.executable, "-m", "accessibility.screen_reader.begun"),
    beside=Beside("with-file"),
    ready=READY,
    begins="Agreed",
    steps=(
        # It is named with its kind and size before it is opened, and its opening is logged.
        press("ctrl+2", until="Reports"),
        press("Return", until="Opened"),
        press("ctrl+o", until="facts"),
        press("Tab", until="Grade again"),
        press("Tab", until="Item 1"),
        press("Tab", until="Grade again"),
        press("Tab", until="Item 2"),
        press("Tab", until="Open timetable"),
        press("space", until="timetable"),
        press("Escape", until="QM"),
        # One's own: chosen by name, then described.
        press("ctrl+n", until="Item 1"),
        press("ctrl+shift+a", until="File name"),
        write("timetable.txt"),
        press("Return", until="added"),
        write("Timetable of the yard"),
        press("shift+Tab"),
    ),
)
