"""Settling: what I have not sent yet meets what others made of the same record meanwhile.

Pure: what came together goes on as a fresh change on top of theirs, what clashes waits for a person as a conflict,
and nothing typed is dropped. Asks nobody, knows no cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from crimint_desktop.store.conflicts import Conflict
from crimint_desktop.store.outbox import Waiting
from crimint_domain import lifecycle
from crimint_domain.change import Change
from crimint_domain.document import SCHEMAS
from crimint_domain.merge import Clash, Merge, MergedPart, three_way
from crimint_domain.parts import Document, Value, get, with_parts

__all__ = ["Fresh", "GivenUp", "Settled", "Theirs", "chosen", "conflict_after", "put_aside", "settle"]

_STEP_WAITS: Final = (
    "“{step}” was not sent, because two people changed the same part. Settle the conflict, then take it."
)


@dataclass(frozen=True, slots=True)
class Theirs:
    """The record as the service has it now, in this program's schema."""

    record: str
    kind: str
    version: int
    document: Document
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Fresh:
    """What stands in the outbox in the place of ``old``: a change made on ``before``, or nothing (None)."""

    old: str
    change: Change | None
    before: Document


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A step that cannot wait with a conflict: it is kept as refused, with its reason and the sentence why."""

    change: Change
    says: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcome: the new outbox of the record, its conflict if there is one, and steps that cannot go on."""

    fresh: tuple[Fresh, ...]
    conflict: Conflict | None
    given_up: tuple[GivenUp, ...]


class _Gathering:
    """Clashes and merged parts over all my changes of one record, the newest of mine counting."""

    def __init__(self, conflict: Conflict | None) -> None:
        self.clashes: dict[str, Clash] = {clash.part: clash for clash in conflict.clashes} if conflict else {}
        self.merged: dict[str, MergedPart] = {each.part: each for each in conflict.merged} if conflict else {}
        self.step = conflict.step if conflict else ""
        self.freed: list[str] = []

    def take(self, merge: Merge, reason: str) -> dict[str, Value]:
        """Take in one change; return what its author had written before in the same parts, for the history."""
        replaced: dict[str, Value] = {}
        for clash in merge.clashes:
            first = self.clashes.get(clash.part)
            if first is not None and first.mine != clash.mine:
                replaced[clash.part] = first.mine
            reasons = dict.fromkeys(filter(None, (first.reason if first else "", reason)))
            before = first.before if first else clash.before
            self.clashes[clash.part] = replace(clash, before=before, reason=" ".join(reasons))
        for each in merge.merged:
            if each.whose == "both" and each.part in self.clashes:
                gone = self.clashes.pop(each.part)
                replaced[each.part] = gone.mine
                self.freed.append(gone.reason)
            self.merged[each.part] = each
        return replaced


def settle(
    waiting: Sequence[Waiting], theirs: Theirs, conflict: Conflict | None, new_id: Callable[[], str], now: datetime
) -> Settled:
    """Settle every change of one record, oldest first, on top of theirs.

    None of them may still be on its way. A step that hangs on a clash waits for the person with the conflict; one
    with a reason, or a second one, is handed back with a sentence, so that its words are not lost.
    """
    gathered = _Gathering(conflict_after(conflict, theirs) if conflict else None)
    current = theirs.document
    fresh: list[Fresh] = []
    given_up: list[GivenUp] = []
    for each in waiting:
        before = each.before or {}
        merge = three_way(before, _mine(each.change, before), current)
        aside = {**gathered.take(merge, each.change.reason), **(each.change.aside or {})} or None
        # Why that was made which clashes no more goes with what takes its place.
        reason = " ".join(dict.fromkeys(filter(None, (each.change.reason, *gathered.freed)))) if aside else ""
        gathered.freed.clear()
        step = each.change.step
        if step and gathered.clashes:
            if gathered.step or _has_words(step):
                alone = replace(
                    each.change, id=new_id(), base_version=theirs.version, document=None, parts={}, aside=None
                )
                given_up.append(GivenUp(alone, _STEP_WAITS.format(step=_words(step))))
            else:
                gathered.step = step
            step = ""
        fresh.append(
            Fresh(
                each.change.id,
                _fresh(
                    replace(each.change, step=step, aside=aside, reason=reason or each.change.reason),
                    theirs,
                    merge.mine,
                    new_id,
                ),
                current,
            )
        )
        current = merge.document
    freed = _freed_step(conflict, gathered, theirs, new_id)
    if freed is not None:
        fresh.append(Fresh("", freed, current))
    return Settled(tuple(fresh), _conflict(waiting, theirs, conflict, gathered, new_id, now), tuple(given_up))


def put_aside(mine: Change, name: str, stands: int) -> Change:
    """Return a change, by this name and on the version that stands, which does nothing of what mine would have done
    and puts it all aside into the history: what it set, the state its step would have reached, and why."""
    step = lifecycle.find(mine.step)
    aside = {**(mine.parts or {}), **(mine.aside or {})} | ({"state": step.to} if step else {})
    reason = ": ".join(dict.fromkeys(filter(None, ("Not settled", mine.step, mine.reason))))
    return replace(mine, id=name, base_version=stands, parts={}, step="", reason=reason, aside=aside or None)


def _mine(change: Change, before: Document) -> Document:
    return change.document if change.document is not None else with_parts(before, change.parts or {})


def _has_words(step: str) -> bool:
    found = lifecycle.find(step)
    return found is not None and found.needs_reason


def _words(step: str) -> str:
    found = lifecycle.find(step)
    return found.words if found else step


def _fresh(old: Change, theirs: Theirs, parts: Mapping[str, Value], new_id: Callable[[], str]) -> Change | None:
    if not parts and not old.step and not old.aside:
        return None
    schema = SCHEMAS.get(theirs.kind, old.schema)
    return Change(
        new_id(), theirs.kind, schema, theirs.record, theirs.version, None, dict(parts), old.step, old.reason, old.aside
    )


def _freed_step(
    conflict: Conflict | None, gathered: _Gathering, theirs: Theirs, new_id: Callable[[], str]
) -> Change | None:
    """The step that waited with a conflict which has gone away by itself."""
    if conflict is None or not conflict.step or gathered.clashes:
        return None
    schema = SCHEMAS.get(theirs.kind, 1)
    return Change(new_id(), theirs.kind, schema, theirs.record, theirs.version, None, {}, conflict.step)


def _conflict(
    waiting: Sequence[Waiting], theirs: Theirs, earlier: Conflict | None, gathered: _Gathering,
    new_id: Callable[[], str], now: datetime,
) -> Conflict | None:  # fmt: skip
    if not gathered.clashes:
        return None
    parts = gathered.clashes.keys()
    clashes = tuple(sorted(gathered.clashes.values(), key=lambda clash: clash.part))
    merged = tuple(each for part, each in sorted(gathered.merged.items()) if part not in parts)
    if earlier is not None:
        newer = replace(earlier, theirs_by=theirs.by, theirs_at=theirs.at) if clashes != earlier.clashes else earlier
        return replace(newer, theirs_version=theirs.version, clashes=clashes, merged=merged, step=gathered.step)
    first = waiting[0]
    return Conflict(
        new_id(), theirs.record, now, first.change.base_version, theirs.version, theirs.by, theirs.at, first.made_at,
        clashes, merged, gathered.step,
    )  # fmt: skip


def conflict_after(conflict: Conflict, theirs: Theirs) -> Conflict:
    """Return an open conflict as it stands when they have changed the record again: their newest beside mine.

    What they have made the same as mine needs no choice any more; it may leave the conflict without any clash.
    """
    newest = tuple(replace(clash, theirs=get(theirs.document, clash.part)) for clash in conflict.clashes)
    touched = newest != conflict.clashes  # else it was another part, perhaps even sent from here
    left = tuple(clash for clash in newest if clash.mine != clash.theirs)
    agreed = tuple(MergedPart(clash.part, "both") for clash in newest if clash.mine == clash.theirs)
    return replace(
        conflict, theirs_version=theirs.version, theirs_by=theirs.by if touched else conflict.theirs_by,
        theirs_at=theirs.at if touched else conflict.theirs_at, clashes=left, merged=conflict.merged + agreed,
    )  # fmt: skip


def chosen(clashes: Iterable[Clash], choices: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the parts to set on top of theirs once a value was chosen for every clash: those that differ from
    theirs. Raises KeyError naming a part left out."""
    return {clash.part: choices[clash.part] for clash in clashes if choices[clash.part] != clash.theirs}
