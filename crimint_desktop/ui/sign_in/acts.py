"""What the sign-in screen may do, and what it is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

__all__ = ["Known", "SignInActs", "Typed"]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed. ``passphrase`` is empty where nothing is kept on this device."""

    service: str
    user: str
    password: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class Known:
    """What this device knows of a person: whether there is an offline cache, and why there can be none, if so."""

    has_cache: bool
    keyring_trouble: str = ""


@dataclass(frozen=True, slots=True)
class SignInActs:
    """Each returns at once; the futures raise Refused (parts ``service``, ``user``, ``password``, ``passphrase``)
    and Unavailable. ``give_up`` abandons a sign-in under way; ``step_text`` makes the text larger (1), smaller (-1) or
    as the system says (0)."""

    known: Callable[[str, str], Future[Known]]
    sign_in: Callable[[Typed], Future[None]]
    work_offline: Callable[[Typed], Future[None]]
    give_up: Callable[[], object]
    step_text: Callable[[int], object] = lambda _steps: None
