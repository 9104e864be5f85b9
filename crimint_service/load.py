"""Loading many records at once into a register: the same streams, sums and versions as if each had been sent."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import sqlalchemy as sa

from crimint_domain.access import Folder, Label
from crimint_domain.document import SCHEMAS
from crimint_domain.parts import Document
from crimint_domain.streams import CHECKSUM_MODULUS, checksum_of
from crimint_service import access, grants, indexing, names, people
from crimint_service.access import Place
from crimint_service.placing import placed, view
from crimint_service.tables import insert_into, numbering, record, record_version, stream
from crimint_service.writing import json_text

__all__ = ["Loadable", "SampleRegister", "load", "load_records"]

_AT_ONCE: Final = 2_000
_REFERENCE: Final = re.compile(r"([A-Z]{2,4})-(\d\d)-(\d{6})")

Loadable = tuple[str, str, Document, str, str]


class SampleRegister(Protocol):
    """What a made-up register offers: its people, and its records as (kind, id, document, by, at)."""

    @property
    def users(self) -> Iterable[people.Account]:
        """The accounts."""

    @property
    def units(self) -> Iterable[people.Unit]:
        """The units."""

    @property
    def operations(self) -> Iterable[str]:
        """The names of the operations."""

    @property
    def compartments(self) -> Iterable[str]:
        """The names of the compartments."""

    @property
    def lists(self) -> Iterable[str]:
        """The names of the lists."""

    @property
    def grants(self) -> Iterable[tuple[str, grants.Wanted]]:
        """Who was let into them and since when, each with an identifier."""

    def records(self) -> Iterator[Loadable]:
        """Yield every record; ``by`` is the display name of who wrote it, ``at`` UTC text."""


@dataclass(slots=True)
class _Tally:
    taken: int = 0
    checksum: int = 0


def load(connection: sa.Connection, register: SampleRegister, password_hash: str) -> int:
    """Load a made-up register with its people, who share one password, and return how many records it had."""
    for unit in register.units:
        people.add_unit(connection, unit)
    for name in register.operations:
        people.add_operation(connection, name)
    there = {each.user for each in people.accounts(connection)}
    for user in register.users:
        if user.user not in there:
            people.add_account(connection, user, password_hash)
    for kind, known in (("compartment", register.compartments), ("list", register.lists)):
        for name in known:
            names.add(connection, kind, name)
    there_already = {each.id for each in grants.all_of(connection)}
    for grant_id, wanted in register.grants:
        if grant_id not in there_already and wanted.since is not None:
            grants.keep(connection, wanted, grant_id, wanted.since)
    return load_records(connection, register.records())


def load_records(connection: sa.Connection, records: Iterable[Loadable]) -> int:
    """Load records at their first version and return how many there were. Raises Refused for one that cannot be
    placed."""
    loader = _Loader(connection)
    pending = iter(records)
    while batch := list(itertools.islice(pending, _AT_ONCE)):
        loader.add(batch)
    loader.finish()
    return loader.count


class _Loader:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._places: dict[tuple[Folder, Label], Place] = {}
        self._heads: dict[Place, int] = {}
        self._tallies: defaultdict[Place, _Tally] = defaultdict(_Tally)
        self._numbers: defaultdict[tuple[str, int], int] = defaultdict(int)
        self.count = 0

    def add(self, batch: list[Loadable]) -> None:
        lines: list[dict[str, Any]] = []
        rows = [self._row(*each, lines) for each in batch]
        versions = [
            {
                "record_id": row["id"], "version": 1, "folder_id": row["folder_id"], "label_id": row["label_id"],
                "by_user": "", "by_name": row["by_name"], "at": row["at"], "step": "", "reason": "",
                "parts": None, "aside": None,
            }
            for row in rows
        ]  # fmt: skip
        self._connection.execute(sa.insert(record), rows)
        self._connection.execute(sa.insert(record_version), versions)
        indexing.add_lines(self._connection, lines)
        self.count += len(rows)

    def _row(
        self, kind: str, record_id: str, document: Document, by: str, at: str, lines: list[dict[str, Any]]
    ) -> dict[str, Any]:
        schema = SCHEMAS[kind]
        seen = view(kind, record_id, schema, document)
        where = placed(seen)
        lines.append(indexing.line_of(record_id, seen))
        place = self._place(where.folder, where.label)
        tally = self._tallies[place]
        tally.taken += 1
        tally.checksum += checksum_of(record_id, 1)
        self._note_number(document)
        return {
            "id": record_id, "folder_id": place.folder, "label_id": place.label,
            "seq": self._heads[place] + tally.taken, "version": 1, "kind": kind, "schema": schema,
            "document": json_text(document), "unit": where.unit, "by_name": by, "at": at,
        }  # fmt: skip

    def _place(self, folder: Folder, label: Label) -> Place:
        key = (folder, label)
        if key not in self._places:
            place = access.place_of(self._connection, folder, label)
            head = sa.select(stream.c.head).filter_by(folder_id=place.folder, label_id=place.label)
            self._heads[place] = self._connection.execute(head.with_for_update()).scalar_one()
            self._places[key] = place
        return self._places[key]

    def _note_number(self, document: Mapping[str, Any]) -> None:
        found = _REFERENCE.fullmatch(str(document.get("reference") or ""))
        if found:
            prefix, year, number = found.groups()
            key = (prefix, 2000 + int(year))
            self._numbers[key] = max(self._numbers[key], int(number))

    def finish(self) -> None:
        for place in sorted(self._tallies):
            tally = self._tallies[place]
            self._connection.execute(
                sa.update(stream)
                .filter_by(folder_id=place.folder, label_id=place.label)
                .values(
                    head=stream.c.head + tally.taken,
                    live=stream.c.live + tally.taken,
                    checksum=(stream.c.checksum + tally.checksum % CHECKSUM_MODULUS) % CHECKSUM_MODULUS,
                )
            )
        for (prefix, year), last in self._numbers.items():
            statement = insert_into(self._connection, numbering).values(prefix=prefix, year=year, last=last)
            higher = sa.case((numbering.c.last < last, last), else_=numbering.c.last)
            self._connection.execute(
                statement.on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": higher})
            )
