"""Folders of caches that live as long as the process: made, and cleared away where a process was killed."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from pathlib import Path
from typing import Final

from crimint_desktop.store.instance_lock import InstanceLock
from crimint_domain.errors import Unavailable

__all__ = ["fresh_folder", "sweep"]

_PREFIX: Final = "crimint-desk-"
_LOCK: Final = "in-use"
_YOUNG_S: Final = 30.0


def fresh_folder() -> Path:
    """Make a folder for this account alone."""
    return Path(tempfile.mkdtemp(prefix=_PREFIX))


def sweep(oldest_s: float = _YOUNG_S) -> int:
    """Remove what processes that were killed have left, and say how many folders that was.

    Nothing in them can be read: their key was in the process alone. Younger ones are let be, because their owner may
    not have taken its lock yet.
    """
    swept = 0
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError, Unavailable):
                if time.time() - folder.stat().st_mtime >= oldest_s:
                    _remove(folder)
                    swept += not folder.exists()
    return swept


def _remove(folder: Path) -> None:
    lock = InstanceLock(folder / _LOCK)
    lock.take()
    try:
        for each in folder.iterdir():
            if each.name != _LOCK:
                each.unlink()
    finally:
        lock.release()
    shutil.rmtree(folder, ignore_errors=True)
