"""Pictures of a private desktop, taken from the memory of its X server (``Xvfb -fbdir``) as often as one likes."""

from __future__ import annotations

import struct
from pathlib import Path

from PIL import Image

FILE = "Xvfb_screen0"
_FIELDS = struct.Struct(">25I")  # the header of the X Window Dump format, always the most significant byte first
_HEADER_SIZE, _WIDTH, _HEIGHT, _BITS, _LINE, _COLOURS = 0, 4, 5, 11, 12, 19
_COLOUR_BYTES = 12
_TRUE_COLOUR = 32


def options(folder: Path, size: tuple[int, int]) -> tuple[str, ...]:
    """What the X server is started with, so that ``picture`` finds a desktop of this size in ``folder``."""
    width, height = size
    return ("-screen", "0", f"{width}x{height}x24", "-fbdir", str(folder))


def picture(folder: Path) -> Image.Image:
    """The whole desktop as it is painted now, in RGB. Raises ValueError for a server of another kind."""
    raw = (folder / FILE).read_bytes()
    fields = _FIELDS.unpack_from(raw)
    if fields[_BITS] != _TRUE_COLOUR:
        raise ValueError(f"the X server keeps {fields[_BITS]} bits a pixel")
    begins = fields[_HEADER_SIZE] + fields[_COLOURS] * _COLOUR_BYTES
    size = (fields[_WIDTH], fields[_HEIGHT])
    pixels = raw[begins : begins + fields[_LINE] * fields[_HEIGHT]]
    return Image.frombuffer("RGB", size, pixels, "raw", "BGRX", fields[_LINE], 1)
