"""Bringing a register into being, up to date, and telling which one it is."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from crimint_service.config import Environment, Settings
from crimint_service.database import Database
from crimint_service.faults import Fault
from crimint_service.indexing import fill
from crimint_service.relabelling import relabel
from crimint_service.sealed_box import public_key_of
from crimint_service.tables import insert_into, setting

__all__ = ["Identity", "open_register"]

_MIGRATION_LOCK: Final = 20_261_123
_NOT_PRIVILEGED: Final = "42501"


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes this register this one. ``epoch`` changes only when a restore may have lost what was acknowledged."""

    epoch: str
    environment: Environment
    cursor_key: bytes
    lease_key: bytes
    recovery_key: str
    content_key: bytes
    recovery_private: bytes
    drop_key: str
    drop_private: bytes
    log_key: bytes


def open_register(settings: Settings, environment: Environment | None = None) -> tuple[Database, Identity]:
    """Open a register, making it if there is none, migrating it if it is older than this program.

    ``environment`` is what it is meant to be; a register that is something else is refused (Fault
    ``wrong-environment``), so that invented and real records never meet. A new one is ``practice`` unless said.
    """
    database = Database(settings)
    try:
        _migrate(database)
        identity = database.write(lambda connection: _identity(connection, settings, environment or "practice"))
        database.write(lambda connection: relabel(connection, settings.clock.now()))
        fill(database)
    except BaseException:
        database.close()
        raise
    if environment and identity.environment != environment:
        database.close()
        raise Fault(
            503, "wrong-environment", f"This register is a {identity.environment} register, not a {environment} one."
        )
    return database, identity


def _migrate(database: Database) -> None:
    """Bring the register to this program's schema. One of a newer program is used as it is, unless a step since then
    took something away that this program needs: such a step leaves word of it (``oldest`` in the settings)."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    steps = ScriptDirectory.from_config(config)
    known = {each.revision for each in steps.walk_revisions()}

    def upgrade(connection: sa.Connection) -> None:
        if not database.embedded:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        found = MigrationContext.configure(connection).get_current_revision()
        if found is not None and found not in known:
            _refuse_too_new(connection, str(steps.get_current_head()))
            return
        if found == steps.get_current_head():
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    try:
        database.write(upgrade)
    except sa.exc.ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") != _NOT_PRIVILEGED:
            raise
        raise Fault(
            503,
            "register-older",
            "The register is of an older version. Its owner has to migrate it: see “database migrate”.",
        ) from error


def _refuse_too_new(connection: sa.Connection, newest: str) -> None:
    oldest = connection.execute(sa.select(setting.c.value).where(setting.c.name == "oldest")).scalar_one_or_none()
    if oldest is not None and oldest > newest:
        raise Fault(503, "register-newer", "The register was changed by a newer version of this program. Update it.")


def _identity(connection: sa.Connection, settings: Settings, environment: Environment) -> Identity:
    fresh = {
        "epoch": settings.new_id(),
        "environment": environment,
        "cursor_key": secrets.token_hex(32),
        "content_key": secrets.token_hex(32),
        "lease_key": Ed25519PrivateKey.generate().private_bytes_raw().hex(),
        "log_key": Ed25519PrivateKey.generate().private_bytes_raw().hex(),
        "recovery_key": X25519PrivateKey.generate().private_bytes_raw().hex(),
        "drop_key": X25519PrivateKey.generate().private_bytes_raw().hex(),
    }
    rows = [{"name": name, "value": value} for name, value in fresh.items()]
    connection.execute(insert_into(connection, setting).values(rows).on_conflict_do_nothing())
    kept: dict[str, str] = {row.name: row.value for row in connection.execute(sa.select(setting))}
    recovery, drop = bytes.fromhex(kept["recovery_key"]), bytes.fromhex(kept["drop_key"])
    return Identity(
        epoch=kept["epoch"],
        environment=kept["environment"],  # type: ignore[arg-type]  # only the three are ever written
        cursor_key=bytes.fromhex(kept["cursor_key"]),
        lease_key=bytes.fromhex(kept["lease_key"]),
        recovery_key=public_key_of(recovery),
        content_key=bytes.fromhex(kept["content_key"]),
        recovery_private=recovery,
        drop_key=public_key_of(drop),
        drop_private=drop,
        log_key=bytes.fromhex(kept["log_key"]),
    )
