"""The epoch: the name of the register's history. It changes when the history may have lost what was acknowledged.

Clients that meet another epoch forget how far they had read, keep what is unsent, and offer again what was
acknowledged lately (docs/sync-protocol.md).
"""

from __future__ import annotations

import sqlalchemy as sa

from crimint_domain.errors import Problem, Refused
from crimint_service.tables import setting
from crimint_service.tables.erasures import epoch_change

__all__ = ["begin_epoch", "current_epoch"]


def current_epoch(connection: sa.Connection) -> str:
    """Return the epoch as it stands in the register."""
    return str(connection.execute(sa.select(setting.c.value).where(setting.c.name == "epoch")).scalar_one())


def begin_epoch(connection: sa.Connection, fresh: str, *, by: str, reason: str, at: str) -> None:
    """Give the history a new name and write down who did it and why; raises Refused without a reason or a name."""
    if not reason.strip() or not by.strip():
        raise Refused(Problem("reason", "Say who begins a new epoch, and why."))
    connection.execute(sa.update(setting).where(setting.c.name == "epoch").values(value=fresh))
    connection.execute(sa.insert(epoch_change).values(epoch=fresh, at=at, by_user=by, reason=reason))
