"""How every act changes a record: the change in the outbox, the record as it will look, one line in the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crimint_desktop.actions.desk import Desk
from crimint_desktop.store import logbook, outbox, records
from crimint_desktop.store.records import Held
from crimint_domain.change import Change
from crimint_domain.codes import CodeLists
from crimint_domain.document import SCHEMAS, is_newer
from crimint_domain.errors import Problem, Refused
from crimint_domain.parts import Document, Value
from crimint_domain.report import Report

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["NO_LONGER_HERE", "READ_ONLY_NEWER", "Seen", "create", "find", "restricted_words", "set_parts"]

NO_LONGER_HERE = "You no longer have access to this report."
READ_ONLY_NEWER = "This record was written by a newer program. You can read it; update the program to change it."


def restricted_words(codes: CodeLists, report: Report) -> str:
    """Say that the processing of a report is restricted, and on which ground; empty where it is not."""
    why = report.restriction
    if why is None:
        return ""
    known = codes.has("restriction", "ground")
    label = codes.find("restriction", "ground").label(why.ground) if known else ""
    ground = " ".join(each for each in (why.ground, label) if each)
    return f"Its processing is restricted: {ground}. It is kept for records managers alone, and nobody changes it."


@dataclass(frozen=True, slots=True)
class Seen:
    """The document a person had before them when they started, and its version."""

    document: Document
    version: int


def find(conn: Connection, record: str) -> Held:
    """Return a record of the cache; raises Refused if it is not here (any more)."""
    held = records.find(conn, record)
    if held is None:
        raise Refused(Problem("", NO_LONGER_HERE))
    return held


def create(conn: Connection, desk: Desk, kind: str, record: str, document: Document, step: str = "") -> None:
    """Put a new record into the outbox, whole."""
    change = Change(desk.new_id(), kind, SCHEMAS[kind], record, 0, document=document, step=step)
    outbox.add(conn, change, None, desk.now())
    records.project(conn, record)
    logbook.append(conn, desk.logbook, "collection", step or "create", (f"{record}@0",))


def set_parts(
    conn: Connection,
    desk: Desk,
    held: Held,
    parts: Mapping[str, Value],
    *,
    step: str = "",
    reason: str = "",
    seen: Seen | None = None,
    aside: Mapping[str, Value] | None = None,
) -> None:
    """Put a change of a record into the outbox. ``seen`` is what the user started from, if it is not the document
    held now. Raises Refused for a record of a newer program."""
    if is_newer(held.kind, held.schema):
        raise Refused(Problem("", READ_ONLY_NEWER))
    start = seen or Seen(held.document, held.version)
    change = Change(
        desk.new_id(), held.kind, SCHEMAS[held.kind], held.id, start.version,
        parts=dict(parts), step=step, reason=reason, aside=aside,
    )  # fmt: skip
    outbox.add(conn, change, start.document, desk.now())
    records.project(conn, held.id)
    logbook.append(conn, desk.logbook, "alteration", step or "edit", (f"{held.id}@{start.version}",), reason)
