"""What the first window waits for: only what it needs."""

from __future__ import annotations

import subprocess
import sys

_SLOW = ("http.client", "keyring", "msgspec", "requests", "sqlalchemy", "sqlcipher3")
_ASK = """
import sys
import crimint_desktop.__main__, crimint_desktop.cli, crimint_desktop.app.program
print([each for each in sys.argv[1:] if each in sys.modules])
"""


def test_the_first_window_loads_nothing_that_it_does_not_need():
    command = [sys.executable, "-c", _ASK, *_SLOW]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"
