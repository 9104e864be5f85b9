"""Taking away from this process everything that decoding does not need, before it sees a byte of a stranger's file.

On Linux: no core, no files written, little memory and time, few descriptors, no new rights, a network of its own
with nothing in it where the system allows that, and a filter of system calls that ends in a refusal for sockets,
programs, other processes and files opened for writing. On Windows the parent holds the process in a job
(:mod:`crimint_desktop.app.decoding.job`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

__all__ = ["MEMORY_BYTES", "SECONDS", "confine"]

MEMORY_BYTES: Final = 1_536 * 1_048_576
SECONDS: Final = 20


if sys.platform == "linux":
    import ctypes
    import platform
    import resource
    import struct

    _SET_NO_NEW_PRIVS, _SET_DUMPABLE, _SET_SECCOMP, _FILTER = 38, 4, 22, 2
    _NEW_NET = 0x40000000
    _NEW_USER = 0x10000000
    _DENY, _ALLOW, _KILL = 0x00050001, 0x7FFF0000, 0x80000000  # EPERM; go on; end the process
    _LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
    _WRITES = 0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000
    # Of each machine: its mark in the filter, the calls refused always, and those refused when a flag asks to write.
    _MACHINES: Final[Mapping[str, tuple[int, tuple[int, ...], tuple[tuple[int, int], ...]]]] = {
        "x86_64": (
            0xC000003E,
            # Sockets; processes and programs; making, naming, linking and changing files; signals; other processes'
            # memory, filters of the kernel, queues, keys, counters; opening by a form whose flags cannot be seen.
            (41, 42, 43, 49, 50, 53, 56, 57, 58, 59, 322, 435, 101, 85, 87, 263, 82, 264, 316, 83, 258, 86, 88, 265,
             266, 90, 91, 268, 92, 93, 76, 77, 165, 62, 200, 234, 310, 311, 321, 425, 426, 427, 248, 249, 250, 298,
             323, 437),
            ((2, 1), (257, 2)),
        ),
        "aarch64": (
            0xC00000B7,
            (198, 199, 200, 201, 202, 203, 220, 221, 281, 435, 117, 35, 38, 276, 34, 36, 37, 52, 53, 54, 55, 45, 46,
             40, 129, 130, 131, 270, 271, 280, 425, 426, 427, 217, 218, 219, 241, 282, 437),
            ((56, 2),),
        ),
    }  # fmt: skip

    class _Filter(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    def confine() -> bool:
        """Give up everything that is not needed; returns whether system calls are filtered as well."""
        for what, most in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_AS, MEMORY_BYTES),
            (resource.RLIMIT_CPU, SECONDS),
            (resource.RLIMIT_NOFILE, 32),
            (resource.RLIMIT_NPROC, 0),
        ):
            with suppress(OSError, ValueError):
                resource.setrlimit(what, (most, most))
        library = ctypes.CDLL(None, use_errno=True)
        with suppress(AttributeError):
            # Refused where the system forbids it; the filter refuses sockets in any case.
            library.unshare(_NEW_USER | _NEW_NET)
        library.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
        if library.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        return _filter_calls(library)

    def _filter_calls(library: ctypes.CDLL) -> bool:
        known = _MACHINES.get(platform.machine())
        if known is None:
            return False
        steps = _program(*known)
        held = ctypes.create_string_buffer(steps, len(steps))
        program = _Filter(len(steps) // 8, ctypes.addressof(held))
        return bool(library.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)

    def _program(mark: int, refused: tuple[int, ...], writing: tuple[tuple[int, int], ...]) -> bytes:
        """Write the filter: the machine, the number of the call, and for opening a file its flags."""

        def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
            return struct.pack("HBBI", code, yes, no, value)

        out = [step(_LOAD, 4), step(_EQUAL, mark, 1, 0), step(_RETURN, _KILL)]
        # The same calls by their other numbers, of a machine with short addresses.
        out += [step(_LOAD, 0), step(_AT_LEAST, 0x40000000, 0, 1), step(_RETURN, _KILL)]
        for number in refused:
            out += [step(_EQUAL, number, 0, 1), step(_RETURN, _DENY)]
        for number, place in writing:
            # The low half of the argument holds every flag that matters.
            out += [
                step(_EQUAL, number, 0, 4),
                step(_LOAD, 16 + 8 * place),
                step(_ANY_BIT, _WRITES, 0, 1),
                step(_RETURN, _DENY),
                step(_RETURN, _ALLOW),
            ]
        return b"".join([*out, step(_RETURN, _ALLOW)])

else:

    def confine() -> bool:
        """Do nothing: the parent holds this process in a job before it sends it anything."""
        return True
