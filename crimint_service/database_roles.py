"""Who may do what in a PostgreSQL register: a role for each task, and none with which a person could just read.

The owner changes tables and nothing else happens under it. The service has the rows and not the tables. Backups read
everything, watching reads none of it. A person gets a login of their own, for a time and for a reason
(:mod:`crimint_service.maintenance`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def _array(names: Iterable[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{each}'" for each in names) + "]"


@dataclass(frozen=True, slots=True)
class _Grant:
    role: str
    tables: str
    sequences: str


_GRANTS: Final = (
    _Grant(APP, "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT"),
    _Grant(BACKUP, "SELECT", "SELECT"),
)
_SECRET_TABLES: Final = ("setting", "access_token", "refresh_token", "drop_permit", "sign_in_attempt")
_SECRET_COLUMNS: Final = (("account", "password_hash"),)


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
    granted = (each for grant in _GRANTS for each in _granted(grant))
    return (*made, *closed, _OWNED, *granted, *_LOOKING_IN, *_WATCHING)


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
# A person who was let in sees records, and nothing by which they could be somebody else: no key of the register, no
# token, no hash of a password. What is made later is handed out when this is run again.
_LOOKING_IN: Final = (
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public REVOKE ALL ON TABLES FROM {MAINTENANCE}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {MAINTENANCE}",
    f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {MAINTENANCE}",
    f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {MAINTENANCE}",
    f"""DO $$ DECLARE named text; columns text; BEGIN
FOR named, columns IN SELECT table_name, string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
WHERE table_schema = 'public' AND table_name <> ALL ({_array(_SECRET_TABLES)})
AND table_name || '.' || column_name <> ALL ({_array(".".join(each) for each in _SECRET_COLUMNS)})
GROUP BY table_name LOOP
EXECUTE format('GRANT SELECT (%s) ON public.%I TO {MAINTENANCE}', columns, named);
END LOOP; END $$""",  # noqa: S608 - names of ours
)
_WATCHING: Final = (
    f"GRANT SELECT ON maintenance TO {WATCH}",
    f"GRANT SELECT, INSERT, UPDATE ON login_seen TO {WATCH}",
    f"GRANT SELECT, INSERT, UPDATE ON alarm TO {WATCH}",
    f"REVOKE INSERT, UPDATE, DELETE ON maintenance, login_seen FROM {APP}",
    f"REVOKE DELETE ON alarm FROM {APP}",
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
