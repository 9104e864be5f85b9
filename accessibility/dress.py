"""Puts the program's own style and its repaired palette on for a theme, as the program itself would."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from accessibility.themes import SystemColours, palette_of
from crimint_desktop.ui import language
from crimint_desktop.ui import theme as program


def program_palette(theme: SystemColours) -> QPalette:
    """The palette that the program makes of what the system says."""
    return program.repaired(palette_of(theme), contrast=theme.contrast)


def dress(application: QApplication, theme: SystemColours, text_scale: int = 100) -> None:
    """Dress an application for a theme, with words at ``text_scale`` per cent."""
    scheme = program.Scheme(theme.name, program_palette(theme), theme.contrast)
    language.speak_english()
    program.apply(application, scheme, text_scale)
