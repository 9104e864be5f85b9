"""The head of the service's log, as it is signed: how many entries, under which root, when (a C2SP signed note).

Signing and checking the signature are for those who hold keys; here is what is signed, and what a leaf is made of.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = [
    "LogHead", "NotANote", "canonical", "device_body", "key_id", "leaf_body", "note_of", "origin_of", "read_note",
]  # fmt: skip

_NOTE: Final = re.compile(
    r"(?P<text>(?P<origin>[^\s+]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"time (?P<at>[0-9T:.Z+-]{1,40})\n)\n\u2014 (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/=]{92})\n"
)
_ED25519: Final = b"\x01"
_ID_BYTES: Final = 4


class NotANote(ValueError):
    """What should have been a signed head cannot be read as one."""


@dataclass(frozen=True, slots=True)
class LogHead:
    """A log's first ``size`` entries have this root (32 bytes). ``origin`` names the log, ``at`` is UTC text."""

    origin: str
    size: int
    root: bytes
    at: str

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\ntime {self.at}\n"


def origin_of(environment: str, epoch: str) -> str:
    """Return the name of a register's log. It ends with the epoch: another history is another log."""
    return f"crimint/{environment}/{epoch}"


def key_id(origin: str, public_key: bytes) -> bytes:
    """Return the four bytes by which a note says which key signed it."""
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + public_key).digest()[:_ID_BYTES]


def note_of(head: LogHead, public_key: bytes, signature: bytes) -> str:
    """Return the signed note."""
    signed = base64.b64encode(key_id(head.origin, public_key) + signature).decode()
    return f"{head.text}\n\u2014 {head.origin} {signed}\n"


def read_note(note: str, public_key: bytes) -> tuple[LogHead, bytes]:
    """Return the head and the signature under its text, still to be checked; raises NotANote for anything else than
    one head under one signature that claims to be of this key."""
    found = _NOTE.fullmatch(note)
    if found is None or found["name"] != found["origin"]:
        raise NotANote("this is no signed head of a log")
    try:
        root = base64.b64decode(found["root"], validate=True)
        signed = base64.b64decode(found["signature"], validate=True)
    except binascii.Error as error:
        raise NotANote("this is no signed head of a log") from error
    head = LogHead(found["origin"], int(found["size"]), root, found["at"])
    if head.text != found["text"] or signed[:_ID_BYTES] != key_id(head.origin, public_key):
        raise NotANote("this head is signed by another key")
    if note_of(head, public_key, signed[_ID_BYTES:]) != note:
        raise NotANote("this head is not written in the one way of writing it")
    return head, signed[_ID_BYTES:]


def canonical(value: object) -> bytes:
    """Return a value in the one way of writing it as JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf_body(body: Mapping[str, object]) -> bytes:
    """Return an entry of the log in the one way of writing it."""
    return canonical(body)


def device_body(device: str, user: str, sequence: int, entry_hash: str) -> bytes:
    """Return what the service's log holds of an entry of a device's chain, whose hash covers all the rest."""
    return leaf_body(
        {"source": "device", "device": device, "user": user, "sequence": sequence, "hash": entry_hash}
    )  # fmt: skip
