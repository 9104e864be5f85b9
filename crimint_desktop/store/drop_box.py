"""Sealed drafts on this computer's disk: a folder for each desk that keeps nothing, locked as long as it is open.

Nobody here can read what lies in it. When the process is gone, however it went, whoever starts the program next finds
the folder unlocked and hands in what is there.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crimint_desktop.store.instance_lock import InstanceLock
from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["DropBox", "Session"]

_SEALED: Final = ".sealed"
_PIECE: Final = ".piece"
_REFUSED: Final = ".refused"
_MOST_BYTES: Final = 2 * 1024 * 1024
_FRESH: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Session:
    """The sealed drafts of one desk; its lock is held."""

    folder: Path
    lock: InstanceLock

    def put(self, name: str, text: bytes) -> None:
        """Keep a sealed draft under a name, on the disk when this returns. Raises Unavailable (``disk-failed``)."""
        self._write(name, self._path(name), text)

    def put_piece(self, name: str, text: bytes) -> None:
        """Keep a sealed piece of a file in the same way; a draft says which pieces belong to it."""
        self._write(name, self._path(name, _PIECE), text)

    def _write(self, name: str, path: Path, text: bytes) -> None:
        fresh = self.folder / f"{name}.new"
        try:
            with os.fdopen(os.open(fresh, _FRESH, 0o600), "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                fresh.unlink()
            raise Unavailable(
                "What you wrote could not be sealed on this computer's disk. It is in this window and nowhere else.",
                cause="disk-failed",
                retry_after_s=3.0,
            ) from error

    def names(self) -> tuple[str, ...]:
        """Return the names of what is sealed here."""
        with contextlib.suppress(OSError):
            return tuple(sorted(each.stem for each in self.folder.glob(f"*{_SEALED}")))
        return ()

    def text(self, name: str) -> bytes:
        """Return a sealed draft as it was put; empty when it cannot be read."""
        try:
            with self._path(name).open("rb") as file:
                return file.read(_MOST_BYTES)
        except OSError:
            return b""

    def piece(self, name: str) -> bytes:
        """Return a sealed piece of a file as it was put; empty when it is not there."""
        try:
            with self._path(name, _PIECE).open("rb") as file:
                return file.read(_MOST_BYTES)
        except OSError:
            return b""

    def drop_piece(self, name: str) -> None:
        """Forget a sealed piece of a file."""
        with contextlib.suppress(OSError):
            self._path(name, _PIECE).unlink(missing_ok=True)

    def drop(self, name: str) -> None:
        """Forget a sealed draft: it has arrived."""
        with contextlib.suppress(OSError):
            self._path(name).unlink(missing_ok=True)

    def set_aside(self, name: str) -> None:
        """Keep one that nobody takes out of the way; an administrator can still look at where it came from."""
        with contextlib.suppress(OSError):
            self._path(name).replace(self.folder / f"{name}{_REFUSED}")

    def close(self) -> None:
        """Let go of the folder, and remove it when nothing is left in it."""
        left = any(each.suffix in (_SEALED, _REFUSED) for each in self._there())
        self.lock.release()
        if not left:
            with contextlib.suppress(OSError):
                for each in self._there():
                    each.unlink()
                self.folder.rmdir()

    def _there(self) -> tuple[Path, ...]:
        with contextlib.suppress(OSError):
            return tuple(self.folder.iterdir())
        return ()

    def _path(self, name: str, ending: str = _SEALED) -> Path:
        return self.folder / f"{name}{ending}"


@dataclass(frozen=True, slots=True)
class DropBox:
    """All sealed drafts below one folder."""

    root: Path

    def open(self, name: str) -> Session:
        """Begin a folder for a desk. Raises Unavailable when it cannot be made."""
        folder = self.root / name
        lock = InstanceLock(folder / "in-use")
        lock.take()
        return Session(folder, lock)

    def left_behind(self) -> Iterator[Session]:
        """Each folder whose desk is no longer open and in which something waits; its lock is held until closed."""
        with contextlib.suppress(OSError):
            for folder in sorted(self.root.iterdir()):
                if not folder.is_dir():
                    continue
                lock = InstanceLock(folder / "in-use")
                with contextlib.suppress(Unavailable):
                    lock.take()
                    yield Session(folder, lock)
