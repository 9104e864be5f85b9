"""What the system asks of every program and Qt does not pass on: text size, reduced motion and the accent colour.

On Windows they are said by the registry and the system's parameters, and each change by a message; on Linux by the
desktop's portal on the session bus, together with dark and contrast, which Qt reads only under some desktops. Where
nobody says anything, nothing is asked.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, QTimer, Signal, Slot

__all__ = ["Asked", "SystemSettings", "accent_of_portal", "accent_of_windows", "text_scale_of"]

_PORTAL: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_SETTINGS: Final = "org.freedesktop.portal.Settings"
_LOOKS: Final = "org.freedesktop.appearance"
_GNOME: Final = "org.gnome.desktop.interface"
_READ: Final = (
    (_LOOKS, "color-scheme"), (_LOOKS, "contrast"), (_LOOKS, "reduced-motion"), (_LOOKS, "accent-color"),
    (_GNOME, "text-scaling-factor"),
)  # fmt: skip
_DARK: Final = 1
_CHANGED: Final = (0x001A, 0x0320)
"""WM_SETTINGCHANGE, also sent when the text size is changed, and WM_DWMCOLORIZATIONCOLORCHANGED for the accent."""
_GET_ANIMATION: Final = 0x1042  # SPI_GETCLIENTAREAANIMATION
_MOST_FACTOR: Final = 10
_LEAST, _MOST = 100, 225
"""Per cent: what Windows offers as the size of text."""
_RGB: Final = ("red", "green", "blue")
_THREE_NUMBERS: Final = re.compile(r"\(ddd\) ([-+.\de]+), ([-+.\de]+), ([-+.\de]+)\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """Text size in per cent, whether nothing should move, dark or contrast where the system says so to us, and the
    accent colour, 0xRRGGBB, where a person has chosen one."""

    text_scale: int = 100
    still: bool = False
    dark: bool = False
    contrast: bool = False
    accent: int | None = None


def text_scale_of(said: object) -> int:
    """Give the per cent that a system means by ``said``: 150, "150" or a factor of 1.5; 100 for what means nothing."""
    try:
        number = float(str(said))
    except ValueError:
        return _LEAST
    per_cent = round(number * 100 if 0 < number < _MOST_FACTOR else number)
    return min(_MOST, max(_LEAST, per_cent))


def accent_of_portal(said: object) -> int | None:
    """Give the colour that a portal means by red, green and blue from 0 to 1; what lies outside means that no accent
    is chosen."""
    if not isinstance(said, tuple) or len(said) != len(_RGB):
        return None
    if not all(isinstance(part, float) and 0 <= part <= 1 for part in said):
        return None
    red, green, blue = (round(part * 255) for part in said)
    return int(red << 16 | green << 8 | blue)


def accent_of_windows(said: object) -> int | None:
    """Give the colour that Windows means by a number 0xAABBGGRR; None for what is no number."""
    if not isinstance(said, int):
        return None
    return (said & 0xFF) << 16 | said & 0xFF00 | said >> 16 & 0xFF


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
                self.hear(str(group), str(key), _value(reply, 0))
            watcher.deleteLater()

    @Slot("QDBusMessage")
    def setting_changed(self, message: object) -> None:
        """Be told by the portal that a setting is another."""
        from PySide6.QtDBus import QDBusMessage

        if isinstance(message, QDBusMessage) and len(message.arguments()) == len((_LOOKS, "key", "value")):
            group, key, _ = message.arguments()
            self.hear(str(group), str(key), _value(message, 2))

    def hear(self, group: str, key: str, value: object) -> None:
        """Take one setting of the portal; a setting that is none of ours is passed over."""
        if (group, key) == (_GNOME, "text-scaling-factor"):
            self.take(replace(self.asked, text_scale=text_scale_of(value)))
        elif (group, key) == (_LOOKS, "accent-color"):
            self.take(replace(self.asked, accent=accent_of_portal(value)))
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
            windows = QSettings(r"HKEY_CURRENT_USER\Software\Microsoft\Windows\DWM", QSettings.Format.NativeFormat)
            accent = accent_of_windows(windows.value("AccentColor"))
            self.take(Asked(text_scale_of(key.value("TextScaleFactor", 100)), not moves.value, accent=accent))


def _value(message: object, at: int) -> object:
    """What a message says at this place, out of its wrappings; a structure of three numbers is a tuple of them."""
    from PySide6.QtDBus import QDBusArgument, QDBusMessage

    value: object = message.arguments()[at] if isinstance(message, QDBusMessage) else None
    while hasattr(value, "variant"):
        value = value.variant()
    if isinstance(value, QDBusArgument):
        # The binding cannot open a structure, but prints what is in it.
        found = _THREE_NUMBERS.search(repr(message))
        return tuple(map(float, found.groups())) if found else ()
    return value


class _Messages(QAbstractNativeEventFilter):  # pragma: no cover - sees messages on Windows only
    """Looks at each window message and lets it pass."""

    def __init__(self, settings: SystemSettings) -> None:
        super().__init__()
        self._settings = settings

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Notice that a setting of the system was changed; it is read in the next turn."""
        if sys.platform == "win32" and bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes

            if wintypes.MSG.from_address(int(message)).message in _CHANGED:
                QTimer.singleShot(0, self._settings, self._settings._read_windows)
        return False, 0
