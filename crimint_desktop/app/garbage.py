"""When Python looks for garbage: not while starting, and afterwards less often than it would by itself.

Nearly everything here is let go by counting references. Looking for the rest takes a quarter of a first sync if it is
done after every 700 new objects, because each document is some twenty of them.
"""

from __future__ import annotations

import gc

__all__ = ["collect_from_now_on"]

# Each look stops every thread, the window's too: often and briefly, because a look at what is older is as long as all
# that was new since the last one. Together these cost what one look at 50,000 new objects does.
_NEW_OBJECTS = 5_000
_YOUNG, _OLD = 10, 100


def collect_from_now_on() -> None:
    """The first window stands: what was made until now stays, and need never be looked at again."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG, _OLD)
    gc.enable()
