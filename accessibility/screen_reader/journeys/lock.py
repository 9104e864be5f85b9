"""Idle: warned once, a minute before; more time; locked by hand with a draft open; back at the caret."""

import sys

from accessibility.screen_reader.begun import READY
from accessibility.screen_reader.journey import Journey, meanwhile, press, write
from accessibility.screen_reader.service import PASSPHRASE, Beside

JOURNEY = Journey(
    name="lock",
    program=(sys.executable, "-m", "accessibility.screen_reader.begun", "--idle", "120"),
    beside=Beside(),
    ready=READY,
    begins="Agreed",
    steps=(
        press("ctrl+n", until="Item 1"),
        write("A blue van stood at the yard with its lights off."),
        press("ctrl+Left", "ctrl+Left"),
        # Nobody touches anything for a minute.
        meanwhile("a minute passes", until="Locks in", patience=100),
        press("shift", until="Stays unlocked"),
        press("F6"),
        press("F6", until="Allow"),
        press("space", until="Locks after"),
        # By hand; the process is replaced, and the caret comes back.
        press("ctrl+shift+l", until="Offline passphrase", patience=60),
        press("Return", until="Type the"),
        write(PASSPHRASE),
        press("Return", until="back where you were", patience=60),
        press("Right"),
    ),
)
