"""The encrypted cache as everybody above sees it: one writer with two priorities, one reader, futures out."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, TypeVar

from crimint_desktop.store.connection import connect, engine_on
from crimint_desktop.store.copies import forget_copies
from crimint_desktop.store.failure import translated
from crimint_desktop.store.lane import Lane
from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path
    from typing import Self

    from sqlalchemy import Connection

__all__ = ["Connection", "Database"]

Result = TypeVar("Result")


class Database:
    """One open cache file.

    ``work`` is a callable that takes a SQLAlchemy Connection and returns a value; it runs on a thread of the store
    and must not keep the connection, nor wait for another piece of work of this database. What it returns is the
    result of the future, and what it raises is its exception, after a rollback. No exception of SQLAlchemy or
    SQLite comes out: a full or broken disk, damage and a file in use are :class:`Unavailable` (causes ``disk-full``,
    ``disk-failed``, ``cache-damaged``, ``cache-in-use``, ``cache-closed``); a mistake in a statement is
    :class:`crimint_desktop.store.failure.StoreDefect`.

    Opening imports SQLAlchemy and takes a moment: call it on a worker thread, after the first paint, and with the
    :class:`crimint_desktop.store.instance_lock.InstanceLock` of this cache in hand.
    """

    def __init__(self, path: Path, writer: Lane, reader: Lane) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader

    @classmethod
    def create(cls, path: Path, key: bytes) -> Self:
        """Make a new encrypted file under this key of 32 bytes and open it.

        Raises FileExistsError when there is one, and :class:`Unavailable` as :meth:`open` does.
        """
        connect(path, key, create=True).close()
        return cls.open(path, key)

    @classmethod
    def open(cls, path: Path, key: bytes, *, newest_version: int | None = None) -> Self:
        """Open an existing file with its key of 32 bytes.

        ``newest_version`` is the highest ``PRAGMA user_version`` this program knows. Raises :class:`Unavailable`
        with one of the causes ``cache-missing``, ``cache-damaged`` (a wrong key looks the same), ``cache-newer``,
        ``cache-not-encrypted``, ``cache-not-safe``, ``cache-in-use``, ``disk-full``, ``disk-failed``.
        """
        with ExitStack() as opened:
            writer = opened.enter_context(closing(connect(path, key, create=False)))
            _refuse_newer(writer, newest_version)
            reader = opened.enter_context(closing(connect(path, key, create=False, reader=True)))
            try:
                database = cls(
                    path,
                    Lane("store writer", writer, engine_on(writer), "BEGIN IMMEDIATE"),
                    Lane("store reader", reader, engine_on(reader), "BEGIN"),
                )
            except Exception as error:
                raise translated(error) from None
            opened.pop_all()  # from here on the lanes close them
        return database

    def run(self, work: Callable[[Connection], Result], *, waiting: bool = True) -> Future[Result]:
        """Do ``work`` in one ``BEGIN IMMEDIATE`` transaction; the future ends when it is safely on the disk.

        ``waiting`` says that a person waits for it: it then comes before all of sync's work that has not begun, so
        sync must keep its own pieces short (1,000 records while anything can be opened).
        """
        return self._writer.put(work, waiting=waiting)

    def read(self, work: Callable[[Connection], Result]) -> Future[Result]:
        """Do ``work`` on the reader, which sees one committed state throughout and cannot write."""
        return self._reader.put(work, waiting=True)

    def cancel(self, future: Future[Any]) -> None:
        """Give up work: one that has not begun never begins, one that runs stops at its next step.

        Its future then raises CancelledError; nothing of it is committed. Nothing happens when it is done already.
        """
        self._writer.cancel(future)
        self._reader.cancel(future)

    def checkpoint_truncate(self, *, waiting: bool = False) -> Future[bool]:
        """Move everything into the main file, empty the write-ahead log, and remove the copies made before an upgrade:
        the end of each purge.

        The future's result is False when a reader still needed the log; then ask again.
        """

        def empty(connection: Connection) -> bool:
            forget_copies(self.path)
            busy, _pages, _moved = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            return not busy

        return self._writer.put(empty, waiting=waiting, in_transaction=False)

    def backup(self, target: Path, key: bytes) -> Future[None]:
        """Copy the cache into a new file under ``key`` (of 32 bytes), as before a migration.

        Raises FileExistsError, in the future, when ``target`` is there: a backup is never written over.
        """

        def copy(connection: Connection) -> None:
            with closing(connect(target, key, create=True)) as copied:
                connection.connection.driver_connection.backup(copied)  # type: ignore[union-attr]  # the driver has no types

        return self._writer.put(copy, waiting=True, in_transaction=False)

    def close(self) -> None:
        """Finish what people wait for, drop the rest (it fails with ``cache-closed``), close the file.

        Blocks until then; must not be called from inside a piece of work.
        """
        self._reader.close(finish_waiting=False)
        self._writer.close()


def _refuse_newer(connection: Any, newest_version: int | None) -> None:  # noqa: ANN401  # the driver has no types
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if newest_version is not None and version > newest_version:
        raise Unavailable(
            "The offline cache was written by a newer version of this program. Update the program to open it;"
            " nothing was changed.",
            cause="cache-newer",
        )
