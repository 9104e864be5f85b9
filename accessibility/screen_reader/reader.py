"""Which Orca listens, and how it is started: the machine's own, or a newer one from a folder with a newer Debian.

Orca refuses to start beside another Orca of the same user. In a process namespace of its own it sees no other, so that
several journeys can be played at the same time; where the machine does not allow that, they take turns.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["NEWER_PACKAGES", "NoReader", "Reader", "can_be_alone", "chosen_reader"]

NEWER = "48"
NEWER_RELEASE = "trixie"
NEWER_PACKAGES = (
    "orca", "at-spi2-core", "speech-dispatcher", "gir1.2-atspi-2.0", "python3-dasbus", "procps", "x11-xkb-utils",
)  # fmt: skip
# Where this machine's own packages come from, a line for each list.
_ASK_MIRROR = (
    "apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Origin: Debian", "Label: Debian",
)  # fmt: skip
_BUILD_S = 900
# A mount and a process namespace of its own: the folder sees this machine's sockets and devices, and nothing is left.
_INSIDE = (
    'f=$1; shift; mount --make-rprivate / && mount -t proc proc "$f/proc" && mount --rbind /dev "$f/dev" '
    '&& mount --bind /tmp "$f/tmp" && exec chroot "$f" "$@"'
)


class NoReader(RuntimeError):
    """The screen reader that was asked for cannot be had on this machine; says why."""


@dataclass(frozen=True, slots=True)
class Reader:
    """``folder`` is where a newer Debian with its own Orca lies; None is the machine's own."""

    version: str = "43"
    folder: Path | None = None

    @property
    def own_machine(self) -> bool:
        """Whether it is the Orca that the machine has."""
        return self.folder is None

    def command(self, *command: str) -> list[str]:
        """The command as it runs where this Orca is installed."""
        if self.folder is None:
            return list(command)
        return [*_alone(mount_proc=False), "bash", "-c", _INSIDE, "-", str(self.folder), *command]

    def reading(self, *command: str) -> list[str]:
        """The command that starts Orca itself: alone, if that can be."""
        if self.folder is None and can_be_alone():
            return [*_alone(mount_proc=True), *command]
        return self.command(*command)


def _alone(*, mount_proc: bool) -> list[str]:
    return ["unshare", "--mount", "--pid", "--fork", "--kill-child", *(["--mount-proc"] if mount_proc else [])]


@functools.cache
def can_be_alone() -> bool:
    """Whether this machine gives a command a process namespace of its own."""
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run([*_alone(mount_proc=True), "true"], capture_output=True, timeout=20, check=False)
    return tried.returncode == 0


def chosen_reader(version: str, folder: Path) -> Reader:
    """The Orca of this version; the newer one is brought into ``folder`` if it is not there yet. Raises NoReader."""
    if version != NEWER:
        return Reader()
    if not (folder / "usr/bin/orca").exists():
        _build(folder)
    return Reader(NEWER, folder)


def _build(folder: Path) -> None:
    if os.geteuid() != 0 or not can_be_alone():
        raise NoReader(f"Orca {NEWER} lives in a folder of its own, and only root can make and enter that")
    if shutil.which("mmdebstrap") is None:
        raise NoReader(f"mmdebstrap is not installed, and brings Orca {NEWER}: apt-get install mmdebstrap")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [
        "mmdebstrap", "--variant=apt", '--aptopt=APT::Install-Recommends "false"',
        f"--include={','.join(NEWER_PACKAGES)}", NEWER_RELEASE, str(unfinished), _mirror(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=_BUILD_S, check=False)
    if done.returncode:
        raise NoReader(f"Orca {NEWER} was not brought: {_last(done.stderr.splitlines())}")
    unfinished.rename(folder)


def _mirror() -> str:
    """Raises NoReader where the machine installs from no Debian mirror."""
    told = subprocess.run(_ASK_MIRROR, capture_output=True, text=True, check=False).stdout.split()
    if not told:
        raise NoReader("This machine installs from no Debian mirror: there is none to take a newer Orca from.")
    return told[0]


def _last(lines: Sequence[str]) -> str:
    return lines[-1] if lines else "no reason was given"
