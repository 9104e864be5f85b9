"""A file sealed under a key, written and read piece by piece: for backups that their maker hands over in clear.

After a mark and a random beginning come pieces of a mebibyte, each encrypted with AES-256-GCM under a nonce of that
beginning, its number, and whether it is the last: no piece can be altered, left out, moved or cut off unnoticed.
"""

from __future__ import annotations

import os
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crimint_service.faults import Fault

__all__ = ["seal", "unsealed"]

_MARK: Final = b"CRIMINT-SEALED-1"
_BEGINNING_BYTES: Final = 7
_PIECE: Final = 1_048_576
_TAG_BYTES: Final = 16


def seal(source: IO[bytes], target: Path, key: bytes) -> None:
    """Seal everything the source gives into a new file for its owner only; raises FileExistsError for one that is
    there."""
    beginning = secrets.token_bytes(_BEGINNING_BYTES)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(_MARK + beginning)
        cipher, number, piece = AESGCM(key), 0, source.read(_PIECE)
        while True:
            following = source.read(_PIECE)
            out.write(cipher.encrypt(_nonce(beginning, number, last=not following), piece, _MARK))
            if not following:
                break
            number, piece = number + 1, following
        out.flush()
        os.fsync(out.fileno())


def unsealed(source: Path, key: bytes) -> Iterator[bytes]:
    """Yield what was sealed; raises Fault at the first piece that is not as it was sealed under this key."""
    with source.open("rb") as sealed:
        head = sealed.read(len(_MARK) + _BEGINNING_BYTES)
        beginning = head[len(_MARK) :]
        if not head.startswith(_MARK) or len(beginning) != _BEGINNING_BYTES:
            raise _broken(source)
        cipher, number, piece = AESGCM(key), 0, sealed.read(_PIECE + _TAG_BYTES)
        while True:
            following = sealed.read(_PIECE + _TAG_BYTES)
            try:
                yield cipher.decrypt(_nonce(beginning, number, last=not following), piece, _MARK)
            except InvalidTag as error:
                raise _broken(source) from error
            if not following:
                return
            number, piece = number + 1, following


def _nonce(beginning: bytes, number: int, *, last: bool) -> bytes:
    return beginning + struct.pack(">IB", number, last)


def _broken(source: Path) -> Fault:
    return Fault(409, "backup-broken", f"{source.name} was not sealed under this key, or was altered or cut off since.")
