"""Making a text index forget what was deleted from it, in steps so small that nobody notices.

Deleting a row from an FTS5 index only adds a mark; the words stay in its blocks until they are merged. FTS5's own
``secure-delete`` removes them at once but makes each later change of any row ten times dearer; one ``optimize`` takes
seconds in which nobody can open a record. Merging everything in small portions costs about the same as the latter and
lets people in between (docs/decisions/0013).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["clear_step"]

_BLOCKS_PER_STEP: Final = 64


def clear_step(conn: Connection, table: str, *, first: bool) -> bool:
    """Merge a portion of the blocks of the FTS5 table ``table``; True while there is more to do.

    After a purge call it with ``first`` once and then without until it says False, each time in a piece of work of its
    own that nobody waits for, and then empty the write-ahead log. Interrupted halfway, begin with ``first`` again.
    """
    if not table.isidentifier():
        raise ValueError("a table has a plain name")
    blocks = -_BLOCKS_PER_STEP if first else _BLOCKS_PER_STEP
    before = conn.exec_driver_sql("SELECT total_changes()").scalar_one()
    conn.exec_driver_sql(f"INSERT INTO {table}({table}, rank) VALUES('merge', {blocks})")  # checked above
    changed = conn.exec_driver_sql("SELECT total_changes()").scalar_one() - before
    return bool(changed > 1)  # a merge that finds nothing to do still counts as one change
