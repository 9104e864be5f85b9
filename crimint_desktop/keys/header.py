"""The small file beside the cache that holds its wrapped key, as a value and as text.

Nothing in it is secret without the keyring entry *and* the passphrase. It is JSON of format version 1::

    {"format": "crimint-cache-key", "version": 1, "cache": hex16, "service": url, "user": name, "slot": hex16,
     "secret_check": hex16, "data_key_check": hex16,
     "passphrase": {"kdf": "argon2id", "memory_kib": n, "iterations": n, "lanes": n, "salt": hex, "nonce": hex,
                    "sealed": hex},
     "recovery": null | {"key": hex, "ephemeral": hex, "nonce": hex, "sealed": hex},
     "checksum": sha256 of the canonical JSON of all the rest}

The checksum tells damage from a wrong passphrase in what we say to the user; it protects nothing. What protects is
the associated data of both wraps (:meth:`Header.binding`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Final

from crimint_desktop.keys.wrapping import PassphraseCost, RecoveryWrap, Wrap

__all__ = ["DamagedHeader", "Header", "NewerHeader", "decode", "encode"]

FORMAT: Final = "crimint-cache-key"
VERSION: Final = 1
# A header that asks for more was not written by us, and would stop this computer before its wrap is even tried.
_MOST_MEMORY_KIB: Final = 4 * 1024 * 1024
_LEAST_MEMORY_KIB: Final = 8
_MOST_ITERATIONS: Final = 64
_MOST_LANES: Final = 64


class DamagedHeader(Exception):
    """The text is no header, or was changed since it was written."""


class NewerHeader(Exception):
    """The header was written by a newer version of the program."""


@dataclass(frozen=True, slots=True)
class Header:
    """Everything the header file says.

    ``cache_id`` is random and names the cache in the keyring; ``slot`` names the keyring entry of the present
    secret, which is a new one after each change of the passphrase.
    """

    cache_id: str
    service: str
    user: str
    slot: str
    secret_check: bytes
    data_key_check: bytes
    wrap: Wrap
    recovery: RecoveryWrap | None

    @property
    def binding(self) -> bytes:
        """What both wraps are bound to: they open for this cache of this user of this service and no other."""
        return binding_of(self.cache_id, self.service, self.user)


def binding_of(cache_id: str, service: str, user: str) -> bytes:
    """The associated data of the wraps of a cache; the service needs it to open a recovery wrap."""
    return _canonical([FORMAT, VERSION, cache_id, service, user])


def encode(header: Header) -> bytes:
    """Return the text of the header file."""
    wrap, recovery = header.wrap, header.recovery
    said: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "cache": header.cache_id,
        "service": header.service,
        "user": header.user,
        "slot": header.slot,
        "secret_check": header.secret_check.hex(),
        "data_key_check": header.data_key_check.hex(),
        "passphrase": {
            "kdf": "argon2id",
            "memory_kib": wrap.cost.memory_kib,
            "iterations": wrap.cost.iterations,
            "lanes": wrap.cost.lanes,
            "salt": wrap.salt.hex(),
            "nonce": wrap.nonce.hex(),
            "sealed": wrap.sealed.hex(),
        },
        "recovery": None
        if recovery is None
        else {
            "key": recovery.recovery_key.hex(),
            "ephemeral": recovery.ephemeral.hex(),
            "nonce": recovery.nonce.hex(),
            "sealed": recovery.sealed.hex(),
        },
    }
    said["checksum"] = _checksum(said)
    return json.dumps(said, indent=1, ensure_ascii=True).encode("ascii") + b"\n"


def decode(text: bytes) -> Header:
    """Read the text of a header file. Raises :class:`DamagedHeader` or :class:`NewerHeader`."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise DamagedHeader("another format")
        if not hmac.compare_digest(said.pop("checksum"), _checksum(said)):
            raise DamagedHeader("the checksum differs")
        if said["version"] > VERSION:
            raise NewerHeader(str(said["version"]))
        return _header_from(said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedHeader("not readable") from error


def _header_from(said: dict[str, Any]) -> Header:
    wrap, recovery = said["passphrase"], said["recovery"]
    cost = PassphraseCost(wrap["memory_kib"], wrap["iterations"], wrap["lanes"])
    if not (
        _LEAST_MEMORY_KIB <= cost.memory_kib <= _MOST_MEMORY_KIB
        and 1 <= cost.iterations <= _MOST_ITERATIONS
        and 1 <= cost.lanes <= _MOST_LANES
        and wrap["kdf"] == "argon2id"
    ):
        raise DamagedHeader("parameters out of range")
    return Header(
        cache_id=said["cache"],
        service=said["service"],
        user=said["user"],
        slot=said["slot"],
        secret_check=bytes.fromhex(said["secret_check"]),
        data_key_check=bytes.fromhex(said["data_key_check"]),
        wrap=Wrap(cost, bytes.fromhex(wrap["salt"]), bytes.fromhex(wrap["nonce"]), bytes.fromhex(wrap["sealed"])),
        recovery=None if recovery is None else _recovery_from(recovery),
    )


def _recovery_from(said: dict[str, str]) -> RecoveryWrap:
    return RecoveryWrap(
        recovery_key=bytes.fromhex(said["key"]),
        ephemeral=bytes.fromhex(said["ephemeral"]),
        nonce=bytes.fromhex(said["nonce"]),
        sealed=bytes.fromhex(said["sealed"]),
    )


def _checksum(said: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(said)).hexdigest()


def _canonical(said: object) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")
