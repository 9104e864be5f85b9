"""The one door to the operating system's keyring.

Any program of the same user can read a keyring entry, so an entry is never enough to open the cache by itself
(see :mod:`crimint_desktop.keys.cache_key`). What this module guards against is weaker: a keyring that stores in
clear, or that swallows what it is given. It therefore names the back ends it trusts, makes them itself, and reads
back what it wrote.
"""

from __future__ import annotations

import hmac
import importlib
import os
import re
import sys
from typing import TYPE_CHECKING, Final

from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyring.backend import KeyringBackend

__all__ = ["SecretKeyring", "open_keyring"]

# A chain of back ends is not here: it looks for its members anew at each use, so looking inside once proves nothing.
_ALLOWED: Final = frozenset(
    {
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.macOS.Keyring",
    }
)
_USER_NAME: Final = "CrimInt+ desktop"
# Windows holds at most 1,280 characters and macOS and Linux have limits of their own: one shape fits all.
_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_WITHOUT: Final = "The program works without an offline cache: sign in while the service can be reached."


class SecretKeyring:
    """Keeps 64-digit lower-case hexadecimal values under a name in a trusted back end.

    Every method may wait for the operating system (it may ask the user to unlock the keyring), so it belongs on a
    worker thread. Every failure is an :class:`Unavailable` whose ``cause`` starts with ``keyring-``.
    """

    def __init__(self, backend: KeyringBackend) -> None:
        """Use this back end. Raises :class:`Unavailable` (``keyring-not-allowed``) unless it is a trusted one."""
        if _path_of(backend) not in _ALLOWED:
            raise Unavailable(
                f"The keyring of this computer ({_path_of(backend)}) is not one that keeps secrets safely. {_WITHOUT}",
                cause="keyring-not-allowed",
            )
        _forget_properties_from_environment(backend)
        if _path_of(backend) == "keyring.backends.Windows.WinVaultKeyring":
            backend.persist = "local machine"  # type: ignore[attr-defined]  # the default roams with the profile
        self._backend = backend

    @property
    def name(self) -> str:
        """The back end's class, for the health page and the log."""
        return _path_of(self._backend)

    def write(self, entry: str, value: str) -> None:
        """Store ``value`` under ``entry`` and read it back.

        Raises :class:`Unavailable` when the keyring cannot be used (``keyring-failed``) or did not keep the value
        (``keyring-not-kept``), and ValueError for a value that is not 64 lower-case hexadecimal digits.
        """
        if not _HEX64.fullmatch(value):
            raise ValueError("a keyring value is exactly 64 lower-case hexadecimal digits")
        try:
            self._backend.set_password(entry, _USER_NAME, value)
        except Exception as error:  # back ends raise what their system raises (D-Bus, win32)
            raise _failed(error) from error
        kept = self.read(entry)
        if kept is None or not hmac.compare_digest(kept, value):
            raise Unavailable(
                f"The keyring of this computer did not keep what it was given. {_WITHOUT}", cause="keyring-not-kept"
            )

    def read(self, entry: str) -> str | None:
        """Return the value under ``entry``, or None when there is none.

        Raises :class:`Unavailable` when the keyring cannot be used, or holds something we cannot have written.
        """
        try:
            value = self._backend.get_password(entry, _USER_NAME)
        except Exception as error:  # as in write
            raise _failed(error) from error
        if value is None:
            return None
        if not _HEX64.fullmatch(value):
            raise Unavailable(
                "The keyring entry of this program was changed by something else. Nothing was opened.",
                cause="keyring-changed",
            )
        return value

    def erase(self, entry: str) -> None:
        """Remove the value under ``entry``; nothing happens when there is none."""
        try:
            if self._backend.get_password(entry, _USER_NAME) is not None:
                self._backend.delete_password(entry, _USER_NAME)
        except Exception as error:  # as in write
            raise _failed(error) from error


def open_keyring() -> SecretKeyring:
    """Return the keyring of this computer.

    The back end is chosen by the operating system alone: neither ``PYTHON_KEYRING_BACKEND``, nor ``keyringrc.cfg``,
    nor an installed plug-in has a say. Raises :class:`Unavailable` (``keyring-missing``) when there is none.
    """
    for module, name in _candidates(sys.platform):
        try:
            kind = getattr(importlib.import_module(module), name)
            kind.priority  # noqa: B018  # raises when its system service is not there
            return SecretKeyring(kind())
        except Unavailable:
            raise
        except Exception:  # noqa: S112  # this one is not to be had here: ask the next
            continue
    raise Unavailable(
        f"This computer has no keyring that could hold the key of an offline cache. {_WITHOUT}", cause="keyring-missing"
    )


def _candidates(platform: str) -> Iterable[tuple[str, str]]:
    if platform == "win32":
        return (("keyring.backends.Windows", "WinVaultKeyring"),)
    if platform == "darwin":
        return (("keyring.backends.macOS", "Keyring"),)
    return (("keyring.backends.SecretService", "Keyring"), ("keyring.backends.kwallet", "DBusKeyring"))


def _path_of(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _forget_properties_from_environment(backend: KeyringBackend) -> None:
    """Undo what keyring sets from ``KEYRING_PROPERTY_*``: another program must not choose our collection."""
    prefix = "KEYRING_PROPERTY_"
    for variable in os.environ:
        if variable.upper().startswith(prefix):
            vars(backend).pop(variable[len(prefix) :].lower(), None)


def _failed(error: Exception) -> Unavailable:
    if type(error).__name__ == "KeyringLocked":
        return Unavailable(
            f"The keyring of this computer is locked. Unlock it and try again. {_WITHOUT}",
            cause="keyring-locked",
            retry_after_s=5.0,
        )
    return Unavailable(f"The keyring of this computer cannot be used. {_WITHOUT}", cause="keyring-failed")
