"""Sign in without the network: the passphrase opens what is kept, and everything is there to be read."""

import sys

from accessibility.screen_reader.journey import Journey, press, write
from accessibility.screen_reader.service import PASSPHRASE, Beside

JOURNEY = Journey(
    name="sign_in_offline",
    program=(sys.executable, "-m", "crimint_desktop"),
    beside=Beside("known", goes_away=True),
    begins="Password",
    steps=(
        # The network is gone, which nobody says yet; who knows it goes past the password.
        press("Tab", until="passphrase"),
        write("not this one"),
        press("Tab", until="not my usual"),
        press("Tab", until="Sign in"),
        press("Tab", until="Work offline"),
        press("space", until="not the passphrase"),
        press("ctrl+a"),
        write(PASSPHRASE),
        press("Tab", until="not my usual"),
        press("Tab", until="Sign in"),
        press("Tab", until="Work offline"),
        press("space", until="Offline"),
        # What there is can be read, and what was said can be heard again.
        press("ctrl+2", until="1 of"),
        press("Return", until="Opened"),
        press("ctrl+shift+n", until="News"),
        press("Escape", until="Reports"),
    ),
)
