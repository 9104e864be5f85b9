"""What a disk may hold after a power cut: made from everything that a process asked of it, as strace wrote it down.

The model is the strict reading of POSIX. A write is safe once its file has been synced, a name once its folder has
been; of what is not safe any part may have arrived, in any order, torn at 512 bytes, with zeros or noise in place of a
sector that was being written. Names arrive in their order. What was not being written stays as it was.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

__all__ = ["CALLS", "Disk", "Event", "events_of"]

CALLS: Final = (
    "openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,pwritev,writev,unlinkat,renameat,renameat2"
)
_SECTOR: Final = 512
_HEX: Final = r"((?:\\x[0-9a-f]{2})*)"
_WHOLE: Final = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
_BEGUN: Final = re.compile(r"^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
_ENDED: Final = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>.*\) += (-?\d+)")
_WRITE: Final = re.compile(rf'^(\d+)<{_HEX}>(?:\(deleted\))?, "{_HEX}", (\d+)(?:, (\d+))?$')
_FILE: Final = re.compile(rf"^\d+<{_HEX}>(?:\(deleted\))?(?:, (\d+))?$")
_NAMED: Final = re.compile(rf'^(?:AT_FDCWD<{_HEX}>, )?"{_HEX}"(.*)$')


@dataclass(frozen=True, slots=True)
class Event:
    """``what`` is ``write``, ``truncate``, ``make``, ``remove``, ``sync`` or ``say``. ``number`` counts what happened
    before; of a sync, what had happened when it began."""

    what: str
    number: int
    path: Path = Path()
    offset: int = 0
    content: bytes = b""


def events_of(trace: Iterable[str]) -> Iterator[Event]:
    """Read what strace wrote. Raises ValueError for a call on a file that this does not know."""
    begun: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(trace):
        if whole := _WHOLE.match(line):
            if int(whole[4]) >= 0:
                yield from _event(whole[2], whole[3], number, begin=number)
        elif start := _BEGUN.match(line):
            begun[start[1]] = (number, start[3])
            if not start[2].endswith("sync"):
                yield from _event(start[2], start[3], number, begin=number)
        elif (end := _ENDED.match(line)) and end[2].endswith("sync") and int(end[3]) >= 0:
            begin, values = begun.pop(end[1])
            yield from _event(end[2], values, number, begin)


def _event(call: str, values: str, number: int, begin: int) -> Iterator[Event]:
    if call in ("pwrite64", "write"):
        found = _WRITE.match(values)
        if found is None:
            raise ValueError(f"a write that is not understood: {values[:200]}")
        content, offset = _bytes(found[3]), found[5]
        if offset is not None:
            yield Event("write", number, _path(found[2]), int(offset), content)
        elif found[1] == "1":
            yield Event("say", number, content=content)
        else:
            yield Event("write", number, _path(found[2]), -1, content)
    elif call in ("fsync", "fdatasync", "ftruncate"):
        file = _FILE.match(values)
        if file is None:
            raise ValueError(f"a sync that is not understood: {values[:200]}")
        what = "truncate" if call == "ftruncate" else "sync"
        yield Event(what, begin, _path(file[1]), int(file[2] or 0))
    elif call == "openat" and "O_CREAT" in values:
        yield Event("make", number, _path(_named(values)[2]))
    elif call == "unlink":
        yield Event("remove", number, _path(_named(values)[2]))
    elif call != "openat":
        raise ValueError(f"{call} is not in the model of the disk")


def _named(values: str) -> re.Match[str]:
    found = _NAMED.match(values)
    if found is None:
        raise ValueError(f"a name that is not understood: {values[:200]}")
    return found


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _path(text: str) -> Path:
    return Path(_bytes(text).decode())


@dataclass(slots=True)
class _File:
    safe: bytearray = field(default_factory=bytearray)
    pending: list[Event] = field(default_factory=list)
    size: int = 0  # as the process sees it


class Disk:
    """One folder on a disk. ``deaf`` names endings of files whose syncs are left out: the counter-proof."""

    def __init__(self, folder: Path, deaf: tuple[str, ...] = ()) -> None:
        self._folder = folder
        self._deaf = deaf
        self._names: dict[str, _File] = {}
        self._safe_names: dict[str, _File] = {}
        self._pending_names: list[tuple[int, str, _File | None]] = []

    def happens(self, event: Event) -> None:
        """Let the next thing happen; what concerns other folders is passed over."""
        if event.what == "sync" and event.path == self._folder:
            self._sync_names(event.number)
        if event.path.parent != self._folder or event.path.name.endswith("-shm"):
            return  # the shared memory beside a log is made anew after a power cut
        name = event.path.name
        if event.what == "remove":
            del self._names[name]
            self._pending_names.append((event.number, name, None))
            return
        if name not in self._names:
            if event.what != "make":
                return  # removed already: nobody will find it again
            self._names[name] = _File()
            self._pending_names.append((event.number, name, self._names[name]))
        self._changes(self._names[name], event, deaf=bool(self._deaf) and name.endswith(self._deaf))

    @staticmethod
    def _changes(file: _File, event: Event, *, deaf: bool) -> None:
        if event.what == "sync" and not deaf:
            for each in file.pending:
                if each.number < event.number:
                    _apply(file.safe, each, each.content)
            file.pending = [each for each in file.pending if each.number >= event.number]
        elif event.what == "write":
            at = file.size if event.offset < 0 else event.offset
            file.pending.append(Event("write", event.number, event.path, at, event.content))
            file.size = max(file.size, at + len(event.content))
        elif event.what == "truncate":
            file.pending.append(event)
            file.size = event.offset

    def _sync_names(self, until: int) -> None:
        for number, name, file in self._pending_names:
            if number < until:
                _link(self._safe_names, name, file)
        self._pending_names = [each for each in self._pending_names if each[0] >= until]

    def cut(self, chance: random.Random, into: Path) -> None:
        """Write into a folder what the disk may hold if the power goes now."""
        names = dict(self._safe_names)
        for _, name, file in self._pending_names[: chance.randint(0, len(self._pending_names))]:
            _link(names, name, file)
        how = chance.choice(("nothing", "everything", "some", "torn", "torn"))
        for name, file in names.items():
            content = bytearray(file.safe)
            for each in file.pending:
                if how == "everything" or (how in ("some", "torn") and chance.random() < 0.5):
                    _apply(content, each, each.content)
                elif how == "torn":
                    _tear(content, each, chance)
            (into / name).write_bytes(content)


def _link(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def _apply(content: bytearray, event: Event, written: bytes) -> None:
    if event.what == "truncate":
        del content[event.offset :]
        content.extend(bytes(event.offset - len(content)))
        return
    content.extend(bytes(max(0, event.offset - len(content))))
    content[event.offset : event.offset + len(written)] = written


def _tear(content: bytearray, event: Event, chance: random.Random) -> None:
    """Let some sectors of a write arrive, some not, and some as zeros or noise."""
    if event.what == "truncate":
        return
    at = event.offset
    end = at + len(event.content)
    while at < end:
        until = min(end, (at // _SECTOR + 1) * _SECTOR)
        piece = event.content[at - event.offset : until - event.offset]
        came = chance.choice((piece, piece, None, None, bytes(len(piece)), chance.randbytes(len(piece))))
        if came is not None:
            _apply(content, Event("write", 0, offset=at), came)
        at = until
