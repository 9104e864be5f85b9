"""Stories that need several things in a row, which chance alone would seldom bring together.

Each is the moves of a schedule: who, what, and how. Chance still decides everything else, and puts steps of its own
between the moves. A scene says what happens, never what should come of it: that is the oracle's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["SCENES", "Scene"]


@dataclass(frozen=True, slots=True)
class Scene:
    """A story: the desks in it (by name, the first two come first in the plan), its moves, and what else it needs of
    the plan: pieces of one record, others acting meanwhile."""

    desks: tuple[str, ...]
    moves: tuple[str, ...]
    small_pieces: bool = False
    meanwhile: float = 0.0


_AUTHOR, _LIO, _AGAIN, _OTHER, _KEEPER = "okonjo", "varga", "okonjo again", "quist", "keeper"
_RELEASED: Final = (
    "varga step claim", "varga round", "varga step evaluate", "varga round", "varga step release", "varga round",
)  # fmt: skip

SCENES: Final[dict[str, Scene]] = {
    "two grade one item": Scene(
        (_LIO, _OTHER),
        ("varga regrade", "quist regrade", "varga round", "quist round", "quist settle", "quist round", "varga round"),
    ),
    "author and evaluator clash": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit handling leave", "varga regrade", "okonjo round", "varga round", "varga settle", "varga round"),
    ),
    "one writes at two desks": Scene(
        (_AUTHOR, _AGAIN),
        ("okonjo edit title leave", "okonjo again edit title leave", "okonjo round", "okonjo again round",
         "okonjo again settle", "okonjo again round"),
    ),
    "a clash, and then access is lost": Scene(
        (_LIO, _OTHER),
        ("quist regrade", "quist round", "varga regrade", "varga regrade", "varga round", "units varga harrowgate",
         "varga round"),
    ),
    "removed by one and graded by the other": Scene(
        (_AUTHOR, _LIO),
        ("varga regrade", "okonjo edit drop leave", "okonjo round", "varga round", "varga settle", "varga round"),
    ),
    "a form stays open while others work": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit title stay", "varga regrade", "varga round", "okonjo round", "okonjo leave", "okonjo round"),
    ),
    "an answer is lost and more is typed": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit title leave", "okonjo round drop answer", "okonjo edit text leave", "okonjo round",
         "okonjo edit title leave", "okonjo round drop request", "okonjo edit title leave", "okonjo round"),
    ),
    "a folder is given up while its record leaves": Scene(
        (_AUTHOR, _LIO, _OTHER),
        ("briefcase quist none", "quist round", *_RELEASED, "quist round", "okonjo round"),
    ),
    "a form is open on what is given up": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit title stay", *_RELEASED, "okonjo round", "briefcase okonjo none", "okonjo round"),
    ),
    "the lines are dropped while a desk is away": Scene(
        (_AUTHOR, _LIO, _OTHER),
        ("briefcase quist none", "quist round", *_RELEASED, "tombstones all", "quist round"),
    ),
    "written, taken, and gone before it came back": Scene(
        (_AUTHOR, _LIO),
        ("briefcase okonjo none", "okonjo round", "okonjo write submit", "okonjo round only changes", "varga follow",
         "varga round", *_RELEASED, "okonjo round"),
    ),
    "a change comes after access was lost, and then all is erased": Scene(
        (_LIO, _AUTHOR),
        ("varga regrade", "units varga harrowgate", "varga round", "erase", "varga round", "okonjo round"),
    ),
    "marked up and down": Scene(
        (_LIO, _OTHER),
        ("varga index marking", "varga round", "quist round", "varga index marking", "varga round",
         "varga index marking", "varga round", "quist round", "varga index marking", "varga round"),
    ),
    "put back after the log had arrived": Scene(
        (_AUTHOR, _LIO),
        ("okonjo open", "okonjo round", "okonjo open", "okonjo round", "restore", "okonjo round"),
    ),
    "put back after work had arrived": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit title leave", "okonjo round", "backup", "varga regrade", "varga round", "okonjo round",
         "restore", "varga round", "okonjo round"),
    ),
    "put back after an erasure": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit title leave", "okonjo round", "varga round", "backup", "erase", "restore", "okonjo round"),
    ),
    "erased where it stood before": Scene(
        (_AUTHOR, _LIO, _OTHER),
        ("briefcase quist none", "quist round", "quist index priority", *_RELEASED, "erase", "quist round"),
    ),
    "a desk dies while it reads": Scene(
        (_AUTHOR, "varga anew"),
        ("varga anew dies", "varga anew round", "varga anew dies", "varga anew round", "okonjo round"),
        small_pieces=True,
    ),
    "typed while access is being lost": Scene(
        (_LIO, _AUTHOR), ("varga regrade", "units varga harrowgate", "varga round", "varga round"), meanwhile=0.5
    ),
    "the archive of a folder given up": Scene(
        (_KEEPER, _LIO, _AUTHOR),
        (*_RELEASED, "keeper round", "restore", "keeper dies", "keeper step archive", "briefcase keeper none",
         "keeper round", "keeper round"),
    ),
}  # fmt: skip
