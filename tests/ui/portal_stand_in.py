"""Speaks on a private bus as a desktop's portal, changes one setting after another, and prints how the program looks.

The program's own theme runs here too, with a window that is shown: each line is what its label and its font had become.
"""

import os
import subprocess
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import ClassInfo, QEventLoop, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.theme import Theme, contrast

PATH = "/org/freedesktop/portal/desktop"
LOOKS, GNOME = "org.freedesktop.appearance", "org.gnome.desktop.interface"
CHANGES = (
    (LOOKS, "color-scheme", 1),
    (LOOKS, "contrast", 1),
    (LOOKS, "color-scheme", 2),
    (LOOKS, "contrast", 0),
    (GNOME, "text-scaling-factor", 1.5),
    (LOOKS, "reduced-motion", 1),
    (LOOKS, "reduced-motion", 0),
    (GNOME, "text-scaling-factor", 1.0),
    (LOOKS, "accent-color", (0.15, 0.64, 0.41)),
    (LOOKS, "color-scheme", 1),
    (LOOKS, "contrast", 1),
    (LOOKS, "contrast", 0),
    (LOOKS, "color-scheme", 0),
    (LOOKS, "accent-color", (-1.0, -1.0, -1.0)),
)


@ClassInfo({"D-Bus Interface": "org.freedesktop.portal.Settings"})  # type: ignore[call-arg]  # its stub lacks the call
class Portal(QObject):  # type: ignore[operator]  # as above
    """Answers what is asked first: everything as delivered, but text at 125 %."""

    @Slot("QString", "QString", result="QDBusVariant")
    def Read(self, _group: str, key: str) -> QDBusVariant:
        """Give one setting."""
        return QDBusVariant(1.25 if key == "text-scaling-factor" else 0)


def say(bus: QDBusConnection, group: str, key: str, value: object) -> None:
    """Tell everybody on the bus of a change; three numbers are a structure, which the binding cannot write."""
    member = "org.freedesktop.portal.Settings.SettingChanged"
    if isinstance(value, tuple):
        told = [f"'{group}'", f"'{key}'", f"<({', '.join(map(str, value))})>"]
        subprocess.run(["gdbus", "emit", "--session", "--object-path", PATH, "--signal", member, *told], check=True)
        return
    said = QDBusMessage.createSignal(PATH, *member.rsplit(".", 1))
    said.setArguments([group, key, QDBusVariant(value)])
    bus.send(said)


def wait(milliseconds: int) -> None:
    """Let the bus and the window do their work."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main() -> None:
    """Answer, change, look."""
    application = QApplication([])
    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "portal")
    portal = Portal()
    bus.registerObject(PATH, portal, QDBusConnection.RegisterOption.ExportAllSlots)
    bus.registerService("org.freedesktop.portal.Desktop")
    theme = Theme(application)
    label = Words("Reports")
    label.show()
    size = application.font().pointSizeF()

    def look(what: str) -> None:
        wait(150)
        roles = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window, QPalette.ColorRole.Highlight)
        colours = (label.palette().color(role).name() for role in roles)
        grown = round(label.font().pointSizeF() / size * 100)
        blinks = application.cursorFlashTime() > 0
        print(what, *colours, "contrast" if contrast() else "plain", grown, "blinks" if blinks else "still", flush=True)

    look("start")
    for group, key, value in CHANGES:
        say(bus, group, key, value)
        look(f"{key}={value}")
    del theme


main()
