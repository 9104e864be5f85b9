"""The lock, with real processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from crimint_desktop.keys.successor import Lock, own_command, wait_for_predecessor
from crimint_domain.errors import Unavailable

_NEW = """
import pathlib, sys
from crimint_desktop.keys.successor import wait_for_predecessor
from crimint_desktop.store.instance_lock import InstanceLock
old, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
assert sys.argv[3] == "--successor"
early = wait_for_predecessor(0.2)
(folder / "waiting").write_text(str(early))
gone = wait_for_predecessor(20)
InstanceLock(folder / "lock").take(wait_s=10)
pages = pathlib.Path(f"/proc/{old}/statm")
memory = pages.read_text().split()[0] if pages.exists() else "0"
(folder / "said.part").write_text(f"{gone} {memory}")
(folder / "said.part").rename(folder / "said")
"""
_OLD = """
import gc, os, pathlib, sys, time
from crimint_desktop.keys.successor import leave_at_once, spawn_successor
from crimint_desktop.store.instance_lock import InstanceLock
folder = pathlib.Path(sys.argv[1])
InstanceLock(folder / "lock").take()
spawn_successor([sys.executable, "-c", sys.argv[2], str(os.getpid()), str(folder)])
gc.collect()
if sys.argv[3] == "leave":
    while not (folder / "waiting").exists():
        time.sleep(0.01)
    leave_at_once()
time.sleep(60)
"""

_DUMP = """
def dump(target):
    part = pathlib.Path(target + ".part")
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory, part.open("wb") as out:
        for line in maps:
            place, rights = line.split()[:2]
            if "r" in rights and not line.rstrip().endswith(("[vvar]", "[vvar_vclock]", "[vsyscall]")):
                start, end = (int(number, 16) for number in place.split("-"))
                memory.seek(start)
                out.write(memory.read(end - start))
    part.rename(target)
"""
_NEW_DUMPS = f"""
import pathlib, sys
from crimint_desktop.keys.successor import wait_for_predecessor
from crimint_desktop.store.database import Database
{_DUMP}
assert wait_for_predecessor(20)
dump(sys.argv[1] + "/locked")
"""
_OLD_WORKS = f"""
import pathlib, sys
from crimint_desktop.keys.successor import leave_at_once, spawn_successor
from crimint_desktop.store.database import Database
{_DUMP}
folder = sys.argv[1]
database = Database.create(pathlib.Path(folder, "cache.db"), bytes.fromhex(sys.stdin.readline()))
typed = sys.stdin.readline()
database.run(lambda conn: conn.exec_driver_sql("CREATE TABLE edit AS SELECT ? AS body", (typed,))).result()
dump(folder + "/unlocked")
spawn_successor([sys.executable, "-c", sys.argv[2], folder])
leave_at_once()
"""


def _wait_for(file):
    until = time.monotonic() + 20
    while not file.exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    return file.read_text(errors="replace")


@pytest.mark.parametrize("ending", ["leave", "killed"])
def test_the_successor_waits_for_the_end_of_the_old_process_however_it_ends(tmp_path, ending):
    with subprocess.Popen([sys.executable, "-c", _OLD, str(tmp_path), _NEW, ending]) as old:
        assert _wait_for(tmp_path / "waiting") == "False"
        if ending == "killed":
            assert not (tmp_path / "said").exists()
            old.kill()
        assert _wait_for(tmp_path / "said") == "True 0"  # the old process has no page of memory left


def test_neither_key_nor_text_is_in_memory_after_the_lock(tmp_path):
    key, text = os.urandom(32), f"an invented blue van {os.urandom(8).hex()}"
    with subprocess.Popen([sys.executable, "-c", _OLD_WORKS, str(tmp_path), _NEW_DUMPS], stdin=subprocess.PIPE) as old:
        old.communicate(f"{key.hex()}\n{text}\n".encode())
    assert old.returncode == 0
    _wait_for(tmp_path / "locked")
    traces = (key, key.hex().encode(), text.encode())
    unlocked, locked = ((tmp_path / name).read_bytes() for name in ("unlocked", "locked"))
    assert any(trace in unlocked for trace in traces[:2])  # the search finds what is there
    assert text.encode() in unlocked
    assert [trace for trace in traces if trace in locked] == []


def test_a_pipe_that_is_still_held_is_not_an_end():
    reading, writing = os.pipe()
    assert not wait_for_predecessor(0.05, descriptor=reading)
    os.close(writing)
    assert wait_for_predecessor(10, descriptor=reading)
    os.close(reading)


def test_words_come_before_the_key():
    """While saving fails the process stays; once it succeeds the process is replaced, exactly once."""
    full = Unavailable("The disk is full.", cause="disk-full", retry_after_s=5.0)
    outcomes, done = iter([full, full, None]), []

    def save():
        if (reason := next(outcomes)) is not None:
            raise reason
        done.append("saved")

    lock = Lock(save, lambda: done.append("spawned"), lambda: done.append("left"))
    assert lock.attempt() is full
    assert lock.attempt() is full
    assert done == []
    lock.attempt()
    assert done == ["saved", "spawned", "left"]


def test_the_key_leaves_even_if_no_successor_can_be_started():
    done = []

    def no_memory():
        raise OSError(12, "Cannot allocate memory")

    Lock(lambda: done.append("saved"), no_memory, lambda: done.append("left")).attempt()
    assert done == ["saved", "left"]


def test_the_program_knows_how_to_start_itself_again(monkeypatch):
    assert own_command("--cache", "x") == [sys.executable, "-m", "crimint_desktop", "--cache", "x"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command("--cache", "x") == [sys.executable, "--cache", "x"]
