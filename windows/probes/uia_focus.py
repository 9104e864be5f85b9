"""Hear UI Automation's focus events, as Narrator and Magnifier do, through the low-level client functions."""

import ctypes
import sys
import threading
import time
from types import TracebackType
from typing import Self

assert sys.platform == "win32"  # noqa: S101 - tells the type checker, and whoever runs it, where this belongs

from ctypes import wintypes  # noqa: E402 - after the platform is settled

import uia  # noqa: E402 - after the platform is settled

_FOCUS_CHANGED = 20005
_SUBTREE = 7
_WANTED = ("control_type", "name", "automation_id")
_MULTI_THREADED = 0


class FocusEvents:
    """Collects the element of each focus event between entering and leaving; use it as a context."""

    def __init__(self) -> None:
        """Nothing is listened to yet."""
        self._core = ctypes.OleDLL("uiautomationcore")
        self._heard: list[uia.Element] = []
        self._came = threading.Condition()
        self._callback = ctypes.WINFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(self._hear)
        self._event = ctypes.c_void_p()
        self._request = uia.Request(_WANTED)

    def __enter__(self) -> Self:
        """Begin to listen. Raises OSError where there is no UI Automation."""
        ctypes.windll.ole32.CoInitializeEx(None, _MULTI_THREADED)
        root = ctypes.c_void_p()
        self._core.UiaGetRootNode(ctypes.byref(root))
        self._core.UiaAddEvent(
            root, _FOCUS_CHANGED, self._callback, _SUBTREE, None, 0, ctypes.byref(self._request.structure),
            ctypes.byref(self._event),
        )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self._core.UiaRemoveEvent(self._event)

    def of(self, window: int) -> None:
        """Listen to this window too: those that are there when listening begins are not asked again."""
        self._core.UiaEventAddWindow(self._event, wintypes.HWND(window))

    def _hear(self, _arguments: int, rows: int, _shape: int) -> None:
        for element in uia.elements(ctypes.c_void_p(rows), _WANTED):
            with self._came:
                self._heard.append(element)
                self._came.notify_all()

    def after(self, seconds: float, quiet: float = 0.15) -> tuple[uia.Element, ...]:
        """What was heard since the last question: waits for the first event at most ``seconds``, then for a pause."""
        deadline = time.monotonic() + seconds
        with self._came:
            while not self._heard and self._came.wait(max(0.0, deadline - time.monotonic())):
                pass
            known = -1
            while len(self._heard) != known:
                known = len(self._heard)
                self._came.wait(quiet)
            heard, self._heard = tuple(self._heard), []
        return heard
