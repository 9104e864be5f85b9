"""What happens when the program itself is at fault: a redacted line in the log, one dialog, work kept."""

from __future__ import annotations

import logging
import traceback

from PySide6.QtWidgets import QApplication, QWidget

from crimint_desktop.ui.plain import Choice, answered, question

__all__ = ["details_of", "report_defect"]

_LOG = logging.getLogger("crimint")


def details_of(error: BaseException) -> str:
    """Return kind and places of an error, never its words: those may hold what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('crimint_')[2] or frame.filename}:{frame.lineno}" for frame in frames[-8:]]
    return f"{type(error).__name__} at {' < '.join(reversed(places))}"


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
