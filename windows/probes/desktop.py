"""What a person at a Windows desk does, done by a program: find a window, press keys, type."""

import ctypes
import sys
import time
from typing import ClassVar

assert sys.platform == "win32"  # noqa: S101 - tells the type checker, and whoever runs it, where this belongs

from ctypes import wintypes  # noqa: E402 - after the platform is settled

_KEYBOARD, _KEY_UP, _UNICODE = 1, 2, 4
_BUTTON_DOWN, _BUTTON_UP = 2, 4
_CLOSE = 0x0010
_SYNCHRONISE, _TERMINATE = 0x00100000, 1
KEYS = {
    "alt": 0x12,
    "backspace": 0x08,
    "ctrl": 0x11,
    "down": 0x28,
    "end": 0x23,
    "enter": 0x0D,
    "escape": 0x1B,
    "f1": 0x70,
    "f6": 0x75,
    "home": 0x24,
    "left": 0x25,
    "right": 0x27,
    "shift": 0x10,
    "space": 0x20,
    "tab": 0x09,
    "up": 0x26,
}


class _KeyboardInput(ctypes.Structure):
    _fields_: ClassVar = [
        ("key", wintypes.WORD),
        ("scan", wintypes.WORD),
        ("flags", wintypes.DWORD),
        ("time", wintypes.DWORD),
        ("extra", ctypes.c_size_t),
        ("pad", ctypes.c_byte * 8),  # the union is as large as its mouse member
    ]


class _Input(ctypes.Structure):
    _fields_: ClassVar = [("kind", wintypes.DWORD), ("keyboard", _KeyboardInput)]


def windows() -> list[tuple[int, int, str]]:
    """Return handle, process id and title of every visible top-level window."""
    user = ctypes.windll.user32
    found = []

    def note(handle: int, _: int) -> bool:
        if user.IsWindowVisible(handle):
            owner = wintypes.DWORD()
            user.GetWindowThreadProcessId(handle, ctypes.byref(owner))
            title = ctypes.create_unicode_buffer(300)
            user.GetWindowTextW(handle, title, 300)
            found.append((handle, owner.value, title.value))
        return True

    user.EnumWindows(ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)(note), 0)
    return found


def wait_for_window(title: str, seconds: float, not_owned_by: int | None = None) -> tuple[int, int]:
    """Return handle and process id of the first visible window whose title contains ``title``.

    ``not_owned_by`` leaves out the windows of one process.  Raises TimeoutError after ``seconds``.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for handle, owner, text in windows():
            if title in text and owner != not_owned_by:
                return handle, owner
        time.sleep(0.05)
    raise TimeoutError(f"no window called {title!r} after {seconds} s")


def foreground() -> int:
    """Return the handle of the window that gets the keyboard, 0 if none does."""
    return int(ctypes.windll.user32.GetForegroundWindow() or 0)


def press(chord: str) -> None:
    """Press and release keys together: ``press("ctrl+s")``, ``press("tab")``."""
    numbers = [KEYS.get(name) or ord(name.upper()) for name in chord.split("+")]
    for number in numbers:
        _send(number, 0, 0)
    for number in reversed(numbers):
        _send(number, 0, _KEY_UP)


def type_text(text: str) -> None:
    """Type any text, character by character, without regard to the keyboard layout."""
    for character in text:
        if character == "\n":
            press("enter")
            continue
        _send(0, ord(character), _UNICODE)
        _send(0, ord(character), _UNICODE | _KEY_UP)


def _send(key: int, scan: int, flags: int) -> None:
    event = _Input(_KEYBOARD, _KeyboardInput(key, scan, flags, 0, 0))
    if not ctypes.windll.user32.SendInput(1, ctypes.byref(event), ctypes.sizeof(event)):
        raise ctypes.WinError()


def click(rectangle: tuple[float, ...]) -> None:
    """Click into the middle of a rectangle given as left, top, width and height in pixels."""
    left, top, width, height = rectangle
    user = ctypes.windll.user32
    user.SetCursorPos(int(left + width / 2), int(top + height / 2))
    for event in (_BUTTON_DOWN, _BUTTON_UP):
        user.mouse_event(event, 0, 0, 0, 0)


def close(window: int) -> None:
    """Ask a window to close, as its title bar would."""
    ctypes.windll.user32.PostMessageW(window, _CLOSE, 0, 0)


def is_running(process: int) -> bool:
    """Say whether the process with this number still runs."""
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(_SYNCHRONISE, False, process)
    if not handle:
        return False
    ended = kernel.WaitForSingleObject(handle, 0) == 0
    kernel.CloseHandle(handle)
    return not ended


def end(process: int) -> None:
    """End a process at once."""
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(_TERMINATE, False, process)
    if handle:
        kernel.TerminateProcess(handle, 1)
        kernel.CloseHandle(handle)
