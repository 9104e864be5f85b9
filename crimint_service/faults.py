"""What the service answers when it cannot do as asked: a stable type, a status and a sentence (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["Fault", "problem_type"]

_PREFIX: Final = "urn:crimint:problem:"


def problem_type(name: str) -> str:
    """Return the stable URI of a kind of problem, such as ``epoch-changed``."""
    return _PREFIX + name


class Fault(Exception):
    """An answer other than the one asked for.

    ``name`` is stable and for programs, ``says`` is a full sentence for people; ``retry_after_s`` becomes a
    ``Retry-After`` header, ``members`` stand beside the standard ones in the body.
    """

    def __init__(
        self,
        status: int,
        name: str,
        says: str,
        *,
        retry_after_s: int | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(says)
        self.status = status
        self.name = name
        self.says = says
        self.retry_after_s = retry_after_s
        self.members = dict(members or {})
