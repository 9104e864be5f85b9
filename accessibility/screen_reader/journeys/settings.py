"""Change text size, colours and spacing; each choice is said, and holds at once."""

import sys

from accessibility.screen_reader.begun import READY
from accessibility.screen_reader.journey import Journey, press
from accessibility.screen_reader.service import Beside

JOURNEY = Journey(
    name="settings",
    program=(sys.executable, "-m", "accessibility.screen_reader.begun"),
    beside=Beside(),
    ready=READY,
    begins="Agreed",
    steps=(
        press("ctrl+9", until="Text size"),
        press("Down", until="Text size is now"),
        press("Tab", until="Colours"),
        press("Down", until="Colours are now"),
        press("Down", until="Colours are now"),
        # Which letters there are depends on the computer; how far apart the lines stand does not.
        press("Tab", until="Font"),
        press("Tab", until="combo box"),
        press("Down"),
        *(press("Tab") for _ in range(5)),
        # By keys, from anywhere.
        press("ctrl+plus", until="Text size"),
        press("ctrl+0", until="Text size"),
    ),
)
