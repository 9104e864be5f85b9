"""Icons drawn for this program, in the colour of the words they stand beside, whatever the theme becomes."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QWidget

import resources
from crimint_desktop.ui.metrics import em

SIZE = 0.95
"""Ems: the size of an icon beside words."""

_Role = QPalette.ColorRole


@cache
def _drawing(name: str) -> bytes:
    return resources.read_bytes(f"icons/{name}.svg")


def names() -> tuple[str, ...]:
    """Give the names of all icons, in alphabetical order."""
    shipped = (entry.name for entry in resources.path("icons").iterdir())
    return tuple(sorted(name.removesuffix(".svg") for name in shipped if name.endswith(".svg")))


def pixmap(name: str, colour: QColor, side: int, ratio: float = 1.0) -> QPixmap:
    """Give the icon ``name`` in ``colour``, ``side`` logical pixels square; raises FileNotFoundError if unknown."""
    key = f"crimint:{name}:{colour.rgba():08x}:{side}:{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    made = QPixmap(QSize(side, side) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(_drawing(name))).render(painter, QRectF(0, 0, side, side))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, side, side), colour)
    painter.end()
    QPixmapCache.insert(key, made)
    return made


def paint(painter: QPainter, rect: QRect, name: str, colour: QColor) -> None:
    """Paint the icon ``name`` in ``colour`` in the middle of ``rect``, as large as fits."""
    side = min(rect.width(), rect.height())
    box = QRect(0, 0, side, side)
    box.moveCenter(rect.center())
    device = painter.device()
    painter.drawPixmap(box, pixmap(name, colour, side, device.devicePixelRatioF() if device is not None else 1.0))


class _Tinted(QIconEngine):
    """Draws an icon in the palette's colour at the moment of painting."""

    def __init__(self, name: str, role: QPalette.ColorRole) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def _colour(self, mode: QIcon.Mode) -> QColor:
        palette = QGuiApplication.palette()
        if mode == QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, self._role)
        return palette.color(QPalette.ColorGroup.Active, self._role)

    # Qt's overrides

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint in the colour of the words beside it."""
        paint(painter, rect, self._name, self._colour(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Give the picture at ``size``."""
        return pixmap(self._name, self._colour(mode), min(size.width(), size.height()))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Give the picture at ``size`` for a screen of ``scale``."""
        return pixmap(self._name, self._colour(mode), min(size.width(), size.height()), scale)

    def clone(self) -> QIconEngine:
        """Give another one like it."""
        return _Tinted(self._name, self._role)


def icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """Give the icon ``name`` for a button or an action, tinted from ``role``; raises FileNotFoundError if unknown."""
    _drawing(name)
    return QIcon(_Tinted(name, role))


class IconLabel(QLabel):
    """An icon that stands beside words which say the same: silent, of one fixed slot, so nothing jumps."""

    def __init__(
        self, name: str = "", parent: QWidget | None = None, *, quiet: bool = False, size: float = SIZE
    ) -> None:
        """Show the icon ``name``; empty keeps the slot. ``quiet`` takes the second voice's colour; size in ems."""
        super().__init__(parent)
        self._name = name
        self._quiet = quiet
        self._size = size
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_icon(self, name: str) -> None:
        """Show another icon in the same slot; empty shows none."""
        self._name = name
        self.update()

    # Qt's overrides

    def sizeHint(self) -> QSize:
        """Take one slot."""
        side = round(self._size * em())
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Never shrink."""
        return self.sizeHint()

    def paintEvent(self, event: object) -> None:
        """Paint the icon in the colour of the words beside it."""
        if self._name:
            role = _Role.PlaceholderText if self._quiet else self.foregroundRole()
            side = round(self._size * em())
            box = QRect(0, 0, side, side)
            box.moveCenter(self.rect().center())
            painter = QPainter(self)
            paint(painter, box, self._name, self.palette().color(role))
            painter.end()
