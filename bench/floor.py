"""The floor of a first sync: pages that are in memory already, decoded and put into the same tables by bare statements.

Nothing is checked, compared or written twice; what ends up in the file is the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from crimint_desktop.store import records
from crimint_desktop.store.places import place_at
from crimint_domain.streams import checksum_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crimint_desktop.store.database import Connection, Database

__all__ = ["insert_pages"]


class _Code(msgspec.Struct):
    scheme: str
    source: str = ""
    assessment: str = ""
    code: str = ""


class _Item(msgspec.Struct):
    order: str
    text: str
    grading: _Code
    handling: _Code


class _Mention(msgspec.Struct):
    as_reported: str


class _Event(msgspec.Struct):
    start: datetime


class _Origin(msgspec.Struct):
    event: _Event


class _Marking(msgspec.Struct):
    level: str
    instructions: list[str]


class _Source(msgspec.Struct):
    isr: str


class _Report(msgspec.Struct):
    title: str
    reference: str
    state: str
    author: str
    author_name: str
    unit: str
    claimed_by: str
    marking: _Marking
    operation: str
    priority: str
    origin: _Origin
    source: _Source
    items: dict[str, _Item]
    mentions: dict[str, _Mention]
    legacy: bool


class _Entry(msgspec.Struct):
    id: str
    kind: str
    schema: int
    version: int
    document: msgspec.Raw
    by: str
    at: str


class _Page(msgspec.Struct):
    entries: list[_Entry]


def insert_pages(db: Database, pages: Sequence[tuple[str, bytes]]) -> int:
    """Decode and insert pages, each with the id of its stream, in one transaction; return how many records came."""

    def work(conn: Connection) -> int:
        read_page, read_report = msgspec.json.Decoder(_Page).decode, msgspec.json.Decoder(_Report).decode
        taken: set[int] = set()
        found: list[tuple[int, tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]] = []
        for stream, body in pages:
            found += [_rows(entry, stream, read_report(entry.document), taken) for entry in read_page(body).entries]
        found.sort(key=lambda each: each[0])
        numbers = range(1, len(found) + 1)
        cursor = conn.connection.cursor()
        cursor.executemany(_RECORD, [(*each[1], number) for number, each in zip(numbers, found, strict=True)])
        cursor.executemany(
            "INSERT INTO base(number, raw, by, at) VALUES(?,?,?,?)",
            [(number, *each[2]) for number, each in zip(numbers, found, strict=True)],
        )
        cursor.executemany("INSERT INTO record_text(rowid, words, facets) VALUES(?,?,?)", [each[3] for each in found])
        cursor.close()
        return len(found)

    db.run(records.begin_bulk).result()
    count = db.run(work).result()
    db.run(lambda conn: records.end_bulk(conn, merging=False)).result()
    return count


_RECORD = (
    "INSERT INTO record(place, id, kind, schema, version, stream, share, unsent, in_conflict, title, reference, state,"
    " event, grades, scheme, operation, unit, priority, marking, author, author_name, claimed_by, legacy, base)"
    " VALUES(?,?,?,?,?,?,?,0,0,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)


def _rows(
    entry: _Entry, stream: str, report: _Report, taken: set[int]
) -> tuple[int, tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
    event = int(report.origin.event.start.timestamp())
    place = place_at(event)
    while place in taken:
        place += 1
    taken.add(place)
    items = sorted(report.items.values(), key=lambda item: item.order)
    grades = [f"{item.grading.source}{item.grading.assessment}{item.handling.code}" for item in items]
    marking = msgspec.json.encode([report.marking.level, "", *report.marking.instructions]).decode()
    record = (
        place, bytes.fromhex(entry.id.replace("-", "")), entry.kind, entry.schema, entry.version, stream,
        checksum_of(entry.id, entry.version), report.title, report.reference, report.state, event, " ".join(grades),
        items[0].grading.scheme, report.operation, report.unit, report.priority, marking, report.author,
        report.author_name, report.claimed_by, int(report.legacy),
    )  # fmt: skip
    words = [report.title, report.reference, report.operation, report.author_name, report.source.isr]
    words += [item.text for item in items]
    words += [mention.as_reported for mention in report.mentions.values()]
    facets = f"zzkindxreport zzstatex{report.state} zzunitx{report.unit} zzpriorityx{report.priority}"
    facets += f" zzauthorx{report.author}" + (f" zzoperationx{report.operation.lower()}" if report.operation else "")
    facets += "".join(f" zzgradex{grade.lower()}" for grade in dict.fromkeys(grades))
    return place, record, (bytes(entry.document), entry.by, entry.at), (place, "\n".join(words), facets)
