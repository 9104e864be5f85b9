"""The embedded register: an encrypted file, and beside it the file with its key.

The key file is what an operator guards and backs up apart from the register; without it the register is noise.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, Final

from crimint_service.faults import Fault

__all__ = ["compact", "connect", "copy", "key_beside", "key_file", "make_key", "read_key"]

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
_PATIENCE_MS: Final = 3_000


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
            make_key(key_path)
        _make(path, b"")
    return path, read_key(key_path)


def make_key(path: Path) -> bytes:
    """Make a file with a fresh key, for its owner only; raises FileExistsError where there is one."""
    _make(path, secrets.token_hex(_KEY_BYTES).encode())
    return read_key(path)


def read_key(path: Path) -> bytes:
    """Read a key from its file; raises Fault for a file that holds none."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise Fault(503, "register-locked", f"{path.name} does not hold a key.")
    return key


def copy(source: Path, key: bytes, target: Path, target_key: bytes) -> None:
    """Copy a register, as it stands at one moment, into a new encrypted file under a key of its own.

    Others may read and write meanwhile. Raises FileExistsError when there is a target already.
    """
    _make(target, b"")
    written, here = connect(target, target_key), connect(source, key)
    try:
        here.backup(written)
        written.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        here.close()
        written.close()


def compact(path: Path, key: bytes) -> None:
    """Write the whole register anew, so that no byte of what was deleted stays in its file or its log.

    Raises Fault when somebody was reading all the while, so that the log could not be emptied.
    """
    connection = connect(path, key)
    try:
        connection.set_authorizer(None)  # it writes into a temporary database, which it attaches
        connection.execute("VACUUM")
        connection.execute(f"PRAGMA busy_timeout={_PATIENCE_MS:d}")
        busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    if busy:
        raise Fault(503, "busy", "The register was being read all the while. Try again when fewer people work.")


def _make(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)


def connect(path: Path, key: bytes) -> Any:  # noqa: ANN401 - the driver has no types
    """Open the register with every protection asserted; raises Fault if this installation cannot encrypt."""
    has_log = path.with_name(f"{path.name}-wal").exists()
    try:
        return _opened(path, key)
    except Fault as fault:
        if not has_log or fault.name != "register-locked":
            raise
    # The salt of the pages' seals is read from the file's first bytes, before the log. Where a power cut tore them
    # while the log was being moved into the file, closing has moved it again, with the whole first page: now it opens.
    return _opened(path, key)


def _opened(path: Path, key: bytes) -> Any:  # noqa: ANN401 - as above
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
