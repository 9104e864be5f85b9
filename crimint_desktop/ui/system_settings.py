"""What the system asks of every program and Qt does not pass on: text size and reduced motion, read while it runs.

On Windows both are said by the registry and the system's parameters, and each change by a message; on Linux by the
desktop's portal on the session bus, together with dark and contrast, which Qt reads only under some desktops. Where
nobody says anything, nothing is asked.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, QTimer, Signal, Slot

__all__ = ["Asked", "SystemSettings", "text_scale_of"]

_PORTAL: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_SETTINGS: Final = "org.freedesktop.portal.Settings"
_LOOKS: Final = "org.freedesktop.appearance"
_GNOME: Final = "org.gnome.desktop.interface"
_READ: Final = (
    (_LOOKS, "color-scheme"), (_LOOKS, "contrast"), (_LOOKS, "reduced-motion"), (_GNOME, "text-scaling-factor"),
)  # fmt: skip
_DARK: Final = 1
_SETTING_CHANGED: Final = 0x001A  # WM_SETTINGCHANGE: also sent when the text size is changed
_GET_ANIMATION: Final = 0x1042  # SPI_GETCLIENTAREAANIMATION
_MOST_FACTOR: Final = 10
_LEAST, _MOST = 100, 225
"""Per cent: what Windows offers as the size of text."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Text size in per cent, whether nothing should move, and dark or contrast where the system says so to us."""

    text_scale: int = 100
    still: bool = False
    dark: bool = False
    contrast: bool = False


def text_scale_of(said: object) -> int:
    """Give the per cent that a system means by ``said``: 150, "150" or a factor of 1.5; 100 for what means nothing."""
    try:
        number = float(str(said))
    except ValueError:
        return _LEAST
    per_cent = round(number * 100 if 0 < number < _MOST_FACTOR else number)
    return min(_MOST, max(_LEAST, per_cent))


class SystemSettings(QObject):
    """Holds what is asked now, and tells each change."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin to listen; on Linux the first answers come a moment later."""
        super().__init__(parent)
        self.asked = Asked()
        self._filter: QAbstractNativeEventFilter | None = None
        if sys.platform == "win32":  # pragma: no cover - runs on Windows only
            self._listen_on_windows()
        elif os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            QTimer.singleShot(0, self, self._listen_to_portal)

    def take(self, asked: Asked) -> None:
        """Hold what is asked now, and tell it if it is new."""
        if asked != self.asked:
            self.asked = asked
            self.changed.emit()

    # Linux

    def _listen_to_portal(self) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        slot = SLOT("setting_changed(QDBusMessage)")
        # The binding takes the text that SLOT gives, although its stub asks for bytes.
        bus.connect("", _PATH, _SETTINGS, "SettingChanged", self, slot)  # type: ignore[call-overload]  # as said
        for group, key in _READ:
            call = QDBusMessage.createMethodCall(_PORTAL, _PATH, _SETTINGS, "Read")
            call.setAutoStartService(False)
            call.setArguments([group, key])
            watcher = QDBusPendingCallWatcher(bus.asyncCall(call), self)
            watcher.setProperty("asked", [group, key])
            watcher.finished.connect(self._answered)

    def _answered(self, watcher: QObject) -> None:
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher

        if isinstance(watcher, QDBusPendingCallWatcher):
            reply = watcher.reply()
            group, key = watcher.property("asked")
            if reply.type() == QDBusMessage.MessageType.ReplyMessage and reply.arguments():
                self.hear(str(group), str(key), reply.arguments()[0])
            watcher.deleteLater()

    @Slot("QDBusMessage")
    def setting_changed(self, message: object) -> None:
        """Be told by the portal that a setting is another."""
        from PySide6.QtDBus import QDBusMessage

        if isinstance(message, QDBusMessage) and len(message.arguments()) == len((_LOOKS, "key", "value")):
            group, key, value = message.arguments()
            self.hear(str(group), str(key), value)

    def hear(self, group: str, key: str, value: object) -> None:
        """Take one setting of the portal; a setting that is none of ours is passed over."""
        while hasattr(value, "variant"):
            value = value.variant()
        if (group, key) == (_GNOME, "text-scaling-factor"):
            self.take(replace(self.asked, text_scale=text_scale_of(value)))
        elif group == _LOOKS and isinstance(value, int):
            if key == "color-scheme":
                self.take(replace(self.asked, dark=value == _DARK))
            elif key == "contrast":
                self.take(replace(self.asked, contrast=bool(value)))
            elif key == "reduced-motion":
                self.take(replace(self.asked, still=bool(value)))

    # Windows

    def _listen_on_windows(self) -> None:  # pragma: no cover - runs on Windows only
        self._read_windows()
        self._filter = _Messages(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)

    def _read_windows(self) -> None:  # pragma: no cover - runs on Windows only
        if sys.platform == "win32":
            import ctypes

            from PySide6.QtCore import QSettings

            key = QSettings(r"HKEY_CURRENT_USER\Software\Microsoft\Accessibility", QSettings.Format.NativeFormat)
            moves = ctypes.c_int(1)
            ctypes.windll.user32.SystemParametersInfoW(_GET_ANIMATION, 0, ctypes.byref(moves), 0)
            self.take(Asked(text_scale_of(key.value("TextScaleFactor", 100)), not moves.value))


class _Messages(QAbstractNativeEventFilter):  # pragma: no cover - sees messages on Windows only
    """Looks at each window message and lets it pass."""

    def __init__(self, settings: SystemSettings) -> None:
        super().__init__()
        self._settings = settings

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Notice that a setting of the system was changed; it is read in the next turn."""
        if sys.platform == "win32" and bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes

            if wintypes.MSG.from_address(int(message)).message == _SETTING_CHANGED:
                QTimer.singleShot(0, self._settings, self._settings._read_windows)
        return False, 0
