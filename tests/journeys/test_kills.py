"""Killing the process at any moment loses at most the last second of what was typed."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

from crimint_desktop.actions import drafting
from crimint_desktop.config import Profile
from tests.app.conftest import PASSPHRASE, an_opener
from tests.protocol.people import PASSWORD

# The word on the screen at the moment of the kill, and the time the words took to the other end of the pipe.
_SLACK_S = 0.3


class Writer:
    """A child process that types; remembers when each word was typed."""

    def __init__(self, project, profile, url):
        self.complaints = profile.parent / "complaints.txt"
        with self.complaints.open("wb") as complaints:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.writer", str(profile), url, "okonjo", PASSWORD, PASSPHRASE],
                cwd=project, stdout=subprocess.PIPE, stderr=complaints, text=True,
            )  # fmt: skip
        self.record = ""
        self.typed: list[float] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self):
        assert self.process.stdout is not None
        for line in self.process.stdout:
            what, value = line.split()
            if what == "report":
                self.record = value
            else:
                self.typed.append(time.monotonic())

    def kill_after(self, seconds):
        until = time.monotonic() + 40
        while not self.typed:
            assert self.process.poll() is None, self.complaints.read_text()
            assert time.monotonic() < until, "the writer never typed"
            time.sleep(0.01)
        time.sleep(seconds)
        at = time.monotonic()
        self.process.kill()
        self.process.wait(10)
        self._thread.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return at


@pytest.mark.parametrize("number", range(3))
def test_a_killed_process_loses_at_most_the_last_second(central, secret_service, project, tmp_path, number):
    chance = random.Random(20_261_123 + number)
    profile = Profile(tmp_path / "profile")
    writer = Writer(project, profile.folder, central.url)
    at = writer.kill_after(0.8 + 2.5 * chance.random())
    safe = sum(moment < at - 1.0 - _SLACK_S for moment in writer.typed)
    with closing(an_opener(central, profile).sign_in(central.url, "okonjo", PASSWORD, PASSPHRASE)) as opened:
        again = drafting.resume(opened.desk, writer.record, "").result()
    words = again.report.items[0].text.split()
    assert words == [f"w{each}" for each in range(len(words))] or words[:-1] == [f"w{n}" for n in range(len(words) - 1)]
    assert len(words) >= safe
    assert len(writer.typed) > 5
