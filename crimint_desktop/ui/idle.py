"""When to lock because nobody has touched the program for a while."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)
_LOOK_EVERY_MS = 1000


class IdleWatch(QObject):
    """Watches for hands on keyboard and mouse. Assistive technology that presses or types counts as hands."""

    warned = Signal(int)
    """Seconds left before the program locks; given once for each spell of idleness."""
    resumed = Signal()
    """Somebody is there again after a warning."""
    expired = Signal()
    """Time to lock."""

    def __init__(
        self, idle_s: float, warning_s: float, monotonic: Callable[[], float], parent: QObject | None = None
    ) -> None:
        """Lock after ``idle_s`` seconds without a touch and warn ``warning_s`` seconds before."""
        super().__init__(parent)
        self._idle_s = idle_s
        self._warning_s = min(warning_s, idle_s / 2)
        self._monotonic = monotonic
        self._touched = monotonic()
        self._warned = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to watch."""
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self.touch()
        self._timer.start()

    def stop(self) -> None:
        """Watch no longer, as while the program is locked."""
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def set_idle(self, idle_s: float) -> None:
        """Allow another span without a touch."""
        self._idle_s = idle_s
        self.touch()

    def touch(self) -> None:
        """Count from now: somebody is there."""
        self._touched = self._monotonic()
        if self._warned:
            self._warned = False
            self.resumed.emit()

    def look(self) -> None:
        """Compare the time without a touch with what is allowed."""
        left = self._idle_s - (self._monotonic() - self._touched)
        if left <= 0:
            self.stop()
            self.expired.emit()
        elif left <= self._warning_s and not self._warned:
            self._warned = True
            self.warned.emit(round(left))

    # Qt's overrides

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice every touch and let it pass."""
        if event.type() in _TOUCHES and not self._warned:
            self._touched = self._monotonic()
        elif event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            self.touch()
        return False
