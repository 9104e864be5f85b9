"""The border of the store: what SQLite and SQLAlchemy raise becomes what the rest of the program understands."""

from __future__ import annotations

from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Final

from crimint_domain.errors import Problem, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["StoreDefect", "cannot_be_read", "translated"]

_BUSY, _LOCKED, _READONLY, _INTERRUPT, _IOERR = 5, 6, 8, 9, 10
_CORRUPT, _FULL, _CANTOPEN, _TOOBIG, _NOTADB = 11, 13, 14, 18, 26
_PRIMARY: Final = 0xFF
# sqlcipher3 raises these without a code when a damaged page makes SQLite unsure of itself.
_DAMAGE_SAYS: Final = ("malformed", "file is not a database", "file is encrypted")


class StoreDefect(RuntimeError):
    """A mistake of ours in a statement (a broken constraint, a syntax error). It never holds the values."""


def translated(error: BaseException) -> BaseException:
    """Return the exception that may leave the store in place of ``error``.

    Refused and Unavailable pass as they are, and so does whatever is neither SQLite's nor SQLAlchemy's.
    """
    driver = _driver_error(error)
    if driver is None:
        return error
    code = getattr(driver, "sqlite_errorcode", 0) & _PRIMARY
    says = str(driver)
    if code == _INTERRUPT:
        return CancelledError()
    if code in _SAYS:
        return _SAYS[code]()
    if any(sign in says for sign in _DAMAGE_SAYS):
        return cannot_be_read()
    name = getattr(driver, "sqlite_errorname", type(driver).__name__)
    return StoreDefect(f"{name}: {says}")


def cannot_be_read() -> Unavailable:
    """A wrong key, a foreign file and a damaged first page cannot be told apart: all fail the same check."""
    return Unavailable(
        "The offline cache cannot be read: its file is damaged, or was replaced by another one. Everything that was"
        " sent is safe at the service and can be fetched again.",
        cause="cache-damaged",
    )


def _disk_full() -> Unavailable:
    return Unavailable(
        "The disk is full, so nothing could be saved. Your text is still here: free some space; saving is tried again.",
        cause="disk-full",
        retry_after_s=5.0,
    )


def _disk_failed() -> Unavailable:
    return Unavailable(
        "The disk did not take or give what was asked for, so nothing could be saved. Your text is still here: check"
        " the disk; saving is tried again.",
        cause="disk-failed",
        retry_after_s=5.0,
    )


def _read_only() -> Unavailable:
    return Unavailable(
        "The offline cache may not be written. Check that its folder is within reach of your account.",
        cause="cache-read-only",
    )


def _busy() -> Unavailable:
    return Unavailable(
        "Another program is using the offline cache. Close it and try again.", cause="cache-in-use", retry_after_s=5.0
    )


def _too_big() -> Refused:
    return Refused(Problem("", "The text is too long to be saved. Split it into several parts."))


_SAYS: Final[Mapping[int, Callable[[], Exception]]] = {
    _FULL: _disk_full,
    _IOERR: _disk_failed,
    _CANTOPEN: _disk_failed,
    _READONLY: _read_only,
    _BUSY: _busy,
    _LOCKED: _busy,
    _CORRUPT: cannot_be_read,
    _NOTADB: cannot_be_read,
    _TOOBIG: _too_big,
}


def _driver_error(error: BaseException) -> BaseException | None:
    """The exception of the driver inside ``error``; the SQLAlchemy one itself when there is none inside."""
    origin = type(error).__module__.partition(".")[0]
    if origin == "sqlalchemy":
        inner = getattr(error, "orig", None)
        return inner if isinstance(inner, BaseException) else error
    return error if origin in {"sqlcipher3", "sqlite3"} else None
