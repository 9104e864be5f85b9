"""``device``: what is on which machine, and what becomes of it."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import sqlalchemy as sa

from crimint_domain.ids import is_id
from crimint_domain.views import instant_text
from crimint_service import devices, holdings
from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings
from crimint_service.faults import Fault
from crimint_service.holdings import DeviceReport, Told, ToldFolder

__all__ = ["add_to"]

Found = TypeVar("Found")
_STATES: Final[Mapping[str, str]] = {
    "approved": "approved",
    "waiting": "waits for approval: it may sign in and write, and is handed nothing",
    "quarantined": "quarantined: nothing is handed to it and nothing taken from it",
    "revoked": "revoked: nothing is handed to it and nothing taken from it",
    "wiped": "wiped: its cache and its key are gone",
}
_CACHES: Final[Mapping[str, str]] = {
    "encrypted": "encrypted on its disk, as it said with its last request for a lease",
    "memory": "nothing kept: encrypted under a key that only the running program knew",
    "": "not said (an older program, or it never asked for a lease)",
}


def add_to(commands: Commands) -> None:
    """Add the commands."""
    device = commands.add_parser("device", help="what is on which machine, and what becomes of it").add_subparsers(
        required=True
    )
    command(device, "list", _list, "list every device, the one seen last first")
    for name, run, says in (
        ("show", _show, "say what is on a device, for whom, whether encrypted, and when it last agreed"),
        ("approve", _approve, "let a device be handed what its person may read"),
        ("revoke", _revoke, "deal no more with a device: it is signed out, and its cache locks"),
        ("lock", _lock, "have a device lock; it then opens with a sign-in only"),
        ("wipe", _wipe, "have a device send what it has not sent, destroy its key and remove its cache"),
    ):
        command(device, name, run, says).add_argument("device", help="the device's identifier")
    holds = command(device, "holds", _holds, "list the devices that may still hold a record")
    holds.add_argument("record", help="the record's identifier")


def _with_register(asked: argparse.Namespace, work: Callable[[sa.Connection, str], Found]) -> Found:
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    database, _register = open_register(settings)
    at = instant_text(settings.clock.now()) or ""
    try:
        return database.write(lambda connection: work(connection, at))
    finally:
        database.close()


def _known(connection: sa.Connection, device: str) -> list[DeviceReport]:
    found = list(holdings.reports(connection, device)) if is_id(device) else []
    if not found:
        raise Fault(404, "device-unknown", f"There is no device {device}.")
    return found


def _list(asked: argparse.Namespace) -> int:
    for each in _with_register(asked, lambda connection, _at: holdings.reports(connection)):
        pending = f", told to {each.command}" if each.command else ""
        print(
            f"{each.device}\t{each.user}\t{each.name or '(no name)'}\t{each.state}{pending}\t"
            f"last seen {each.last_at}\t{_counted(each.holding)}"
        )
    return 0


def _show(asked: argparse.Namespace) -> int:
    def work(connection: sa.Connection, _at: str) -> list[tuple[DeviceReport, Sequence[ToldFolder]]]:
        known = _known(connection, asked.device)
        return [(each, holdings.told_folders(connection, each.user, each.device)) for each in known]

    found = _with_register(asked, work)
    print("\n\n".join("\n".join((*_lines(each), *map(_folder, folders))) for each, folders in found))
    return 0


def _folder(told: ToldFolder) -> str:
    if told.purged_at:
        fate = f"purged, confirmed {told.purged_at}"
    elif told.ended_at:
        fate = f"must be purged since {told.ended_at}, not confirmed"
    else:
        fate = f"may be held since {told.told_at}"
    return f"  {told.folder}: {told.records:,} records now; {fate}"


def _lines(found: DeviceReport) -> Iterator[str]:
    yield f"Device          {found.device}"
    yield f"Named           {found.name or '(no name)'}, {found.platform or 'system not said'}"
    yield f"For             {found.person} ({found.user})"
    yield f"State           {_STATES.get(found.state, found.state)}" + _since(found.state_at, found.state_by)
    yield f"Key             {'registered' if found.registered else 'none registered'}"
    yield f"Cache           {_CACHES.get(found.cache, found.cache)}"
    yield f"Program         {found.client_version or 'version not said'}"
    yield f"First seen      {found.first_at}"
    yield f"Last seen       {found.last_at}"
    yield f"Last agreed     {found.agreed_at or 'never'}"
    yield f"Lease until     {found.lease_until or 'never had one'}"
    yield f"Command         {_command(found)}"
    yield f"May hold        {_counted(found.holding)}"
    yield f"Must purge      {_counted(found.to_purge)}, not confirmed"
    yield f"Purged          {_counted(found.purged)}, confirmed"


def _command(found: DeviceReport) -> str:
    if found.command:
        return f"{found.command}, given {found.command_at}, not confirmed yet"
    return f"none waiting; last confirmed: {found.done}, {found.done_at}" if found.done else "none"


def _since(at: str, by: str) -> str:
    return f" (since {at}" + (f", by {by})" if by else ")") if at else ""


def _counted(told: Told) -> str:
    return f"{told.records:,} records in {told.streams:,} streams"


def _approve(asked: argparse.Namespace) -> int:
    return _decide(asked, devices.APPROVED)


def _revoke(asked: argparse.Namespace) -> int:
    return _decide(asked, devices.REVOKED)


def _decide(asked: argparse.Namespace, state: str) -> int:
    _with_register(asked, lambda connection, at: devices.decide(connection, asked.device, state, at, getpass.getuser()))
    print(f"{asked.device} is {state}.")
    return 0


def _lock(asked: argparse.Namespace) -> int:
    _with_register(
        asked, lambda connection, at: devices.give_command(connection, asked.device, "lock", at, getpass.getuser())
    )
    print(f"{asked.device} locks when it next comes.")
    return 0


def _wipe(asked: argparse.Namespace) -> int:
    _with_register(
        asked, lambda connection, at: devices.give_command(connection, asked.device, "wipe", at, getpass.getuser())
    )
    print(f"{asked.device} is wiped when it next comes. What it cannot send by then is lost.")
    return 0


def _holds(asked: argparse.Namespace) -> int:
    found = _with_register(asked, lambda connection, _at: holdings.holders(connection, asked.record))
    for each in found:
        agreed = f"last agreed {each.agreed_at}" if each.agreed_at else "never agreed"
        print(f"{each.device}\t{each.user}\t{each.name or '(no name)'}\ttold {each.told_at}\t{agreed}\t{each.why}")
    if not found:
        print("No device holds this record: none was told of it, or each has confirmed that it is gone.")
    return 0
