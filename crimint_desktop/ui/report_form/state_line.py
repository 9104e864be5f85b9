"""How the words stand: saved when and where, or why not. In the page's head, beneath it where that is narrow."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.plain import Words
from crimint_domain.report import Report

__all__ = ["StateBar", "numbered"]


class StateBar(QWidget):
    """Takes no room while there is nothing to say in it; what could not be saved is always said here, whole."""

    def __init__(self) -> None:
        super().__init__()
        self.in_head = Words("", quiet=True)
        self._here = Words("", quiet=True, wrap=True)
        self._error = ErrorLine("form.not-saved")
        self._narrow = self._short = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(u(4), u(1), u(4), u(1))
        rows.addWidget(self._here)
        rows.addWidget(self._error)
        self._arrange()

    def text(self) -> str:
        """What is said now."""
        return self._error.text() or self.in_head.text()

    def say(self, words: str) -> None:
        """Say how it stands; after something had failed, also aloud."""
        failed = bool(self._error.text())
        self.in_head.setText(words)
        self._here.setText(words)
        self._error.show_words("")
        self._arrange()
        if failed:
            announce(self, words)

    def say_failing(self, words: str) -> None:
        """Say why something could not be saved: aloud, but not again at every try."""
        if self._error.text() != words:
            self._error.show_words(words)
            self._arrange()
            announce(self, words, assertive=True)

    def set_room(self, *, narrow: bool, short: bool) -> None:
        """Stand beneath the head instead of in it; where not even that has room, only what failed is shown."""
        self._narrow, self._short = narrow, short
        self._arrange()

    def _arrange(self) -> None:
        failing = bool(self._error.text())
        self.in_head.setVisible(not self._narrow and not failing and self.in_head.parent() is not None)
        here = self._narrow and not self._short and not failing
        self._here.setVisible(here)
        self.setVisible(failing or (here and bool(self._here.text())))


def numbered(report: Report) -> str:
    """Say which report it is: its reference, or that it has none yet."""
    return report.reference or ("Draft, not yet numbered" if report.state == "draft" else "Not yet numbered")
