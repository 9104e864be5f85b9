"""What a file is, by its content alone: what its name and its sender say counts for nothing.

Taken are a few kinds that can be judged from end to end. A file that is two kinds at once, that carries programs,
that is locked, or that would unfold into more than a computer can hold is refused with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from crimint_domain.archives import office_kind
from crimint_domain.attachment import FILE_TYPES, FileType
from crimint_domain.errors import Problem, Refused
from crimint_domain.file_names import cleaned_name
from crimint_domain.pictures import Outline, gif, jpeg, png, tiff

__all__ = ["MOST_PIXELS", "examine", "judged"]

MOST_PIXELS: Final = 100_000_000
"""Width times height: more would fill a computer's memory when it is shown."""
_FIRST: Final = 1_024
_TAIL: Final = 65_557
_END_OF_ZIP: Final = 22

# Other kinds, known only to be refused by their name.
_NOT_TAKEN: Final = (
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!", "a program"),
    (b"Rar!\x1a\x07", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"BZh", "an archive"),
    (b"\xfd7zXZ\x00", "an archive"),
    (b"\x28\xb5\x2f\xfd", "an archive"),
    (b"{\\rtf", "a document that can hold other files"),
    (b"%!PS", "a program for printers"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE_OF_THE_WEB: Final = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|\?php)\b", re.IGNORECASE
)
_MARKUP: Final = re.compile(r"\s*(?:<[!?a-z]|mime-version:|\[internetshortcut\]|@echo\b)", re.IGNORECASE)
_NOT_IN_TEXT: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SOUND: Final = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4A ", b"qt  ",
                 b"3gp4", b"3gp5", b"3gp6", b"3g2a", b"MSNV", b"dash")  # fmt: skip
_PDF_LOCKED: Final = re.compile(rb"/Encrypt\b")
_PDF_RUNS: Final = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")


def judged(raw: bytes, name: str) -> tuple[FileType, str]:
    """Return the kind of a file and the name it is kept under; raises Refused for what is not taken."""
    kind = examine(raw)
    return kind, cleaned_name(name, kind)


def examine(raw: bytes) -> FileType:
    """Return the kind of a file by its content; raises Refused, with a sentence, for what is not taken."""
    if not raw:
        raise _refused("This file is empty.")
    for begins, read in _READERS.items():
        if raw.startswith(begins):
            return _whole(raw, read(raw))
    if raw[4:8] == b"ftyp":
        return _whole(raw, _recording(raw))
    if raw.startswith(b"PK"):
        return FILE_TYPES[office_kind(raw)]
    _refuse_known(raw)
    return _whole(raw, _text(raw))


def _whole(raw: bytes, kind: FileType) -> FileType:
    """Refuse what could be opened as another kind as well."""
    first = raw[:_FIRST]
    if kind.key != "pdf" and b"%PDF-" in first:
        raise _twice("PDF document")
    if kind.key != "text" and _PAGE_OF_THE_WEB.search(first):
        raise _twice("web page")
    if _is_an_archive(raw):
        raise _twice("ZIP archive")
    return kind


def _is_an_archive(raw: bytes) -> bool:
    """Whether a directory of a ZIP archive stands at the end, where programs look for it."""
    at = raw.rfind(b"PK\x05\x06", max(0, len(raw) - _TAIL))
    if at < 0 or at + _END_OF_ZIP > len(raw):
        return False
    size = int.from_bytes(raw[at + 12 : at + 16], "little")
    return 0 < size <= at and raw[at - size : at - size + 4] == b"PK\x01\x02"


def _refuse_known(raw: bytes) -> None:
    for begins, words in _NOT_TAKEN:
        if raw.startswith(begins):
            raise _refused(f"This is {words}, and such files are not taken.")
    if raw.startswith(_OLE):
        raise _refused(
            "This is a document of old Office, or one with a password. Save it as .docx or .xlsx without a password."
        )
    if _PAGE_OF_THE_WEB.search(raw[:_FIRST]):
        raise _refused("This is a web page. Print it to a PDF and attach that.")


# --- pictures ---


def _picture(key: str, outline: Callable[[bytes], Outline]) -> Callable[[bytes], FileType]:
    def read(raw: bytes) -> FileType:
        seen = outline(raw)
        if seen.width * seen.height > MOST_PIXELS:
            size = f"{seen.width:,} by {seen.height:,} points"
            raise _refused(f"This picture says it has {size}, more than can be shown.")
        for piece in seen.beside:
            if _PAGE_OF_THE_WEB.search(piece):
                raise _twice("web page")
            if b"%PDF-" in piece:
                raise _twice("PDF document")
            if piece.startswith((b"PK\x03\x04", b"MZ", b"Rar!", b"7z\xbc\xaf", b"\x7fELF")):
                raise _twice("program or archive")
        return FILE_TYPES[key]

    return read


# --- documents ---


def _pdf(raw: bytes) -> FileType:
    end = raw.rfind(b"%%EOF")
    if end < 0 or raw[end + 5 :].strip(b" \t\r\n\x00\x1a"):
        raise _refused("This PDF document is damaged or carries something behind its end. Print it to a PDF again.")
    if _PDF_LOCKED.search(raw):
        raise _refused("This PDF document is locked with a password. Save it without one and attach that.")
    if _PDF_RUNS.search(raw):
        raise _refused("This PDF document carries programs or other files. Print it to a PDF and attach that.")
    return FILE_TYPES["pdf"]


def _text(raw: bytes) -> FileType:
    words = _words(raw)
    if words is None or _NOT_IN_TEXT.search(words):
        raise _refused(
            "This kind of file is not taken. Taken are pictures (JPEG, PNG, GIF, TIFF), PDF, plain text, Word and Excel"
            " (.docx, .xlsx), MP4 and WAV."
        )
    if _MARKUP.match(words):
        raise _refused("This text is a web page, a message or a program. Print it to a PDF and attach that.")
    return FILE_TYPES["text"]


def _words(raw: bytes) -> str | None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


# --- recordings ---


def _recording(raw: bytes) -> FileType:
    if raw[8:12] in (b"heic", b"heix", b"mif1", b"avif", b"hevc", b"msf1"):
        raise _refused("This picture is of a kind that is not taken (HEIC or AVIF). Save it as JPEG and attach that.")
    if raw[8:12] not in _SOUND:
        raise _refused("This recording is of a kind that is not taken. Save it as MP4 and attach that.")
    at = 0
    while at < len(raw):
        size = int.from_bytes(raw[at : at + 4], "big")
        name = raw[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(raw[at + 8 : at + 16], "big")
        elif size == 0:
            size = len(raw) - at
        if size < 8 or at + size > len(raw) or not name.isascii() or not name.decode("ascii").isprintable():  # noqa: PLR2004 - a box has a head of eight bytes
            raise _refused("This recording is damaged, or something else stands behind its end.")
        at += size
    return FILE_TYPES["mp4"]


def _wav(raw: bytes) -> FileType:
    if raw[8:12] != b"WAVE":
        raise _refused("This kind of file is not taken.")
    if int.from_bytes(raw[4:8], "little") + 8 not in (len(raw), len(raw) - 1):
        raise _refused("This recording is damaged, or something else stands behind its end.")
    return FILE_TYPES["wav"]


def _refused(says: str) -> Refused:
    return Refused(Problem("attachments", says))


def _twice(other: str) -> Refused:
    return _refused(f"This file is two kinds of file at once: it can also be opened as a {other}. It is not taken.")


_READERS: Final[Mapping[bytes, Callable[[bytes], FileType]]] = MappingProxyType(
    {
        b"\xff\xd8\xff": _picture("jpeg", jpeg),
        b"\x89PNG\r\n\x1a\n": _picture("png", png),
        b"GIF87a": _picture("gif", gif),
        b"GIF89a": _picture("gif", gif),
        b"II*\x00": _picture("tiff", tiff),
        b"MM\x00*": _picture("tiff", tiff),
        b"%PDF-": _pdf,
        b"RIFF": _wav,
    }
)
