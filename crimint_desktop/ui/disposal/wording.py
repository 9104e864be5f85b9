"""What the pages of disposal say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from crimint_desktop.actions.disposal import Erasure, LettingGo
from crimint_desktop.actions.everywhere import FoundHere
from crimint_desktop.ui.disposal.acts import DisposalActs
from crimint_desktop.ui.home.lines import Told
from crimint_desktop.ui.report_view.wording import STATE_WORDS, Fact
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column

__all__ = [
    "ASKING", "DEVICES", "EXPLAINED", "FOUND", "LISTED", "NOTHING", "WHAT_HAPPENS", "about", "confirmed_words",
    "counted", "device", "facts", "found", "gone_words", "ground", "line", "reference", "told",
]  # fmt: skip

EXPLAINED: Final = "One records manager proposes an erasure, another confirms it. Nothing of this is kept here"
ASKING: Final = "Asking the service…"
NOTHING: Final = "Nothing is proposed, and nothing was."
WHAT_HAPPENS: Final = (
    "The report is erased at the service at once: its text, its history, its files and every change to it. Every "
    "device that holds it lets go of it the next time it is connected; work on it that was not sent goes with it, and "
    "whoever wrote that is told. Nobody can bring it back."
)
LISTED: Final = (
    Column("State", 11.5), Column("Reference", 9.6), Column("Ground"), Column("Proposed by", 15), Column("When", 5.6),
    Column("Decided by", 15),
)  # fmt: skip
FOUND: Final = (Column("Reference", 9.6), Column("Title"), Column("State", 9.2), Column("Unit", 10.6))
DEVICES: Final = (
    Column("Person"), Column("Device", 9), Column("State", 13), Column("Let go", 7), Column("Can be opened until", 10),
)  # fmt: skip
_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "waiting": "Waiting for you", "erased": "Erased", "declined": "Declined", "withdrawn": "Withdrawn",
        "overtaken": "Erased another way",
    }
)  # fmt: skip
_MINE: Final = "Waiting for another"
_NO_NUMBER: Final = "No number"


def told(acts: DisposalActs) -> Told:
    """How moments are told."""
    return Told(acts.setting.local, acts.setting.now())


def ground(acts: DisposalActs, code: str) -> str:
    """Say a ground: its code and its words."""
    return f"{code} {acts.grounds.label(code)}"


def reference(erasure: Erasure) -> str:
    """Name a record that has no number, as far as one can."""
    return erasure.reference or _NO_NUMBER


def line(acts: DisposalActs, erasure: Erasure) -> Row:
    """Make the row for a proposal."""
    waits = erasure.state == "waiting"
    mine = waits and erasure.by == acts.me
    state = _MINE if mine else _STATES[erasure.state]
    decided = "" if erasure.by == erasure.decided_by else erasure.decided_by_name
    at = told(acts)
    return Row(
        erasure.id,
        (
            Cell(state, icon="clock" if waits else "", slot=True), Cell(reference(erasure)),
            Cell(ground(acts, erasure.ground)), Cell(erasure.by_name), Cell(at.moment(erasure.at)),
            Cell(decided, spoken="" if decided else "nobody yet" if waits else "nobody"),
        ),
        strong=waits and not mine,
    )  # fmt: skip


def counted(acts: DisposalActs, erasures: Sequence[Erasure]) -> str:
    """Say how many wait, and for whom."""
    waiting = [each for each in erasures if each.state == "waiting"]
    for_me = sum(each.by != acts.me for each in waiting)
    return f"{for_me:,} wait{'s' if for_me == 1 else ''} for you, {len(waiting) - for_me:,} for another"


def found(acts: DisposalActs, hit: FoundHere) -> Row:
    """Make the row for a report that was found."""
    row = hit.hit.row
    return Row(
        row.id,
        (
            Cell(row.reference or _NO_NUMBER), Cell(row.title), Cell(STATE_WORDS.get(row.state, str(row.state))),
            Cell(acts.setting.unit_name(row.unit)),
        ),
    )  # fmt: skip


def about(erasure: Erasure, me: str) -> str:
    """Say in one sentence how a proposal stands, and for whom it waits."""
    waits = "It waits for another records manager" if erasure.by == me else "It waits for you"
    said = {
        "waiting": f"Proposed by {erasure.by_name}. {waits}",
        "erased": f"Erased at the word of {erasure.by_name} and {erasure.decided_by_name}",
        "declined": f"Declined by {erasure.decided_by_name}. The report stays",
        "withdrawn": f"Withdrawn by {erasure.by_name}. The report stays",
        "overtaken": "The report was erased in another way meanwhile",
    }
    return said[erasure.state]


def facts(acts: DisposalActs, erasure: Erasure) -> tuple[Fact, ...]:
    """Say what is proposed, and what the record is while there is one."""
    at, row = told(acts), erasure.line
    known = [Fact("Reference", reference(erasure))]
    if row is not None:
        known += [
            Fact("Title", row.title), Fact("State", STATE_WORDS.get(row.state, row.state)),  # type: ignore[call-overload]  # a newer service may know more states
            Fact("Unit", acts.setting.unit_name(erasure.unit)), Fact("Marking", row.marking),
            Fact("Author", row.author_name), Fact("Graded", ", ".join(row.grades)),
        ]  # fmt: skip
    known += [Fact("Ground", ground(acts, erasure.ground)), Fact("Rests on", erasure.words)]
    known.append(Fact("Proposed", f"by {erasure.by_name}, {at.moment(erasure.at)}"))
    if erasure.decided_by:
        how = {"erased": "Confirmed", "declined": "Declined", "withdrawn": "Withdrawn"}.get(erasure.state, "Decided")
        known.append(Fact(how, f"by {erasure.decided_by_name}, {at.moment(erasure.decided_at)}"))
    if erasure.answer:
        known.append(Fact("Because", erasure.answer))
    return tuple(each for each in known if each.words)


def gone_words(erasure: Erasure) -> str:
    """Say how far an erasure has gone."""
    left = sum(each.done_at is None for each in erasure.devices)
    if not erasure.devices:
        return "It is gone from the service. No device held it."
    if not left:
        return f"It is gone from the service and from {_devices(len(erasure.devices))}."
    return f"It is gone from the service. {left:,} of {_devices(len(erasure.devices))} may still hold it."


def _devices(count: int) -> str:
    return "1 device" if count == 1 else f"{count:,} devices"


def device(acts: DisposalActs, each: LettingGo, key: str) -> Row:
    """Make the row for a device that may have held the record."""
    at = told(acts)
    done = each.done_at is not None
    state = ("Said it let go" if each.said else "Agreed without it") if done else "May still hold it"
    if not done and each.state != "approved":
        state = f"{state}, {each.state}"
    until = "" if done else at.moment(each.lease_until)
    return Row(
        key,
        (
            Cell(each.person, icon="" if done else "warning", slot=True), Cell(each.name or "not named"), Cell(state),
            Cell(at.moment(each.done_at), spoken="" if done else "not yet"),
            Cell(until, spoken=until or ("no matter" if done else "not known")),
        ),
        strong=not done,
    )  # fmt: skip


def confirmed_words(erasure: Erasure, me: str) -> str:
    """Say what came of a decision."""
    said = {
        "erased": f"{reference(erasure)} is erased. {gone_words(erasure)}",
        "declined": f"Declined. {reference(erasure)} stays, and {erasure.by_name} sees why.",
        "withdrawn": f"Withdrawn. {reference(erasure)} stays.",
    }
    return said.get(erasure.state, about(erasure, me))
