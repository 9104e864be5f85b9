"""Ask whether both sides hold the same, hear the answer once, hear that the network goes and comes, read it again."""

import sys

from accessibility.screen_reader.begun import READY
from accessibility.screen_reader.journey import Journey, meanwhile, press
from accessibility.screen_reader.service import Beside, service_goes_away

JOURNEY = Journey(
    name="in_step",
    program=(sys.executable, "-m", "accessibility.screen_reader.begun"),
    beside=Beside("known"),
    ready=READY,
    begins="Agreed",
    steps=(
        press("F5", until="Agreed"),
        # The menus say what there is and its keys; the navigation says where one is.
        press("alt+g", until="Home"),
        press("Down", until="Reports"),
        press("Escape"),
        press("Escape"),
        press("F6", until="Navigation"),
        press("Down", until="Reports"),
        press("Down", until="Conflicts"),
        press("Down", until="In step"),
        press("Return", until="Folders"),
        press("Down", until="2 of"),
        press("Right"),
        press("Tab", until="Rounds"),
        meanwhile("the service goes away", service_goes_away),
        press("F5", until="Offline"),
        press("ctrl+shift+n", until="News"),
        press("Down", until="2 of"),
        press("Escape"),
    ),
)
