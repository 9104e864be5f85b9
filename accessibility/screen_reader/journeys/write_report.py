"""The whole of it: sign in, write and grade a report, link a person, submit with a gap, mend it, find it again."""

import sys
from functools import partial

from accessibility.screen_reader.journey import Journey
from accessibility.screen_reader.journey import press as press_quickly
from accessibility.screen_reader.journey import write as write_quickly
from accessibility.screen_reader.service import PASSPHRASE, PASSWORD, invented_register

# The whole program with a service beside it: more is said, and later, than by a screen alone.
press, write = partial(press_quickly, quiet=1.2), partial(write_quickly, quiet=1.2)

JOURNEY = Journey(
    name="write_report",
    program=(sys.executable, "-m", "crimint_desktop"),
    beside=invented_register,
    begins="Password",
    steps=(
        # The first sign-in on this device: the passphrase is asked for once the service knows the person.
        write(PASSWORD),
        press("Return", until="Offline passphrase"),
        write(PASSPHRASE),
        press("Tab", until="again"),
        write(PASSPHRASE),
        press("Return", until="Agreed"),
        # A report with one item, graded by its code.
        press("ctrl+n", until="Item 1"),
        write("A blue van stood at the yard with its lights off."),
        press("Tab", until="code"),
        write("1ap", until="1 A P"),
        press("F8", until="I saw it"),
        press("1", until="chosen"),
        # A second item, with handling that asks for conditions, and a person.
        press("ctrl+i", until="Item 2 added"),
        write("He sells bicycles that are not his."),
        press("Tab", until="code"),
        write("2cc", until="are needed"),
        press("ctrl+l", until="Item 2"),
        write("Quill", until="match"),
        press("Return", until="Choose the role"),
        press("s", until="Suspect"),
        # Submit with a gap, hear it, mend it, submit.
        press("ctrl+Return", until="before you can submit"),
        write("Ask the author first."),
        press("ctrl+Return", until="Agreed"),
        # Find it, open it, hear its grade.
        press("ctrl+2", until="1 of"),
        press("Return", until="Opened"),
        press("F6", until="facts"),
        press("Tab", until="Item 1"),
        press("Tab", until="Item 2"),
    ),
)
