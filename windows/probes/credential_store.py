"""Does the wrapped key of the cache work with the Windows credential store?  (docs/decisions/0012)

    python credential_store.py FOLDER

plays the life of one cache key with the program's own modules: made, opened by another process,
refused for a wrong passphrase, lost from the store, restored, wiped.  Says how the entry is kept
(for this machine, or roaming with the profile) and how much a value may hold.  Prints one JSON
object a line; ends with 1 if anything is not as the program relies on.
"""

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crimint_desktop.keys.backoff import Backoff
from crimint_desktop.keys.cache_key import CacheKey, Owner
from crimint_desktop.keys.keyring_secret import open_keyring
from crimint_desktop.store.connection import connect
from crimint_domain.errors import Refused, Unavailable

PASSPHRASE = "three unrelated words"  # noqa: S105 - of an invented user
LOCAL_MACHINE = 2
MOST_CHARACTERS = 1280


def cache_key(folder: Path) -> CacheKey:
    """Return the key of the cache in this folder, as the program makes it."""
    owner = Owner("https://invented.example", "pc1")
    return CacheKey(folder / "cache.key", owner, open_keyring(), Backoff(time.monotonic))


def cause_of(action: Callable[[], object]) -> str:
    """Return why the action was refused, or an empty text if it was not."""
    try:
        action()
    except Refused as refused:
        return f"refused: {refused.problems[0].part}"
    except Unavailable as unavailable:
        return unavailable.cause
    return ""


def play(folder: Path) -> dict[str, object]:
    """Return what was seen, by the name of what was tried."""
    folder.mkdir(parents=True, exist_ok=True)
    seen: dict[str, object] = {"back end": open_keyring().name}
    key = cache_key(folder)
    began = time.perf_counter()
    made = key.create(PASSPHRASE)
    seen["made in ms"] = round((time.perf_counter() - began) * 1000)
    connect(folder / "cache.db", made, create=True).execute("CREATE TABLE item (text)")
    seen["cache file begins with SQLite's name"] = (folder / "cache.db").read_bytes().startswith(b"SQLite format 3")
    began = time.perf_counter()
    seen["opened again"] = key.open(PASSPHRASE) == made
    seen["opened in ms"] = round((time.perf_counter() - began) * 1000)
    other = subprocess.run(  # noqa: S603 - this very file
        [sys.executable, __file__, str(folder), "open"], capture_output=True, text=True, check=False
    )
    seen["another process"] = other.stdout.strip() or other.stderr.strip()[-300:]
    seen["wrong passphrase"] = cause_of(lambda: key.open("four unrelated words"))
    seen["kept as"] = [entry["Persist"] for entry in entries()]
    for entry in entries():
        win32cred().CredDelete(entry["TargetName"], 1, 0)
    seen["entry lost"] = cause_of(lambda: key.open(PASSPHRASE))
    key.restore(made, PASSPHRASE)
    seen["restored with the recovered key"] = key.open(PASSPHRASE) == made
    seen["most characters in a value"] = longest_value()
    key.wipe()
    seen["entries left after a wipe"] = len(entries())
    return seen


def win32cred() -> Any:  # noqa: ANN401 - a module without types, there on Windows only
    """Return the binding to the credential store that keyring itself uses."""
    return importlib.import_module("win32ctypes.pywin32.win32cred")


def entries() -> list[dict[str, object]]:
    """Return what the credential store holds for this program."""
    try:
        everything = win32cred().CredEnumerate(None, 0)
    except Exception:  # the binding's own error: there is no entry at all
        return []
    return [entry for entry in everything if "CrimInt+" in entry["TargetName"]]


def longest_value() -> int:
    """Return the greatest number of characters a value is accepted with, at most twice what Windows documents."""
    store = importlib.import_module("keyring.backends.Windows").WinVaultKeyring()
    low, high = 1, 2 * MOST_CHARACTERS
    while low < high:
        middle = (low + high + 1) // 2
        try:
            store.set_password("CrimInt+ probe of the size", "probe", "x" * middle)
        except Exception:  # the binding's own error: too long
            high = middle - 1
        else:
            low = middle
    store.delete_password("CrimInt+ probe of the size", "probe")
    return low


def expected(seen: dict[str, object]) -> bool:
    """Say whether all is as the program relies on."""
    return (
        str(seen["back end"]).endswith("WinVaultKeyring")
        and seen["cache file begins with SQLite's name"] is False
        and seen["opened again"] is True
        and seen["another process"] == "opened"
        and seen["wrong passphrase"] == "refused: passphrase"
        and seen["kept as"] == [LOCAL_MACHINE]
        and seen["entry lost"] == "keyring-secret-missing"
        and seen["restored with the recovered key"] is True
        and seen["entries left after a wipe"] == 0
    )


if __name__ == "__main__":
    place = Path(sys.argv[1])
    if sys.argv[2:] == ["open"]:
        connect(place / "cache.db", cache_key(place).open(PASSPHRASE), create=False)
        print("opened")
        sys.exit(0)
    result = play(place)
    for tried, outcome in result.items():
        print(json.dumps({tried: outcome}))
    sys.exit(0 if expected(result) else 1)
