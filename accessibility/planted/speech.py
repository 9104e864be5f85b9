"""Defects that only somebody who listens finds: the journeys of the screen reader."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from accessibility.planted.defect import Defect, patched
from crimint_desktop.ui import a11y
from crimint_desktop.ui.grading import axis
from crimint_desktop.ui.sign_in import window
from crimint_desktop.ui.tables import Table

_announce = a11y.announce


def _twice(widget: QWidget, text: str, *, assertive: bool = False) -> None:
    _announce(widget, text, assertive=assertive)
    if text.strip():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text.strip()))


def _code_only(widget: QWidget, spoken: str, *, identifier: str) -> QWidget:
    return a11y.name(widget, spoken.split(",", maxsplit=1)[0], identifier=identifier)


def _unmoved(_table: Table, *_given: object) -> None:
    """Take the arrows and tell nobody."""


SPEECH = (
    Defect("said-twice", "a problem is announced twice", "Sign-in: known here", "journey", "passphrase",
           patch=patched(window, "announce", _twice), journey="sign_in"),
    Defect("said-never", "a problem is shown and not announced", "Sign-in: known here", "journey", "passphrase",
           patch=patched(window, "announce", lambda *_given, **_more: None), journey="sign_in"),
    Defect("lost-focus-event", "arrows move in a table and no event says so", "Home: something waits",
           "journey", "conflict", patch=patched(Table, "currentChanged", _unmoved), journey="home"),
    Defect("grade-in-signs", "grades are read as letters and figures only", "Grading control: nothing chosen",
           "journey", "reliable", patch=patched(axis, "name", _code_only), journey="grading"),
)  # fmt: skip
