"""On Windows a job object holds the decoding process: little memory, little time, no other processes, gone with us."""

from __future__ import annotations

import subprocess
import sys

from crimint_desktop.app.decoding.confining import MEMORY_BYTES, SECONDS

__all__ = ["hold"]

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EXTENDED, _UI = 9, 4
    _PROCESS_TIME, _ACTIVE, _DIE, _MEMORY, _KILL = 0x2, 0x8, 0x400, 0x100, 0x2000
    _NO_UI = 0xFF

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64), ("job_time", ctypes.c_int64), ("flags", wintypes.DWORD),
            ("least", ctypes.c_size_t), ("most", ctypes.c_size_t), ("active", wintypes.DWORD),
            ("affinity", ctypes.c_size_t), ("priority", wintypes.DWORD), ("scheduling", wintypes.DWORD),
        )  # fmt: skip

    class _Limits(ctypes.Structure):
        _fields_ = (
            ("basic", _Basic), ("io", ctypes.c_uint64 * 6), ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t), ("peak_process", ctypes.c_size_t), ("peak_job", ctypes.c_size_t),
        )  # fmt: skip

    def hold(process: subprocess.Popen[bytes]) -> object:
        """Put the process into a job; keep what is returned until it has ended. Raises OSError."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD,
        )  # fmt: skip
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        job = kernel.CreateJobObjectW(None, None)
        limits = _Limits()
        limits.basic.flags = _PROCESS_TIME | _ACTIVE | _DIE | _MEMORY | _KILL
        limits.basic.process_time = SECONDS * 10_000_000
        limits.basic.active = 1
        limits.process_memory = MEMORY_BYTES
        ui = wintypes.DWORD(_NO_UI)
        done = (
            job
            and kernel.SetInformationJobObject(job, _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits))
            and kernel.SetInformationJobObject(job, _UI, ctypes.byref(ui), ctypes.sizeof(ui))
            and kernel.AssignProcessToJobObject(job, int(process._handle))  # type: ignore[attr-defined]  # where Python keeps it
        )
        if not done:
            raise ctypes.WinError(ctypes.get_last_error())
        return _Job(kernel, job)

    class _Job:
        def __init__(self, kernel: ctypes.WinDLL, handle: int) -> None:
            self._kernel, self._handle = kernel, handle

        def __del__(self) -> None:
            self._kernel.CloseHandle(self._handle)

else:

    def hold(process: subprocess.Popen[bytes]) -> object:
        """Return the process: it confines itself before it reads anything."""
        _ = (MEMORY_BYTES, SECONDS)
        return process
