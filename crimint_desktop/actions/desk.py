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

__all__ = ["Desk", "Person", "Unit", "nothing_changed"]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by id and by the name people use."""

    id: str
    name: str


class Person:
    """Who works at a desk, as the service knows them now: the one thing of a desk that may change while it is open.

    Everything that asks what may be done asks this, each time; so a right that was given or taken holds at once.
    """

    def __init__(
        self, principal: Principal, units: tuple[Unit, ...], operations: tuple[str, ...], draft_days: int = 7
    ) -> None:  # fmt: skip
        """``draft_days`` is after how many days a draft that was not sent is brought to its author's notice."""
        self.principal = principal
        self.units = units
        self.operations = operations
        self.draft_days = draft_days

    def become(self, other: Person) -> bool:
        """Be from now on as ``other``; say whether anything is different. The user never changes."""
        mine = (self.principal, self.units, self.operations)
        self.principal, self.units, self.operations = other.principal, other.units, other.operations
        self.draft_days = other.draft_days
        return mine != (other.principal, other.units, other.operations)


def nothing_changed() -> None:
    """Do nothing: what a desk without a sync does after a change."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One person at one device with an open cache. ``changed`` is called after a change has been put in the outbox."""

    db: Database
    logbook: Logbook
    person: Person
    codes: CodeLists
    clock: Clock
    new_id: NewId
    changed: Callable[[], None] = nothing_changed

    @property
    def principal(self) -> Principal:
        """Whom the rules of access weigh."""
        return self.person.principal

    @property
    def units(self) -> tuple[Unit, ...]:
        """The person's units, the home unit first."""
        return self.person.units

    @property
    def unit(self) -> Unit:
        """The home unit; one without a name where there is none."""
        return next(iter(self.units), Unit("", ""))

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations there are to work for."""
        return self.person.operations

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
