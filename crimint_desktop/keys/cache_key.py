"""Making, opening and rewrapping the key of one offline cache."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from crimint_desktop.keys.anchor import Anchor, entry_of
from crimint_desktop.keys.header import DamagedHeader, Header, NewerHeader, binding_of
from crimint_desktop.keys.header_file import HeaderFile
from crimint_desktop.keys.wrapping import (
    KEY_BYTES,
    RFC_9106_SECOND,
    PassphraseCost,
    key_check,
    seal_for_recovery,
    unwrap,
    wrap,
)
from crimint_domain.errors import Problem, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import NoReturn

    from crimint_desktop.keys.backoff import Backoff
    from crimint_desktop.keys.keyring_secret import SecretKeyring

__all__ = ["SHORTEST_PASSPHRASE", "CacheKey", "Owner", "check_length"]

SHORTEST_PASSPHRASE: Final = 10


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose cache it is: the address of the service and the name of the user there."""

    service: str
    user: str


class CacheKey:
    """The wrapped key of the cache of ``owner``, in the header file at ``path`` and in ``keyring``.

    All methods may wait (for the keyring, for Argon2id about a tenth of a second), so they belong on a worker thread.
    They raise :class:`Refused` for what the user typed (its part is ``passphrase``) and :class:`Unavailable` for the
    rest, with one of these causes: ``cache-key-missing``, ``cache-key-damaged``, ``cache-key-newer``,
    ``cache-key-of-another``, ``keyring-secret-missing``, ``keyring-secret-changed``, ``passphrase-pause``,
    ``disk-full``, ``disk-failed``, and the ``keyring-`` ones of :mod:`crimint_desktop.keys.keyring_secret`.
    """

    def __init__(  # where, whose, with what; the last two are for tests
        self,
        path: Path,
        owner: Owner,
        keyring: SecretKeyring,
        backoff: Backoff,
        *,
        cost: PassphraseCost = RFC_9106_SECOND,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Name the places; nothing is read yet. ``cost`` is used for what is wrapped from now on."""
        self._file = HeaderFile(path)
        self._owner = owner
        self._keyring = keyring
        self._backoff = backoff
        self._cost = cost
        self._entropy = entropy

    def exists(self) -> bool:
        """Say whether there is a header, readable or not."""
        return self._file.exists()

    def create(self, passphrase: str, recovery_key: bytes | None = None, *, cache_id: str = "") -> bytes:
        """Make a new random data key, wrap it, and return it (32 bytes).

        ``cache_id`` (32 hexadecimal digits) names the cache where it has been named already, as to the service.
        ``recovery_key`` is the service's X25519 public key; without one a forgotten passphrase loses unsent work.
        The keyring is written and read back before any file is made. Raises FileExistsError when there is a header:
        overwriting it would lose the cache beside it.
        """
        if self.exists():
            raise FileExistsError(self._file.path)
        check_length(passphrase)
        data_key = self._entropy(KEY_BYTES)
        cache_id = cache_id or self._entropy(16).hex()
        binding = binding_of(cache_id, self._owner.service, self._owner.user)
        recovery = None
        if recovery_key is not None:
            recovery = seal_for_recovery(data_key, recovery_key, binding=binding, entropy=self._entropy)
        self._write_wrapped(cache_id, data_key, passphrase, lambda header: replace(header, recovery=recovery))
        return data_key

    def open(self, passphrase: str) -> bytes:
        """Return the data key (32 bytes)."""
        return self._open(self._header(), passphrase)

    def change_passphrase(self, passphrase: str, new: str) -> None:
        """Wrap the same data key under a new passphrase and a new keyring secret.

        The cache itself is not touched. Because the keyring secret changes too, a copy of the old header (in a
        backup, say) opens nothing any more, not even with the old passphrase.
        """
        header = self._header()
        data_key = self._open(header, passphrase)
        self._rewrap(header, data_key, new)

    def restore(self, data_key: bytes, new: str) -> None:
        """Wrap the data key that the service recovered under a new passphrase; the keyring entry may be lost.

        Raises :class:`Unavailable` (``cache-key-of-another``) when it is not the key of this cache.
        """
        header = self._header()
        if not hmac.compare_digest(key_check(data_key, header.binding), header.data_key_check):
            raise Unavailable(
                "The recovered key belongs to another cache. Nothing was changed.", cause="cache-key-of-another"
            )
        self._rewrap(header, data_key, new)

    def header(self) -> Header:
        """Return what the header file says, for recovery (the second wrap and its binding) and the health page."""
        return self._header()

    def anchor(self) -> Anchor:
        """Return the keyring's anchor of this cache's log."""
        return Anchor(self._keyring, self._header().cache_id)

    def wipe(self) -> None:
        """Remove the header and the keyring entries: whatever copy of the cache is left opens no more.

        The files go even when the keyring cannot be reached; then :class:`Unavailable` is raised afterwards.
        A header too damaged to read leaves its keyring entries behind, which open nothing by themselves.
        """
        try:
            header = self._file.read()
        except (FileNotFoundError, DamagedHeader, NewerHeader):
            header = None
        self._file.remove()
        if header is not None:
            self._keyring.erase(_secret_entry(header.cache_id, header.slot))
            self._keyring.erase(entry_of(header.cache_id))

    def _header(self) -> Header:
        try:
            header = self._file.read()
        except FileNotFoundError:
            _lost(
                "cache-key-missing", "The file with the wrapped key of the offline cache is missing.", recoverable=False
            )
        except DamagedHeader:
            _lost(
                "cache-key-damaged", "The file with the wrapped key of the offline cache is damaged.", recoverable=False
            )
        except NewerHeader as newer:
            raise Unavailable(
                "The offline cache was made by a newer version of this program. Update the program to open it.",
                cause="cache-key-newer",
            ) from newer
        if (header.service, header.user) != (self._owner.service, self._owner.user):
            raise Unavailable(
                "The offline cache in this place belongs to another user or another service.",
                cause="cache-key-of-another",
            )
        return header

    def _open(self, header: Header, passphrase: str) -> bytes:
        self._backoff.ask()
        secret = self._secret(header)
        data_key = unwrap(header.wrap, passphrase, secret, binding=header.binding)
        if data_key is None:
            self._backoff.failed()
            raise Refused(Problem("passphrase", "This is not the passphrase of the offline cache. Try again."))
        self._backoff.succeeded()
        return data_key

    def _secret(self, header: Header) -> bytes:
        value = self._keyring.read(_secret_entry(header.cache_id, header.slot))
        if value is None:
            _lost(
                "keyring-secret-missing",
                "This computer's keyring no longer has its half of the key of the offline cache, so the passphrase"
                " alone cannot open it.",
                recoverable=header.recovery is not None,
            )
        secret = bytes.fromhex(value)
        if not hmac.compare_digest(key_check(secret, header.binding), header.secret_check):
            _lost(
                "keyring-secret-changed",
                "This computer's keyring has another value where its half of the key of the offline cache should be.",
                recoverable=header.recovery is not None,
            )
        return secret

    def _rewrap(self, header: Header, data_key: bytes, new: str) -> None:
        check_length(new)
        self._write_wrapped(header.cache_id, data_key, new, lambda fresh: replace(fresh, recovery=header.recovery))
        self._backoff.succeeded()
        self._keyring.erase(_secret_entry(header.cache_id, header.slot))

    def _write_wrapped(
        self, cache_id: str, data_key: bytes, passphrase: str, complete: Callable[[Header], Header]
    ) -> None:
        """Keyring first, then the header: until the header is replaced, the old pair still opens the cache."""
        service, user = self._owner.service, self._owner.user
        binding = binding_of(cache_id, service, user)
        secret, slot = self._entropy(KEY_BYTES), self._entropy(16).hex()
        header = Header(
            cache_id=cache_id,
            service=service,
            user=user,
            slot=slot,
            secret_check=key_check(secret, binding),
            data_key_check=key_check(data_key, binding),
            wrap=wrap(data_key, passphrase, secret, binding=binding, cost=self._cost, entropy=self._entropy),
            recovery=None,
        )
        self._keyring.write(_secret_entry(cache_id, slot), secret.hex())
        self._file.write(complete(header))


def _secret_entry(cache_id: str, slot: str) -> str:
    return f"CrimInt+ cache secret {slot} of cache {cache_id}"


def check_length(passphrase: str) -> None:
    """Raise Refused for a passphrase that is too short to be chosen."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(
            Problem(
                "passphrase",
                f"The passphrase needs at least {SHORTEST_PASSPHRASE} characters. Three words that have nothing to do"
                " with each other are long enough and easy to remember.",
            )
        )


def _lost(cause: str, what: str, *, recoverable: bool) -> NoReturn:
    """``recoverable`` is whether a recovery wrap is at hand; without one, be plain about what is gone."""
    unsent = (
        "unsent work can be recovered with a second person's help, and everything else comes from the service again."
        if recoverable
        else "everything that was sent comes from the service again. Unsent work in the cache cannot be opened."
    )
    raise Unavailable(f"{what} Sign in while the service can be reached: {unsent}", cause=cause)
