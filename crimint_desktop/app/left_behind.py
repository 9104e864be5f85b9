"""What desks that are gone have left on this computer: cleared away, or handed in, while the program runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from crimint_desktop.app.handing_in import Left
    from crimint_desktop.app.loading import Loading
    from crimint_desktop.config import Profile
    from crimint_desktop.ui.jobs import Jobs

__all__ = ["LeftBehind"]

_LANE: Final = "left"
_AGAIN_MS: Final = 30_000


class LeftBehind(QObject):
    """Looks once at the start and after each desk is closed, and again while the service cannot be reached."""

    def __init__(
        self, profile: Profile, jobs: Jobs, loading: Loading, tell: Callable[[str], object], parent: QObject
    ) -> None:
        """``tell`` is handed a sentence when there is something to tell."""
        super().__init__(parent)
        self._profile = profile
        self._jobs = jobs
        self._loading = loading
        self._tell = tell
        self._said = ""
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.look)

    def look(self) -> None:
        """Clear away and hand in, on a lane of its own."""
        self._again.stop()
        self._jobs.when(self, self._jobs.run(_LANE, self._work), self._done)

    def _work(self) -> Left:
        self._loading.everything()
        from crimint_desktop.app.handing_in import hand_in
        from crimint_desktop.app.parts import new_id
        from crimint_desktop.app.temporary import sweep

        sweep()
        return hand_in(self._profile, new_id)

    def _done(self, left: Left) -> None:
        from crimint_desktop.app.handing_in import sentence

        says = sentence(left)
        if says and says != self._said:
            self._tell(says)
        self._said = says
        if left.waiting:
            self._again.start()
