"""A fleet of devices that are in step: each its own person, device and session, made in the register at one go.

One device signs in and agrees as the program does; the others are its copies under other names. A fifth of them was
last written down more than five minutes ago, as in any minute of a real day, and has to be written down again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bench.serving import EVALUATOR
from crimint_desktop.app.parts import new_id
from crimint_desktop.config import VERSION
from crimint_domain.views import instant_text
from crimint_service.config import Settings
from crimint_service.database import Database
from crimint_service.tables import access_token, account, device, told
from crimint_service.unchanged import WRITTEN_EVERY_S

__all__ = ["WRITTEN_SHARE", "Fleet", "a_fleet"]

WRITTEN_SHARE = 5  # one in so many asks after its five minutes: devices ask every minute
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Fleet:
    """Whole requests, one for each device, as they go over the wire."""

    database: str
    requests: tuple[str, ...]

    def wait_five_minutes(self) -> None:
        """Make it as if a fifth of the devices, and only they, had last been written down five minutes ago."""
        now, lease_s = datetime.now(UTC), Settings(database="").lease_s
        fresh, old = (instant_text(now + timedelta(seconds=lease_s - each)) for each in (0, WRITTEN_EVERY_S + 1))
        fifth = sa.func.mod(sa.func.abs(sa.func.hashtext(device.c.device_id)), WRITTEN_SHARE) == 0
        _run(
            self.database,
            lambda connection: connection.execute(
                sa.update(device).values(lease_until=sa.case((fifth, old), else_=fresh))
            ),
        )


def a_fleet(database: str, of: str, number: int, said: dict[str, object]) -> Fleet:
    """Make so many devices like the one named ``of``, each of which says the same at its checkpoint."""
    names = [(f"invented{each}", new_id(), secrets.token_urlsafe(32)) for each in range(number)]

    def make(connection: sa.Connection) -> None:
        person = _one(connection, sa.select(account).where(account.c.user_id == EVALUATOR))
        first = _one(connection, sa.select(device).where(device.c.device_id == of))
        streams = connection.execute(sa.select(told).where(told.c.device_id == of)).mappings().all()
        until = int(datetime.now(UTC).timestamp()) + _DAY_S
        connection.execute(sa.insert(account), [person | {"user_id": user} for user, _, _ in names])
        connection.execute(sa.insert(device), [first | {"user_id": user, "device_id": name} for user, name, _ in names])
        connection.execute(
            sa.insert(told),
            [dict(each) | {"user_id": user, "device_id": name} for user, name, _ in names for each in streams],
        )
        connection.execute(
            sa.insert(access_token),
            [
                {"hash": hashlib.sha256(token.encode()).hexdigest(), "family": new_id(), "user_id": user,
                 "device": name, "expires_s": until}
                for user, name, token in names
            ],
        )  # fmt: skip
        connection.exec_driver_sql("ANALYZE")

    _run(database, make)
    return Fleet(database, tuple(_request(name, token, said) for _, name, token in names))


def _one(connection: sa.Connection, query: sa.Select[tuple[object, ...]]) -> dict[str, object]:
    return dict(connection.execute(query).mappings().one())


def _request(name: str, token: str, said: dict[str, object]) -> str:
    body = json.dumps(said)
    return (
        f"POST /v1/sync/checkpoint HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Device: {name}\r\nX-Client-Version: {VERSION}\r\n"
        f"Authorization: Bearer {token}\r\nAccept-Encoding: zstd\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )


def _run(database: str, work: Callable[[sa.Connection], object]) -> None:
    opened = Database(Settings(database=database))
    try:
        opened.write(work)
    finally:
        opened.close()
