"""Two pieces of work that only count together: the words are saved, and then become a change."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

__all__ = ["both_done"]


def both_done(saved: Future[Any], made: Future[bool]) -> Future[bool]:
    """Give ``made``'s answer once it is there, or what went wrong with ``saved``, which was asked for before it.

    Does not need the UI thread, so that one may wait for it there.
    """
    both: Future[bool] = Future()

    def finish(_done: Future[bool]) -> None:
        fault = saved.exception() or made.exception()
        if fault is not None:
            both.set_exception(fault)
        else:
            both.set_result(made.result())

    made.add_done_callback(finish)
    return both
