"""The two engines behind one door: an encrypted file, or PostgreSQL.

A piece of work is one transaction and may be run again from its beginning, so it must not do anything that a
rolled-back transaction would not undo.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from crimint_service.config import Settings
from crimint_service.encrypted_file import connect, key_beside
from crimint_service.faults import Fault

__all__ = ["APPLICATION", "Database"]

T = TypeVar("T")

_ATTEMPTS: Final = 8
_LONGEST_PAUSE_S: Final = 0.2
# Serialisation, deadlock, read-only after a failover, and a unique key that somebody else took in the meantime.
_RETRYABLE: Final = frozenset({"40001", "40P01", "25006", "23505"})
_CONNECTION_LOST: Final = ("08", "57P")
_READ_ONLY: Final = "25006"
_CONNECT_S: Final = 3
# A machine that is gone ends no connection: one that answers nothing for about ten seconds is given up (libpq's names,
# the last in milliseconds), and the work on it is run again elsewhere.
_GIVEN_UP: Final[Mapping[str, int]] = {
    "keepalives": 1, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000,
}  # fmt: skip

APPLICATION: Final = "crimint-service"
"""What this program calls itself to PostgreSQL."""


class Database:
    """The register's storage. Safe to use from many threads."""

    def __init__(self, settings: Settings) -> None:
        self.embedded = settings.embedded
        self._turn: contextlib.AbstractContextManager[Any] = (
            threading.Lock() if settings.embedded else contextlib.nullcontext()
        )
        self.engine = _embedded(settings) if settings.embedded else _postgres(settings, settings.database, "read-write")
        self._writer = self.engine.execution_options(writes=True)
        # PostgreSQL's transactions at this level see anew with every statement: for reading, one is two round trips
        # that give nothing.
        self._reader = self.engine if settings.embedded else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._replica = _replica(settings) if settings.replica else None

    def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Run work that only reads, on one connection."""
        return self._attempted(lambda: self._once(self._reader, work))

    def read_near(self, work: Callable[[sa.Connection], T], *, if_there: Callable[[sa.Connection], bool]) -> T:
        """Run reading work at the replica when ``if_there`` says so of it, otherwise at the primary.

        A replica that is away or behind is passed over without a word: what is asked is answered all the same.
        """
        if self._replica is None:
            return self.read(work)

        def there(connection: sa.Connection) -> tuple[T] | None:
            return (work(connection),) if if_there(connection) else None

        try:
            found = self._once(self._replica, there)
        except (sa.exc.DBAPIError, sa.exc.TimeoutError):
            found = None
        return found[0] if found is not None else self.read(work)

    def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run work in one writing transaction; it is committed when this returns, or not at all when it raises."""

        def in_turn() -> T:
            # One writer at a time is all an embedded register can do: waiting here is fairer than in the file.
            with self._turn:
                return self._once(self._writer, work)

        return self._attempted(in_turn)

    @staticmethod
    def _once(engine: sa.Engine, work: Callable[[sa.Connection], T]) -> T:
        with engine.begin() as connection:
            return work(connection)

    def _attempted(self, run: Callable[[], T]) -> T:
        for attempt in range(_ATTEMPTS):
            try:
                return run()
            except sa.exc.TimeoutError as error:
                raise _busy() from error
            except sa.exc.DBAPIError as error:
                if not _may_be_run_again(error):
                    raise
                time.sleep(random.uniform(0, min(_LONGEST_PAUSE_S, 0.01 * 2**attempt)))  # noqa: S311 - jitter
        raise _busy()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self._replica is not None:
            self._replica.dispose()


def _busy() -> Fault:
    return Fault(503, "busy", "The service is busy. It will be tried again.", retry_after_s=2)


def _may_be_run_again(error: sa.exc.DBAPIError) -> bool:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state:
        return state in _RETRYABLE or state.startswith(_CONNECTION_LOST)
    if error.connection_invalidated:
        return True
    return "locked" in str(error.orig) or (isinstance(error, sa.exc.IntegrityError) and "UNIQUE" in str(error.orig))


def _embedded(settings: Settings) -> sa.Engine:
    import sqlcipher3.dbapi2 as driver

    path, key = key_beside(settings.database)
    engine = sa.create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connect(path, key),
        poolclass=sa.QueuePool,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=10,
        hide_parameters=True,
    )

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(settings: Settings, address: str, kind: str) -> sa.Engine:
    """``kind`` is libpq's ``target_session_attrs``: an address may name several hosts, of which one leads."""
    engine = sa.create_engine(
        sa.make_url(address).set(drivername="postgresql+psycopg"),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=10,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        connect_args={
            "target_session_attrs": kind,
            "connect_timeout": _CONNECT_S,
            "application_name": APPLICATION,
            **_GIVEN_UP,
        },
    )

    # A connection that died while it lay in the pool is found by the first statement, and the work is run again; to
    # ask each one first would be a round trip for every request.
    @sa.event.listens_for(engine, "handle_error")
    def _let_go(context: sa.engine.ExceptionContext) -> None:
        # A leader that was demoted keeps its connections, and would refuse every write on them for ever.
        if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
            context.is_disconnect = True

    return engine


def _replica(settings: Settings) -> sa.Engine:
    return _postgres(settings, settings.replica, "any").execution_options(isolation_level="AUTOCOMMIT")
