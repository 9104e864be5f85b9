"""Locking replaces the process: the one that held the key ends, and a new one asks for the passphrase.

Nothing that clears a key from the memory of a running Python process was found to work; the end of the process does.
The old process holds the writing end of the new one's standard input. That pipe ends when the old process is gone,
however it went, on Linux as on Windows, and it names no process number that another process could take over.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

__all__ = ["SUCCESSOR", "Lock", "leave_at_once", "own_command", "spawn_successor", "wait_for_predecessor"]

SUCCESSOR: Final = "--successor"
_STANDARD_INPUT: Final = 0


class Lock:
    """What happens after the window went blank: words first, then the key.

    ``save`` keeps the text and the place and returns when they are on the disk; ``spawn`` starts the successor;
    ``leave`` ends this process and does not return.
    """

    def __init__(
        self, save: Callable[[], None], spawn: Callable[[], object], leave: Callable[[], NoReturn] | Callable[[], None]
    ) -> None:
        self._save = save
        self._spawn = spawn
        self._leave = leave

    def attempt(self) -> Unavailable:
        """Save, start the successor and end this process; return only if saving failed, with the reason.

        Then the window stays blank, takes no input, shows the reason and calls this again after its
        ``retry_after_s`` (or a few seconds): text that nobody has saved is worth more than a key that stays in
        memory a little longer. If no successor can be started, this process ends all the same: everything is
        saved, and the user starts the program by hand.
        """
        try:
            self._save()
        except Unavailable as reason:
            return reason
        with suppress(OSError):
            self._spawn()
        self._leave()
        return Unavailable("The program is ending.", cause="leaving")


def own_command(*arguments: str) -> list[str]:
    """Return the command that starts this program again with these arguments, installed or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "crimint_desktop", *arguments]


def spawn_successor(command: Sequence[str]) -> int:
    """Start ``command`` with :data:`SUCCESSOR` as its last argument and return its process number.

    It can begin to draw at once; it must call :func:`wait_for_predecessor` before it opens a file of the cache.
    Raises OSError when it cannot be started. On Windows the right to the foreground is handed on.
    """
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # a program of its own, not a helper of this one
    reading, writing = os.pipe()
    try:
        # The writing end stays open by its number alone: no object owns it that could be collected too early.
        import subprocess  # after the first window

        process = subprocess.Popen([*command, SUCCESSOR], stdin=reading, env=environment)  # noqa: S603  # our own command
    except OSError:
        os.close(writing)
        raise
    finally:
        os.close(reading)
    process.returncode = 0  # it outlives us; without this Python would warn that nobody waited for it
    _hand_on_foreground(process.pid)
    return process.pid


def wait_for_predecessor(timeout_s: float, *, descriptor: int = _STANDARD_INPUT) -> bool:
    """Wait until the process that started this one is gone; False if it still runs after ``timeout_s``.

    Blocks: call it on a worker thread while the lock window is drawn. Files and pipe of a process are closed in no
    promised order, so take the cache's instance lock with a short wait afterwards.
    """
    ended = threading.Event()

    def read_to_end() -> None:
        with suppress(OSError):  # a closed descriptor is an end too
            while os.read(descriptor, 1):
                pass
        ended.set()

    threading.Thread(target=read_to_end, name="wait for predecessor", daemon=True).start()
    return ended.wait(timeout_s)


def leave_at_once() -> NoReturn:
    """End this process without giving Python time to tidy up: the pipe then ends after the memory is gone."""
    with suppress(OSError, ValueError, AttributeError):  # a windowed program has no standard output
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(0)


if sys.platform == "win32":

    def _hand_on_foreground(process: int) -> None:
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(process)

else:

    def _hand_on_foreground(_process: int) -> None:
        """A window manager gives the keyboard to the newest window of a program that had it."""
