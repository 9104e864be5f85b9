"""What the report view may do, and what reading a report needs to know of its surroundings."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from crimint_desktop.actions.history import HistoryLine
from crimint_desktop.actions.reading import Opened
from crimint_domain.attachment import Attachment
from crimint_domain.codes import CodeLists
from crimint_domain.grading import Grading
from crimint_domain.handling import Handling

__all__ = ["ReadingSetting", "ReportViewActs"]


@dataclass(frozen=True, slots=True)
class ReadingSetting:
    """``local`` turns UTC into this computer's time; ``unit_name`` names a unit by its id; ``reason_words`` puts the
    reason under which something was opened into words, such as "Operation MARZIPAN"."""

    codes: CodeLists
    local: Callable[[datetime], datetime]
    now: Callable[[], datetime]
    unit_name: Callable[[str], str]
    reason_words: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ReportViewActs:
    """``open`` logs before it answers; ``regrade`` and ``take_step`` raise Refused with what is missing; ``history``
    raises Unavailable while the service cannot be reached. ``edit``, ``settle``, ``change_reason`` and ``done`` show
    something else: the form, the conflicts, the choice of operation, the page before; ``open_file`` shows a file."""

    open: Callable[[str], Future[Opened]]
    regrade: Callable[[str, str, Grading, Handling, str], Future[None]]
    take_step: Callable[[str, str, str], Future[None]]
    history: Callable[[str], Future[tuple[HistoryLine, ...]]]
    edit: Callable[[str], object]
    settle: Callable[[str], object]
    change_reason: Callable[[], object]
    done: Callable[[], object]
    open_file: Callable[[str, Attachment], object]
    setting: ReadingSetting
