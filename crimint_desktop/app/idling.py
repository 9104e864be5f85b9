"""When nobody touches the program: a warning, more time for those who need it, and the lock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from crimint_desktop.ui.a11y import tell
from crimint_desktop.ui.idle import IdleWatch
from crimint_desktop.ui.lock.warning import LockWarning
from crimint_desktop.ui.settings.wording import minutes_in_words

if TYPE_CHECKING:
    from crimint_desktop.app.workplace import Workplace

__all__ = ["Idling"]


class Idling(QObject):
    """Serves one workplace. What somebody chooses holds for them from then on, never beyond the force's limit."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._work = workplace
        policy, clock = workplace.policy, workplace.desk.clock
        self.watch = IdleWatch(self._minutes() * 60.0, policy.warning_s, clock.monotonic, self)
        self.warning = LockWarning(self.watch.touch, self._allow_longest, workplace.window.back_to_page)
        workplace.window.add_notice(self.warning)
        self.watch.warned.connect(self.warning.warn)
        self.watch.resumed.connect(self._stayed)
        self.watch.expired.connect(workplace.lock)

    def _minutes(self) -> int:
        return min(self._work.choices.chosen.idle_minutes, self._longest())

    def _longest(self) -> int:
        return round(self._work.policy.longest_idle_s / 60)

    def _stayed(self) -> None:
        now, longest = self._minutes(), self._longest()
        self.warning.stayed(minutes_in_words(now), minutes_in_words(longest) if longest > now else "")

    def _allow_longest(self) -> None:
        longest = self._longest()
        self._work.helping.choose(replace(self._work.choices.chosen, idle_minutes=longest))
        tell(self._work.window, f"Locks after {minutes_in_words(longest)} now")
