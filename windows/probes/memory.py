"""Look for known bytes in the memory of another program, to show that they are there or that they are gone."""

import ctypes
import sys
from typing import ClassVar

assert sys.platform == "win32"  # noqa: S101 - tells the type checker, and whoever runs it, where this belongs

from ctypes import wintypes  # noqa: E402 - after the platform is settled

_READ_AND_QUERY = 0x0010 | 0x0400
_COMMITTED, _GUARDED, _NO_ACCESS = 0x1000, 0x100, 0x01
_PIECE = 16 * 1024 * 1024


class _Region(ctypes.Structure):
    _fields_: ClassVar = [
        ("base", ctypes.c_size_t),
        ("allocation", ctypes.c_size_t),
        ("allocation_protection", wintypes.DWORD),
        ("partition", wintypes.WORD),
        ("size", ctypes.c_size_t),
        ("state", wintypes.DWORD),
        ("protection", wintypes.DWORD),
        ("kind", wintypes.DWORD),
    ]


def count(process_id: int, wanted: list[bytes]) -> int:
    """Return how often any of the byte strings stands in the readable memory of the process.

    Raises OSError if the process is gone or may not be read.
    """
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    process = kernel.OpenProcess(_READ_AND_QUERY, False, process_id)
    if not process:
        raise ctypes.WinError(ctypes.get_last_error())
    process = wintypes.HANDLE(process)
    found, address, region = 0, 0, _Region()
    try:
        while kernel.VirtualQueryEx(
            process, ctypes.c_size_t(address), ctypes.byref(region), ctypes.c_size_t(ctypes.sizeof(region))
        ):
            readable = region.state == _COMMITTED and not region.protection & (_GUARDED | _NO_ACCESS)
            if readable:
                found += _count_in(kernel, process, region.base, region.size, wanted)
            address = region.base + region.size
    finally:
        kernel.CloseHandle(process)
    return found


def _count_in(kernel: ctypes.WinDLL, process: wintypes.HANDLE, base: int, size: int, wanted: list[bytes]) -> int:
    """Count within one region, piece by piece; a match across two pieces is not counted."""
    found, done = 0, 0
    while done < size:
        length = min(_PIECE, size - done)
        piece = ctypes.create_string_buffer(length)
        read = ctypes.c_size_t()
        kernel.ReadProcessMemory(
            process, ctypes.c_size_t(base + done), piece, ctypes.c_size_t(length), ctypes.byref(read)
        )
        found += sum(piece.raw[: read.value].count(text) for text in wanted)
        done += length
    return found
