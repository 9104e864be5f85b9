"""What stays in the text indexes of a text that was deleted or rewritten, until their pieces are merged.

Taking words out at once would make every update several times slower, so the indexes only note what is gone.
Merging them into one piece writes anew what is left and nothing else. The indexes do not merge by themselves, because
they would do it in the middle of whatever a person waits for (docs/decisions/0013-one-writer-two-priorities.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crimint_desktop.store import preferences

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["ERASED", "clear", "clear_some", "count", "note", "tidy_some"]

_INDEXES: Final = ("record_text", "card_text")
_COUNT: Final = "index_leftovers"
_BLOCKS_A_STEP: Final = 16  # some five milliseconds, for which a round or a person may have to wait
_BEGUN: Final = "index_clearing_begun"
_WORTH_CLEARING: Final = 50

ERASED: Final = 1_000_000
"""What an erased text counts for: the index is cleared of it at the end of the round, however large it is."""


def count(conn: Connection) -> int:
    """Return how many texts have left, or changed in, the indexes since they were last cleared."""
    return int(preferences.get(conn, _COUNT) or 0)


def note(conn: Connection, texts: int) -> None:
    """Remember that so many texts have left something behind."""
    if texts:
        preferences.set(conn, _COUNT, count(conn) + texts)
        preferences.drop(conn, _BEGUN)


def clear(conn: Connection) -> None:
    """Clear the indexes in one go, as a purge must: about a second for 100,000 records that stay."""
    empty = not conn.exec_driver_sql("SELECT EXISTS(SELECT 1 FROM record)").scalar_one()
    for index in _INDEXES:
        conn.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES('{'delete-all' if empty else 'optimize'}')")
    _cleared(conn)


def clear_some(conn: Connection) -> bool:
    """Clear a portion and say whether all is clear now: for the end of a round, while people may be waiting.

    Each call belongs into a piece of work of its own that nobody waits for; after the last, empty the write-ahead log.
    """
    if not count(conn):
        return True
    begun = bool(preferences.get(conn, _BEGUN))
    if any([_merge(conn, index, first=not begun) for index in _INDEXES]):
        preferences.set(conn, _BEGUN, True)
        return False
    _cleared(conn)
    return True


def tidy_some(conn: Connection) -> bool:
    """Do a portion of what the indexes need after records were taken, and say whether all is done.

    That is merging what has come; or clearing, once a fiftieth of all texts has left something behind or one was
    erased. Each call belongs into a piece of work of its own that nobody waits for.
    """
    left = count(conn)
    if left:
        held = int(conn.exec_driver_sql("SELECT count(*) FROM record").scalar_one())
        if left * _WORTH_CLEARING >= held or preferences.get(conn, _BEGUN):
            return clear_some(conn)
    return not any([_merge(conn, index, first=False) for index in _INDEXES])


def _merge(conn: Connection, index: str, *, first: bool) -> bool:
    """Merge a portion of one index; say whether there is more to do."""
    # A negative number asks for the whole index to become one piece; positive ones then go on with that.
    blocks = -_BLOCKS_A_STEP if first else _BLOCKS_A_STEP
    before = conn.exec_driver_sql("SELECT total_changes()").scalar_one()
    conn.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES('merge', ?)", (blocks,))
    changed = conn.exec_driver_sql("SELECT total_changes()").scalar_one() - before
    return bool(changed > 1)  # a merge that finds nothing to do still counts as one change


def _cleared(conn: Connection) -> None:
    preferences.drop(conn, _COUNT)
    preferences.drop(conn, _BEGUN)
