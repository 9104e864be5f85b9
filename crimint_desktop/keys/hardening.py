"""Keep the memory of this process out of crash dumps and away from other programs of the same user."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from typing import Final

__all__ = ["Hardening", "harden_process"]

_PR_SET_DUMPABLE: Final = 4


@dataclass(frozen=True, slots=True)
class Hardening:
    """What took effect. False means that the operating system refused, or has no such thing."""

    no_core_dump: bool
    not_traceable: bool


def harden_process() -> Hardening:
    """Forbid core dumps and, on Linux, tracing and reading of our memory by other processes of the same user.

    Call it first thing in each process: a new program image starts unprotected again. Assistive technology is not
    touched by it, since it speaks to us over D-Bus and not through our memory. On Windows nothing is done here:
    crash reports are switched off by policy, and the memory of an unlocked program is within reach of its user.
    """
    return Hardening(no_core_dump=_forbid_core_dumps(), not_traceable=_forbid_tracing())


if sys.platform == "win32":

    def _forbid_core_dumps() -> bool:
        return False

else:
    import resource

    def _forbid_core_dumps() -> bool:
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        except (OSError, ValueError):
            return False
        return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


if sys.platform == "linux":

    def _forbid_tracing() -> bool:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        return bool(prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)

else:

    def _forbid_tracing() -> bool:
        return False
