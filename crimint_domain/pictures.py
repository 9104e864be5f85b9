"""The outline of a picture: how large it says it is, and what it carries beside the picture itself.

Only the frame of the file is read here; what it shows is decoded elsewhere, apart from everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from crimint_domain.errors import Problem, Refused

__all__ = ["Outline", "gif", "jpeg", "png", "tiff"]

_SOS, _EOI, _SOF = 0xDA, 0xD9, frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_SAYS_SOMETHING: Final = frozenset({0xFE, *range(0xE0, 0xF0)})
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_MOST_PIECES: Final = 100_000
_TIFF_WIDTH, _TIFF_HEIGHT, _SHORT = 256, 257, 3
_MOST_FIELDS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Outline:
    """Width and height as the file says them; ``beside`` is what stands in it that is not the picture."""

    width: int
    height: int
    beside: tuple[bytes, ...] = ()


def _damaged() -> Refused:
    says = "This picture is damaged. Save it again with another program and attach that."
    return Refused(Problem("attachments", says))


def jpeg(raw: bytes) -> Outline:
    """Read the outline of a JPEG picture; raises Refused for one that does not hang together."""
    width = height = 0
    beside: list[bytes] = []
    at = 2
    for _ in range(_MOST_PIECES):
        marker, at = _marker(raw, at)
        if marker == _EOI and width:
            return Outline(width, height, (*beside, raw[at:]))
        if marker in _ALONE:
            continue
        length = int.from_bytes(raw[at : at + 2], "big")
        piece = raw[at + 2 : at + length]
        at += length
        if marker == _EOI or length < 2 or at > len(raw):  # noqa: PLR2004 - the length counts its own two bytes
            raise _damaged()
        if marker in _SAYS_SOMETHING:
            beside.append(piece)
        elif marker in _SOF:
            height, width = int.from_bytes(piece[1:3], "big"), int.from_bytes(piece[3:5], "big")
        elif marker == _SOS:
            at = _behind_scan(raw, at)
    raise _damaged()


def _marker(raw: bytes, at: int) -> tuple[int, int]:
    while raw[at : at + 2] == b"\xff\xff":
        at += 1
    if at + 2 > len(raw) or raw[at] != 0xFF:  # noqa: PLR2004 - every marker begins with this byte
        raise _damaged()
    return raw[at + 1], at + 2


def _behind_scan(raw: bytes, at: int) -> int:
    following = _NEXT_MARKER.search(raw, at)
    if following is None:
        raise _damaged()
    return following.start()


def png(raw: bytes) -> Outline:
    """Read the outline of a PNG picture; raises Refused for one that does not hang together."""
    if raw[12:16] != b"IHDR":
        raise _damaged()
    width, height = int.from_bytes(raw[16:20], "big"), int.from_bytes(raw[20:24], "big")
    beside: list[bytes] = []
    at = 8
    for _ in range(_MOST_PIECES):
        length, name = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        if at + 12 + length > len(raw):
            raise _damaged()
        if name not in (b"IDAT", b"IHDR", b"PLTE", b"fdAT"):
            beside.append(raw[at + 8 : at + 8 + length])
        at += 12 + length
        if name == b"IEND":
            return Outline(width, height, (*beside, raw[at:]))
    raise _damaged()


def gif(raw: bytes) -> Outline:
    """Read the outline of a GIF picture; raises Refused for one that does not hang together."""
    width, height = int.from_bytes(raw[6:8], "little"), int.from_bytes(raw[8:10], "little")
    at = 13 + _colours(raw[10:11])
    beside: list[bytes] = []
    for _ in range(_MOST_PIECES):
        match raw[at : at + 1]:
            case b";":
                return Outline(width, height, (*beside, raw[at + 1 :]))
            case b"!":
                said, at = _blocks(raw, at + 2)
                beside.append(said)
            case b",":
                _, at = _blocks(raw, at + 11 + _colours(raw[at + 9 : at + 10]))
            case _:
                raise _damaged()
    raise _damaged()


def _colours(flags: bytes) -> int:
    """The bytes of a table of colours, whose size stands in the last three bits."""
    if not flags:
        raise _damaged()
    return 3 << ((flags[0] & 7) + 1) if flags[0] & 0x80 else 0


def _blocks(raw: bytes, at: int) -> tuple[bytes, int]:
    said: list[bytes] = []
    while at < len(raw):
        size = raw[at]
        if not size:
            return b"".join(said), at + 1
        said.append(raw[at + 1 : at + 1 + size])
        at += 1 + size
    raise _damaged()


def tiff(raw: bytes) -> Outline:
    """Read the outline of the first page of a TIFF picture; raises Refused for one that does not hang together."""

    def number(at: int, size: int) -> int:
        if at + size > len(raw):
            raise _damaged()
        return int.from_bytes(raw[at : at + size], "little" if raw[:2] == b"II" else "big")

    first = number(4, 4)
    count = number(first, 2)
    if not 0 < count <= _MOST_FIELDS:
        raise _damaged()
    found: dict[int, int] = {}
    for at in range(first + 2, first + 2 + 12 * count, 12):
        tag = number(at, 2)
        if tag in (_TIFF_WIDTH, _TIFF_HEIGHT):
            found[tag] = number(at + 8, 2 if number(at + 2, 2) == _SHORT else 4)
    if not found.get(_TIFF_WIDTH) or not found.get(_TIFF_HEIGHT):
        raise _damaged()
    return Outline(found[_TIFF_WIDTH], found[_TIFF_HEIGHT])
