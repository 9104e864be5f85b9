"""One process at a time opens a cache."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Final

from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

__all__ = ["InstanceLock"]

_PAUSE_S: Final = 0.02


class InstanceLock:
    """A lock on a file that the operating system lets go when the process ends, however it ends.

    The file itself stays: removing it would let two processes lock two files of the same name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self, wait_s: float = 0.0) -> None:
        """Take the lock, waiting at most ``wait_s`` for a program that is just ending.

        Raises :class:`Unavailable` (``cache-in-use``) when another process keeps it, and (``disk-failed``) when the
        file cannot be made.
        """
        if self._file is not None:
            return
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Unavailable(
                "The folder of the offline cache cannot be used. Check that it is within reach of your account.",
                cause="disk-failed",
            ) from error
        until = time.monotonic() + wait_s
        while not _locked(file):
            if time.monotonic() >= until:
                os.close(file)
                raise Unavailable(
                    "This program is already running with the same offline cache. Use the window that is open.",
                    cause="cache-in-use",
                    retry_after_s=2.0,
                )
            time.sleep(_PAUSE_S)
        self._file = file

    def release(self) -> None:
        """Let go; nothing happens when it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _locked(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
