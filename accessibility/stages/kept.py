"""A change kept for one's unit."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import jobs, never
from accessibility.stages.window import framed
from crimint_desktop.ui.kept.page import KeptActs, KeptPage, KeptView

COVERS = ("crimint_desktop.ui.kept.page:KeptPage",)


def _page() -> KeptPage:
    lane = jobs()
    acts = KeptActs(lambda _reason: never(), lambda _reason: never(), lambda _says: None)
    words = "Step: submit\nitems/i1/text: The blue van was there again on Tuesday."
    page = KeptPage(KeptView("k1", "T. Reid-Test", "NR-26-004417", words), acts, lane)
    lane.setParent(page)
    return page


def waiting() -> QWidget:
    """Nothing decided yet."""
    return framed("home", _page())


def without_a_reason() -> QWidget:
    """Pressed without a reason."""
    page = _page()
    window = framed("home", page)
    page._dismiss()
    return window
