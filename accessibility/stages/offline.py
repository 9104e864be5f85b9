"""Offline records: some folders held, more chosen than may be, the service away, and nothing kept at all."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import answered, jobs
from accessibility.stages.home import NOW
from accessibility.stages.window import framed
from crimint_desktop.actions.briefcase import Folder, Offered
from crimint_desktop.ui.offline.acts import OfflineActs
from crimint_desktop.ui.offline.page import OfflinePage

COVERS = ("crimint_desktop.ui.offline.page:OfflinePage",)
AWAY = "The service cannot be reached. Everything you write is kept and is sent when it is back."
TOO_MUCH = "These folders hold 2,310 records. A device may hold 2,000. Choose fewer."
NOTHING = "Nothing is kept on this device: what you read is asked of the service each time."
OFFERED = Offered(
    folders=(
        Folder("desk/okonjo", "Your drafts", 4, 9_100, held=True, always=True),
        Folder("holding/north", "North, submitted", 31, 96_000, held=True, always=True),
        Folder("operation/MARZIPAN", "Operation MARZIPAN", 612, 2_900_000, held=True, always=False),
        Folder("operation/THIMBLE", "Operation THIMBLE", 1_663, 7_400_000, held=False, always=False),
        Folder("shelf/north", "North, released", 801, 3_100_000, held=True, always=False),
    ),
    ceiling_records=2_000,
    ceiling_bytes=200 * 1024**2,
    until=NOW + timedelta(hours=12),
)


def _offline(offered: Offered, nothing: str = "") -> tuple[QWidget, OfflinePage]:
    lane = jobs()
    acts = OfflineActs(
        look=lambda: answered(offered),
        apply=lambda _folders: answered(offered),
        propose=lambda _text: answered(frozenset({"operation/THIMBLE"})),
        local=lambda at: at,
        now=lambda: NOW,
        nothing_kept=nothing,
    )
    page = OfflinePage(acts, lane)
    lane.setParent(page)
    window = framed("settings", page)
    if not nothing:
        page.show_offered(offered)
    return window, page


def some_held() -> QWidget:
    """Four folders of five."""
    return _offline(OFFERED)[0]


def too_much() -> QWidget:
    """One more was chosen, and refused."""
    window, page = _offline(OFFERED)
    page.toggle("operation/THIMBLE")
    page.show_problem(TOO_MUCH)
    return window


def away() -> QWidget:
    """What the service named last; nothing can be chosen."""
    return _offline(Offered(OFFERED.folders, 2_000, 0, OFFERED.until, away=AWAY))[0]


def nothing_kept() -> QWidget:
    """A desk that keeps nothing."""
    return _offline(Offered(), NOTHING)[0]
