"""Differences as tables: what was removed and what was added, a row each, wherever two versions are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table
from crimint_domain.wording import Run

__all__ = ["Difference", "DifferenceTable", "runs_told"]

_WORDS = 2
"""The column in which the keys begin: ``added: on two nights`` is what some screen readers say of a row."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row: what differs, or whose it is; how (``added``, ``removed``, ``now``), and the words."""

    of: str
    how: str
    words: str

    @property
    def spoken(self) -> str:
        """Say it: ``added: on two nights``."""
        return f"{self.how}: {' '.join(self.words.split())}"


def runs_told(runs: Sequence[Run]) -> Iterator[tuple[str, str]]:
    """Tell how and what a text was changed, run by run; one row also where only spaces differ."""
    changed = [(run.kind, run.text) for run in runs if run.kind != "same" and run.text.strip()]
    yield from changed
    if not changed:
        yield "spacing", "Only spaces or line breaks"


class DifferenceTable(Table):
    """Every row is a difference; keys go from one to the next through all such tables of a page."""

    def __init__(self, first: Column, *, title: str, identifier: str) -> None:
        """Have ``first`` say what differs, or whose it is."""
        columns = (first, Column("How", 6), Column("Words"))
        super().__init__(columns, title=title, identifier=identifier, whole=True, main=_WORDS)

    def set_differences(self, differences: Iterable[Difference]) -> None:
        """Show these, in order; what differs is written once and said with each of its rows."""
        self.set_rows(list(_rows(differences)))


def _rows(differences: Iterable[Difference]) -> Iterator[Row]:
    before = ""
    for at, each in enumerate(differences):
        of = Cell("" if each.of == before else each.of, spoken=each.of)
        before = each.of
        yield Row(f"{each.of}/{at}", (of, Cell(each.how), Cell(" ".join(each.words.split()), spoken=each.spoken)))
