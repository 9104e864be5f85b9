"""A round with its note: what came of it is kept here and, in numbers, told to the service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.store import conflicts, outbox, preferences, rounds
from crimint_desktop.store.repair import over_shared
from crimint_desktop.store.rounds import Round
from crimint_desktop.sync.lease import AGREED_AT
from crimint_desktop.sync.port import Outcome, ServicePort
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.views import instant, instant_text

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection, Database
    from crimint_domain.ids import Clock

__all__ = ["noted"]

_TOLD: Final = "standing_told"
_TELL_AGAIN: Final = timedelta(hours=1)


def noted(port: ServicePort, db: Database, clock: Clock, run: Callable[[], Outcome]) -> Outcome:
    """Do a round and keep what came of it, also when it was cut short.

    The service is told when something changed about how it stands here, or an hour has passed; if that fails, the next
    round tells it. Raises what the round raises.
    """
    began = clock.now()
    try:
        outcome = run()
    except (Refused, Unavailable) as fault:
        _keep(db, Round(began, clock.now(), told=(_says(fault),)))
        raise
    round_ = Round(
        began, clock.now(), outcome.sent, outcome.received, outcome.agreed_at is not None,
        outcome.told + ((outcome.too_old,) if outcome.too_old else ()),
        outcome.mismatches,
    )  # fmt: skip
    _keep(db, round_)
    _tell(port, db, clock.now(), outcome)
    return outcome


def _says(fault: Refused | Unavailable) -> str:
    return fault.says if isinstance(fault, Unavailable) else str(fault)


def _keep(db: Database, each: Round) -> None:
    db.run(lambda conn: rounds.keep(conn, each), waiting=False).result()


def _tell(port: ServicePort, db: Database, now: datetime, outcome: Outcome) -> None:
    standing = db.read(lambda conn: _standing(conn, outcome)).result()
    counts = [standing["waiting"], standing["refused"], standing["conflicts"], standing["over_shared"]]
    last = db.read(lambda conn: preferences.get(conn, _TOLD)).result() or ["", []]
    told_at = instant(last[0] or None)
    soon = told_at is not None and timedelta() <= now - told_at < _TELL_AGAIN
    if soon and last[1] == counts and not standing["mismatches"]:
        return
    try:
        port.stand(standing)
    except (Refused, Unavailable):
        return
    db.run(lambda conn: preferences.set(conn, _TOLD, [now.isoformat(), counts]), waiting=False).result()


def _standing(conn: Connection, outcome: Outcome) -> dict[str, Any]:
    found = outbox.all(conn)
    refused = sum(each.state == "refused" for each in found)
    oldest = min((each.made_at for each in found), default=None)
    return {
        "agreed_at": instant_text(instant(preferences.get(conn, AGREED_AT))) or "",
        "waiting": len(found) - refused,
        "refused": refused,
        "conflicts": len(conflicts.all(conn)),
        "over_shared": over_shared(conn),
        "oldest_waiting_at": instant_text(oldest) or "",
        "mismatches": [{"stream": each.stream, "here": each.here, "there": each.there} for each in outcome.mismatches],
    }
