"""Where the program keeps what it keeps, and what it remembers before anybody has signed in."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["VERSION", "Policy", "Profile", "Remembered", "profile_folder"]

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the force decides. Times in seconds; ``longest_idle_s`` is how far a user may stretch ``idle_s``."""

    idle_s: float = 600.0
    longest_idle_s: float = 1800.0
    warning_s: float = 60.0
    keep_drafts_every_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Remembered:
    """Whom the sign-in screen greets; ``provider`` is the host where they sign in, if that is elsewhere, and then
    ``name`` is how they are called. None of it is a secret."""

    service: str = ""
    user: str = ""
    name: str = ""
    provider: str = ""


def profile_folder() -> Path:
    """Return the folder of this person's profile on this device, local and never roaming."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "CrimInt"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "crimint"


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile folder: one cache folder per service and user, and one small file of what is remembered."""

    folder: Path

    def cache_folder(self, service: str, user: str) -> Path:
        """Return the folder of one person's cache of one service; its name tells neither."""
        import hashlib  # after the first window

        name = hashlib.sha256(f"{service}\n{user}".encode()).hexdigest()[:24]
        return self.folder / f"cache-{name}"

    def drop_folders(self) -> tuple[Path, ...]:
        """Return where sealed drafts lie: first where everybody at this computer may leave some, if an administrator
        has made such a folder, then in this profile."""
        if sys.platform == "win32":
            shared = Path(os.environ.get("PROGRAMDATA") or "C:/ProgramData") / "CrimInt" / "sealed"
        else:
            shared = Path("/var/lib/crimint/sealed")
        usable = shared.is_dir() and os.access(shared, os.R_OK | os.W_OK | os.X_OK)
        return (*((shared,) if usable else ()), self.folder / "sealed")

    def remembered(self) -> Remembered:
        """Return who signed in last; nobody if the file is not there or cannot be read."""
        try:
            raw = json.loads((self.folder / "last.json").read_text(encoding="utf-8"))
            name, provider = str(raw.get("name", "")), str(raw.get("provider", ""))
            return Remembered(str(raw["service"]), str(raw["user"]), name, provider)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Remembered()

    def remember(self, who: Remembered) -> None:
        """Keep who signed in last; a profile that cannot be written is no reason to fail."""
        text = json.dumps(asdict(who))
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished = self.folder / "last.json.new"
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(self.folder / "last.json")
        except OSError:
            return
