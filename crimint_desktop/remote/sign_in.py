"""Being signed in: one pair of tokens shared by every lane, renewed once for all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from crimint_desktop.remote.answers import Tokens
from crimint_desktop.remote.failure import SignedOut

__all__ = ["SignIn"]


class SignIn:
    """The tokens of one person on one device.

    ``keep`` is told each new refresh token, so that the next start can go on without a password: the old one is
    worthless the moment a new one is given, and showing it again would sign out everywhere. ``renew`` renews elsewhere
    than at the service: at the identity provider.
    """

    def __init__(
        self,
        refresh: str = "",
        keep: Callable[[str], None] | None = None,
        renew: Callable[[str], Tokens] | None = None,
    ) -> None:
        self._renew = renew
        self._token = ""
        self._refresh = refresh
        self._keep = keep
        self._guard = threading.Lock()

    @property
    def token(self) -> str:
        """The token to show, or an empty text before the first."""
        return self._token

    @property
    def can_renew(self) -> bool:
        """Whether there is anything to renew with."""
        return bool(self._refresh)

    def keep_with(self, keep: Callable[[str], None]) -> None:
        """Tell ``keep`` each refresh token from now on, beginning with the one at hand."""
        with self._guard:
            self._keep = keep
            if self._refresh:
                keep(self._refresh)

    def take(self, tokens: Tokens) -> None:
        """Go on with these tokens."""
        with self._guard:
            self._take(tokens)

    def renewed(self, refused: str, renew: Callable[[str], Tokens]) -> str:
        """Return a token other than the one refused; another lane may have renewed it meanwhile.

        Raises SignedOut when it cannot be renewed any more.
        """
        with self._guard:
            if self._token and self._token != refused:
                return self._token
            if not self._refresh:
                raise SignedOut
            try:
                self._take((self._renew or renew)(self._refresh))
            except SignedOut:
                self._token = self._refresh = ""
                raise
            return self._token

    def forget(self) -> None:
        """Sign out on this side."""
        with self._guard:
            self._token = self._refresh = ""

    def _take(self, tokens: Tokens) -> None:
        self._token, self._refresh = tokens.token, tokens.refresh
        if self._keep is not None:
            self._keep(tokens.refresh)
