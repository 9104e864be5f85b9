"""What the operating system says about the session locks the program too."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from crimint_desktop.ui.session_watch import SessionWatch, means_absence


def test_logind_is_heard_on_a_bus(qtbot):
    """A bus of its own stands in for the system's; what logind would say is said on it."""
    script = Path(__file__).with_name("logind_stand_in.py")
    command = ["dbus-run-session", "--", sys.executable, str(script)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert said.stdout.split() == ["left", "left"], said.stderr


@pytest.fixture
def watch(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    watching = SessionWatch(window)
    yield watching
    watching.stop()


def told_by(watching):
    heard = []
    watching.left.connect(lambda: heard.append(True))
    return heard


def test_a_locked_session_is_told(watch):
    heard = told_by(watch)
    watch.session_locked()
    assert heard == [True]


def test_going_to_sleep_is_told_and_waking_is_not(watch):
    heard = told_by(watch)
    watch.going_to_sleep(True)
    watch.going_to_sleep(False)
    assert heard == [True]


@pytest.mark.parametrize(
    ("message", "what", "absent"),
    [
        (0x02B1, 0x7, True),  # the session was locked
        (0x02B1, 0x8, False),  # it was unlocked
        (0x02B1, 0x4, True),  # a remote session was disconnected
        (0x0218, 0x4, True),  # the computer goes to sleep
        (0x0218, 0x7, False),  # it has woken
        (0x0100, 0x7, False),  # a key was pressed
    ],
)
def test_windows_messages_that_mean_that_nobody_is_there(message, what, absent):
    assert means_absence(message, what) is absent
