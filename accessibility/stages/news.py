"""News: some of it, and none yet."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from accessibility.stages.home import NOW
from accessibility.stages.window import framed
from crimint_desktop.ui.news.page import NewsActs, NewsLine, NewsPage

COVERS = ("crimint_desktop.ui.news.page:NewsPage",)

_SAID = (
    "Agreed with the service at 14:38: 1,284 reports, nothing missing.",
    "Submitted",
    "Offline since 13:20. Everything you write is kept.",
    "1 change was refused: you are no longer its evaluator. Home says why. 2 changes waiting to be sent.",
)


def _shown(words: tuple[str, ...]) -> QWidget:
    lines = tuple(NewsLine(number, NOW - timedelta(minutes=9 * number), each) for number, each in enumerate(words))
    return framed("agreement", NewsPage(NewsActs(lambda: lines, lambda at: at, lambda: None)))


def some() -> QWidget:
    """Four things were said."""
    return _shown(_SAID)


def none_yet() -> QWidget:
    """Nothing was said yet."""
    return _shown(())
