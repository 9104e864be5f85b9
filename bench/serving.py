"""A real service in a process of its own, on a real encrypted register full of invented reports."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from bench.invented import OPERATIONS, UNITS, documents
from crimint_desktop.app import garbage
from crimint_desktop.app.opening import OpenDesk, Opener
from crimint_desktop.app.parts import SystemClock, new_id
from crimint_desktop.config import Profile
from crimint_desktop.keys.backoff import Backoff
from crimint_desktop.keys.keyring_secret import SecretKeyring
from crimint_domain.errors import Unavailable
from crimint_service import people
from crimint_service.config import Settings
from crimint_service.identity import Accounts
from crimint_service.load import load_records
from crimint_service.register import open_register
from resources.code_lists import code_lists

__all__ = [
    "EVALUATOR", "OFFICER", "PASSWORD", "a_process", "a_register", "a_service", "answering", "fill_register",
    "signed_in",
]  # fmt: skip

PASSWORD = "an invented password"
OFFICER, EVALUATOR = "officer", "evaluator"
_LONGEST_S = 30.0


@contextmanager
def a_service(reports: int) -> Iterator[str]:
    """Lend the address of a service that holds so many released reports."""
    with a_register(reports) as database, answering(database) as url:
        yield url


@contextmanager
def a_register(reports: int) -> Iterator[str]:
    """Lend an embedded register that holds so many released reports."""
    with TemporaryDirectory(prefix="crimint-bench-service-") as folder:
        database = str(Path(folder) / "register.db")
        fill_register(database, reports)
        yield database


@contextmanager
def answering(database: str, *options: str) -> Iterator[str]:
    """Start a service on a register and lend its address; there may be several on one."""
    with a_process(database, *options) as (url, _):
        yield url


@contextmanager
def a_process(database: str, *options: str) -> Iterator[tuple[str, int]]:
    """Start a service on a register and lend its address and the number of its process."""
    command = [sys.executable, "-m", "crimint_service", "serve", "--database", database, "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        said = next((line for line in process.stdout if line.startswith("listening on ")), "")
        assert said, "the service did not start"
        yield said.removeprefix("listening on ").strip(), process.pid
    finally:
        process.terminate()
        process.wait(_LONGEST_S)


def fill_register(path: str, reports: int) -> None:
    """Make a register with two people, the usual units, and so many released reports."""
    settings = Settings(database=path, allow_local_accounts=True)
    database, _register = open_register(settings, "sample")
    hashed = Accounts(database, settings).hash(PASSWORD)

    def load(connection: sa.Connection) -> None:
        for unit in UNITS:
            people.add_unit(connection, people.Unit(unit, unit.title(), people.prefix_for(unit)))
        for name in filter(None, OPERATIONS):
            people.add_operation(connection, name)
        for user, name, role in ((OFFICER, "PC Invented-Test", "officer"), (EVALUATOR, "Sgt Invented-Test", "lio")):
            people.add_account(connection, people.Account(user, name, (role,), UNITS), hashed)
        at = "2026-11-20T15:00:00+00:00"
        load_records(
            connection,
            (("report", each, document, "Sgt Invented-Test", at) for each, document in documents(reports, 7)),
        )

    database.write(load)
    database.close()


def signed_in(url: str, user: str, folder: Path) -> OpenDesk:
    """Sign in as the program does on a computer without a keyring: the cache lives as long as this process."""
    opener = Opener(Profile(folder), code_lists(), SystemClock(), new_id, _no_keyring, Backoff(time.monotonic))
    os.makedirs(folder, exist_ok=True)
    garbage.collect_from_now_on()  # as the program does
    return opener.sign_in(url, user, PASSWORD, "")


def _no_keyring() -> SecretKeyring:
    raise Unavailable("A bench keeps nothing.", cause="no-keyring")
