"""The steps that are offered with a report: the usual ones as buttons, the others in a menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.metrics import u
from crimint_domain.lifecycle import Step

ONWARD: Final = ("submit", "evaluate", "release")
"""The step that leads on stands last and is the page's default."""
_BESIDE: Final = ("claim", "return")


class StepButtons(QWidget):
    """Only what may be done now is here; each leads to ``take(step)``."""

    def __init__(self, take: Callable[[Step], object], parent: QWidget | None = None) -> None:
        """Offer nothing yet."""
        super().__init__(parent)
        self._take = take
        self._offered: tuple[Step, ...] = ()
        self._compact = True
        self.setObjectName("report.steps")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(u(2))

    def set_compact(self, compact: bool) -> bool:
        """Keep all but the step that leads on in the menu, where there is little room; say whether that changed."""
        if compact == self._compact:
            return False
        self._compact = compact
        self.show_steps(self._offered)
        return True

    def show_steps(self, offered: tuple[Step, ...]) -> None:
        """Offer these steps in place of the others."""
        self._offered = offered
        while self._row.count():
            taken = self._row.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        usual = [step for step in offered if step.name in _BESIDE]
        onward = [step for step in offered if step.name in ONWARD]
        others = [step for step in offered if step not in (*usual, *onward)]
        if self._compact and usual:
            usual, others = [], [*usual, *others]
        if len(others) == 1:
            usual, others = [*others, *usual], []
        if others:
            self._row.addWidget(self._menu(others))
        for step in usual:
            self._row.addWidget(self._button(step, default=False))
        for step in onward:
            self._row.addWidget(self._button(step, default=step is onward[-1]))

    def _button(self, step: Step, *, default: bool) -> Button:
        return Button(_words(step), partial(self._take, step), identifier=f"report.step.{step.name}", default=default)

    def _menu(self, others: list[Step]) -> Button:
        button = Button("More steps", lambda: None, identifier="report.steps.more")
        menu = QMenu(button)
        menu.setObjectName("report.steps.menu")
        menu.setAccessibleName("More steps")
        for step in others:
            action = menu.addAction(_words(step))
            action.setObjectName(f"report.step.{step.name}")
            action.triggered.connect(lambda _checked=False, chosen=step: self._take(chosen))
        button.setMenu(menu)
        return button


def _words(step: Step) -> str:
    return step.words + ("…" if step.needs_reason and not step.words.endswith("…") else "")
