"""The warning before the program locks: a bar that takes no focus away, said once, and how to have more time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.icons import IconLabel
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.plain import Words

__all__ = ["LockWarning"]


class LockWarning(QWidget):
    """Any key stays unlocked too; the button is for voice, switch and mouse. Once somebody has stayed, the bar says so
    and offers the longest span that the force allows, until it is closed."""

    def __init__(
        self,
        stay: Callable[[], object],
        allow_longest: Callable[[], object] = lambda: None,
        leave: Callable[[], object] = lambda: None,
    ) -> None:
        """Stand hidden. ``stay`` is called when somebody presses to stay unlocked, ``allow_longest`` when they ask for
        the longest span, and ``leave`` puts the keyboard back into the page when the bar goes."""
        super().__init__()
        self._allow_longest = allow_longest
        self._leave = leave
        self.setObjectName("lock.warning")
        self.setAccessibleName("Locking")
        self._words = Words("", role=Type.STRONG, wrap=True)
        self._stay = Button("Stay unlocked", stay, identifier="lock.stay")
        self._longest = Button("Allow longer", self._press_longest, identifier="lock.longest")
        self._close = Button("Close", self.put_away, identifier="lock.close-warning")
        self._close.setAccessibleName("Close this message")
        row = Flow(self)
        row.setContentsMargins(u(2.6), u(1.6), u(2.6), u(1.6))
        row.setSpacing(u(1.6))
        row.add(IconLabel("lock"))
        row.add(self._words, basis=ems(14))
        for button in (self._stay, self._longest, self._close):
            row.add(button)
        self.hide()

    def warn(self, seconds: int) -> None:
        """Say once how long it takes, and show it until somebody stays."""
        self._show(f"Locks in {seconds} seconds. Press any key to stay unlocked.", self._stay)

    def stayed(self, span: str, longest: str) -> None:
        """Say that it stays unlocked for ``span`` without a touch; ``longest`` is what may be had instead, if more."""
        more = f" F6 goes to: allow {longest}." if longest else ""
        self._longest.setText(f"Allow {longest}")
        self._longest.setAccessibleName(f"Allow {longest}")
        self._show(f"Stays unlocked. It locks after {span} without a key.{more}", self._longest if longest else None)

    def put_away(self) -> None:
        """Go; the keyboard goes back to where it was in the page."""
        had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
        self.hide()
        if had_focus:
            self._leave()

    def text(self) -> str:
        """Give what is shown."""
        return self._words.text()

    def _show(self, says: str, offered: Button | None) -> None:
        self._words.setText(says)
        for button in (self._stay, self._longest):
            button.setVisible(button is offered)
        self._close.setVisible(offered is not self._stay)
        self.show()
        announce(self, says)

    def _press_longest(self) -> None:
        self._allow_longest()
        self.put_away()
