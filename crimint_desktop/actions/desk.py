"""What every act stands on: the cache, the log, the person, and where time and chance come from."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from crimint_desktop.store.database import Database
from crimint_desktop.store.logbook import Logbook
from crimint_domain.access import Principal
from crimint_domain.codes import CodeLists
from crimint_domain.ids import Clock, NewId

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["Desk", "Unit", "nothing_changed"]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by id and by the name people use."""

    id: str
    name: str


def nothing_changed() -> None:
    """Do nothing: what a desk without a sync does after a change."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One person at one device with an open cache. ``changed`` is called after a change has been put in the outbox."""

    db: Database
    logbook: Logbook
    principal: Principal
    unit: Unit
    units: tuple[Unit, ...]
    operations: tuple[str, ...]
    codes: CodeLists
    clock: Clock
    new_id: NewId
    changed: Callable[[], None] = nothing_changed

    def act(self, work: Callable[[Connection], Result]) -> Future[Result]:
        """Do something for a person who waits: one transaction on the writer."""
        return self.db.run(work, waiting=True)

    def look(self, work: Callable[[Connection], Result]) -> Future[Result]:
        """Read something that needs no log entry."""
        return self.db.read(work)

    def now(self) -> datetime:
        """The time, in UTC."""
        return self.clock.now()

    def unit_name(self, unit_id: str) -> str:
        """The name of a unit, or its id where it is not known here."""
        return next((unit.name for unit in self.units if unit.id == unit_id), unit_id)
