"""What the pages of disposal say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from crimint_desktop.actions.disposal import Erasure, LettingGo, Line, What
from crimint_desktop.actions.everywhere import FoundHere
from crimint_desktop.ui.disposal.acts import DisposalActs
from crimint_desktop.ui.home.lines import Told
from crimint_desktop.ui.report_view.wording import STATE_WORDS, Fact
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column

__all__ = [
    "ASKING", "CHOICES", "DEVICES", "EXPLAINED", "FOUND", "LISTED", "NOTHING", "about", "confirm_words",
    "confirmed_words", "counted", "device", "facts", "found", "gone_words", "ground", "leave_words", "line", "noun",
    "reference", "told", "what_happens",
]  # fmt: skip

EXPLAINED: Final = (
    "One records manager proposes to erase or restrict, another confirms it. Nothing of this is kept here"
)
ASKING: Final = "Asking the service…"
NOTHING: Final = "Nothing is proposed, and nothing was."
CHOICES: Final[Mapping[What, str]] = MappingProxyType(
    {"erase": "Erase it", "restrict": "Restrict its processing", "lift": "Lift its restriction"}
)
_ON_DEVICES: Final = (
    "Every device that holds it lets go of it the next time it is connected; work on it that was not sent"
)
_HAPPENS: Final[Mapping[What, str]] = MappingProxyType(
    {
        "erase": (
            "The report is erased at the service at once: its text, its history, its files and every change to it. "
            f"{_ON_DEVICES} goes with it, and whoever wrote that is told. Nobody can bring it back."
        ),
        "restrict": (
            "It is kept at the service and used for nothing. The records managers of its unit alone find it and read "
            "it, and see why; nobody changes it. Every other device lets go of it the next time it is connected. Two "
            "people can lift this later, or erase it."
        ),
        "lift": (
            "It stands again where it stood: whoever may read it finds it and can change it as before, and devices "
            "receive it the next time they are connected."
        ),
    }
)
_CARD_ERASED: Final = (
    "The card is erased at the service at once: what is known on it, its history and every change to it. No report is "
    f"linked to it any more; what reports say in their own words stays in them. {_ON_DEVICES} goes with it, and "
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
        "overtaken": "Erased another way", "restricted": "Restricted", "lifted": "Lifted",
    }
)  # fmt: skip
_VERBS: Final[Mapping[What, str]] = MappingProxyType({"erase": "Erase", "restrict": "Restrict", "lift": "Lift"})
_PROPOSED: Final[Mapping[What, str]] = MappingProxyType(
    {"erase": "Erasure", "restrict": "Restriction of processing", "lift": "Lifting of the restriction"}
)
_MINE: Final = "Waiting for another"
_NO_NUMBER: Final = "No number"


def told(acts: DisposalActs) -> Told:
    """How moments are told."""
    return Told(acts.setting.local, acts.setting.now())


def ground(acts: DisposalActs, erasure: Erasure) -> str:
    """Say a ground: its code and its words."""
    return f"{erasure.ground} {acts.grounds[erasure.what].label(erasure.ground)}"


def reference(erasure: Erasure) -> str:
    """Name a record that has no number, as far as one can."""
    return erasure.reference or ("Card" if erasure.kind == "card" else _NO_NUMBER)


def noun(erasure: Erasure) -> str:
    """What kind of record it is about."""
    return "card" if erasure.kind == "card" else "report"


def what_happens(erasure: Erasure) -> str:
    """Say what confirming does."""
    if (erasure.what, erasure.kind) == ("erase", "card"):
        return _CARD_ERASED
    return _HAPPENS[erasure.what]


def confirm_words(erasure: Erasure) -> str:
    """Say what the button that confirms does, and the answer to its question."""
    return "Lift the restriction" if erasure.what == "lift" else f"{_VERBS[erasure.what]} the {noun(erasure)}"


def leave_words(erasure: Erasure) -> str:
    """Say the answer that does nothing."""
    return "Do not erase" if erasure.what == "erase" else "Leave it as it is"


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
            Cell(f"{_VERBS[erasure.what]}: {ground(acts, erasure)}"), Cell(erasure.by_name),
            Cell(at.moment(erasure.at)),
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
    """Make the row for a report or card that was found."""
    row = hit.hit.row
    state = "Card" if row.kind == "card" else STATE_WORDS.get(row.state, str(row.state))
    return Row(
        row.id,
        (
            Cell(row.reference or _NO_NUMBER), Cell(row.title), Cell(state),
            Cell(acts.setting.unit_name(row.unit)),
        ),
    )  # fmt: skip


def about(erasure: Erasure, me: str) -> str:
    """Say in one sentence how a proposal stands, and for whom it waits."""
    waits = "It waits for another records manager" if erasure.by == me else "It waits for you"
    said = {
        "waiting": f"{_PROPOSED[erasure.what]} proposed by {erasure.by_name}. {waits}",
        "erased": f"Erased at the word of {erasure.by_name} and {erasure.decided_by_name}",
        "restricted": f"Restricted at the word of {erasure.by_name} and {erasure.decided_by_name}",
        "lifted": f"Restriction lifted at the word of {erasure.by_name} and {erasure.decided_by_name}",
        "declined": f"Declined by {erasure.decided_by_name}. The {noun(erasure)} stays as it is",
        "withdrawn": f"Withdrawn by {erasure.by_name}. The {noun(erasure)} stays as it is",
        "overtaken": f"The {noun(erasure)} was erased in another way meanwhile",
    }
    return said[erasure.state]


def facts(acts: DisposalActs, erasure: Erasure) -> tuple[Fact, ...]:
    """Say what is proposed, and what the record is while there is one."""
    at = told(acts)
    known = [Fact("Proposed", f"{_PROPOSED[erasure.what]}, by {erasure.by_name}, {at.moment(erasure.at)}")]
    known += [Fact("Ground", ground(acts, erasure)), Fact("Rests on", erasure.words)]
    if erasure.decided_by:
        how = {"declined": "Declined", "withdrawn": "Withdrawn"}.get(erasure.state, "Confirmed")
        known.append(Fact(how, f"by {erasure.decided_by_name}, {at.moment(erasure.decided_at)}"))
    if erasure.answer:
        known.append(Fact("Because", erasure.answer))
    known += [Fact("Reference", reference(erasure)), *_record(acts, erasure)]
    return tuple(each for each in known if each.words)


def _record(acts: DisposalActs, erasure: Erasure) -> Iterator[Fact]:
    """Say what the record is while there is one; of a card all that is known on it."""
    row = erasure.line
    if row is None:
        return
    yield Fact("Title", row.title)
    if row.restriction:
        since = told(acts).moment(row.restricted)
        why = f"{row.restriction} {acts.grounds['restrict'].label(row.restriction)}"
        yield Fact("Restricted", f"since {since}: {why}" if since else why)
    if row.card:
        yield Fact("Card of a", row.card)
        for each in row.known:
            name, _, value = each.partition(": ")
            yield Fact(name.capitalize(), value)
        yield Fact("Linked from", _linked(row))
    else:
        states = {str(state): words for state, words in STATE_WORDS.items()}
        yield Fact("State", states.get(row.state, row.state))
    yield Fact("Unit", acts.setting.unit_name(erasure.unit))
    yield Fact("Marking", row.marking)
    yield Fact("Author", row.author_name)
    yield Fact("Graded", ", ".join(row.grades))


def _linked(row: Line) -> str:
    if not row.linked:
        return "no report that you may read"
    numbers = ", ".join(each or "one without a number" for each in row.linked_from)
    more = " and others" if row.linked > len(row.linked_from) else ""
    return f"{row.linked:,} report{'' if row.linked == 1 else 's'}: {numbers}{more}"


def gone_words(erasure: Erasure) -> str:
    """Say how far an erasure has gone, or a restriction."""
    left = sum(each.done_at is None for each in erasure.devices)
    restricted = erasure.state == "restricted"
    head = "At the service it is for records managers alone" if restricted else "It is gone from the service"
    if not erasure.devices:
        return f"{head}. No {'other ' if restricted else ''}device held it."
    if not left:
        return f"{head}{'; it is gone from' if restricted else ' and from'} {_devices(len(erasure.devices))}."
    return f"{head}. {left:,} of {_devices(len(erasure.devices))} may still hold it."


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
        "restricted": f"The processing of {reference(erasure)} is restricted. {gone_words(erasure)}",
        "lifted": f"The restriction of {reference(erasure)} is lifted.",
        "declined": f"Declined. {reference(erasure)} stays as it is, and {erasure.by_name} sees why.",
        "withdrawn": f"Withdrawn. {reference(erasure)} stays as it is.",
    }
    return said.get(erasure.state, about(erasure, me))
