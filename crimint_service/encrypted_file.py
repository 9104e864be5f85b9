"""The embedded register: an encrypted file, and beside it the file with its key.

The key file is what an operator guards and backs up apart from the register; without it the register is noise.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, Final

from crimint_service.faults import Fault

__all__ = ["connect", "key_beside", "key_file"]

_KEY_BYTES: Final = 32
_PLAIN_START: Final = b"SQLite format 3\0"
_BUSY_WAIT_S: Final = 30.0
_PINNED: Final = (
    ("cipher_log_level", "NONE"),  # it would write to standard error
    ("temp_store", "MEMORY"),  # in files, sorting spills rows in clear
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),  # anything less loses acknowledged changes at a power cut
    ("secure_delete", "ON"),
    ("foreign_keys", "ON"),
    ("trusted_schema", "OFF"),
    ("cache_size", "-65536"),
)
_EXPECTED: Final = (("journal_mode", "wal"), ("synchronous", 2), ("temp_store", 2), ("secure_delete", 1))
_ATTACH, _DETACH = 24, 25
_OK, _DENY = 0, 1


def key_file(database: Path) -> Path:
    """Return where the key of a register lies."""
    return database.with_name(database.name + ".key")


def key_beside(database: str) -> tuple[Path, bytes]:
    """Return a register's path and key, making both files, for the owner only, where there is neither.

    Raises Fault when one of the two is there without the other.
    """
    path = Path(database).expanduser().absolute()
    key_path = key_file(path)
    if path.exists() and not key_path.exists():
        raise Fault(503, "register-locked", f"The key of the register is missing: {key_path.name} belongs beside it.")
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not key_path.exists():
            _make(key_path, secrets.token_hex(_KEY_BYTES).encode())
        _make(path, b"")
    key = bytes.fromhex(key_path.read_text(encoding="ascii").strip())
    if len(key) != _KEY_BYTES:
        raise Fault(503, "register-locked", f"{key_path.name} does not hold a key.")
    return path, key


def _make(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)


def connect(path: Path, key: bytes) -> Any:  # noqa: ANN401 - the driver has no types
    """Open the register with every protection asserted; raises Fault if this installation cannot encrypt."""
    import sqlcipher3.dbapi2 as driver

    _refuse_plain(path)
    connection = driver.connect(
        str(path), check_same_thread=False, isolation_level=None, timeout=_BUSY_WAIT_S, cached_statements=512
    )
    try:
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise Fault(503, "register-not-encrypted", "This installation cannot encrypt, so it keeps no register.")
        try:
            for name, value in _PINNED:
                connection.execute(f"PRAGMA {name}={value}")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except driver.DatabaseError as error:
            raise Fault(503, "register-locked", "The register cannot be read with the key beside it.") from error
        for name, needed in _EXPECTED:
            if connection.execute(f"PRAGMA {name}").fetchone()[0] != needed:
                raise Fault(
                    503, "register-not-safe", f"The register did not accept a setting that keeps it safe ({name})."
                )
        connection.set_authorizer(_authorise)
        _refuse_plain(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_plain(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(_PLAIN_START)) == _PLAIN_START:
            raise Fault(503, "register-not-encrypted", "The register's file is not encrypted; it was not opened.")


def _authorise(action: int, *_about: str | None) -> int:
    """There is no way out of the encrypted file into another one."""
    return _DENY if action in (_ATTACH, _DETACH) else _OK
