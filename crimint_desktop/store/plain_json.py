"""JSON as the cache keeps it: bytes, in the order the service sent it."""

from __future__ import annotations

from typing import Any

import msgspec

from crimint_domain.errors import Problem, Refused

__all__ = ["read_json", "write_json"]


def write_json(value: object) -> bytes:
    """Write a plain value; raises Refused for what is not JSON (half a character, a number too large)."""
    try:
        return msgspec.json.encode(value)
    except (TypeError, ValueError, OverflowError, RecursionError) as fault:
        raise Refused(Problem("", "This document contains something that cannot be kept.")) from fault


def read_json(raw: bytes) -> Any:  # noqa: ANN401 - a document may hold anything
    """Read what :func:`write_json` wrote."""
    return msgspec.json.decode(raw)
