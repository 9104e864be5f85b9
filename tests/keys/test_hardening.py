"""What other programs of the same user, and crash reports, get of our memory."""

from __future__ import annotations

import subprocess
import sys

_ASK = """
import ctypes, resource, sys
from crimint_desktop.keys.hardening import harden_process
done = harden_process()
print(done.no_core_dump, done.not_traceable, resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))
"""


def test_a_hardened_process_leaves_no_core_and_cannot_be_traced():
    said = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True).stdout
    assert said.split(maxsplit=2) == ["True", "True", "(0, 0) 0\n"]
