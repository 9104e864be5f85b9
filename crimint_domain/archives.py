"""Word and Excel documents are ZIP archives: which of the two, and whether everything inside is what it says.

The directory at the end is read first, so that an archive which would unfold into gigabytes is refused before
anything of it is unfolded; what its entries say of their size is then held to what comes out.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Final

from crimint_domain.errors import Problem, Refused

__all__ = ["office_kind"]

_MOST_ENTRIES: Final = 2_000
_MOST_BYTES: Final = 100 * 1_048_576
_MOST_TIMES: Final = 100
_SMALL: Final = 1_048_576
_END, _ENTRY, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_END_SIZE, _ENTRY_SIZE, _LOCAL_SIZE = 22, 46, 30
_STORED, _DEFLATED = 0, 8
_LOCKED: Final = 0x41  # ordinary and strong encryption
_PIECE: Final = 65_536
_INNER: Final = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\xd0\xcf\x11\xe0")
_DEFINES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROGRAM: Final = re.compile(r"vbaproject|activex|macrosheets|oleobject|/embeddings/", re.IGNORECASE)
_KINDS: Final = (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml"))


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    flags: int
    method: int
    packed: int
    size: int
    at: int


def office_kind(raw: bytes) -> str:
    """Return ``docx`` or ``xlsx``; raises Refused for any other archive and for one that is not safe to open."""
    entries = _entries(raw)
    names = {entry.name for entry in entries}
    kind = next((key for key, main in _KINDS if main in names), "")
    _refuse_unsafe(entries, raw)
    if not kind or "[Content_Types].xml" not in names:
        raise _refused("This is an archive. Attach the files that are inside, one by one.")
    if any(_PROGRAM.search(name) for name in names):
        raise _refused("This document carries programs or other documents inside. Print it to a PDF and attach that.")
    before = 0
    for entry in sorted(entries, key=lambda each: each.at):
        before = _check_inside(raw, entry, before)
    return kind


def _entries(raw: bytes) -> list[_Entry]:
    end = raw.rfind(_END, max(0, len(raw) - _END_SIZE - 65_535))
    if end < 0 or end + _END_SIZE + int.from_bytes(raw[end + 20 : end + 22], "little") != len(raw):
        raise _refused("This document is damaged, or something else stands behind its end.")
    count = int.from_bytes(raw[end + 10 : end + 12], "little")
    size, at = int.from_bytes(raw[end + 12 : end + 16], "little"), int.from_bytes(raw[end + 16 : end + 20], "little")
    if count > _MOST_ENTRIES:
        raise _refused("This archive holds more files than a document can have.")
    if at + size != end:
        raise _refused("This document is damaged, or something else stands in front of it.")
    found: list[_Entry] = []
    for _ in range(count):
        head = raw[at : at + _ENTRY_SIZE]
        if len(head) < _ENTRY_SIZE or head[:4] != _ENTRY or at >= end:
            raise _damaged()
        lengths = [int.from_bytes(head[place : place + 2], "little") for place in (28, 30, 32)]
        name = raw[at + _ENTRY_SIZE : at + _ENTRY_SIZE + lengths[0]]
        found.append(
            _Entry(
                name.decode("utf-8", "replace"),
                int.from_bytes(head[8:10], "little"),
                int.from_bytes(head[10:12], "little"),
                int.from_bytes(head[20:24], "little"),
                int.from_bytes(head[24:28], "little"),
                int.from_bytes(head[42:46], "little"),
            )
        )
        at += _ENTRY_SIZE + sum(lengths)
    if at != end:
        raise _damaged()
    return found


def _refuse_unsafe(entries: list[_Entry], raw: bytes) -> None:
    whole = sum(entry.size for entry in entries)
    if whole > _MOST_BYTES or (whole > _SMALL and whole > _MOST_TIMES * len(raw)):
        raise _refused("This archive would unfold into far more than it is. It is not taken.")
    for entry in entries:
        if entry.flags & _LOCKED:
            raise _refused("This archive is locked with a password. Save it without one and attach that.")
        if entry.method not in (_STORED, _DEFLATED):
            raise _damaged()
        steps = entry.name.replace("\\", "/").split("/")
        if ".." in steps or entry.name.startswith(("/", "\\")) or ":" in entry.name or not entry.name.isprintable():
            raise _refused("This archive names files outside itself. It is not taken.")
    if len({entry.name.casefold() for entry in entries}) != len(entries):
        raise _refused("This archive names one file twice, so that nobody knows which is meant. It is not taken.")


def _check_inside(raw: bytes, entry: _Entry, before: int) -> int:
    """Hold an entry to what the directory says of it; returns where it ends. Entries may not lie in each other."""
    head = raw[entry.at : entry.at + _LOCAL_SIZE]
    if len(head) < _LOCAL_SIZE or head[:4] != _LOCAL or entry.at < before:
        raise _damaged()
    lengths = [int.from_bytes(head[place : place + 2], "little") for place in (26, 28)]
    begin = entry.at + _LOCAL_SIZE + sum(lengths)
    name = raw[entry.at + _LOCAL_SIZE : entry.at + _LOCAL_SIZE + lengths[0]].decode("utf-8", "replace")
    packed = raw[begin : begin + entry.packed]
    if name != entry.name or len(packed) != entry.packed:
        raise _damaged()
    first = _unfolded(packed, entry)
    if first.startswith(_INNER):
        raise _refused("This document carries programs or other documents inside. Print it to a PDF and attach that.")
    is_markup = entry.name.endswith((".xml", ".rels"))
    if is_markup and _DEFINES.search(first):
        raise _refused("This document defines words that unfold into others. It is not taken.")
    if entry.name == "[Content_Types].xml" and b"macroEnabled" in first:
        raise _refused("This document carries programs. Print it to a PDF and attach that.")
    return begin + entry.packed


def _unfolded(packed: bytes, entry: _Entry) -> bytes:
    """Unfold an entry piece by piece and return its first piece; never more than the directory says."""
    if entry.method == _STORED:
        if entry.size != entry.packed:
            raise _damaged()
        return packed[:_PIECE]
    unfolding = zlib.decompressobj(-zlib.MAX_WBITS)
    first, size, left = b"", 0, packed
    try:
        while not unfolding.eof:
            piece = unfolding.decompress(left, _PIECE)
            left = unfolding.unconsumed_tail
            first = first or piece
            size += len(piece)
            if size > entry.size or not (piece or left or unfolding.eof):
                raise _damaged()
    except zlib.error as fault:
        raise _damaged() from fault
    if size != entry.size or unfolding.unused_data:
        raise _damaged()
    return first


def _damaged() -> Refused:
    return _refused("This document is damaged, or not what it says it is. Save it again and attach that.")


def _refused(says: str) -> Refused:
    return Refused(Problem("attachments", says))
