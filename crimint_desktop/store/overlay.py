"""The unsent work on a record, laid over what the service sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crimint_desktop.store.plain_json import read_json
from crimint_domain import lifecycle
from crimint_domain.document import upcast
from crimint_domain.parts import Document, with_parts

if TYPE_CHECKING:
    from crimint_desktop.store.driver import DriverCursor

__all__ = ["Overlay", "in_conflict", "overlaid_records", "overlay_of"]


def overlaid_records(cursor: DriverCursor) -> frozenset[bytes]:
    """Return the records on which something waits."""
    cursor.execute("SELECT record FROM outbox UNION SELECT record FROM conflict")
    return frozenset(record for (record,) in cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Overlay:
    """The unsent work on one record: whole documents and parts in the order they were made."""

    layers: tuple[tuple[str, Document | None, Document | None, str], ...]

    @property
    def unsent(self) -> bool:
        """Whether there is any."""
        return bool(self.layers)

    def on(self, kind: str, schema: int, raw: Document | None) -> Document | None:
        """Return the document with the unsent work on it; None when there is nothing to put it on.

        Refused parts are not shown as if they stood: the outbox keeps them. A refused creation is all there is.
        A step that waits to be sent shows the state it leads to.
        """
        document = None if raw is None else upcast(kind, schema, raw)
        for state, whole, parts, step in self.layers:
            if whole is not None:
                document = whole if document is None else document
            elif document is not None and parts is not None and state != "refused":
                document = with_parts(document, parts)
            taken = lifecycle.find(step)
            if document is not None and taken is not None and state != "refused":
                document = {**document, "state": taken.to}
        return document


def overlay_of(cursor: DriverCursor, raw_id: bytes) -> Overlay:
    """Return the unsent work on a record."""
    cursor.execute("SELECT state, document, parts, step FROM outbox WHERE record = ? ORDER BY sequence", (raw_id,))
    return Overlay(
        tuple(
            (state, None if whole is None else read_json(whole), None if parts is None else read_json(parts), step)
            for state, whole, parts, step in cursor.fetchall()
        )
    )


def in_conflict(cursor: DriverCursor, raw_id: bytes) -> bool:
    """Say whether a record has a conflict."""
    cursor.execute("SELECT EXISTS(SELECT 1 FROM conflict WHERE record = ?)", (raw_id,))
    return bool(cursor.fetchone()[0])
