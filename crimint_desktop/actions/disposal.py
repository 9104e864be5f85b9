"""Erasing a record by two people, or restricting its processing: proposing it, looking at a proposal, confirming or
declining it.

All of it is done at the service, and only there. Each act stands in this device's log before the service is asked: what
cannot be logged is not done. What is shown of a record is logged before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from crimint_desktop.actions.desk import Desk
from crimint_desktop.remote.erasures import Act, Erasure, LettingGo, Line, What
from crimint_desktop.store import logbook
from crimint_domain.errors import Problem, Refused

if TYPE_CHECKING:
    from crimint_domain.audit import Action

__all__ = [
    "Act", "Erases", "Erasure", "LettingGo", "Line", "What", "decide", "listed", "look", "may_erase", "propose",
]  # fmt: skip

_NOUNS: Final[Mapping[What, str]] = {"erase": "erasure", "restrict": "restriction", "lift": "lifting"}
_ACTIONS: Final[Mapping[What, Action]] = {"erase": "erasure", "restrict": "alteration", "lift": "alteration"}
_WHY_NOT: Final[Mapping[What, str]] = {
    "erase": "Say why it is not erased.", "restrict": "Say why it is not restricted.",
    "lift": "Say why it stays restricted.",
}  # fmt: skip

_Result = TypeVar("_Result")
Asking = Callable[[Callable[[], _Result]], "Future[_Result]"]


class Erases(Protocol):
    """Whoever keeps proposals and erases: the service. Each raises Refused and Unavailable."""

    def listed(self) -> tuple[Erasure, ...]:
        """Give what waits and what is over."""

    def look(self, name: str) -> Erasure:
        """Give one, with the record's line or how far it has gone."""

    def propose(self, name: str, what: What, record: str, ground: str, words: str) -> Erasure:
        """Take a proposal."""

    def decide(self, name: str, act: Act, reason: str, version: int) -> Erasure:
        """Take what a second person says."""


def may_erase(desk: Desk) -> bool:
    """Whether this person proposes and confirms what is erased or restricted: a records manager. The service decides
    each time anew."""
    return "records" in desk.principal.roles


def listed(ask: Asking[tuple[Erasure, ...]], service: Erases) -> Future[tuple[Erasure, ...]]:
    """Return the proposals; nothing of a record stands in them but its number."""
    return ask(service.listed)


def look(ask: Asking[Erasure], service: Erases, desk: Desk, name: str, reason: str) -> Future[Erasure]:
    """Return one proposal; what it shows of the record is logged before it is handed over."""

    def work() -> Erasure:
        found = service.look(name)
        if found.line is not None:
            _log(desk, "consultation", f"{_NOUNS[found.what]} proposal", f"{found.record}@{found.line.version}", reason)
        return found

    return ask(work)


def propose(
    ask: Asking[Erasure], service: Erases, desk: Desk, name: str, what: What, record: tuple[str, int], ground: str,
    words: str,
) -> Future[Erasure]:  # fmt: skip
    """Propose to erase a record, to restrict its processing or to lift that; the record is named with the version that
    was seen. ``name`` is the proposal's own: under the same one it may be asked again. Raises Refused (parts ``ground``
    and ``words`` for what is missing)."""
    missing = [
        *([] if ground else [Problem("ground", "Choose a ground.")]),
        *([] if words.strip() else [Problem("words", f"Say what the {_NOUNS[what]} rests on.")]),
    ]

    def work() -> Erasure:
        if missing:
            raise Refused(*missing)
        act, why = f"propose {_NOUNS[what]}", f"{ground}: {words.strip()}"
        _log(desk, _ACTIONS[what], act, f"{record[0]}@{record[1]}", why)
        return service.propose(name, what, record[0], ground, words.strip())

    return ask(work)


def decide(ask: Asking[Erasure], service: Erases, desk: Desk, shown: Erasure, act: Act, reason: str) -> Future[Erasure]:
    """Confirm what is ``shown``, decline it with a reason, or withdraw it. Raises Refused (part ``reason`` where one
    is missing)."""

    def work() -> Erasure:
        if act == "decline" and not reason.strip():
            raise Refused(Problem("reason", _WHY_NOT[shown.what]))
        version = shown.line.version if shown.line is not None else 0
        _log(desk, _ACTIONS[shown.what], f"{act} {_NOUNS[shown.what]}", f"{shown.record}@{version}", reason.strip())
        return service.decide(shown.id, act, reason.strip(), version)

    return ask(work)


def _log(desk: Desk, action: Action, act: str, record: str, reason: str) -> None:
    desk.act(lambda conn: logbook.append(conn, desk.logbook, action, act, (record,), reason)).result()
