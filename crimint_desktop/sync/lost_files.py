"""Changes that name a file which is nowhere any more: taken off its report it left every cache, and then the service
was put back to before. Such a change would wait for its file for ever, and what follows it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from crimint_desktop.store import attachments, outbox
from crimint_domain.attachment import ids_named
from crimint_domain.ids import NewId
from crimint_domain.parts import Value, with_parts

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection
    from crimint_desktop.store.outbox import Waiting

__all__ = ["leave_lost_files"]


def leave_lost_files(conn: Connection, new_id: NewId, waiting: Waiting) -> None:
    """Put a change that was not taken for want of a file which is not here either back without that file; what it said
    of it goes into the history as set aside."""
    mine = waiting.change
    lost = {name for name in ids_named(mine.document, mine.parts) if attachments.find(conn, name) is None}
    if not lost:
        return
    said = _said_of(lost, mine.parts or {})
    parts = None if mine.parts is None else {part: value for part, value in mine.parts.items() if part not in said}
    document = mine.document
    if document is not None:
        beside = document.get("attachments")
        named: Mapping[str, Value] = beside if isinstance(beside, Mapping) else {}
        said |= {f"attachments/{name}": named[name] for name in lost & named.keys()}
        document = with_parts(document, {f"attachments/{name}": None for name in sorted(lost)})
    fresh = replace(mine, id=new_id(), document=document, parts=parts, aside={**(mine.aside or {}), **said})
    outbox.replace(conn, mine.id, fresh, waiting.before)


def _said_of(lost: set[str], parts: Mapping[str, Value]) -> dict[str, Value]:
    return {
        part: value for part, value in parts.items()
        if part.startswith("attachments/") and part.split("/")[1] in lost
    }  # fmt: skip
