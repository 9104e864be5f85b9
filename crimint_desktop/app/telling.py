"""What was said in passing, kept in memory as long as the desk is open, and the page that shows it."""

from __future__ import annotations

from collections import deque
from itertools import count
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from crimint_desktop.app import pages as page_keys
from crimint_desktop.app.bindings import local
from crimint_desktop.ui.news.page import NewsActs, NewsLine, NewsPage

if TYPE_CHECKING:
    from crimint_desktop.app.workplace import Workplace

__all__ = ["Telling"]

_MOST: Final = 200
_ANSWER_MS: Final = 4_000


class Telling(QObject):
    """Serves one workplace. Nothing of it is written anywhere: it ends with the desk."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._work = workplace
        self._lines: deque[NewsLine] = deque(maxlen=_MOST)
        self._numbers = count(1)

    def keep(self, words: str) -> None:
        """Something was said."""
        self._lines.appendleft(NewsLine(next(self._numbers), self._work.desk.now(), words))
        shown = self._work.window.page()
        if isinstance(shown, NewsPage):
            shown.refresh()

    def expect(self) -> None:
        """Somebody asks how it stands with the service: say so, and what came of it, even if that is nothing new."""
        self._work.news.expect()
        self._work.notice("Asking the service…")
        QTimer.singleShot(_ANSWER_MS, self, self._answer)

    def _answer(self) -> None:
        # Where the network is still away nothing changes, and whoever asked would wait for ever.
        work = self._work
        if work.news.is_asked and not work.syncing.state.connected:
            work.show_state(work.syncing.state)

    def lines(self) -> tuple[NewsLine, ...]:
        """What was said, newest first."""
        return tuple(self._lines)

    def show(self) -> None:
        """Show it; asking for it again changes nothing."""
        window = self._work.window
        if not isinstance(window.page(), NewsPage):
            window.open_page(page_keys.NEWS, NewsPage(NewsActs(self.lines, local, window.go_back)))
