"""Opening the cache as this program knows it: made when there is none, brought up to date when it is older."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.store.copies import backup_of, companions
from crimint_desktop.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

__all__ = ["NEWEST", "backup_of", "downgrade", "open_cache", "upgrade"]

NEWEST: Final = 6
"""The version of the cache this program writes (``PRAGMA user_version``)."""


def open_cache(path: Path, key: bytes) -> Database:
    """Open the cache at this path under its data key of 32 bytes, making or upgrading it where needed.

    Before an upgrade the file is copied, encrypted under the same key, to :func:`backup_of` its version; an
    upgrade that is tried again keeps the copy that was made first. Raises :class:`crimint_domain.errors.Unavailable`
    as :meth:`Database.open` does: ``cache-newer`` for a file of a newer program, which is left untouched.
    """
    database = Database.open(path, key, newest_version=NEWEST) if path.exists() else Database.create(path, key)
    try:
        found = database.read(_version).result()
        if found < NEWEST:
            if found:
                _back_up(database, path, key, found)
            database.run(upgrade).result()
    except BaseException:
        database.close()
        raise
    return database


def upgrade(conn: Connection) -> None:
    """Take every step from the file's version to the newest, within the caller's transaction."""
    found = _version(conn)
    _take(conn, tuple(step.upgrade for step in _steps()[found:]), NEWEST)


def downgrade(conn: Connection) -> None:
    """Take every step back to an empty file; for tests, which prove that a step's two halves fit."""
    _take(conn, tuple(step.downgrade for step in reversed(_steps()[: _version(conn)])), 0)


def _steps() -> tuple[Any, ...]:
    from crimint_desktop.store.migrations.versions import (
        step_0001_first,
        step_0002_attachments,
        step_0003_drafts,
        step_0004_agreement,
        step_0005_rounds,
        step_0006_documents,
    )

    return (
        step_0001_first, step_0002_attachments, step_0003_drafts, step_0004_agreement, step_0005_rounds,
        step_0006_documents,
    )  # fmt: skip


def _take(conn: Connection, steps: tuple[Callable[[], None], ...], version: int) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    with Operations.context(MigrationContext.configure(conn)):
        for step in steps:
            step()
    conn.exec_driver_sql(f"PRAGMA user_version={version:d}")


def _version(conn: Connection) -> int:
    return int(conn.exec_driver_sql("PRAGMA user_version").scalar_one())


def _back_up(database: Database, path: Path, key: bytes, version: int) -> None:
    target = backup_of(path, version)
    if target.exists():
        return
    # A copy cut off half-way must not pass for the backup: it gets its name when it is whole.
    unfinished = target.with_name(f"{target.name}.unfinished")
    for leftover in (unfinished, *companions(unfinished)):
        leftover.unlink(missing_ok=True)
    database.backup(unfinished, key).result()
    for companion in companions(unfinished):
        with suppress(FileNotFoundError):
            companion.unlink()
    unfinished.rename(target)
