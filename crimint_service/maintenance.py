"""Logins with which a person looks into the database itself: for hours, for a reason, by name, and written down."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from crimint_domain.errors import Problem, Refused
from crimint_domain.views import instant_text
from crimint_service.database_roles import MAINTENANCE
from crimint_service.tables import maintenance

__all__ = ["LONGEST", "Opened", "close", "close_ended", "open_login"]

LONGEST: Final = timedelta(hours=8)
"""The longest time for which a login is opened; who needs longer gives a reason again."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,30}")
_PASSWORD_BYTES: Final = 24


@dataclass(frozen=True, slots=True)
class Opened:
    """A login, told once: nobody can ask for the password again. ``until`` is UTC text."""

    login: str
    password: str
    until: str


def open_login(connection: sa.Connection, now: datetime, span: timedelta, *, by: str, reason: str) -> Opened:
    """Make a login that reads until ``span`` is over, and write down whose it is and why.

    The connection has to be an administrator's. Raises Refused without a reason, for a name that cannot be one, and
    for a span that is too long.
    """
    if not reason.strip():
        raise Refused(Problem("reason", "Say why somebody has to look into the database itself."))
    if not _NAME.fullmatch(by):
        raise Refused(Problem("by", "A user is named in small letters, digits, dots and hyphens."))
    if not timedelta() < span <= LONGEST:
        raise Refused(Problem("for", f"A login is opened for at most {LONGEST.seconds // 3600} hours."))
    login = f"maintenance_{by}_{now:%Y%m%d_%H%M%S}"
    until, password = now + span, secrets.token_urlsafe(_PASSWORD_BYTES)
    # The name is made of harmless letters, the password of those of base64: neither can end its quotes.
    connection.exec_driver_sql(
        f"CREATE ROLE \"{login}\" LOGIN CONNECTION LIMIT 2 IN ROLE {MAINTENANCE} PASSWORD '{password}'"
        f" VALID UNTIL '{until.isoformat()}'"
    )
    connection.exec_driver_sql(f"ALTER ROLE \"{login}\" SET log_statement = 'all'")
    row = {
        "login": login, "opened_by": by, "reason": reason, "opened_at": instant_text(now) or "",
        "until_at": instant_text(until) or "", "closed_at": "",
    }  # fmt: skip
    connection.execute(sa.insert(maintenance).values(row))
    return Opened(login, password, row["until_at"])


def close(connection: sa.Connection, login: str, now: datetime) -> None:
    """End a login and everything it is doing; raises Refused if there is none of that name."""
    there = sa.select(maintenance.c.login).where(maintenance.c.login == login, maintenance.c.closed_at == "")
    if connection.execute(there).first() is None:
        raise Refused(Problem("login", "There is no such login, or it was closed before."))
    _end(connection, login, instant_text(now) or "")


def close_ended(connection: sa.Connection, now: datetime) -> Sequence[str]:
    """End every login whose time is over, sessions that outlived it included, and return their names."""
    at = instant_text(now) or ""
    over = sa.select(maintenance.c.login).where(maintenance.c.closed_at == "", maintenance.c.until_at <= at)
    ended = connection.execute(over.order_by(maintenance.c.login)).scalars().all()
    for login in ended:
        _end(connection, login, at)
    return ended


def _end(connection: sa.Connection, login: str, at: str) -> None:
    connection.exec_driver_sql(f'ALTER ROLE "{login}" NOLOGIN')
    connection.execute(
        sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :login"), {"login": login}
    )
    connection.exec_driver_sql(f'DROP ROLE "{login}"')
    connection.execute(sa.update(maintenance).where(maintenance.c.login == login).values(closed_at=at))
