"""What Home tells beside what is known on this device, and what is told once when the day begins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crimint_desktop.actions import home
from crimint_desktop.app.elsewhere import look_elsewhere
from crimint_desktop.ui.home.page import HomeActs

if TYPE_CHECKING:
    from crimint_desktop.actions.home import HomeView
    from crimint_desktop.app.workplace import Workplace

__all__ = ["AtHome"]


class AtHome:
    """Serves one workplace."""

    def __init__(self, workplace: Workplace) -> None:
        self._work = workplace
        self._told = False

    def acts(self) -> HomeActs:
        """What Home may do, with what the service is asked for."""
        bindings, desk = self._work.bindings, self._work.desk
        return replace(
            bindings.home_acts(),
            elsewhere=lambda: bindings.ask(lambda: look_elsewhere(bindings.service, desk.principal)),
            tell=self._work.notice,
        )

    def tell_of_old_drafts(self) -> None:
        """Say once, politely, that drafts wait for long: when both sides have agreed for the first time."""
        if not self._told:
            self._told = True
            self._work.jobs.when(self._work.window, home.look(self._work.desk), self._tell)

    def _tell(self, view: HomeView) -> None:
        says = home.old_drafts_words(view)
        if says:
            self._work.notice(says)
