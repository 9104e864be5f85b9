"""The real service in this process: its application is called without sockets and without threads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Literal
from urllib.parse import urlencode

import fastapi.dependencies.utils
import fastapi.routing
import sqlalchemy as sa
import starlette._exception_handler
import starlette.responses

from crimint_desktop.remote.line import Question
from crimint_domain.errors import Refused
from crimint_service import app as service_app
from crimint_service import database, devices, erasing, grants, identity, names, people, restoring
from crimint_service import register as service_register
from crimint_service.config import Settings
from crimint_service.epochs import begin_epoch
from crimint_service.erasing import Erased
from crimint_service.faults import Fault
from crimint_service.identity import Accounts
from crimint_service.routes import change, erasures
from crimint_service.routes.allowance import Allowance
from crimint_service.routes.caller import Parts
from crimint_service.routes.counts import Counts
from crimint_service.tables import access_token, refresh_token
from tests.simulation.chance import Ids, Secrets, SimClock, Time
from tests.simulation.storage import Dying, MemoryDatabase

__all__ = ["Reply", "ServiceDown", "SimRegister"]

_DEFECT: Final = 500


class ServiceDown(Exception):
    """Nobody answers, or nobody answers any more."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service answered, as it left it."""

    status: int
    headers: dict[str, str]
    body: bytes


def _nothing(*_values: object) -> None:
    """In the place of what is left out."""


async def _at_once(work: Any, *values: Any, **named: Any) -> Any:
    return work(*values, **named)


async def _one_by_one(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for each in pieces:
        yield each


class _Here(Executor):
    """Does in this thread what others would do."""

    def submit(self, work: Any, /, *values: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*values, **named))
        return done


class SimRegister:
    """A service on a register in memory. ``up`` says whether it answers."""

    def __init__(self, time: Time) -> None:
        self.time = time
        self.clock = SimClock(time)
        self.memory = MemoryDatabase(begins=True)
        self.fuse = self.memory.fuse
        self.up = True
        self._loop = asyncio.new_event_loop()
        self._without_threads()
        self._settings = Settings(
            ":memory:", allow_local_accounts=True, clock=self.clock, new_id=Ids(1), password_memory_kib=64,
            password_passes=1,
        )  # fmt: skip
        self.app = self._opened()
        self.parts: Parts = replace(self.app.state.parts, lanes=_Here())

    @staticmethod
    def _without_threads() -> None:
        for module in (fastapi.routing, fastapi.dependencies.utils, starlette._exception_handler):
            vars(module)["run_in_threadpool"] = _at_once
        vars(starlette.responses)["iterate_in_threadpool"] = _one_by_one
        for module in (service_app, change, erasures):  # the list beside a register is a file; here is none
            vars(module)["note_erasures"] = _nothing
        logging.getLogger("crimint_service").disabled = True  # what goes wrong is raised here
        # Both go by this computer's time and cost as much as an answer does; limits have tests of their own.
        for of, name in ((Allowance, "take"), (Counts, "answered"), (Counts, "receipt")):
            setattr(of, name, _nothing)

    def _opened(self) -> Any:
        chance = Secrets(0)
        for module in (identity, service_register):
            vars(module)["secrets"] = chance
        vars(database)["_embedded"] = lambda _settings: self.memory.engine
        service_app.create(self._settings, "practice")
        rows = [(name, chance.token_hex()) for name in ("cursor_key", "content_key", "lease_key", "recovery_key")]
        for name, value in rows:
            self.memory.ask("UPDATE setting SET value = ? WHERE name = ?", (value, name))
        return service_app.create(self._settings, "practice")

    def begin(self, seed: int, page_records: int, part_bytes: int) -> None:
        """Go back to the template and draw everything from this seed."""
        self.memory.rewind()
        self.up, self.clock.wrong_by_s = True, 0.0
        vars(identity)["secrets"] = Secrets(seed)
        drawn = replace(self._settings, new_id=Ids(1), page_records=page_records, attachment_part_bytes=part_bytes)
        self.parts = replace(self.parts, settings=drawn)
        self.start()

    def start(self) -> None:
        """Start the service, on what was committed."""
        self.fuse.mend()
        self.up = True
        kept = dict(self.memory.ask("SELECT name, value FROM setting"))
        epoch = replace(self.parts.register, epoch=kept["epoch"])
        self.parts = replace(self.parts, register=epoch, accounts=Accounts(self.parts.database, self.parts.settings))
        self.app.state.parts = self.parts

    def ask(self, question: Question, headers: dict[str, str], body: bytes) -> Reply:
        """Put a question; raises ServiceDown if the service is, or dies over it."""
        if not self.up:
            raise ServiceDown
        with suppress(Dying):
            status, head, content = self._loop.run_until_complete(self._call(question, headers, body))
        if self.fuse.blown:
            self.memory.raw.rollback()
            self.up = False
            raise ServiceDown
        assert status != _DEFECT, content
        return Reply(status, head, content)

    async def _call(
        self, question: Question, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        status, head, pieces = 0, {}, []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                head.update({name.decode().lower(): value.decode() for name, value in message["headers"]})
            else:
                pieces.append(message.get("body", b""))

        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1",
            "method": question.method,
            "path": question.path, "raw_path": question.path.encode(), "scheme": "https", "root_path": "",
            "query_string": urlencode(dict(question.query)).encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1), "server": ("service", 443),
        }  # fmt: skip
        await self.app(scope, receive, send)
        return status, head, b"".join(pieces)

    # --- what an administrator does ---

    def add(self, account: people.Account, password: str) -> None:
        """Add an account with its units."""
        hashed = self.parts.accounts.hash(password)
        self.parts.database.write(lambda connection: people.add_account(connection, account, hashed))

    def change(self, account: people.Account) -> None:
        """Give an account other roles, units or clearance, by a command that is a process of its own."""
        with self.fuse.spared():
            self.parts.database.write(lambda connection: people.change_access(connection, account))

    def make_known(self, kind: str, name: str) -> None:
        """Make a compartment or a list known."""
        self.parts.database.write(lambda connection: names.add(connection, kind, name))

    def grant(self, name: str, user: str, kind: Any, of: str, hours: int) -> str:
        """Open something to a person for so many hours (0 for no end); says what was wrong with it, or nothing."""
        now = self.clock.now()
        until = now + timedelta(hours=hours) if hours else None
        wanted = grants.Wanted("user", user, kind, of, "warden", "Needed", until=until)
        return self._granting(lambda connection: grants.add(connection, wanted, name, now))

    def end_grant(self, name: str) -> str:
        """End a grant now; says what was wrong with that, or nothing."""
        return self._granting(lambda connection: grants.end(connection, name, "warden", "Over", self.clock.now()))

    def _granting(self, work: Callable[[sa.Connection], object]) -> str:
        with self.fuse.spared():
            try:
                self.parts.database.write(work)
            except Refused as refused:
                return str(refused)
        return ""

    def order(self, device: str, command: Literal["lock", "wipe"]) -> str:
        """Have a device lock or wipe itself; says what was wrong with that, or nothing."""
        at = self.parts.now_text()
        with self.fuse.spared():
            try:
                self.parts.database.write(lambda conn: devices.give_command(conn, device, command, at, "warden"))
            except Fault as fault:
                return fault.says
        return ""

    def drop_tombstones(self, part: float) -> None:
        """Drop the older part of each stream's tombstones, as age would."""
        for folder, label, head, floor in self.memory.ask("SELECT folder_id, label_id, head, floor FROM stream"):
            upto = max(floor, int(head * part))
            self.memory.ask("DELETE FROM gone WHERE folder_id = ? AND label_id = ? AND seq <= ?", (folder, label, upto))
            self.memory.ask("UPDATE stream SET floor = ? WHERE folder_id = ? AND label_id = ?", (upto, folder, label))

    def pulse(self, device: str, user: str) -> str:
        """Return a text that differs whenever a device could have something new to read or to lose.

        Which streams there are for it can only change with the streams there are at all, with what its user is
        entitled to, or with what was chosen for it.
        """
        told = "SELECT stream_id FROM told WHERE device_id = ? AND ended_at = ''"
        mine = self.memory.ask(f"SELECT sum(head), sum(floor) FROM stream WHERE id IN ({told})", (device,))
        every = self.memory.ask("SELECT count(*) FROM stream")
        entitled = self.memory.ask("SELECT access_version FROM account WHERE user_id = ?", (user,))
        now_s = int(self.clock.now().timestamp())
        turned = self.memory.ask('SELECT sum((from_s <= ?) + (to_s > 0 AND to_s <= ?)) FROM "grant"', (now_s, now_s))
        ordered = self.memory.ask("SELECT command, state FROM device WHERE device_id = ?", (device,))
        epoch = self.memory.ask("SELECT value FROM setting WHERE name = 'epoch'")
        chosen = self.memory.ask("SELECT folder FROM subscription WHERE device_id = ? ORDER BY folder", (device,))
        whether = self.memory.ask("SELECT subscribed FROM device WHERE device_id = ?", (device,))
        return f"{mine} {every} {entitled} {turned} {ordered} {epoch} {whether} {chosen}"

    def mark(self) -> None:
        """Take a backup."""
        self.memory.mark("backup")

    def restore(self, epoch: str) -> None:
        """Go back to the backup as the command does: nobody is signed in, what was erased since stays erased, and the
        history has a new name."""
        columns = ", ".join(("record_id", "version", "at", "by_user", "second_user", "reason"))
        granted = self.memory.ask('SELECT * FROM "grant"')
        erased = [Erased(*row) for row in self.memory.ask(f"SELECT {columns} FROM erasure")]
        at = self.parts.now_text()

        def finish(connection: sa.Connection) -> None:
            begin_epoch(connection, epoch, by="keeper", reason="Restored", at=at)
            connection.execute(sa.delete(access_token))
            connection.execute(sa.delete(refresh_token))
            restoring._erase_again(connection, erased, at)

        self.memory.back_to("backup")
        self.memory.ask('DELETE FROM "grant"')  # an administrator does not forget what was opened, nor what was ended
        for row in granted:
            self.memory.ask(f'INSERT INTO "grant" VALUES({", ".join("?" * len(row))})', row)
        with self.fuse.spared():
            self.parts.database.write(finish)
        self.start()

    def erase(self, record: str, by: str, second: str) -> str:
        """Erase a record at the word of two people; says what came of it."""
        at = self.parts.now_text()
        with self.fuse.spared():
            try:
                self.parts.database.write(
                    lambda connection: erasing.erase(connection, record, by=by, second=second, reason="Law", at=at)
                )
            except Refused as refused:
                return str(refused)
        return record
