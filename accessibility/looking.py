"""Looks at many screens at once: one process for each processor, each with an application of its own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from accessibility.inspection import Inspected, inspect
from accessibility.screens import screen_titled

Looked = tuple[str, list[Inspected], float]
PATIENCE = 900.0  # seconds for one screen on a busy machine


def look_at(titles: Sequence[str], crops: Path | None) -> Iterator[Looked]:
    """Title, views and seconds of each registered screen, in the order asked for."""
    processes = max(1, min(len(os.sched_getaffinity(0)), len(titles)))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin) as pool:
        yield from pool.map(_look, titles, [crops] * len(titles), timeout=PATIENCE * len(titles))


def _begin() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(_pass_on)
    QApplication(["accessibility"]).setObjectName("accessibility")


def _pass_on(_kind: object, _context: object, message: str) -> None:
    if "This plugin does not support" not in message:  # the offscreen platform has no window manager to ask
        print(message, file=sys.stderr, flush=True)


def _look(title: str, crops: Path | None) -> Looked:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("this process has no application")
    begun = time.monotonic()
    looked = list(inspect(application, screen_titled(title), crops))
    return title, looked, time.monotonic() - begun
