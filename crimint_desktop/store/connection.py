"""Opening the encrypted file: what is asserted, what is pinned, what is forbidden afterwards."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.store.failure import cannot_be_read, translated
from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

__all__ = ["BUSY_WAIT_S", "connect", "engine_on", "load_driver"]

KEY_BYTES: Final = 32
BUSY_WAIT_S: Final = 5.0
_PLAIN_START: Final = b"SQLite format 3\0"
_PINNED: Final = (
    ("cipher_log_level", "NONE"),  # SQLCipher would write to standard error
    ("cipher_memory_security", "OFF"),  # costs 17 % and keys stay in memory anyway: the lock replaces the process
    ("temp_store", "MEMORY"),  # in files, sorting spills rows in clear
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),  # anything less loses acknowledged commits at a power cut
    ("secure_delete", "ON"),
    ("foreign_keys", "ON"),
    ("trusted_schema", "OFF"),
    ("cache_size", "-65536"),
)
# SQLite's names for what a statement is about to do, and its answers.
_ATTACH, _DETACH, _PRAGMA, _FUNCTION = 24, 25, 19, 31
_OK, _DENY = 0, 1
# With a value these only read, or do what a migration, a purge or a check must do.
_PRAGMAS_WITH_VALUE: Final = frozenset(
    {
        "cipher_integrity_check",
        "defer_foreign_keys",
        "foreign_key_check",
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "optimize",
        "quick_check",
        "table_info",
        "table_list",
        "table_xinfo",
        "user_version",
        "wal_checkpoint",
    }
)
_FORBIDDEN_FUNCTIONS: Final = frozenset({"fts3_tokenizer", "load_extension", "sqlcipher_export"})


def load_driver() -> None:
    """Load what opening a cache needs, ahead of the moment somebody waits for it."""
    import sqlcipher3.dbapi2  # noqa: F401 - loading it is the point
    from sqlalchemy.dialects import sqlite  # noqa: F401 - loading it is the point


def connect(path: Path, key: bytes, *, create: bool, reader: bool = False) -> Any:  # noqa: ANN401  # the driver has no types
    """Open a driver connection in autocommit on the encrypted file.

    Raises :class:`Unavailable`: ``cache-missing``, ``cache-not-encrypted`` (by the file or by what is installed),
    ``cache-damaged`` (a wrong key included), or another of :mod:`crimint_desktop.store.failure`.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    import sqlcipher3.dbapi2 as driver

    _assert_encrypting(driver)
    if create:
        _make_file(path)
    elif not path.exists():
        raise Unavailable("The file of the offline cache is missing.", cause="cache-missing")
    _assert_not_plain(path)
    has_log = path.with_name(f"{path.name}-wal").exists()
    try:
        return _opened(driver, path, key, reader=reader)
    except Unavailable as fault:
        if not has_log or fault.cause != "cache-damaged":
            raise
    # The salt of the pages' seals is read from the file's first bytes, before the log. Where a power cut tore them
    # while the log was being moved into the file, closing has moved it again, with the whole first page: now it opens.
    return _opened(driver, path, key, reader=reader)


def _opened(driver: Any, path: Path, key: bytes, *, reader: bool) -> Any:  # noqa: ANN401  # as above
    try:
        connection = driver.connect(
            str(path), check_same_thread=False, isolation_level=None, timeout=BUSY_WAIT_S, cached_statements=512
        )
    except Exception as error:
        raise translated(error) from None
    try:
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        _pin(connection, reader=reader)
        _assert_not_plain(path)
        connection.set_authorizer(_authorise)
    except Exception as error:
        connection.close()
        raise translated(error) from None
    return connection


def engine_on(connection: Any) -> Engine:  # noqa: ANN401  # as above
    """Return an engine on this driver connection alone. It begins nothing by itself and hides values."""
    import sqlalchemy as sa
    import sqlcipher3.dbapi2 as driver
    from sqlalchemy.pool import StaticPool

    return sa.create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connection,
        poolclass=StaticPool,
        hide_parameters=True,
    )


def _pin(connection: Any, *, reader: bool) -> None:  # noqa: ANN401  # as above
    for name, value in _PINNED:
        connection.execute(f"PRAGMA {name}={value}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first read proves the key
    expected: dict[str, str | int] = {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
    }
    for name, needed in expected.items():
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != needed:
            raise Unavailable(
                f"The offline cache did not accept a setting that keeps it safe ({name}). It was not opened.",
                cause="cache-not-safe",
            )
    if reader:
        connection.execute("PRAGMA query_only=ON")


def _assert_encrypting(driver: Any) -> None:  # noqa: ANN401  # as above
    """Ordinary SQLite takes a key without a murmur and writes in clear, so ask before any file is touched."""
    trial = driver.connect(":memory:")
    try:
        trial.execute(f"PRAGMA key=\"x'{'00' * KEY_BYTES}'\"")
        for name in ("cipher_version", "cipher_provider"):
            if not trial.execute(f"PRAGMA {name}").fetchone():
                raise Unavailable(
                    "This installation of the program cannot encrypt, so it keeps no offline cache. Install it again"
                    " from its original package.",
                    cause="cache-not-encrypted",
                )
    finally:
        trial.close()


def _assert_not_plain(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(_PLAIN_START))
    except OSError as error:
        raise cannot_be_read() from error
    if start == _PLAIN_START:
        raise Unavailable(
            "The file of the offline cache is not encrypted, so this program did not make it. It was not opened.",
            cause="cache-not-encrypted",
        )


def _make_file(path: Path) -> None:
    """Make it ourselves, for the owner only: SQLite gives the files beside it the same permissions."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise
    except OSError as error:
        raise Unavailable(
            "The folder of the offline cache cannot be used. Check that it is within reach of your account.",
            cause="disk-failed",
        ) from error


def _authorise(action: int, first: str | None, second: str | None, *_where: str | None) -> int:
    """No way out of the file, and no way back from what was pinned."""
    if action in (_ATTACH, _DETACH):
        return _DENY
    if action == _PRAGMA and second is not None:
        return _OK if first in _PRAGMAS_WITH_VALUE else _DENY
    if action == _FUNCTION and second in _FORBIDDEN_FUNCTIONS:
        return _DENY
    return _OK
