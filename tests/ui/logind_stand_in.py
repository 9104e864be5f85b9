"""Says on a private bus what logind would say, and prints each time the program hears that the session was left."""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]  # read once, by the first connection
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication, QWidget

from crimint_desktop.ui.session_watch import SessionWatch

LOGIND = "org.freedesktop.login1"


def main() -> None:
    """Listen, speak as logind, wait a moment."""
    application = QApplication([])
    bus = QDBusConnection.sessionBus()
    bus.registerService(LOGIND)
    window = QWidget()
    watch = SessionWatch(window)
    watch.left.connect(lambda: print("left", flush=True))

    def speak() -> None:
        bus.send(QDBusMessage.createSignal("/org/freedesktop/login1/session/one", f"{LOGIND}.Session", "Lock"))
        sleep = QDBusMessage.createSignal("/org/freedesktop/login1", f"{LOGIND}.Manager", "PrepareForSleep")
        sleep.setArguments([True])
        bus.send(sleep)

    QTimer.singleShot(300, speak)  # once the bus knows who listens
    loop = QEventLoop()
    QTimer.singleShot(1500, loop.quit)
    loop.exec()
    watch.stop()
    del application


main()
