"""Change text size, colours, rows and the time to the lock; each choice is said, and holds at once."""

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
        press("Tab", until="check box"),
        press("space", until="checked"),
        press("Tab", until="check box"),
        press("Tab"),
        press("Tab"),
        press("Tab"),
        press("Tab"),
        press("Down", until="Locks after"),
        press("Tab"),
        # By keys, from anywhere.
        press("ctrl+plus", until="Text size"),
        press("ctrl+0", until="Text size"),
    ),
)
