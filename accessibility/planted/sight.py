"""Defects of size, place, colour and the mark of the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from accessibility.planted.defect import Defect, change, coloured, patched, the
from crimint_desktop.ui import icons, style_paint, theme
from crimint_desktop.ui.fields import Field

Ink = QPalette.ColorRole
_repaired = theme.repaired
_painted = icons.paint


def _with(role: Ink, rgb: int) -> Callable[..., QPalette]:
    """The program's palette with one colour of its own."""

    def repaired(palette: QPalette, *, contrast: bool) -> QPalette:
        made = _repaired(palette, contrast=contrast)
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            made.setColor(group, role, QColor.fromRgb(rgb))
        return made

    return repaired


def _unrepaired(palette: QPalette, *, contrast: bool) -> QPalette:
    return palette


def _faint(painter: QPainter, rect: QRect, name: str, _colour: QColor) -> None:
    _painted(painter, rect, name, QColor.fromRgb(0xC8C8C8))


def _fixed_label(field: Field) -> None:
    field.label.setFixedSize(60, 14)


def _onto_each_other(window: QWidget) -> None:
    unlock, leave = (the(window, f"lock.{which}", QPushButton) for which in ("unlock", "sign-out"))
    leave.setGeometry(unlock.geometry().translated(12, 4))


def _own_grey(window: QWidget) -> None:
    for label in window.findChildren(QLabel):
        coloured(label, Ink.WindowText, 0xC0C0C0)


SIGHT = (
    Defect("six-to-one-grey", "text in a grey of 6:1", "Lock: waiting", "contrast", "text-contrast",
           patch=patched(theme, "repaired", _with(Ink.WindowText, 0x5A5A5A))),
    Defect("palette-as-handed-over", "Qt's palette used as it comes: hints of half the contrast", "Lock: waiting",
           "palette", "palette-contrast", patch=patched(theme, "repaired", _unrepaired)),
    Defect("left-over-in-contrast", "rows striped in a grey that Aquatic does not have", "Lock: waiting",
           "palette", "not-the-themes-pair", patch=patched(theme, "repaired", _unrepaired), theme="aquatic"),
    Defect("own-colour-in-contrast", "labels with a colour of their own in a contrast theme", "Lock: waiting",
           "contrast", "not-the-themes-pair", _own_grey, theme="aquatic"),
    Defect("pale-outline", "fields whose outline cannot be seen", "Lock: waiting", "contrast", "outline-contrast",
           patch=patched(theme, "repaired", _with(Ink.Dark, 0xC4C4C4))),
    Defect("pale-icon", "icons paler than 3:1", "Lock: refused", "contrast", "icon-contrast",
           patch=patched(icons, "paint", _faint)),
    Defect("pale-hint", "the second voice at 3:1", "Report form: empty", "contrast", "quiet-text-contrast",
           patch=patched(theme, "repaired", _with(Ink.PlaceholderText, 0x909090))),
    Defect("ring-of-one-pixel", "a ring of one pixel round the field that has the keyboard", "Lock: waiting",
           "focus", "focus-ring", patch=patched(style_paint, "FOCUS_WIDTH", 1.0)),
    Defect("clipped-at-twice-the-text", "a label of fixed size: half of it is gone at 200 %", "Lock: waiting",
           "audit", "text-clipped",
           change("lock.passphrase.field", _fixed_label, Field), text_scale=200),
    Defect("small-target", "a button of 20 pixels", "Lock: waiting", "audit", "target-small",
           change("lock.unlock", lambda button: button.setFixedHeight(20))),
    Defect("sticks-out", "a button whose end stands outside its row", "Lock: waiting", "audit", "outside-parent",
           change("lock.unlock", lambda button: button.move(button.parentWidget().width() - 20, button.y()))),
    Defect("on-each-other", "two buttons on each other", "Lock: waiting", "audit", "overlap",
           _onto_each_other),
    Defect("far-label", "a label far above its field: under a magnifier the field has none", "Lock: waiting",
           "audit", "label-far-away",
           change("lock.passphrase.field", lambda field: field.layout().insertSpacing(1, 80), Field)),
    Defect("no-size", "a button of no size", "Lock: waiting", "audit", "size-zero",
           change("lock.sign-out", lambda button: button.setFixedSize(3, 3))),
)  # fmt: skip
