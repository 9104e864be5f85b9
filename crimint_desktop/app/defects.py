"""What happens when the program itself is at fault: a redacted line in the log, one dialog, work kept."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget

from crimint_desktop.ui.plain import Choice, answered, question

__all__ = ["details_of", "keep_words_out_of_reports", "report_defect"]

_LOG = logging.getLogger("crimint")


def details_of(error: BaseException) -> str:
    """Return kind and places of an error, never its words: those may hold what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('crimint_')[2] or frame.filename}:{frame.lineno}" for frame in frames[-8:]]
    return f"{type(error).__name__} at {' < '.join(reversed(places))}"


class _WithoutWords(logging.Formatter):
    """Writes where an error happened and of what kind it was, and no more of it."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        said = f"{record.levelname} {record.name}: {record.getMessage()}"
        return said if error is None else f"{said}: {details_of(error)}"


def keep_words_out_of_reports(unexpected: Callable[[BaseException], object]) -> None:
    """Have every error that nobody caught reported without its own words: they may hold what somebody typed.

    ``unexpected`` is told of those on the UI thread, as in what a key press sets off; those of other threads, and
    those that libraries log, only go into the log.
    """
    sys.excepthook = lambda _kind, error, _trace: unexpected(error)
    threading.excepthook = lambda given: _note(given.exc_value)
    sys.unraisablehook = lambda given: _note(given.exc_value)
    if sys.stderr is not None:  # a windowed program on Windows has none
        handler = logging.StreamHandler()
        handler.setFormatter(_WithoutWords())
        logging.getLogger().addHandler(handler)


def _note(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        _LOG.error("defect: %s", details_of(error))


def report_defect(error: BaseException, parent: QWidget | None, at: str) -> QWidget | None:
    """Log a redacted line and tell the person, if there is a window to tell it in, that the fault is ours and what
    they wrote is kept; returns the box that tells it."""
    details = details_of(error)
    _LOG.error("defect: %s", details)
    if parent is None:
        return None
    box = question(
        parent,
        "Something went wrong in the program",
        "This is a fault of the program, not of yours. What you wrote is kept; you can go on working.",
        (Choice("Go on", default=True, escape=True), Choice("Copy details")),
        detail=f"{at}  {details}",
    )
    box.finished.connect(lambda _code: _copy(details) if answered(box) == 1 else None)
    box.open()
    return box


def _copy(details: str) -> None:
    clipboard = QApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(details)
