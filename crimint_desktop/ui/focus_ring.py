"""The ring around the button, radio button, check box or frameless text that has the keyboard.

It is an overlay in the scroll area's viewport: painted inside the widget it would cover the widget's own mark.
Fields and framed text areas paint their own ring as their frame; tables show their current row.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QApplication, QFocusFrame, QFrame, QTextEdit, QWidget
from shiboken6 import isValid


class FocusRing(QObject):
    """Follows the focus for the whole application and shows one ring."""

    def __init__(self, app: QApplication) -> None:
        """Start following; lives as long as ``app``."""
        super().__init__(app)
        self._frame: QFocusFrame | None = None
        app.focusChanged.connect(self._move)

    def _move(self, _old: QWidget | None, now: QWidget | None) -> None:
        frameless = isinstance(now, QTextEdit) and now.frameShape() == QFrame.Shape.NoFrame
        wanted = now is not None and now.isVisible() and (frameless or isinstance(now, QAbstractButton))
        if self._frame is not None and not isValid(self._frame):
            self._frame = None  # it was deleted together with the window it stood in
        if not wanted:
            if self._frame is not None:
                self._frame.setWidget(None)  # type: ignore[arg-type]  # Qt takes null: no widget
            return
        if self._frame is None:
            self._frame = QFocusFrame()
            self._frame.setObjectName("focusRingFrame")
        assert isinstance(now, QWidget)  # noqa: S101 - tells the type checker what `wanted` says
        self._frame.setWidget(now)
        # Qt hides the frame of a widget that is still scrolled out of sight, and forgets to show it when it comes in.
        self._frame.show()
        self._frame.raise_()
