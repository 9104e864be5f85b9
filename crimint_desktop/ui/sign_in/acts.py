"""What the sign-in screen may do, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

__all__ = ["Known", "SignInActs", "Typed", "Way"]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed. ``passphrase`` is empty where there is no cache to open; ``keep`` is False where they said
    that this is not their usual computer."""

    service: str
    user: str
    password: str
    passphrase: str
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What this device knows of a person: whether there is an offline cache, why there can be none, if so, and
    whether there is one whose key is missing or damaged (``broken``)."""

    has_cache: bool
    keyring_trouble: str = ""
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How one signs in to a service: at ``provider``, the host of an identity provider, or with a password where that
    is empty. ``person`` and ``user`` are whom this computer saw there last: the name, and what the cache is kept under.
    """

    provider: str = ""
    person: str = ""
    user: str = ""


def _never(*_asked: object) -> Future[Any]:
    """Answer nothing, ever: what an act does that is not offered."""
    from concurrent.futures import Future  # after the first window

    return Future()


@dataclass(frozen=True, slots=True)
class SignInActs:
    """Each returns at once; the futures raise Refused (parts ``service``, ``user``, ``password``, ``passphrase``)
    and Unavailable.

    ``sign_in`` ends with True when the desk is open, and with False when a passphrase must be chosen first: ``choose``
    then takes it, or an empty text to keep nothing here. ``give_up`` abandons a sign-in under way; ``step_text`` makes
    the text larger (1), smaller (-1) or as the system says (0). ``recover`` leads to what helps when a cache does not
    open. ``way`` asks a service how one signs in to it; ``sign_in_with_browser`` is ``sign_in`` where that is done
    elsewhere.
    """

    known: Callable[[str, str], Future[Known]]
    sign_in: Callable[[Typed], Future[bool]]
    work_offline: Callable[[Typed], Future[bool]]
    give_up: Callable[[], object]
    step_text: Callable[[int], object] = lambda _steps: None
    choose: Callable[[str], Future[bool]] = _never
    recover: Callable[[str, str], object] = lambda _service, _user: None
    way: Callable[[str], Future[Way]] = _never
    sign_in_with_browser: Callable[[Typed], Future[bool]] = _never
