"""What of the state with the service is said aloud: what a person would want to be interrupted for, once."""

from __future__ import annotations

from crimint_desktop.sync.state import SyncState

__all__ = ["News"]


class News:
    """Remembers what was said. A round that changes nothing is no news, and neither is being about to send."""

    def __init__(self, *, sends_as_typed: bool = False) -> None:
        """Nothing was said yet; what is waited for is the first agreement. Where nothing is kept, drafts are sent at
        every pause in typing (``sends_as_typed``): that they arrived is then no news, only that they did not."""
        self._sends_as_typed = sends_as_typed
        self._said: tuple[bool, int, int, str] | None = None
        self._awaited = True
        self._asked = False

    def expect(self) -> None:
        """Somebody asked how it stands: what comes next is said, whatever it is."""
        self._awaited = self._asked = True

    @property
    def is_asked(self) -> bool:
        """Whether somebody has asked how it stands and was not answered yet."""
        return self._asked

    def is_news(self, state: SyncState) -> bool:
        """Say whether to say this state aloud: connected or not, refused, in conflict, or agreed after sending."""
        if state.busy:
            return False
        if state.connected and state.waiting and not state.refused:
            self._awaited = self._awaited or not self._sends_as_typed
            return False
        now = (state.connected, state.refused, state.conflicts, state.words)
        news = now != self._said or self._asked or (self._awaited and state.connected)
        self._said = now
        self._awaited = self._awaited and not state.connected
        self._asked = False
        return news
