"""Copies that cannot be opened as they are: found, and moved out of the way so that a new one can be begun."""

from __future__ import annotations

from crimint_desktop.config import Profile
from crimint_desktop.keys.header import DamagedHeader, NewerHeader
from crimint_desktop.keys.header_file import HeaderFile
from crimint_desktop.remote.line import checked_origin
from crimint_desktop.store.instance_lock import InstanceLock
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.ids import Clock

__all__ = ["is_broken", "set_aside"]


def is_broken(profile: Profile, service: str, user: str) -> bool:
    """Say whether this person has a copy here whose wrapped key is missing or damaged."""
    try:
        folder = profile.cache_folder(checked_origin(service), user.strip())
        if not (folder / "cache.db").exists():
            return False
        HeaderFile(folder / "key.json").read()
    except (FileNotFoundError, DamagedHeader):
        return True
    except (NewerHeader, OSError, Refused, Unavailable):
        return False
    return False


def set_aside(profile: Profile, clock: Clock, service: str, user: str) -> str:
    """Move a copy out of the way, with its wrapped key, so that a new one can be begun; return a sentence that says
    where it is. Raises Unavailable when it is in use or cannot be moved."""
    folder = profile.cache_folder(checked_origin(service), user.strip())
    lock = InstanceLock(folder / "in-use")
    lock.take()
    lock.release()
    aside = folder.with_name(f"{folder.name}.aside-{clock.now():%Y%m%d-%H%M%S}")
    try:
        folder.rename(aside)
    except OSError as error:
        raise Unavailable("The old copy could not be moved. Nothing was changed.", cause="disk-failed") from error
    return (
        f"The old copy is kept as {aside.name}. Sign in to begin a new one. If you choose the passphrase of the old one"
        " again, what you had not sent is taken over."
    )
