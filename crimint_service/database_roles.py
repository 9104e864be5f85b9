"""Who may do what in a PostgreSQL register: a role for each task, and none with which a person could just read.

The owner changes tables and nothing else happens under it. The service has the rows and not the tables. Backups read
everything, watching reads none of it. A person gets a login of their own, for a time and for a reason
(:mod:`crimint_service.maintenance`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from crimint_domain.errors import Problem, Refused

__all__ = ["APP", "BACKUP", "MAINTENANCE", "OWNER", "WATCH", "apply", "script"]

OWNER: Final = "crimint_owner"
APP: Final = "crimint_app"
BACKUP: Final = "crimint_backup"
WATCH: Final = "crimint_watch"
MAINTENANCE: Final = "crimint_maintenance"
_ALL: Final = (OWNER, APP, BACKUP, WATCH, MAINTENANCE)


@dataclass(frozen=True, slots=True)
class _Grant:
    role: str
    tables: str
    sequences: str


_GRANTS: Final = (
    _Grant(APP, "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT"),
    _Grant(BACKUP, "SELECT", "SELECT"),
    _Grant(MAINTENANCE, "SELECT", "SELECT"),
)


def script(database: str) -> Sequence[str]:
    """Return the statements that make the roles and hand everything in this database out to them.

    They may be run again. Nobody gets a password here: how a role proves itself is said in ``pg_hba.conf``, or with
    ``\\password``. Raises Refused for a name of a database that cannot be one.
    """
    if not database or '"' in database or "\x00" in database:
        raise Refused(Problem("database", "Name the database."))
    made = [statement for role in _ALL for statement in _made(role)]
    here = f'"{database}"'
    closed = [
        f"REVOKE ALL ON DATABASE {here} FROM PUBLIC",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT CREATE, USAGE ON SCHEMA public TO {OWNER}",
        *(f"GRANT CONNECT ON DATABASE {here} TO {role}" for role in _ALL),
        *(f"GRANT USAGE ON SCHEMA public TO {role}" for role in (APP, BACKUP, WATCH, MAINTENANCE)),
        f"GRANT pg_monitor TO {WATCH}",
    ]
    return (*made, *closed, _OWNED, *(each for grant in _GRANTS for each in _granted(grant)), *_WATCHING)


def _made(role: str) -> Sequence[str]:
    login = "NOLOGIN" if role == MAINTENANCE else "LOGIN"
    plain = f"{login} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    return (
        f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        f"ALTER ROLE {role} {plain}",
    )


# Tables, their sequences with them, and Alembic's own.
_OWNED: Final = f"""DO $$ DECLARE named text; BEGIN
FOR named IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
EXECUTE format('ALTER TABLE public.%I OWNER TO {OWNER}', named);
END LOOP; END $$"""  # noqa: S608 - a name of ours
_WATCHING: Final = (
    f"GRANT SELECT ON maintenance TO {WATCH}",
    f"GRANT SELECT, INSERT, UPDATE ON login_seen TO {WATCH}",
    f"REVOKE INSERT, UPDATE, DELETE ON maintenance, login_seen FROM {APP}",
)


def _granted(grant: _Grant) -> Sequence[str]:
    later = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT"
    return (
        f"GRANT {grant.tables} ON ALL TABLES IN SCHEMA public TO {grant.role}",
        f"GRANT {grant.sequences} ON ALL SEQUENCES IN SCHEMA public TO {grant.role}",
        f"{later} {grant.tables} ON TABLES TO {grant.role}",
        f"{later} {grant.sequences} ON SEQUENCES TO {grant.role}",
    )


def apply(connection: sa.Connection) -> None:
    """Run the script in the database of this connection, which has to be an administrator's."""
    for statement in script(str(connection.engine.url.database)):
        connection.exec_driver_sql(statement.replace("%", "%%"))
