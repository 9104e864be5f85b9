"""The language of the program: what voices and spelling go by, whatever the computer itself speaks."""

from __future__ import annotations

from PySide6.QtCore import QLocale

__all__ = ["speak_english"]


def speak_english() -> None:
    """Have every window made from now on tell that its words are British English; moments and figures are ours."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
