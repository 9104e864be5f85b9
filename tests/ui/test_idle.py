"""When the program locks by itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from crimint_desktop.ui.idle import IdleWatch
from tests.builders import SteadyClock


@pytest.fixture
def clock():
    return SteadyClock()


@pytest.fixture
def watch(qapp, clock):
    watching = IdleWatch(600, 60, clock.monotonic)
    watching.start()
    yield watching
    watching.stop()


def told_by(signal):
    heard = []
    signal.connect(lambda *said: heard.append(said))
    return heard


def test_a_warning_comes_once_a_minute_before_the_lock(watch, clock):
    warned, expired = told_by(watch.warned), told_by(watch.expired)
    for _ in range(3):
        clock.move(seconds=181)
        watch.look()
    assert warned == [(57,)]
    watch.look()
    assert warned == [(57,)]
    assert not expired


def test_time_without_a_touch_locks(watch, clock):
    expired = told_by(watch.expired)
    clock.move(seconds=600)
    watch.look()
    assert expired == [()]


def test_a_key_pressed_after_the_warning_says_that_somebody_is_there(watch, clock, qtbot):
    resumed, expired = told_by(watch.resumed), told_by(watch.expired)
    window = QWidget()
    qtbot.addWidget(window)
    clock.move(seconds=550)
    watch.look()
    QTest.keyClick(window, Qt.Key.Key_Shift)
    clock.move(seconds=100)
    watch.look()
    assert resumed == [()]
    assert not expired


def test_a_longer_span_counts_from_now(watch, clock):
    expired = told_by(watch.expired)
    clock.move(seconds=590)
    watch.set_idle(1200)
    clock.move(seconds=700)
    watch.look()
    assert not expired
