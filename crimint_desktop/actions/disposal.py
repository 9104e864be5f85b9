"""Erasing a record by two people: proposing one, looking at a proposal, confirming or declining it.

All of it is done at the service, and only there. Each act stands in this device's log before the service is asked: what
cannot be logged is not done. What is shown of a record is logged before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Protocol, TypeVar

from crimint_desktop.actions.desk import Desk
from crimint_desktop.remote.erasures import Act, Erasure, LettingGo, Line
from crimint_desktop.store import logbook
from crimint_domain.errors import Problem, Refused

if TYPE_CHECKING:
    from crimint_domain.audit import Action

__all__ = ["Act", "Erases", "Erasure", "LettingGo", "Line", "decide", "listed", "look", "may_erase", "propose"]

_Result = TypeVar("_Result")
Asking = Callable[[Callable[[], _Result]], "Future[_Result]"]


class Erases(Protocol):
    """Whoever keeps proposals and erases: the service. Each raises Refused and Unavailable."""

    def listed(self) -> tuple[Erasure, ...]:
        """Give what waits and what is over."""

    def look(self, name: str) -> Erasure:
        """Give one, with the record's line or how far it has gone."""

    def propose(self, name: str, record: str, ground: str, words: str) -> Erasure:
        """Take a proposal."""

    def decide(self, name: str, act: Act, reason: str, version: int) -> Erasure:
        """Take what a second person says."""


def may_erase(desk: Desk) -> bool:
    """Whether this person proposes and confirms erasures: a records manager. The service decides each time anew."""
    return "records" in desk.principal.roles


def listed(ask: Asking[tuple[Erasure, ...]], service: Erases) -> Future[tuple[Erasure, ...]]:
    """Return the proposals; nothing of a record stands in them but its number."""
    return ask(service.listed)


def look(ask: Asking[Erasure], service: Erases, desk: Desk, name: str, reason: str) -> Future[Erasure]:
    """Return one proposal; what it shows of the record is logged before it is handed over."""

    def work() -> Erasure:
        found = service.look(name)
        if found.line is not None:
            _log(desk, "consultation", "erasure proposal", f"{found.record}@{found.line.version}", reason)
        return found

    return ask(work)


def propose(
    ask: Asking[Erasure], service: Erases, desk: Desk, name: str, record: tuple[str, int], ground: str, words: str
) -> Future[Erasure]:
    """Propose the erasure of a record, named with the version that was seen. ``name`` is the proposal's own: under the
    same one it may be asked again. Raises Refused (parts ``ground`` and ``words`` for what is missing)."""
    missing = [
        *([] if ground else [Problem("ground", "Choose a ground.")]),
        *([] if words.strip() else [Problem("words", "Say what the erasure rests on.")]),
    ]

    def work() -> Erasure:
        if missing:
            raise Refused(*missing)
        _log(desk, "erasure", "propose erasure", f"{record[0]}@{record[1]}", f"{ground}: {words.strip()}")
        return service.propose(name, record[0], ground, words.strip())

    return ask(work)


def decide(ask: Asking[Erasure], service: Erases, desk: Desk, shown: Erasure, act: Act, reason: str) -> Future[Erasure]:
    """Confirm what is ``shown``, decline it with a reason, or withdraw it. Raises Refused (part ``reason`` where one
    is missing)."""

    def work() -> Erasure:
        if act == "decline" and not reason.strip():
            raise Refused(Problem("reason", "Say why it is not erased."))
        version = shown.line.version if shown.line is not None else 0
        _log(desk, "erasure", f"{act} erasure", f"{shown.record}@{version}", reason.strip())
        return service.decide(shown.id, act, reason.strip(), version)

    return ask(work)


def _log(desk: Desk, action: Action, act: str, record: str, reason: str) -> None:
    desk.act(lambda conn: logbook.append(conn, desk.logbook, action, act, (record,), reason)).result()
