"""When Python looks for garbage: not while starting, and afterwards less often than it would by itself.

Nearly everything here is let go by counting references. Looking for the rest takes a quarter of a first sync if it is
done after every 700 new objects, because each document is some twenty of them.
"""

from __future__ import annotations

import gc

__all__ = ["collect_from_now_on"]

_NEW_OBJECTS = 50_000


def collect_from_now_on() -> None:
    """The first window stands: what was made until now stays, and need never be looked at again."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 10, 10)
    gc.enable()
