"""What Home tells beside what is known on this device, and what is told once when the day begins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crimint_desktop.actions import home
from crimint_desktop.app import pages as page_keys
from crimint_desktop.app.elsewhere import dismiss_kept, look_at_kept, look_elsewhere, take_over_kept
from crimint_desktop.ui.home.page import HomeActs
from crimint_desktop.ui.kept.page import KeptActs, KeptPage, KeptView

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
            open_kept=self.show_kept,
            tell=self._work.notice,
        )

    def show_kept(self, change: str) -> None:
        """Show a change that the service keeps for this person's unit."""
        work, bindings = self._work, self._work.bindings
        asked = bindings.ask(lambda: look_at_kept(bindings.service, change))
        work.jobs.when(work.window, asked, self._show_kept)

    def _show_kept(self, kept: KeptView) -> None:
        work, bindings = self._work, self._work.bindings
        key = page_keys.kept(kept.id)

        def done(says: str) -> None:
            work.window.go("home")
            work.window.close_page(key)
            work.notice(says)

        acts = KeptActs(
            take_over=lambda reason: bindings.ask(
                lambda: take_over_kept(bindings.service, work.desk, kept, reason)
            ),
            dismiss=lambda reason: bindings.ask(lambda: dismiss_kept(bindings.service, kept.id, reason)),
            done=done,
        )  # fmt: skip
        work.window.open_page(key, KeptPage(kept, acts, work.jobs))

    def tell_of_old_drafts(self) -> None:
        """Say once, politely, that drafts wait for long: when both sides have agreed for the first time."""
        if not self._told:
            self._told = True
            self._work.jobs.when(self._work.window, home.look(self._work.desk), self._tell)

    def _tell(self, view: HomeView) -> None:
        says = home.old_drafts_words(view)
        if says:
            self._work.notice(says)
