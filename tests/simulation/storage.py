"""Encrypted-cache and register databases in memory: a template copied once, then wound back after each schedule.

The driver is the real one. What a program thinks is a transaction is a savepoint inside one that is never committed,
so that winding back to the template costs a rollback; and every statement passes a fuse, at which a process may die.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy.pool import StaticPool

__all__ = ["Dying", "Fuse", "Killed", "MemoryDatabase"]

_WORK: Final = "work"
_ENDLESS: Final = 50_000


class Killed(BaseException):
    """The process is no more."""


class Dying(Exception):
    """What a dying process meets at its statements; nothing of ours catches a BaseException in the driver's place."""


@dataclass
class Fuse:
    """Counts statements down and then fails each one, until the process is started again."""

    left: int | None = None
    blown: bool = False
    statements: int = 0

    def light(self, statements: int) -> None:
        """Let the process die at the statement after so many."""
        self.left = statements

    @property
    def endless(self) -> bool:
        """Whether more was done since the last look than any step can need."""
        endless, self.statements = self.statements > _ENDLESS, 0
        return endless

    def mend(self) -> None:
        """Start again."""
        self.left, self.blown = None, False

    @contextmanager
    def spared(self) -> Iterator[None]:
        """Let another process use the database meanwhile, which does not die."""
        before = self.left, self.blown
        self.mend()
        yield
        self.left, self.blown = before

    def burn(self) -> None:
        """Pass one statement; raises Dying for a process that dies here or is dead already, or never ends."""
        self.statements += 1
        if self.statements > _ENDLESS:
            self.blown = True
        if self.blown:
            raise Dying
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.blown = True
                raise Dying


class _Cursor(driver.Cursor):  # type: ignore[misc]  # the driver has no types
    def execute(self, statement: str, values: Any = ()) -> Any:
        self.connection.fuse.burn()
        if statement.startswith("BEGIN"):
            self.connection.begin()
            return self
        return super().execute(statement, values)

    def executemany(self, statement: str, rows: Any) -> Any:
        self.connection.fuse.burn()
        return super().executemany(statement, rows)


class _Connection(driver.Connection):  # type: ignore[misc]  # as above
    """A connection whose transactions are savepoints."""

    fuse: Fuse
    working = False

    def cursor(self, _factory: object = None) -> Any:
        return super().cursor(_Cursor)

    def begin(self) -> None:
        self.plainly(f"SAVEPOINT {_WORK}")
        self.working = True

    def commit(self) -> None:
        if self.working:
            self.fuse.burn()
            self.plainly(f"RELEASE {_WORK}")
            self.working = False

    def rollback(self) -> None:
        if self.working:
            self.working = False
            self.plainly(f"ROLLBACK TO {_WORK}")
            self.plainly(f"RELEASE {_WORK}")

    def plainly(self, statement: str, values: Any = ()) -> Any:
        """Run a statement that no process runs."""
        return super().cursor().execute(statement, values)


class MemoryDatabase:
    """A database in memory: ``keep`` makes what stands the template, ``rewind`` goes back to it.

    ``begins`` says that every use of the engine begins a transaction by itself, as the service's does.
    """

    def __init__(self, *, begins: bool) -> None:
        self.fuse = Fuse()
        self.raw = driver.connect(":memory:", factory=_Connection, isolation_level=None, cached_statements=512)
        self.raw.fuse = self.fuse
        for name, value in (("foreign_keys", "ON"), ("secure_delete", "ON"), ("trusted_schema", "OFF")):
            self.raw.plainly(f"PRAGMA {name}={value}")
        self.engine = sa.create_engine(
            "sqlite://", module=driver, creator=lambda: self.raw, poolclass=StaticPool, hide_parameters=True
        )
        if begins:
            sa.event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        self.raw.plainly("BEGIN")

    def rewind(self) -> None:
        """Go back to the template, whatever was done since."""
        self.fuse.mend()
        self.raw.working = False
        self.raw.plainly("ROLLBACK")
        self.raw.plainly("BEGIN")

    def keep(self) -> None:
        """Make what stands now the template."""
        self.raw.plainly("COMMIT")
        self.raw.plainly("BEGIN")

    def mark(self, name: str) -> None:
        """Remember this state, to go back to."""
        self.raw.plainly(f"SAVEPOINT {name}")

    def back_to(self, name: str) -> None:
        """Go back to a state that was remembered."""
        self.raw.plainly(f"ROLLBACK TO {name}")

    def ask(self, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """Look into the database past every process."""
        return list(self.raw.plainly(statement, values).fetchall())
