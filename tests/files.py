"""Files made in the tests, honest and hostile: nobody else's, and nothing in them is true."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image, ImageDraw

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), *, exif: Mapping[int, str] | None = None,
              pages: int = 1) -> bytes:  # fmt: skip
    """A drawn van, or something like one."""
    shots = []
    for page in range(pages):
        image = Image.new("RGB", size, (200, 210, 220))
        ImageDraw.Draw(image).rectangle((4 + page, 10, size[0] // 2, size[1] - 6), fill=(30, 60, 140))
        shots.append(image.convert("P") if kind == "GIF" else image)
    told = Image.Exif()
    for tag, value in (exif or {}).items():
        told[tag] = value
    out = io.BytesIO()
    more = {"save_all": True, "append_images": shots[1:]} if pages > 1 else {}
    shots[0].save(out, kind, **({"exif": told.tobytes()} if exif else {}), **more)
    return out.getvalue()


def a_pdf(*pages: str, extra: bytes = b"", trailer: bytes = b"") -> bytes:
    """A document of one line a page."""
    pages = pages or ("The van stood by the old mill.",)
    bodies = [b"<< /Type /Catalog /Pages 2 0 R " + extra + b" >>", b""]
    kids = []
    for text in pages:
        words = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        content = f"BT /F1 14 Tf 40 700 Td ({words}) Tj ET".encode("latin-1")
        at = len(bodies) + 1
        kids.append(f"{at} 0 R")
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 << /Type /Font"
            b" /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Contents " + str(at + 1).encode() + b" 0 R >>"
        )
        bodies.append(b"<< /Length " + str(len(content)).encode() + b" >>\nstream\n" + content + b"\nendstream")
    bodies[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    begin = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += b"trailer << /Size " + str(len(bodies) + 1).encode() + b" /Root 1 0 R " + trailer + b" >>\n"
    return bytes(out + f"startxref\n{begin}\n%%EOF\n".encode())


def a_zip(entries: Mapping[str, bytes | str], *, packed: bool = True) -> bytes:
    """An archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return out.getvalue()


def a_docx(**more: bytes | str) -> bytes:
    """A document of Word, as small as one can be; ``more`` are files in it besides."""
    inside: dict[str, bytes | str] = {"[Content_Types].xml": _TYPES, "word/document.xml": "<document>A van.</document>"}
    return a_zip(inside | {name.replace("__", "/"): body for name, body in more.items()})


def an_xlsx() -> bytes:
    """A workbook, as small as one can be."""
    return a_zip({"[Content_Types].xml": _TYPES, "xl/workbook.xml": "<workbook/>"})


def a_recording() -> bytes:
    """The frame of a recording, with nothing to see in it."""
    head = struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0x200, b"mp42")
    return head + struct.pack(">I4s", 8 + 100, b"mdat") + bytes(100)


def a_sound() -> bytes:
    """A second of silence, or less."""
    body = (
        b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", 10) + bytes(10)
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def a_png_that_says(width: int, height: int) -> bytes:
    """A picture of a few bytes that claims to be as large as one likes."""

    def piece(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = piece(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + piece(b"IDAT", zlib.compress(bytes(100))) + piece(b"IEND", b"")


def with_comment(jpeg: bytes, words: bytes) -> bytes:
    """A JPEG picture with a comment in it."""
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(words) + 2) + words + jpeg[2:]
