"""What the pages of disposal may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from crimint_desktop.actions.disposal import Act, Erasure, What
from crimint_desktop.actions.everywhere import FoundPage
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_domain.codes import CodeList, CodeLists

__all__ = ["DisposalActs", "grounds"]


def grounds(codes: CodeLists, day: date) -> Mapping[What, CodeList]:
    """Return the grounds one may choose from on a day, for each thing that can be proposed."""
    return MappingProxyType(
        {
            "erase": codes.find("erasure", "ground", day), "restrict": codes.find("restriction", "ground", day),
            "lift": codes.find("restriction", "lifting", day),
        }
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DisposalActs:
    """Each future asks the service, and raises Refused and Unavailable; each act is logged before it is done.
    ``decide`` takes what was shown, what is said to it and why. ``propose`` takes what is to be done, the record with
    the version that was seen, the ground and the words, and may be asked again for the same proposal. ``read`` shows a
    report in full. ``open`` and ``new`` lead to the other pages; ``done`` leaves one with a sentence. ``grounds`` are
    the codes one may choose from for each thing that is done, ``me`` is who works here."""

    listed: Callable[[], Future[tuple[Erasure, ...]]]
    look: Callable[[str], Future[Erasure]]
    decide: Callable[[Erasure, Act, str], Future[Erasure]]
    search: Callable[[str], Future[FoundPage]]
    propose: Callable[[What, tuple[str, int], str, str], Future[Erasure]]
    read: Callable[[str], object]
    open: Callable[[str], object]
    new: Callable[[], object]
    done: Callable[[str], object]
    grounds: Mapping[What, CodeList]
    me: str
    setting: ReadingSetting
