"""When the operating system says that nobody is at the desk: the session is locked, or the computer goes to sleep.

On Linux logind says so on the system bus; on Windows the session and power messages do. Neither is needed for the
program to work: where nobody tells, only idleness and the person lock it.
"""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

__all__ = ["SessionWatch", "means_absence"]

_LOGIND: Final = "org.freedesktop.login1"
_SESSION_CHANGE: Final = 0x02B1
_POWER: Final = 0x0218
# WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK; PBT_APMSUSPEND.
_SESSION_LEFT: Final = frozenset({0x2, 0x4, 0x6, 0x7})
_SUSPEND: Final = 0x4


def means_absence(message: int, what: int) -> bool:
    """Whether a window message of Windows says that the session was left or the computer goes to sleep."""
    return (message == _SESSION_CHANGE and what in _SESSION_LEFT) or (message == _POWER and what == _SUSPEND)


class SessionWatch(QObject):
    """Tells once for each time the session is left."""

    left = Signal()
    """The session was locked or disconnected, or the computer is about to sleep."""

    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        """Listen for the session in which ``window`` is shown."""
        super().__init__(parent)
        self._filter: QAbstractNativeEventFilter | None = None
        self._handle = 0
        if sys.platform == "win32":  # pragma: no cover - runs on Windows only
            self._listen_on_windows(int(window.winId()))
        elif sys.platform == "linux":
            self._listen_to_logind()

    def stop(self) -> None:
        """Listen no longer."""
        application = QCoreApplication.instance()
        if self._filter is not None and application is not None:
            application.removeNativeEventFilter(self._filter)
            self._filter = None
        if self._handle and sys.platform == "win32":  # pragma: no cover - runs on Windows only
            import ctypes

            ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(self._handle)
            self._handle = 0

    def _listen_to_logind(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.systemBus()
        if not bus.isConnected():
            return
        session, manager = f"{_LOGIND}.Session", f"{_LOGIND}.Manager"
        # An empty path listens to every session; logind tells us only of those of this user.
        told = (session, "Lock", "session_locked()"), (manager, "PrepareForSleep", "going_to_sleep(bool)")
        for interface, signal, slot in told:
            # The binding takes the text that SLOT gives, although its stub asks for bytes.
            bus.connect(_LOGIND, "", interface, signal, self, SLOT(slot))  # type: ignore[call-overload]  # as said

    @Slot()
    def session_locked(self) -> None:
        """Be told by logind that the session is locked."""
        self.left.emit()

    @Slot(bool)
    def going_to_sleep(self, begins: bool) -> None:
        """Be told by logind that the computer goes to sleep, or has woken."""
        if begins:
            self.left.emit()

    def _listen_on_windows(self, handle: int) -> None:  # pragma: no cover - runs on Windows only
        if sys.platform == "win32":
            import ctypes

            self._handle = handle
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(handle, 0)
            self._filter = _Messages(self)
            application = QCoreApplication.instance()
            if application is not None:
                application.installNativeEventFilter(self._filter)


class _Messages(QAbstractNativeEventFilter):  # pragma: no cover - sees messages on Windows only
    """Looks at each window message and lets it pass."""

    def __init__(self, watch: SessionWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Notice that the session is left."""
        if sys.platform == "win32" and bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes

            seen = wintypes.MSG.from_address(int(message))
            if means_absence(seen.message, seen.wParam):
                self._watch.left.emit()
        return False, 0
