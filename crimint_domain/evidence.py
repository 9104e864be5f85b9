"""What proves a version of a record: one commitment over all that was set, each piece of which can be shown by itself.

The commitment stands in the log. Whoever is shown some pieces, and only the hashes of the others, can tell that they
are what was written, and learns nothing of the rest. Without the salt, nobody can tell what any of them was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from crimint_domain.log_head import canonical
from crimint_domain.parts import Value

__all__ = ["commitment_to", "evidence_text", "piece_hash", "piece_salt", "pieces_of"]

_DEEPEST: Final = 4  # items/<id>/grading/source


def pieces_of(parts: Mapping[str, Value], aside: Mapping[str, Value] | None, reason: str) -> dict[str, Value]:
    """Return what a version holds by the names of its pieces: ``set/items/<id>/text``, ``aside``, ``reason``."""
    named = list(_opened(parts, ()))
    once = dict(named)
    # Two ways of writing one path could hide each other; then the parts are one piece.
    found = {f"set/{name}": value for name, value in once.items()} if len(once) == len(named) else {"set": dict(parts)}
    return found | ({} if aside is None else {"aside": dict(aside)}) | ({"reason": reason} if reason else {})


def _opened(value: Mapping[str, Value], way: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    for key, each in value.items():
        here = (*way, *key.split("/"))
        if isinstance(each, Mapping) and each and len(here) < _DEEPEST:
            yield from _opened(each, here)
        else:
            yield "/".join(here), each


def piece_salt(salt: bytes, name: str) -> bytes:
    """Return the salt of one piece, from which nobody comes to that of another."""
    return hashlib.sha256(salt + name.encode()).digest()


def piece_hash(salt: bytes, name: str, value: Value) -> str:
    """Return the commitment to one piece."""
    return hashlib.sha256(piece_salt(salt, name) + canonical(value)).hexdigest()


def commitment_to(salt: bytes, pieces: Mapping[str, Value]) -> str:
    """Return the commitment to all pieces of a version."""
    hashes = {name: piece_hash(salt, name, value) for name, value in pieces.items()}
    return hashlib.sha256(canonical(hashes)).hexdigest()


def evidence_text(record: str, digest: str) -> bytes:
    """Return what the service signs under the evidence of a record; ``digest`` is that of the lines above."""
    return f"crimint-evidence\n{record}\n{digest}\n".encode()
