"""Watching who is in the database: what reads it beside the service, and was not opened for it, raises an alarm.

Four sources, because each misses something: logins that could read, whether or not they do; sessions that are open now,
those that copy the whole cluster too; statements the engine has counted for each login since the last look; and
connections in the engine's own log. Somebody who is an administrator of the machine can silence all, so the log belongs
on another one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.views import instant_text
from crimint_service.alarms import Alarm
from crimint_service.database import APPLICATION
from crimint_service.database_roles import APP, BACKUP, OWNER, WATCH
from crimint_service.tables import insert_into, login_seen, maintenance

__all__ = ["Logins", "from_log", "lines_of", "watch"]

# By which programs each may come. A program names itself: this finds carelessness, not malice.
_EXPECTED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        APP: frozenset({APPLICATION}),
        BACKUP: frozenset({APPLICATION, "pg_dump"}),
        WATCH: frozenset({APPLICATION}),
    }
)
_AUTHORISED: Final = re.compile(
    r"(?P<copies>replication )?connection authori.ed: user=(?P<user>\S+)(?: database=(?P<database>\S+))?"
    r"(?: application_name=(?P<program>\S+))?"
)
_NAME: Final = "database"
_COULD_READ: Final = (
    "SELECT rolname, rolsuper, rolreplication, CASE WHEN isfinite(rolvaliduntil) THEN rolvaliduntil END FROM pg_roles"
    " WHERE rolcanlogin AND oid <> 10 AND (rolsuper OR rolreplication OR pg_has_role(oid, 'pg_read_all_data', 'USAGE')"
    " OR has_any_column_privilege(oid, 'record', 'SELECT')) ORDER BY rolname"
)  # 10: the one superuser that every cluster has


@dataclass(frozen=True, slots=True)
class Logins:
    """Logins that are expected besides those of the roles: ``followers`` copy the cluster to keep another one in step,
    ``administrators`` are superusers that somebody has written down. Neither may read the register in a session."""

    followers: frozenset[str] = frozenset()
    administrators: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Window:
    opened: str
    until: str
    closed: str

    def covers(self, at: str) -> bool:
        return self.opened <= at <= min(self.until, self.closed or self.until)


def watch(connection: sa.Connection, now: datetime, logins: Logins = Logins()) -> Sequence[Alarm]:
    """Look at who could read, at open sessions and at what was counted since the last look, and return what nobody
    opened. The name of an alarm's login stands as its ``user``."""
    at = instant_text(now) or ""
    windows = _windows(connection)
    return (
        *_could_read(connection, windows, logins, at), *_sessions(connection, windows, logins, at),
        *_statements(connection, windows),
    )  # fmt: skip


def from_log(
    connection: sa.Connection, lines: Iterable[str], since: datetime, logins: Logins = Logins()
) -> Sequence[Alarm]:  # fmt: skip
    """Look through the engine's log (``jsonlog``, with ``log_connections``) for connections nobody opened."""
    windows = _windows(connection)
    database = connection.engine.url.database
    alarms = []
    for each in _connections(lines):
        at = instant_text(each.at) or ""
        if each.at < since or (each.database != database and not each.copies):
            continue
        if each.copies:
            if each.login not in logins.followers:
                alarms.append(_alarm(each.login, f"{each.login} began to copy the cluster without being let.", at))
        elif not _allowed(each.login, each.program, windows, at):
            alarms.append(_alarm(each.login, f"{each.login} connected, and nobody had opened that.", at))
    return alarms


def _alarm(login: str, says: str, at: str = "") -> Alarm:
    return Alarm(_NAME, says, user=login, happened_at=at)


def lines_of(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of log files, one after the other."""
    for path in paths:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file


def _allowed(login: str, application: str, windows: Mapping[str, _Window], at: str) -> bool:
    if login in _EXPECTED:
        return application in _EXPECTED[login]
    return login in windows and windows[login].covers(at)


def _windows(connection: sa.Connection) -> Mapping[str, _Window]:
    rows = connection.execute(sa.select(maintenance))
    return {row.login: _Window(row.opened_at, row.until_at, row.closed_at) for row in rows}


def _could_read(
    connection: sa.Connection, windows: Mapping[str, _Window], logins: Logins, at: str
) -> Iterator[Alarm]:  # fmt: skip
    """No person has a login by which they could read: not even one they do not use."""
    for login, is_super, copies, until in connection.exec_driver_sql(_COULD_READ):
        if login in _EXPECTED or login == OWNER:
            if is_super or copies:
                yield _alarm(login, f"{login} may do more than was given to it.")
        elif login in windows and not is_super and not copies:
            if until is None or (instant_text(until) or "") > windows[login].until:
                yield _alarm(login, f"{login} lasts for longer than it was opened for.")
            elif not windows[login].covers(at):
                yield _alarm(login, f"{login} is over and was not closed.")
        elif login not in (logins.administrators if is_super else logins.followers if copies else ()):
            yield _alarm(login, f"{login} could read the register, and nobody has opened that.")


def _sessions(
    connection: sa.Connection, windows: Mapping[str, _Window], logins: Logins, at: str
) -> Iterator[Alarm]:  # fmt: skip
    query = sa.text(
        "SELECT DISTINCT usename, application_name, backend_type = 'walsender' FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND (backend_type = 'walsender'"
        " OR (datname = current_database() AND backend_type = 'client backend'))"
        " ORDER BY usename, application_name"
    )
    for login, application, copies in connection.execute(query):
        if copies:
            if login not in logins.followers:
                yield _alarm(login, f"{login} copies the whole cluster without being let.")
        elif _allowed(login, application, windows, at):
            continue
        elif login in windows:
            yield _alarm(login, f"{login} is connected after the time it was opened for.")
        elif login in _EXPECTED:
            yield _alarm(login, f"{login} is connected from a program that is not the service.")
        else:
            yield _alarm(login, f"{login} is connected, and nobody has opened that.")


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
            yield _alarm(login, f"{login} ran {since:,} statements since the last look, and nobody had opened that.")


@dataclass(frozen=True, slots=True)
class _Connected:
    login: str
    database: str
    program: str
    at: datetime
    copies: bool


def _connections(lines: Iterable[str]) -> Iterator[_Connected]:
    for line in lines:
        try:
            said: dict[str, Any] = json.loads(line)
            found = _AUTHORISED.match(str(said["message"]))
            at = datetime.strptime(str(said["timestamp"])[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except (ValueError, KeyError, TypeError):
            continue
        if found:
            yield _Connected(
                found["user"], found["database"] or "", found["program"] or "", at, copies=bool(found["copies"])
            )
