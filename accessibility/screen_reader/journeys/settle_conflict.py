"""Two people changed the same parts: hear what waits, compare the versions, press too early, choose and settle."""

import sys

from accessibility.screen_reader.begun import READY
from accessibility.screen_reader.journey import Journey, press
from accessibility.screen_reader.service import Beside

JOURNEY = Journey(
    name="settle_conflict",
    program=(sys.executable, "-m", "accessibility.screen_reader.begun"),
    beside=Beside("conflict"),
    ready=READY,
    begins="Agreed",
    steps=(
        press("ctrl+6", until="1 of"),
        press("Right"),
        press("Return", until="grading"),
        # Back through the versions, in reading order, and on to theirs.
        press("shift+Tab", until="Mine"),
        press("shift+Tab", until="Before"),
        press("Tab", until="Mine"),
        press("Tab", until="Use mine"),
        press("Tab", until="Theirs"),
        # Too early, then the choice, then settled.
        press("ctrl+Return", until="Choose"),
        press("F8"),
        press("t", until="Theirs"),
        press("m", until="Mine"),
        press("ctrl+Return", until="Settled"),
        press("ctrl+shift+n", until="News"),
        press("Down", until="2 of"),
    ),
)
