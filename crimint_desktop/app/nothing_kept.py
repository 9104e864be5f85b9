"""Why nothing is kept on this computer, in words: each cause has its own, and each says what that means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

__all__ = ["NothingKept", "at_the_start", "in_settings"]

NothingKept = Literal["", "policy", "chosen", "keyring"]

_BECAUSE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "policy": "Your force keeps nothing on computers for you.",
        "chosen": "You said that this is not your usual computer, so nothing is kept here.",
        "keyring": "This computer has no safe place for a key, so nothing is kept here.",
    }
)
_DRAFTS: Final = "What you write goes to the service as you type, and waits for you at the next desk."


def at_the_start(cause: NothingKept) -> str:
    """Say it when the desk is opened."""
    return f"{_BECAUSE[cause]} {_DRAFTS}"


def in_settings(cause: NothingKept) -> str:
    """Say it where the settings tell what is kept."""
    sealed = "While the service cannot be reached, it is sealed so that only the service can read it."
    return f"{_BECAUSE[cause]} {_DRAFTS} {sealed}"
