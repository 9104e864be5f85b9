"""Walk through the sign-in window, press too early, and hear what is missing at the field where it is missing."""

import sys

from accessibility.screen_reader.journey import Journey, press, write

JOURNEY = Journey(
    name="sign_in",
    program=(sys.executable, "-m", "accessibility.stage", "Sign-in: known here"),
    steps=(
        *(press("Tab") for _ in range(8)),
        press("shift+Tab"),
        press("shift+Tab"),
        press("space"),
        write("invented"),
        press("Return"),
    ),
)
