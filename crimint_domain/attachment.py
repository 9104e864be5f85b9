"""A file that stands beside a report: what is known of it without opening it, and which kinds are taken.

The bytes travel apart from the document; the document names them by their digest, so that merge, history and feed
carry the name and never the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from crimint_domain.errors import Problem, Refused
from crimint_domain.ids import is_id
from crimint_domain.parts import Document, Value

__all__ = [
    "FILE_TYPES", "LARGEST", "LONGEST_TITLE", "MOST", "PART_BYTES", "Attachment", "FileType", "attachment_document",
    "attachment_from", "ids_named", "size_words",
]  # fmt: skip

LARGEST: Final = 25 * 1_048_576
"""Bytes: the largest file that is taken unless a service says otherwise."""
PART_BYTES: Final = 512 * 1_024
"""Bytes: files travel, and are kept, in pieces of this size; half a megabyte passes a slow line in half a minute."""
MOST: Final = 50
"""Attachments that one report can have."""
LONGEST_TITLE: Final = 1_000
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_KIB: Final = 1_024
_MIB: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is taken. ``endings`` are those a name may have, the first being the one it is written
    with; ``picture`` and ``pages`` say how it can be shown here; what is neither leaves only as a marked copy."""

    key: str
    words: str
    endings: tuple[str, ...]
    picture: bool = False
    pages: bool = False

    @property
    def shown(self) -> bool:
        """Whether this program can show it without handing it to another."""
        return self.picture or self.pages or self.key == "text"


_TYPES: Final = (
    FileType("jpeg", "JPEG picture", ("jpg", "jpeg", "jpe", "jfif"), picture=True),
    FileType("png", "PNG picture", ("png",), picture=True),
    FileType("gif", "GIF picture", ("gif",), picture=True),
    FileType("tiff", "TIFF picture", ("tif", "tiff"), picture=True),
    FileType("pdf", "PDF document", ("pdf",), pages=True),
    FileType("text", "plain text", ("txt", "text", "csv", "log")),
    FileType("docx", "Word document", ("docx",)),
    FileType("xlsx", "Excel workbook", ("xlsx",)),
    FileType("mp4", "MP4 recording", ("mp4", "m4v", "m4a", "mov", "3gp")),
    FileType("wav", "WAV recording", ("wav",)),
)
FILE_TYPES: Final[Mapping[str, FileType]] = MappingProxyType({each.key: each for each in _TYPES})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a report: ``type`` is a key of FILE_TYPES, ``digest`` the SHA-256 of its bytes in hexadecimal digits,
    ``title`` says in words what it is; for a picture that is what somebody hears who cannot see it."""

    id: str
    name: str
    type: str
    size: int
    digest: str
    title: str = ""

    @property
    def file_type(self) -> FileType | None:
        """Its kind, or None for one that only a newer program knows."""
        return FILE_TYPES.get(self.type)

    @property
    def is_picture(self) -> bool:
        """Whether it needs words for those who cannot see it."""
        return self.file_type is not None and self.file_type.picture

    @property
    def parts(self) -> int:
        """In how many pieces it travels."""
        return max(1, -(-self.size // PART_BYTES))


def attachment_from(attachment: str, raw: Mapping[str, Value]) -> Attachment:
    """Read what a document says of an attachment; raises Refused for what cannot be one."""
    part = f"attachments/{attachment}"
    name, kind, size, digest = (raw.get(key) for key in ("name", "type", "size", "digest"))
    title = raw.get("title") or ""
    texts = isinstance(name, str) and isinstance(kind, str) and isinstance(digest, str) and isinstance(title, str)
    whole = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    if not (is_id(attachment) and texts and whole and _DIGEST.fullmatch(str(digest))):
        raise Refused(Problem(part, "What the report says of an attachment cannot be read."))
    if len(str(title)) > LONGEST_TITLE:
        raise Refused(Problem(part, f"The words for an attachment may have at most {LONGEST_TITLE:,} characters."))
    return Attachment(attachment, str(name), str(kind), int(size or 0), str(digest), str(title))


def attachment_document(attachment: Attachment, order: str) -> Document:
    """Write an attachment without its id, which is its place."""
    return {
        "name": attachment.name, "type": attachment.type, "size": attachment.size, "digest": attachment.digest,
        "title": attachment.title, "order": order,
    }  # fmt: skip


def ids_named(document: Mapping[str, Value] | None, parts: Mapping[str, Value] | None = None) -> frozenset[str]:
    """Return the ids of the attachments that a document, or the parts of a change, puts beside a report."""
    named: set[str] = set()
    within = (document or {}).get("attachments")
    if isinstance(within, Mapping):
        named |= {each for each, body in within.items() if body is not None}
    for part, value in (parts or {}).items():
        first, _, rest = part.partition("/")
        if first != "attachments" or value is None:
            continue
        if rest:
            named.add(rest.partition("/")[0])
        elif isinstance(value, Mapping):
            named |= {each for each, body in value.items() if body is not None}
    return frozenset(named)


def size_words(size: int) -> str:
    """Say a number of bytes in words, such as ``2.4 MB``."""
    if size < _KIB:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < _MIB:
        return f"{size / _KIB:.0f} kB"
    return f"{size / _MIB:.1f} MB"
