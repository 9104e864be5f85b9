"""The log as lines of JSON, for auditors: every entry with its leaf, and the signed heads between them.

``crimint-audit-verify`` checks them without the service. With ``words``, what people wrote stands beside the entries
as far as it was not erased; without, only the commitments to it are handed out. A span begins and ends at a signed
head: the hashes before it stand for what is left out, and are under that head.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.log_head import leaf_body
from crimint_domain.merkle import peaks
from crimint_domain.views import instant_text
from crimint_service.log_told import Said, told
from crimint_service.log_tree import node_of
from crimint_service.tables import log_head, log_leaf

__all__ = ["WHOLE", "Span", "lines"]

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Span:
    """From the last head that was signed up to ``since``, to the first one signed at ``until`` or later; without the
    one or the other, from the beginning or to the end."""

    since: datetime | None = None
    until: datetime | None = None


WHOLE: Final = Span()


def lines(connection: sa.Connection, public_key: str, *, words: bool, span: Span = WHOLE) -> Iterator[bytes]:
    """Yield the lines of the log up to a signed head, each with its end of line."""
    digest, counts = hashlib.sha256(), {"entry": 0, "head": 0, "log": 0}
    for said in _said(connection, public_key, _heads(connection, span), words=words):
        line = leaf_body(said) + b"\n"
        digest.update(line)
        counts[str(said["line"])] += 1
        yield line
    end = {"line": "end", "entries": counts["entry"], "heads": counts["head"], "sha256": digest.hexdigest()}
    yield leaf_body(end) + b"\n"


def _heads(connection: sa.Connection, span: Span) -> tuple[sa.Row[Any] | None, Sequence[sa.Row[Any]]]:
    """Return the head before a span, if it does not begin with the log, and those within it."""
    heads = list(connection.execute(sa.select(log_head).order_by(log_head.c.number)))
    since, until = (instant_text(each) or "" for each in (span.since, span.until))
    begins = max((at for at, head in enumerate(heads) if since and head.at <= since), default=-1)
    ends = next((at for at, head in enumerate(heads) if until and head.at >= until and at > begins), len(heads) - 1)
    return (heads[begins] if begins >= 0 else None), heads[begins + 1 : ends + 1]


def _said(
    connection: sa.Connection,
    public_key: str,
    heads: tuple[sa.Row[Any] | None, Sequence[sa.Row[Any]]],
    *,
    words: bool,
) -> Iterator[Said]:
    first, within = heads
    size = first.size if first is not None else 0
    begins = {"line": "log", "key": public_key}
    if first is None:
        yield begins
    else:
        yield begins | {"from": size, "peaks": [each.hex() for each in peaks(node_of(connection), size)]}
        yield {"line": "head", "number": first.number, "note": first.note}
    for head in within:
        for begin in range(size, head.size, _AT_ONCE):
            yield from _entries(connection, begin, min(begin + _AT_ONCE, head.size), words=words)
        size = head.size
        yield {"line": "head", "number": head.number, "note": head.note}


def _entries(connection: sa.Connection, begin: int, end: int, *, words: bool) -> Iterator[Said]:
    chosen = sa.select(log_leaf).where(log_leaf.c.leaf_index >= begin, log_leaf.c.leaf_index < end)
    leaves = connection.execute(chosen.order_by(log_leaf.c.leaf_index)).all()
    for _, said in told(connection, leaves, words=words):
        yield said
