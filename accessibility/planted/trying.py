"""Plants a defect in a screen and looks with every check that works in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from types import MappingProxyType
from typing import Final

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from accessibility.audit import audit
from accessibility.contrast import painted_contrast, palette_contrast
from accessibility.dress import dress, program_palette
from accessibility.explained import unexplained
from accessibility.finding import Finding, error
from accessibility.focus_seen import focus_contrast
from accessibility.inspection import put_away
from accessibility.magnified import magnified
from accessibility.planted.defect import Caught, Defect, leave
from accessibility.returning import returned
from accessibility.rules.walk import audit_walk
from accessibility.screens import screen_titled
from accessibility.themes import SystemColours, theme_named
from accessibility.tree import settle

Look = Callable[[QWidget, SystemColours], tuple[Finding, ...]]
LOOKS: Final[Mapping[Caught, Look]] = MappingProxyType(
    {
        "audit": lambda window, _theme: audit(window, walk=False),
        "walk": lambda window, _theme: audit_walk(window),
        "contrast": painted_contrast,
        "focus": focus_contrast,
        "magnifier": lambda window, _theme: magnified(window),
        "help": lambda window, _theme: tuple(
            error("unexplained", each, "F1 has no words for it") for each in unexplained(window)
        ),
        "palette": lambda _window, theme: palette_contrast(program_palette(theme), theme),
        "returns": lambda window, _theme: returned(window),  # the last: it spoils the window
    }
)
Found = frozenset[tuple[str, str, str]]  # check, rule and where


def caught_by(application: QApplication, defect: Defect) -> Found:
    """Check, rule and place of each error that is there with the defect and not without it."""
    checks = tuple(LOOKS)
    return with_the_defect(application, defect, checks) - _errors(application, defect, checks, planted=False)


def with_the_defect(application: QApplication, defect: Defect, checks: tuple[Caught, ...]) -> Found:
    """Check, rule and place of each error that these checks find with the defect planted."""
    return _errors(application, defect, checks, planted=True)


def is_caught(found: Found, defect: Defect) -> bool:
    """Whether the check that must catch a defect did, with the rule that must."""
    return any((check, rule) == (defect.check, defect.finds) for check, rule, _where in found)


def _errors(application: QApplication, defect: Defect, checks: tuple[Caught, ...], *, planted: bool) -> Found:
    theme = theme_named(defect.theme)
    with defect.patch() if planted else nullcontext():
        dress(application, theme, defect.text_scale)
        screen = screen_titled(defect.screen)
        window = screen.build()
        window.resize(*screen.size)
        window.show()
        window.activateWindow()
        settle()
        (defect.spoil if planted else leave)(window)
        settle()
        for field in window.findChildren(QLineEdit):
            field.deselect()
        found = frozenset(
            (check, finding.rule, finding.where)
            for check in checks
            for finding in LOOKS[check](window, theme)
            if finding.severity == "error"
        )
        put_away(window)
    if planted:
        dress(application, theme, 100)
    return found
