"""``crimint self-check``: tries what the offline cache needs of this computer, for those who support it.

It works in a folder of its own and under keyring entries of its own, and removes both.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from crimint_domain.errors import Refused, Unavailable

__all__ = ["self_check"]

_PASSPHRASE = "a passphrase for trying"  # noqa: S105 - opens nothing but the throw-away cache of this check

# A white point, and an empty page.
_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)
_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj trailer<</Root 1 0 R>>\n%%EOF\n"
)


def self_check() -> int:
    """Try each thing, say in a sentence how it went, and return 0 only if all went well."""
    folder = Path(tempfile.mkdtemp(prefix="crimint-self-check-"))
    good = True
    try:
        for words, attempt in _attempts(folder):
            try:
                found = attempt()
            except (Refused, Unavailable, OSError) as fault:
                good = False
                _say(f"{words}: NO. {fault}")
            else:
                _say(f"{words}: yes{f' ({found})' if found else ''}.")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _say("Everything an offline cache needs is here." if good else "This computer cannot keep an offline cache.")
    return 0 if good else 1


def _say(line: str) -> None:
    # A windowed program on Windows has no standard output.
    if sys.stdout is not None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _attempts(folder: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    from crimint_desktop.keys.backoff import Backoff
    from crimint_desktop.keys.cache_key import CacheKey, Owner
    from crimint_desktop.keys.keyring_secret import open_keyring
    from crimint_desktop.store.cache_file import open_cache

    owner = Owner("self-check", f"self-check-{time.time_ns()}")

    def key() -> CacheKey:
        return CacheKey(folder / "key.json", owner, open_keyring(), Backoff(time.monotonic))

    def resources_there() -> str:
        from resources.code_lists import code_lists

        return f"{len(code_lists().lists)} code lists"

    def cache_made() -> str:
        database = open_cache(folder / "cache.db", key().create(_PASSPHRASE))
        found = database.read(lambda conn: str(conn.exec_driver_sql("PRAGMA cipher_version").scalar_one())).result()
        database.close()
        return f"SQLCipher {found}"

    def cache_opened() -> str:
        open_cache(folder / "cache.db", key().open(_PASSPHRASE)).close()
        return ""

    def wrong_refused() -> str:
        try:
            key().open(_PASSPHRASE + "!")
        except Refused:
            return ""
        raise Unavailable("A wrong passphrase opened the cache.", cause="wrong-passphrase-taken")

    def shown_apart() -> str:
        from crimint_desktop.app.decoding.calling import decode

        picture = decode(_PICTURE, "png", 0, 8)
        page = decode(_PAGE, "pdf", 0, 8)
        return f"{picture.width} by {picture.height} points, {page.pages} page"

    def wiped() -> str:
        key().wipe()
        return ""

    yield "The program's own files are here", resources_there
    yield "The keyring of this computer can be used", lambda: open_keyring().name
    yield "An encrypted cache can be made", cache_made
    yield "The passphrase opens it", cache_opened
    yield "Another passphrase does not", wrong_refused
    yield "The key can be wiped", wiped
    yield "Pictures and pages can be opened apart from the program", shown_apart
