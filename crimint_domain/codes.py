"""Versioned code lists: the labels of grades, handling, markings and roles are data, not constants.

A force corrects a label by shipping a new version of a list; nothing is compiled in. A code is never shown
or stored without its scheme, because the same letters mean different things in different schemes ("A1").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crimint_domain.errors import Problem, Refused

__all__ = ["Code", "CodeList", "CodeLists", "code_list_from"]


@dataclass(frozen=True, slots=True)
class Code:
    """One value of an axis: ``code`` as written, ``label`` in words, ``help`` and examples for the form."""

    code: str
    label: str
    help: str = ""
    examples: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class CodeList:
    """The values of one axis of one scheme, as they stand from ``valid_from`` on."""

    scheme: str
    axis: str
    title: str
    version: int
    valid_from: date
    valid_to: date | None
    codes: tuple[Code, ...]

    def find(self, code: str) -> Code | None:
        """Return the code written as ``code``, or None if this list has none."""
        return next((entry for entry in self.codes if entry.code == code), None)

    def label(self, code: str) -> str:
        """Return the words for a code; an unknown code is named as such, never guessed."""
        found = self.find(code)
        return found.label if found else f"unknown code {code}"

    @property
    def values(self) -> tuple[str, ...]:
        """The codes alone, in their order."""
        return tuple(entry.code for entry in self.codes)


@dataclass(frozen=True, slots=True)
class CodeLists:
    """Every list the program knows; the newest valid version of an axis answers."""

    lists: tuple[CodeList, ...] = ()

    def find(self, scheme: str, axis: str, on: date | None = None) -> CodeList:
        """Return the list for an axis, valid on a date if given; raises Refused for an unknown scheme."""
        fitting = [
            each
            for each in self.lists
            if each.scheme == scheme
            and each.axis == axis
            and (on is None or (each.valid_from <= on and (each.valid_to is None or on <= each.valid_to)))
        ]
        if not fitting:
            raise Refused(Problem("", f"This program does not know the code list {scheme} {axis}. Ask for an update."))
        return max(fitting, key=lambda each: each.version)

    def has(self, scheme: str, axis: str) -> bool:
        """Say whether any version of this list is known."""
        return any(each.scheme == scheme and each.axis == axis for each in self.lists)


def code_list_from(raw: Mapping[str, Any]) -> CodeList:
    """Read one list from its plain form; raises Refused naming what is missing or unusable."""
    try:
        return CodeList(
            scheme=str(raw["scheme"]),
            axis=str(raw["axis"]),
            title=str(raw["title"]),
            version=int(raw["version"]),
            valid_from=date.fromisoformat(raw["valid_from"]),
            valid_to=date.fromisoformat(raw["valid_to"]) if raw.get("valid_to") else None,
            codes=tuple(_codes(raw["codes"])),
        )
    except (KeyError, ValueError, TypeError) as fault:
        raise Refused(Problem("", f"A code list cannot be read: {fault}.")) from fault


def _codes(raw: Iterable[Mapping[str, Any]]) -> Iterable[Code]:
    for entry in raw:
        yield Code(
            code=str(entry["code"]),
            label=str(entry["label"]),
            help=str(entry.get("help", "")),
            examples=tuple(str(each) for each in entry.get("examples", ())),
            source=str(entry.get("source", "")),
        )
