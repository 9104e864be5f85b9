"""What the recovery screen may do, and what it is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from crimint_desktop.ui.spelling.acts import SpellingActs

__all__ = ["Agreement", "RecoveryActs", "Waiting"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for a second person: its id, and until when, as this computer's clock shows it."""

    id: str
    until: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the second person typed."""

    user: str
    password: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecoveryActs:
    """Each returns at once; the futures raise Refused (parts ``password``, ``second-user``, ``second-password``,
    ``reason``, ``passphrase``) and Unavailable.

    ``ask`` takes the owner's password; ``agree`` what the second person typed; ``look`` says whether somebody has
    agreed; ``finish`` takes the new passphrase and opens the desk. ``begin_new`` sets the copy aside and returns where
    it is now. ``back`` shows the sign-in. Where an identity provider vouches for people, ``ask_with_browser`` and
    ``agree_with_browser`` (which takes the reason) are done in the browser, and ``stop`` ends the waiting for it.
    ``spelling`` is what F7 asks where a reason is written; None where there is no speller.
    """

    ask: Callable[[str], Future[Waiting]]
    agree: Callable[[Agreement], Future[None]]
    look: Callable[[], Future[bool]]
    finish: Callable[[str], Future[bool]]
    begin_new: Callable[[], Future[str]]
    back: Callable[[str], object]
    ask_with_browser: Callable[[], Future[Waiting]] = Future
    agree_with_browser: Callable[[str], Future[None]] = lambda _reason: Future()
    stop: Callable[[], object] = lambda: None
    spelling: SpellingActs | None = None
