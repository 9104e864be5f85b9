"""A real service in this process on a real register, with the invented people of the protocol tests."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI

from crimint_service import people
from crimint_service.app import create
from crimint_service.config import Settings
from crimint_service.routes.caller import Parts
from tests.protocol.client import Answer, Client, Request
from tests.protocol.people import OPERATIONS, PASSWORD, PEOPLE, UNITS, Person


class HandClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the hour that was set."""
        return self.at

    def monotonic(self) -> float:
        """Return the seconds of that hour."""
        return self.at.timestamp()

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


@dataclass(frozen=True)
class World:
    """A service, its clock, and a way to speak to it."""

    parts: Parts
    clock: HandClock
    url: str
    http: requests.Session

    def request(self, method: str, path: str, json: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Carry a request."""
        answer = self.http.request(method, self.url + path, json=json, headers=dict(headers or {}), timeout=60)
        named = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status_code, named, answer.json() if answer.content else None

    def client(self, person: Person) -> Client:
        """Sign a person in at a fresh device."""
        return Client(self.request, person).sign_in()

    def rows(self, query: Any) -> list[Any]:
        """Ask the register itself."""
        return self.parts.database.read(lambda connection: list(connection.execute(query).all()))

    def write(self, work: Any) -> Any:
        """Do something to the register itself."""
        return self.parts.database.write(work)


def settle(connection: sa.Connection, password_hash: str) -> None:
    """Add the people, units and operations."""
    for unit in UNITS:
        people.add_unit(connection, people.Unit(unit.id, unit.name, unit.prefix))
    for name in OPERATIONS:
        people.add_operation(connection, name)
    for person in PEOPLE:
        account = people.Account(person.user, person.name, person.roles, person.units)
        people.add_account(connection, account, password_hash)


def an_administrator(world: World) -> None:
    """Add an administrator beside the one of the protocol tests."""
    hashed = world.parts.accounts.hash(PASSWORD)
    added = people.Account("admin", "Una Admin-Test", ("administrator",), ("quillmarsh",))
    world.write(lambda connection: people.add_account(connection, added, hashed))


def quick(database: str, **more: Any) -> Settings:
    """Return settings under which a sign-in costs next to nothing."""
    chosen: dict[str, Any] = {
        "password_memory_kib": 64,
        "password_passes": 1,
        "allow_local_accounts": True,
        "pulse_s": 0.02,
    }
    chosen |= {"requests_a_minute": 10_000_000} | more
    return Settings(database=database, **chosen)


@contextmanager
def a_world(database: str, **more: Any) -> Iterator[World]:
    """Open a register with its people and a service on it."""
    clock = HandClock()
    app = create(quick(database, clock=clock, **more), "practice")
    parts: Parts = app.state.parts
    parts.database.write(lambda connection: settle(connection, parts.accounts.hash(PASSWORD)))
    with listening(app) as url, requests.Session() as http:
        http.headers["Accept-Encoding"] = "identity"
        http.trust_env = False
        yield World(parts, clock, url, http)


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """Answer on a free port of this machine until left, and return the address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            time.sleep(0.002)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        app.state.parts.hints.stop()
        thread.join(10)


@contextmanager
def embedded_request(folder: Path) -> Iterator[Request]:
    """Return what carries a request to an embedded service in a folder."""
    with a_world(str(folder / "register.db")) as world:
        yield world.request
