"""The made-up register: who works with it, and every record, made one at a time as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from crimint_domain.parts import Document
from crimint_service.grants import Wanted
from crimint_service.people import Account, Unit
from crimint_service.sample import narrowing
from crimint_service.sample.cards import card
from crimint_service.sample.pools import Known, pools
from crimint_service.sample.reports import Writer
from crimint_service.sample.staff import UNITS, USERS
from crimint_service.sample.vocabulary import vocabulary

__all__ = ["SampleRegister", "register"]

Loadable = tuple[str, str, Document, str, str]


@dataclass(frozen=True, slots=True)
class SampleRegister:
    """A register of ``reports`` reports and the cards they lead to; equal numbers make an equal register."""

    reports: int
    seed: int

    @property
    def users(self) -> tuple[Account, ...]:
        """The accounts: officers and local intelligence officers of both units, and one person of each other role."""
        return USERS

    @property
    def units(self) -> tuple[Unit, ...]:
        """The two units."""
        return UNITS

    @property
    def operations(self) -> tuple[str, ...]:
        """The names of the operations."""
        return vocabulary().places["operations"]

    @property
    def compartments(self) -> tuple[str, ...]:
        """The names of the compartments."""
        return narrowing.COMPARTMENTS

    @property
    def lists(self) -> tuple[str, ...]:
        """The names of the lists."""
        return narrowing.LISTS

    @property
    def grants(self) -> tuple[tuple[str, Wanted], ...]:
        """Who was let into them, each with an identifier."""
        return narrowing.GRANTS

    def records(self) -> Iterator[Loadable]:
        """Yield each record as (kind, id, document, by, at), reports from the oldest to the newest, each followed by
        the cards it is the first to mention. ``by`` is who wrote it, ``at`` when, as UTC text."""
        rng = Random(self.seed)  # noqa: S311 - chance that can be repeated, for invented records
        words = vocabulary()
        known = pools(words, self.reports, rng)
        writer = Writer(words, known, rng, self.reports)
        for number in range(self.reports):
            report_id, document, by, at = writer.report(number)
            yield "report", report_id, document, by, at
            for first in writer.first_met():
                yield "card", *_card(first, document, by), at


def _card(first: tuple[Known, str, str], report: Document, by: str) -> tuple[str, Document, str]:
    known, card_id, item = first
    return card_id, card(known, card_id, item, report["unit"], report["operation"]), by


def register(reports: int, seed: int) -> SampleRegister:
    """Return a made-up register of so many reports; the same two numbers always make the same one."""
    return SampleRegister(reports, seed)
