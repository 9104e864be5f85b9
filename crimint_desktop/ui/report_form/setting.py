"""What the form may do, and what it is told about the person and the register."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from crimint_desktop.actions.attachments import Kept
from crimint_desktop.actions.reading import Match
from crimint_desktop.ui.fields import Entry
from crimint_domain.attachment import Attachment
from crimint_domain.card import Card
from crimint_domain.codes import CodeLists
from crimint_domain.mention import Kind
from crimint_domain.parts import Document
from crimint_domain.report import Report

__all__ = ["FileActs", "FormActs", "FormSetting"]


@dataclass(frozen=True, slots=True)
class FileActs:
    """What the form does with files beside a report: ``attach`` a file of this computer, or the bytes of a pasted
    picture; both raise Refused for what is not taken. ``states`` says how they stand, ``forget`` lets one go."""

    attach: Callable[[str, str], Future[Attachment]]
    attach_pasted: Callable[[str, bytes], Future[Attachment]]
    states: Callable[[str], Future[dict[str, Kept]]]
    forget: Callable[[str], Future[None]]


@dataclass(frozen=True, slots=True)
class FormActs:
    """Each returns a future; ``submit`` and ``new_card`` raise Refused with the parts it is about. ``left`` is told
    when the form has done its work and another page should be shown; ``preview`` shows the report as readers will."""

    keep: Callable[[str, Document], Future[datetime]]
    leave: Callable[[str], Future[bool]]
    submit: Callable[[str, Document], Future[bool]]
    discard: Callable[[str], Future[None]]
    matches: Callable[[str, tuple[str, ...]], Future[tuple[Match, ...]]]
    new_card: Callable[[Kind, str, str], Future[Card]]
    left: Callable[[str], object]
    preview: Callable[[Report], object]
    files: FileActs


@dataclass(frozen=True, slots=True)
class FormSetting:
    """``local`` turns UTC into this computer's time; ``new_id`` makes ids for items, links and references."""

    codes: CodeLists
    operations: tuple[Entry, ...]
    new_id: Callable[[], str]
    local: Callable[[datetime], datetime]
    now: Callable[[], datetime]
