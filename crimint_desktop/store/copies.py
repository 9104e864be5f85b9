"""The copies of a cache made before it was upgraded: kept until they are no longer needed, and never longer."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["backup_of", "companions", "forget_copies"]


def backup_of(path: Path, version: int) -> Path:
    """Where the copy of a cache of this version stands after it has been upgraded."""
    return path.with_name(f"{path.name}.before-{version + 1:04}")


def companions(path: Path) -> tuple[Path, Path]:
    """The files that SQLite keeps beside a file that is in use."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def forget_copies(path: Path) -> int:
    """Remove every copy of this cache, unfinished ones included, and return how many files went.

    A copy holds what this person could read and had not sent when it was made: it goes once both sides have agreed
    after the upgrade, and at once when a record has to leave. One that cannot be removed now is tried again then.
    """
    gone = 0
    for copy in path.parent.glob(f"{path.name}.before-*"):
        with suppress(OSError):
            copy.unlink()
            gone += 1
    return gone
