"""What is loaded behind the sign-in never gets in the way of somebody who is quicker than it."""

from __future__ import annotations

import subprocess
import sys

from tests.app.conftest import PASSPHRASE
from tests.protocol.people import PASSWORD


def test_signing_in_while_the_program_is_still_loading_takes_turns_with_it(central, secret_service, profile, project):
    person = [str(profile.folder), central.url, "okonjo", PASSWORD, PASSPHRASE]
    child = subprocess.run(
        [sys.executable, "-m", "tests.app.slow_loading", *person],
        cwd=project, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr
    turns = child.stdout.split()
    assert turns
    assert len(turns) == len(set(turns)), "a thread went on after another had begun in the same circle of imports"
