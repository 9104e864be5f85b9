"""One process at a time opens a cache."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from crimint_desktop.store.instance_lock import InstanceLock
from crimint_domain.errors import Unavailable

_HOLD = """
import sys, pathlib
from crimint_desktop.store.instance_lock import InstanceLock
InstanceLock(pathlib.Path(sys.argv[1])).take()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock until its standard input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_program_is_told_that_one_is_running(tmp_path, holder):
    with pytest.raises(Unavailable) as caught:
        InstanceLock(tmp_path / "lock").take()
    assert caught.value.cause == "cache-in-use"


def test_a_program_that_was_killed_holds_nothing(tmp_path, holder):
    holder.kill()
    holder.wait()
    with InstanceLock(tmp_path / "lock") as lock:
        lock.take()  # taking what one has changes nothing


def test_waiting_gets_the_lock_of_a_program_that_is_just_ending(tmp_path, holder):
    threading.Timer(0.1, holder.stdin.close).start()
    lock = InstanceLock(tmp_path / "lock")
    lock.take(wait_s=10.0)
    lock.release()


def test_a_released_lock_can_be_taken_by_another(tmp_path):
    first, second = InstanceLock(tmp_path / "lock"), InstanceLock(tmp_path / "lock")
    first.take()
    with pytest.raises(Unavailable):
        second.take()
    first.release()
    second.take()
    second.release()
