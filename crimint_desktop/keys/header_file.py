"""Reading and replacing the header file so that a power cut leaves the old one or the new one, never neither.

There are two copies, the file and ``<name>.bak``, always of the same content: a backup of an older header would keep
an abandoned passphrase alive.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from typing import TYPE_CHECKING, Final

from crimint_desktop.keys.header import DamagedHeader, Header, decode, encode
from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["HeaderFile"]

_MOST_BYTES: Final = 64 * 1024
_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_REPLACE_TRIES: Final = 20
_FRESH_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class HeaderFile:
    """The header file at ``path`` and its second copy."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is read yet."""
        self.path = path
        self.second = path.with_name(path.name + ".bak")

    def exists(self) -> bool:
        """Say whether either copy is there."""
        return self.path.exists() or self.second.exists()

    def read(self) -> Header:
        """Return the header, from the second copy if the first is missing or damaged (and then mend the first).

        Raises FileNotFoundError when neither is there, :class:`crimint_desktop.keys.header.DamagedHeader` when
        none can be read, :class:`crimint_desktop.keys.header.NewerHeader`, and :class:`Unavailable` when the disk
        does not answer.
        """
        first = self._decoded(self.path)
        second = self._decoded(self.second)
        header = first or second
        if header is None:
            if self.exists():
                raise DamagedHeader("both copies")
            raise FileNotFoundError(self.path)
        if first != second:
            with contextlib.suppress(Unavailable):  # opening the cache does not depend on both
                self.write(header)
        return header

    def write(self, header: Header) -> None:
        """Replace both copies, making the folder if need be.

        Raises :class:`Unavailable` (``disk-full``, ``disk-failed``); then nothing was changed. A second copy that
        could not be written is mended at the next reading.
        """
        text = encode(header)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(self.path, text)
        except OSError as error:
            raise _disk_says(error) from error
        with contextlib.suppress(OSError):
            _replace(self.second, text)

    def remove(self) -> None:
        """Remove both copies; nothing happens when there are none."""
        try:
            for copy in (self.path, self.second):
                copy.unlink(missing_ok=True)
                _fresh(copy).unlink(missing_ok=True)
        except OSError as error:
            raise _disk_says(error) from error

    def _decoded(self, path: Path) -> Header | None:
        try:
            with path.open("rb") as file:
                return decode(file.read(_MOST_BYTES))
        except (FileNotFoundError, DamagedHeader):
            return None
        except OSError as error:
            raise _disk_says(error) from error


def _fresh(path: Path) -> Path:
    """Where the next content is written before it takes the name."""
    return path.with_name(path.name + ".new")


def _replace(path: Path, text: bytes) -> None:
    fresh = _fresh(path)
    fresh.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(fresh, _FRESH_FLAGS, 0o600), "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _rename(fresh, path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _rename(fresh: Path, path: Path) -> None:
    """On Windows a virus scanner may hold the old file open for a moment."""
    for attempt in range(_REPLACE_TRIES):
        try:
            fresh.replace(path)
        except PermissionError:
            if os.name != "nt" or attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(0.05)
        else:
            return


def _disk_says(error: OSError) -> Unavailable:
    if error.errno in _FULL:
        return Unavailable(
            "The disk is full, so the key of the offline cache could not be saved. Nothing was changed: free some"
            " space and try again.",
            cause="disk-full",
            retry_after_s=5.0,
        )
    return Unavailable(
        "The file with the wrapped key of the offline cache could not be read or written. Check that the disk and its"
        " folder are within reach of your account.",
        cause="disk-failed",
    )
