"""A records manager hears what another proposes to erase and erases it, then proposes to restrict a report."""

import sys

from accessibility.screen_reader.begun import READY
from accessibility.screen_reader.journey import Journey, press, write
from accessibility.screen_reader.service import RECORDS, Beside

JOURNEY = Journey(
    name="dispose",
    program=(sys.executable, "-m", "accessibility.screen_reader.begun"),
    beside=Beside("to-dispose", user=RECORDS),
    ready=READY,
    begins="Agreed",
    steps=(
        press("ctrl+7", until="1 of"),
        press("Return", until="facts"),
        # What it says of itself, then the ways on from it.
        press("Tab", until="Why not"),
        press("Tab", until="Read the report"),
        press("Tab", until="Erase the report"),
        # The question: Enter alone would leave it as it is.
        press("space", until="Nobody can bring it back"),
        press("Tab", until="Erase the report"),
        press("space", until="is erased"),
        # Another report, to be restricted.
        press("ctrl+7", until="1 of"),
        press("shift+Tab", until="Propose"),
        press("Return", until="Report or card"),
        write("bicycles"),
        press("Return", until="1 of"),
        press("Return", until="Chosen"),
        press("Down", until="Restrict"),
        press("Tab", until="Ground"),
        press("ctrl+Return", until="Choose a ground"),
        press("Down", until="Needed as evidence"),
        press("Tab", until="rests on"),
        write("Case 26/118."),
        press("ctrl+Return", until="of 2"),
    ),
)
