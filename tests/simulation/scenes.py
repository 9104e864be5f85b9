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
        ("okonjo edit item leave", "okonjo round", "varga round", "varga regrade", "okonjo edit drop leave",
         "okonjo round", "varga round", "varga settle", "varga round"),
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
        (_LIO, _OTHER, _AUTHOR),
        ("clearance quist OFFICIAL", "varga index marking", "varga round", "quist round", "quist regrade",
         "varga index marking", "varga round", "quist round", "varga index marking", "varga round", "quist round"),
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
    "put into a compartment while an evaluator is away": Scene(
        (_AUTHOR, _LIO, _OTHER),
        ("grant okonjo compartment BRINE 500", "grant quist compartment BRINE 500", "okonjo round",
         "okonjo narrow compartment", "varga regrade", "okonjo round", "quist round", "varga round"),
    ),
    "a grant ends while its holder is away": Scene(
        (_AUTHOR, _LIO),
        ("grant okonjo compartment BRINE 500", "grant varga compartment BRINE 10", "okonjo round",
         "okonjo narrow compartment", "okonjo round", "varga round", "varga regrade", "hours 11", "varga round",
         "okonjo round"),
    ),
    "taken off a list, and put back": Scene(
        (_AUTHOR, _LIO, _OTHER),
        ("grant varga list harbour 500", "okonjo narrow list", "okonjo round", "varga round", "quist round", "ungrant",
         "varga round", "okonjo narrow list", "okonjo round", "varga round", "quist round"),
    ),
    "excluded by name while one types": Scene(
        (_AUTHOR, _LIO, _OTHER),
        ("varga regrade", "quist regrade", "okonjo narrow exclude", "okonjo round", "varga round", "quist round",
         "okonjo narrow exclude", "okonjo round", "varga round", "quist round"),
    ),
    "an evaluator's place is taken for some hours": Scene(
        ("sandhu", _LIO, _AUTHOR),
        ("grant sandhu cover quillmarsh 10", "sandhu round", "sandhu open", "varga regrade", "varga round",
         "sandhu round", "hours 11", "varga regrade", "varga round", "sandhu round"),
    ),
    "released to those named for it": Scene(
        (_AUTHOR, _LIO, "sandhu"),
        ("grant sandhu record", "okonjo narrow restrict", "okonjo round", "varga round", "sandhu round"),
    ),
    "the lease ends while a desk is away": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit title leave", "okonjo edit text stay", "hours 13", "restart okonjo", "okonjo round no way",
         "restart okonjo", "okonjo round", "okonjo round"),
    ),
    "a clock is put back after the lease has ended": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit title leave", "okonjo round", "hours 13", "restart okonjo", "okonjo round", "restart okonjo",
         "clock okonjo -90000", "restart okonjo", "okonjo round", "okonjo round"),
    ),
    "locked with work in hand": Scene(
        (_LIO, _AUTHOR),
        ("varga regrade", "order varga lock", "varga round", "restart varga", "okonjo round", "varga round",
         "varga round"),
    ),
    "wiped with work in hand": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit title leave", "okonjo edit text stay", "okonjo write stay", "okonjo open", "order okonjo wipe",
         "okonjo round", "varga round"),
    ),
    "wiped while others had overtaken": Scene(
        (_LIO, _OTHER),
        ("varga regrade", "quist regrade", "quist round", "order varga wipe", "varga round", "quist round"),
    ),
    "a file in pieces over a bad line": Scene(
        (_AUTHOR, _LIO),
        ("okonjo attach leave", "okonjo round half of the files", "okonjo round half of the files", "okonjo dies",
         "okonjo round", "varga round half of the files", "varga dies", "varga round"),
        small_pieces=True,
    ),
    "a file, and the service is put back": Scene(
        (_AUTHOR, _LIO),
        ("okonjo attach leave", "okonjo round", "varga round", "restore", "okonjo round", "okonjo round",
         "varga round"),
    ),
    "a file beside what is erased": Scene(
        (_AUTHOR, _LIO),
        ("okonjo attach leave", "okonjo round", "varga round", "okonjo attach stay", "erase", "varga round",
         "okonjo round"),
    ),
    "a file beside what one may not read any more": Scene(
        (_AUTHOR, _LIO),
        ("okonjo attach leave", "okonjo round", "varga round", "units varga harrowgate", "varga round"),
    ),
    "a file is taken off again": Scene(
        (_AUTHOR, _LIO),
        ("okonjo attach leave", "okonjo round no files", "okonjo detach", "okonjo attach leave", "okonjo round",
         "varga round", "okonjo detach", "okonjo round", "varga round"),
    ),
    "wiped with a file in hand": Scene(
        (_AUTHOR, _LIO),
        ("okonjo attach leave", "okonjo attach stay", "order okonjo wipe", "okonjo round", "varga round"),
    ),
    "one card from two desks": Scene(
        (_AUTHOR, _LIO),
        ("okonjo card", "okonjo round", "varga round", "varga card", "okonjo card", "varga round", "okonjo round",
         "varga card", "okonjo card", "okonjo round", "varga round"),
    ),
    "the first thing sent after a restore": Scene(
        (_LIO, _OTHER, _AUTHOR),
        ("quist regrade", "quist round", "varga round", "varga regrade", "restore", "okonjo edit handling leave",
         "okonjo round", "okonjo round", "varga round", "varga round", "quist round"),
    ),
    "in doubt when the service is put back": Scene(
        (_LIO, _OTHER, _AUTHOR),
        ("quist regrade", "quist round", "varga round", "varga regrade", "varga round drop request", "restore",
         "okonjo edit handling leave", "okonjo round", "okonjo round", "varga round", "varga round", "quist round"),
    ),
    "a form over what others grade": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit handling stay", "varga regrade", "varga round", "okonjo round", "okonjo leave", "okonjo round",
         "okonjo settle", "okonjo round"),
    ),
    "released into a folder not held": Scene(
        (_OTHER, _LIO, _AUTHOR),
        ("briefcase quist none", "quist round", "quist index priority", *_RELEASED, "quist round", "quist round"),
    ),
    "a lease from a service whose clock is ahead": Scene(
        (_AUTHOR, _LIO),
        ("clock service 90000", "okonjo edit title leave", "okonjo round", "okonjo round", "hours 13", "restart okonjo",
         "okonjo round", "okonjo round"),
    ),
    "written, and the answer is lost": Scene(
        (_AUTHOR, _LIO), ("okonjo write submit", "okonjo round drop answer", "okonjo round", "varga round")
    ),
    "a second clash before the first is settled": Scene(
        (_LIO, _OTHER),
        ("varga regrade", "quist regrade", "quist round", "varga round", "varga regrade", "quist regrade",
         "quist round", "varga round", "varga settle", "varga round"),
    ),
    "erased while one types": Scene(
        (_AUTHOR, _LIO),
        ("okonjo edit title leave", "okonjo edit text stay", "varga regrade", "erase", "okonjo round", "varga round"),
    ),
    "cleared for less than what is released": Scene(
        (_LIO, "sandhu", _OTHER), ("clearance sandhu OFFICIAL", *_RELEASED, "sandhu round", "quist round"),
    ),
    "the archive of a folder given up": Scene(
        (_KEEPER, _LIO, _AUTHOR),
        (*_RELEASED, "keeper round", "restore", "keeper dies", "keeper step archive", "briefcase keeper none",
         "keeper round", "keeper round"),
    ),
}  # fmt: skip
