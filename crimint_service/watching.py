"""Watching who is in the database: what reads it beside the service, and was not opened for it, raises an alarm.

Three sources, because each misses something: sessions that are open now, statements the engine has counted for each
login since the last look, and connections in the engine's own log. Somebody who is an administrator of the machine
can silence all three, so the log belongs on another one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.views import instant_text
from crimint_service.database import APPLICATION
from crimint_service.database_roles import APP, BACKUP, WATCH
from crimint_service.tables import insert_into, login_seen, maintenance

__all__ = ["Alarm", "from_log", "lines_of", "watch"]

_EXPECTED: Final = frozenset({APP, BACKUP, WATCH})
_AUTHORISED: Final = re.compile(r"connection authori.ed: user=(\S+) database=(\S+)(?: application_name=(\S+))?")


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to look into. ``says`` is a sentence without anything that was read."""

    login: str
    says: str


@dataclass(frozen=True, slots=True)
class _Window:
    opened: str
    until: str
    closed: str

    def covers(self, at: str) -> bool:
        return self.opened <= at <= min(self.until, self.closed or self.until)


def watch(connection: sa.Connection, now: datetime) -> Sequence[Alarm]:
    """Look at open sessions and at what was counted since the last look, and return what nobody opened."""
    at = instant_text(now) or ""
    windows = _windows(connection)
    return (*_sessions(connection, windows, at), *_statements(connection, windows))


def from_log(connection: sa.Connection, lines: Iterable[str], since: datetime) -> Sequence[Alarm]:
    """Look through the engine's log (``jsonlog``, with ``log_connections``) for connections nobody opened."""
    windows = _windows(connection)
    database = connection.engine.url.database
    alarms = []
    for login, where, application, at in _connections(lines):
        if where == database and at >= since and not _allowed(login, application, windows, instant_text(at) or ""):
            alarms.append(Alarm(login, f"{login} connected at {at:%Y-%m-%d %H:%M:%S} UTC, and nobody had opened that."))
    return alarms


def lines_of(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of log files, one after the other."""
    for path in paths:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file


def _allowed(login: str, application: str, windows: Mapping[str, _Window], at: str) -> bool:
    if login == APP:
        return application == APPLICATION
    return login in _EXPECTED or (login in windows and windows[login].covers(at))


def _windows(connection: sa.Connection) -> Mapping[str, _Window]:
    rows = connection.execute(sa.select(maintenance))
    return {row.login: _Window(row.opened_at, row.until_at, row.closed_at) for row in rows}


def _sessions(connection: sa.Connection, windows: Mapping[str, _Window], at: str) -> Iterator[Alarm]:
    query = sa.text(
        "SELECT DISTINCT usename, application_name FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        " ORDER BY usename, application_name"
    )
    for login, application in connection.execute(query):
        if _allowed(login, application, windows, at):
            continue
        if login in windows:
            yield Alarm(login, f"{login} is connected after the time it was opened for.")
        elif login == APP:
            yield Alarm(login, f"{login} is connected from a program that is not the service.")
        else:
            yield Alarm(login, f"{login} is connected, and nobody has opened that.")


def _statements(connection: sa.Connection, windows: Mapping[str, _Window]) -> Iterator[Alarm]:
    """Compare what the engine has counted with what it had counted at the last look."""
    if not connection.exec_driver_sql("SELECT to_regclass('pg_stat_statements') IS NOT NULL").scalar():
        return
    query = (
        "SELECT rolname, sum(calls)::bigint FROM pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid"
        " WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY rolname"
    )
    counted: dict[str, int] = {login: int(calls) for login, calls in connection.exec_driver_sql(query)}
    seen: dict[str, int] = {row.login: row.statements for row in connection.execute(sa.select(login_seen))}
    for login, calls in sorted(counted.items()):
        values = {"login": login, "statements": calls}
        statement = insert_into(connection, login_seen).values(values)
        connection.execute(statement.on_conflict_do_update(index_elements=["login"], set_={"statements": calls}))
        if login in _EXPECTED or login in windows:
            continue
        since = calls - seen.get(login, 0) if calls >= seen.get(login, 0) else calls  # the count may begin anew
        if since > 0:
            yield Alarm(login, f"{login} ran {since:,} statements since the last look, and nobody had opened that.")


def _connections(lines: Iterable[str]) -> Iterator[tuple[str, str, str, datetime]]:
    for line in lines:
        try:
            said: dict[str, Any] = json.loads(line)
            found = _AUTHORISED.match(str(said["message"]))
            at = datetime.strptime(str(said["timestamp"])[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except (ValueError, KeyError, TypeError):
            continue
        if found:
            yield found[1], found[2], found[3] or "", at
