"""The evaluator grades an item again, is told what is missing, gives the reason, and releases the report."""

import sys
import time

from accessibility.screen_reader.begun import READY
from accessibility.screen_reader.journey import Journey, meanwhile, press, write
from accessibility.screen_reader.service import LIO, Beside
from accessibility.screen_reader.session import Session


def _the_minute_turns(_session: Session) -> None:
    """Agreement is told with its minute, and not again within it."""
    time.sleep(60.5 - time.time() % 60)


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
        press("F2", quiet=1.5, until="code"),
        write("2bp", quiet=1.5, until="2 B P"),
        press("ctrl+Return", until="Say why"),
        write("Seen from far away."),
        meanwhile("a minute turns", _the_minute_turns),
        press("ctrl+Return", until="newer version has arrived"),
        press("Tab"),
        press("ctrl+shift+n", until="News"),
    ),
)
