"""Proofs about the service's log, as this program asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from crimint_desktop.remote.line import Answer, Question

__all__ = ["Included", "LogProofs"]

_OK: Final = 200
_CANNOT: Final[Mapping[int, Any]] = dict.fromkeys((400, 404, 422))
_LONGEST: Final = 128
_WITHIN_S: Final = 15.0


class _Consistency(msgspec.Struct):
    path: list[str]


class _Inclusion(msgspec.Struct):
    index: int
    path: list[str]


@dataclass(frozen=True, slots=True)
class Included:
    """Where an entry is said to stand, and the hashes that are to prove it."""

    index: int
    path: tuple[bytes, ...]


class LogProofs:
    """Asks the service for proofs. What it cannot or does not prove is None; raises Unavailable when nobody answers."""

    def __init__(self, ask: Callable[[Question, Mapping[int, Any]], Answer]) -> None:
        self._ask = ask

    def consistency(self, first: int, second: int) -> tuple[bytes, ...] | None:
        """Ask for the proof that the log of ``second`` entries begins with the one of ``first``."""
        found = self._asked("/v1/audit/proof/consistency", {"from": first, "to": second}, _Consistency)
        return None if found is None else _hashes(found.path)

    def inclusion(self, leaf: bytes, size: int) -> Included | None:
        """Ask for the proof that an entry is among the log's first ``size``."""
        found = self._asked("/v1/audit/proof/inclusion", {"leaf": leaf.hex(), "size": size}, _Inclusion)
        path = None if found is None else _hashes(found.path)
        return None if found is None or path is None else Included(found.index, path)

    def _asked(self, path: str, query: Mapping[str, str | int], kind: Any) -> Any:  # noqa: ANN401 - one of the above
        answer = self._ask(Question("GET", path, dict(query), within_s=_WITHIN_S), _CANNOT)
        if answer.status != _OK:
            return None
        try:
            return msgspec.json.decode(answer.body, type=kind)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None


def _hashes(path: list[str]) -> tuple[bytes, ...] | None:
    try:
        found = tuple(map(bytes.fromhex, path))
    except ValueError:
        return None
    return found if len(found) <= _LONGEST else None
