"""The rows of the page about both sides, in words that stand by themselves when they are heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crimint_desktop.actions.agreement import AgreementView
from crimint_desktop.ui.home.lines import Told, step_in_words
from crimint_desktop.ui.rows import Cell, Row

__all__ = ["folders", "rounds", "waiting", "waiting_note"]

_REFUSED = "Open it: what you wrote is there. Change it and send it again, or discard it."
_WAITS = "Nothing to do: it is sent as soon as the service answers."


def over_shared(view: AgreementView) -> str:
    """Say how many records the service sent that are not for this person; empty for none."""
    if not view.over_shared:
        return ""
    records, them = ("1 record that is", "it") if view.over_shared == 1 else (
        f"{view.over_shared:,} records that are", "them"
    )  # fmt: skip
    return (
        f"The service sent {records} not for you. Nothing of {them} was kept here, and the service was told. Tell your"
        " administrator."
    )


def waiting(view: AgreementView, told: Told) -> tuple[Row, ...]:
    """Each change that has not reached the service: why, and what to do. Refused ones stand first."""
    lines = sorted(view.waiting, key=lambda each: (not each.refused, each.made_at))
    return tuple(
        Row(
            f"{number}:{line.record}",
            (
                Cell(
                    line.title or "(no title yet)",
                    icon="warning" if line.refused else "sending",
                    slot=True,
                    second=f"{step_in_words(line.what)}, {told.moment(line.made_at)}",
                ),
                Cell(
                    f"Refused: {line.refused}" if line.refused else "Waits to be sent",
                    second=_REFUSED if line.refused else _WAITS,
                ),
            ),
            strong=bool(line.refused),
        )
        for number, line in enumerate(lines)
    )


def waiting_note(view: AgreementView) -> str:
    """How many wait and how many were refused."""
    refused = sum(bool(each.refused) for each in view.waiting)
    waits = len(view.waiting) - refused
    return f"{waits:,} waiting, {refused:,} refused" if view.waiting else "Nothing waits"


def folders(view: AgreementView) -> tuple[Row, ...]:
    """Each folder that is held here."""
    return tuple(
        Row(each.words, (Cell(each.words), Cell(f"{each.records:,}"), Cell(f"{each.streams:,}")))
        for each in view.folders
    )


def rounds(view: AgreementView, told: Told, clock: Callable[[datetime], str]) -> tuple[Row, ...]:
    """What came of the rounds, newest first."""
    rows = []
    for number, each in enumerate(view.rounds):
        said = [f"{one.here:,} of {one.there:,} records were here: read again" for one in each.mismatches]
        said += each.told
        if not said:
            said = ["Both sides hold the same" if each.agreed else "Cut short; the next round goes on from there"]
        times = clock(each.ended) if each.rounds == 1 else f"{clock(each.began)} to {clock(each.ended)}"
        day = told.moment(each.ended)
        when = times if ":" in day else f"{day}, {times}"
        cells = (Cell(when), Cell(". ".join(said)), Cell(f"{each.sent:,}"), Cell(f"{each.received:,}"),
                 Cell(f"{each.rounds:,}"))  # fmt: skip
        rows.append(Row(str(number), cells, strong=bool(each.mismatches) or not each.agreed))
    return tuple(rows)
