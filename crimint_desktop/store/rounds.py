"""What came of the rounds: kept so that a person, and an administrator, can see that nothing failed unnoticed.

A round in which nothing moved adds to the line before it if that was such a one too, so that an hour of silence is one
line. The newest three hundred lines are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.store.plain_json import read_json, write_json

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Mismatch", "Round", "keep", "lately"]

_KEPT: Final = 300
_COLUMNS: Final = "began, ended, rounds, sent, received, agreed, told, mismatches"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A stream that did not agree when it was compared: how many records were here, and how many there."""

    stream: str
    here: int
    there: int


@dataclass(frozen=True, slots=True)
class Round:
    """One round, or several quiet ones in a row. ``told`` are the sentences that came of it."""

    began: datetime
    ended: datetime
    sent: int = 0
    received: int = 0
    agreed: bool = False
    told: tuple[str, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    rounds: int = 1

    @property
    def quiet(self) -> bool:
        """Whether both sides agreed and nothing moved."""
        return self.agreed and not (self.sent or self.received or self.told or self.mismatches)


def keep(conn: Connection, each: Round) -> None:
    """Keep what came of a round."""
    last = conn.exec_driver_sql(f"SELECT sequence, {_COLUMNS} FROM round ORDER BY sequence DESC LIMIT 1").first()  # noqa: S608 - our own names
    if last is not None and each.quiet and _round(last[1:]).quiet:
        conn.exec_driver_sql(
            "UPDATE round SET ended = ?, rounds = rounds + 1 WHERE sequence = ?", (each.ended.isoformat(), last[0])
        )
        return
    conn.exec_driver_sql(
        f"INSERT INTO round ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own names
        (
            each.began.isoformat(), each.ended.isoformat(), each.rounds, each.sent, each.received, int(each.agreed),
            write_json(list(each.told)), write_json([[one.stream, one.here, one.there] for one in each.mismatches]),
        ),
    )  # fmt: skip
    conn.exec_driver_sql("DELETE FROM round WHERE sequence <= (SELECT max(sequence) FROM round) - ?", (_KEPT,))


def lately(conn: Connection, limit: int = 50) -> tuple[Round, ...]:
    """Return what came of the last rounds, newest first."""
    found = conn.exec_driver_sql(f"SELECT {_COLUMNS} FROM round ORDER BY sequence DESC LIMIT ?", (limit,))  # noqa: S608 - our own names
    return tuple(_round(row) for row in found)


def _round(row: Any) -> Round:  # noqa: ANN401 - a row of the store
    began, ended, rounds, sent, received, agreed, told, mismatches = row
    return Round(
        datetime.fromisoformat(began), datetime.fromisoformat(ended), sent, received, bool(agreed),
        tuple(read_json(told)), tuple(Mismatch(*each) for each in read_json(mismatches)), rounds,
    )  # fmt: skip
