"""Making sure that what was erased is nowhere in the files of the register: not in a page, an index or a dead row.

Deleting leaves bytes behind: SQLite zeroes most of them at once and may keep copies of moved cells, PostgreSQL keeps
dead rows, and even an ordinary VACUUM leaves them in the free space of a page. Writing the tables anew leaves none.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from crimint_service.config import Settings
from crimint_service.database import Database
from crimint_service.encrypted_file import compact, key_beside
from crimint_service.erasing import TRACES
from crimint_service.faults import Fault

__all__ = ["vacuum"]

# Samples of values for the planner. Only the owner of the database may write this table anew.
_SAMPLES: Final = "pg_catalog.pg_statistic"
_MAY_DO_ALL: Final = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


def vacuum(settings: Settings) -> tuple[str, ...]:
    """Write anew everything in which records leave traces, and return the names of those tables.

    Nobody can write meanwhile, and on PostgreSQL nobody can read the table that is being written: for the hours when
    few people work. On PostgreSQL it has to be the owner of the tables who does it. Raises Fault when it cannot be
    done now.
    """
    names = tuple(dict.fromkeys(trace.table.name for trace in TRACES))
    if settings.embedded:
        compact(*key_beside(settings.database))
        return names
    database = Database(settings)
    try:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            _refuse_others(connection, names)
            for name in names:
                connection.exec_driver_sql(f'VACUUM (FULL, ANALYSE) "{name}"')
            if connection.exec_driver_sql(_MAY_DO_ALL).scalar():
                connection.exec_driver_sql(f"VACUUM (FULL) {_SAMPLES}")
                connection.exec_driver_sql("CHECKPOINT")
    finally:
        database.close()
    return names


def _refuse_others(connection: sa.Connection, names: tuple[str, ...]) -> None:
    """PostgreSQL only warns somebody who may not vacuum a table, and passes it over."""
    owned = (
        "SELECT count(*) FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND pg_has_role(relowner, 'MEMBER')"
    )
    if connection.exec_driver_sql(owned, (list(names),)).scalar_one() < len(names):
        raise Fault(503, "not-owner", "Only the owner of the tables can have them written anew.")
