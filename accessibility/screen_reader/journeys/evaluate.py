"""The evaluator grades an item again, is told what is missing, gives the reason, and releases the report."""

import sys

from accessibility.screen_reader.begun import READY
from accessibility.screen_reader.journey import Journey, press, write
from accessibility.screen_reader.service import LIO, Beside

JOURNEY = Journey(
    name="evaluate",
    program=(sys.executable, "-m", "accessibility.screen_reader.begun"),
    beside=Beside("to-evaluate", user=LIO),
    ready=READY,
    begins="Agreed",
    steps=(
        press("ctrl+2", until="1 of"),
        press("Return", until="Opened"),
        press("ctrl+o", until="facts"),
        press("Tab", until="Grade again"),
        press("Tab", until="Item 1"),
        press("F2", until="code"),
        write("2bp", until="2 B P"),
        press("ctrl+Return", until="Say why"),
        write("Seen from far away."),
        press("ctrl+Return", until="graded"),
        press("Tab"),
        press("ctrl+shift+n", until="News"),
    ),
)
