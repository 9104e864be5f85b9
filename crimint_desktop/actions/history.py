"""What became of a record over time: every version, who made it, why, and the parts it set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from crimint_desktop.actions import changing
from crimint_desktop.actions.desk import Desk
from crimint_desktop.store import logbook
from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crimint_desktop.remote.answers import VersionLine
    from crimint_desktop.store.database import Connection

__all__ = ["HistoryKeeper", "HistoryLine", "look"]

HELD_BY_SERVICE = (
    "The history is held by the service, which cannot be reached now. The report itself can still be read."
)

Asking = Callable[[Callable[[], "tuple[HistoryLine, ...]"]], "Future[tuple[HistoryLine, ...]]"]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One version, as the service keeps it. ``at`` is RFC 3339 text in UTC; ``parts`` are those it set, or the whole
    document of the first version; ``aside`` what a person weighed and did not choose when settling a conflict."""

    version: int
    at: str
    by: str
    step: str = ""
    reason: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)
    aside: Mapping[str, Any] = field(default_factory=dict)


class HistoryKeeper(Protocol):
    """Whoever keeps the versions: the service."""

    def history(self, record: str) -> Sequence[VersionLine]:
        """Give the versions of a record, newest first."""


def look(
    ask: Asking, service: HistoryKeeper, desk: Desk, record: str, reason: str, *, version: int | None = None
) -> Future[tuple[HistoryLine, ...]]:
    """Ask for a record's history, newest first; ``ask`` runs work on the net lane.

    The consultation is logged on this device before the service is asked. Raises Unavailable while the service
    cannot be reached: the history is kept there only. ``version`` is that of a record which is not kept on this device.
    """

    def log(conn: Connection) -> None:
        read = changing.find(conn, record).version if version is None else version
        logbook.append(conn, desk.logbook, "consultation", "history", (f"{record}@{read}",), reason)

    def work() -> tuple[HistoryLine, ...]:
        desk.act(log).result()
        try:
            versions = service.history(record)
        except Unavailable as fault:
            raise Unavailable(HELD_BY_SERVICE, cause=fault.cause, retry_after_s=fault.retry_after_s) from fault
        return tuple(_line(each) for each in versions)

    return ask(work)


def _line(each: VersionLine) -> HistoryLine:
    return HistoryLine(
        each.version, each.at, each.by, each.step, each.reason, dict(each.parts or {}), dict(each.aside or {})
    )
