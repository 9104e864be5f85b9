"""The main window round a page with one table: bands, menus, navigation and status as every screen has them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import SAMPLE
from crimint_desktop.ui import keymap
from crimint_desktop.ui.fields import Entry
from crimint_desktop.ui.lock.warning import LockWarning
from crimint_desktop.ui.main_window import Frame, MainWindow, Place
from crimint_desktop.ui.page import Page
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table

COVERS = ("crimint_desktop.ui.main_window:MainWindow",)
WARNING_COVERS = ("crimint_desktop.ui.lock.warning:LockWarning",)
PLACES = (
    ("home", "Home", "home"),
    ("reports", "Reports", "reports"),
    ("conflicts", "Conflicts", "conflicts"),
    ("agreement", "In step", "refresh"),
    ("settings", "Settings", "settings"),
)


_DISPOSAL = ("disposal", "Disposal", "retention")
"""A place that only who manages records is shown."""


def framed(key: str, page: Page) -> MainWindow:
    """The main window with ``page`` shown at the place ``key``; the other places stay empty."""
    places = tuple(
        Place(place, words, icon, partial(_made, page if place == key else None, words))
        for place, words, icon in (*PLACES, *((_DISPOSAL,) if key == "disposal" else ()))
    )
    window = MainWindow(
        Frame(
            environment=SAMPLE,
            who="A. Okonjo, North",
            places=places,
            keymap=keymap.load(),
            operations=(Entry("MARZIPAN", "Operation MARZIPAN"),),
            operation="MARZIPAN",
        )
    )
    window.set_counts({"conflicts": 1})
    window.status.say("Connected. Agreed with the service at 14:38.", icon="cloud", aloud=False)
    window.go(key)
    return window


def _made(page: Page | None, words: str) -> Page:
    return page if page is not None else Page(words, identifier=words.casefold())


def _warned() -> tuple[MainWindow, LockWarning]:
    window = with_a_list()
    warning = LockWarning(lambda: None)
    window.add_notice(warning)
    warning.warn(60)
    return window, warning


def locks_soon() -> QWidget:
    """A minute before it locks."""
    return _warned()[0]


def stayed_unlocked() -> QWidget:
    """Somebody has pressed a key since, and may have more time."""
    window, warning = _warned()
    warning.stayed("10 minutes", "30 minutes")
    return window


def with_a_list() -> MainWindow:
    """A page whose only work is a table of three invented reports."""
    page = Page("Reports", identifier="reports", sentence="What you may read, newest first.")
    table = Table(
        (Column("Event", 7), Column("Title"), Column("Grading", 6)), title="Reports", identifier="reports.table"
    )
    rows = (("2 May", "Van seen at the yard", "2CP"), ("3 May", "Phone found", "1AP"), ("4 May", "Knife", "3EC"))
    table.set_rows([Row(event, (Cell(event), Cell(title), Cell(grade))) for event, title, grade in rows])
    page.set_body(table)
    return framed("reports", page)
