"""Destroying a cache because the service has commanded it, and telling the service that it is gone."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, Final

from crimint_domain.errors import Refused, Unavailable

if TYPE_CHECKING:
    from crimint_desktop.app.opening import OpenDesk
    from crimint_desktop.remote.service import Service

__all__ = ["WIPED", "confirm", "destroy"]

WIPED: Final = "What was kept on this device has been removed, as the service asked; so was what had not been sent."
_CONFIRM_TIMES: Final = 3


def destroy(opened: OpenDesk) -> None:
    """Destroy the key of a cache that has been closed, and its files."""
    if opened.key is not None:
        # Without its header the cache opens no more, whether or not the keyring could be reached.
        with contextlib.suppress(Unavailable):
            opened.key.wipe()
    shutil.rmtree(opened.folder, ignore_errors=True)


def confirm(line: Service) -> None:
    """Tell the service that the cache is gone. If it cannot be told, it goes on showing the wipe as not confirmed."""
    try:
        for _ in range(_CONFIRM_TIMES):
            with contextlib.suppress(Unavailable, Refused):
                line.done("wipe")
                return
    finally:
        line.close()
