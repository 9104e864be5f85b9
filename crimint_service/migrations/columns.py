"""The kinds of column that migrations make. They never change: a migration does the same in ten years' time."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

__all__ = ["identifier", "number", "serial", "text"]


def text(name: str, **more: Any) -> sa.Column[str]:  # noqa: ANN401 - passed on
    """Return a column for text, never null unless asked."""
    return sa.Column(name, sa.Text, **({"nullable": False} | more))


def identifier(name: str, **more: Any) -> sa.Column[str]:  # noqa: ANN401 - passed on
    """Return a column for a UUID as text, never null unless asked."""
    return sa.Column(name, sa.String(36), **({"nullable": False} | more))


def number(name: str, **more: Any) -> sa.Column[int]:  # noqa: ANN401 - passed on
    """Return a column for a whole number of up to 63 bits, never null unless asked."""
    return sa.Column(name, sa.BigInteger, **({"nullable": False} | more))


def serial(name: str) -> sa.Column[int]:
    """Return a key that the engine counts up."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True)
