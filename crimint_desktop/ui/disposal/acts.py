"""What the pages of disposal may do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from crimint_desktop.actions.disposal import Act, Erasure
from crimint_desktop.actions.everywhere import FoundPage
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_domain.codes import CodeList

__all__ = ["DisposalActs"]


@dataclass(frozen=True, slots=True)
class DisposalActs:
    """Each future asks the service, and raises Refused and Unavailable; each act is logged before it is done.
    ``decide`` takes what was shown, what is said to it and why. ``propose`` takes the record with the version that was
    seen, the ground and the words, and may be asked again for the same proposal. ``read`` shows a report in full.
    ``open`` and ``new`` lead to the other pages; ``done`` leaves one with a sentence. ``grounds`` are the codes one may
    choose from, ``me`` is who works here."""

    listed: Callable[[], Future[tuple[Erasure, ...]]]
    look: Callable[[str], Future[Erasure]]
    decide: Callable[[Erasure, Act, str], Future[Erasure]]
    search: Callable[[str], Future[FoundPage]]
    propose: Callable[[tuple[str, int], str, str], Future[Erasure]]
    read: Callable[[str], object]
    open: Callable[[str], object]
    new: Callable[[], object]
    done: Callable[[str], object]
    grounds: CodeList
    me: str
    setting: ReadingSetting
