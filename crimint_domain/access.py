"""Who may do what: one pure, default-deny decision over labels, made by one table of named rules.

The rules stand in the order in which they are asked: what denies comes first and wins, what allows comes after, and
what no rule allows is denied. ``docs/access.md`` prints the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from crimint_domain import lifecycle
from crimint_domain.card import Card
from crimint_domain.labels import (
    Folder,
    Label,
    folder_for,
    label_for,
    label_for_card,
    label_from,
    label_of,
    widens,
)
from crimint_domain.marking import OFFICIAL, OFFICIAL_SENSITIVE
from crimint_domain.principal import READERS, ROLES, WRITERS, Principal
from crimint_domain.report import Report
from crimint_domain.restriction import PART as RESTRICTION

__all__ = [
    "ACTIONS", "DEFAULT", "READERS", "ROLES", "RULES", "Action", "Context", "Decision", "Folder", "Label", "Principal",
    "Rule", "can", "entitled", "folder_for", "label_for", "label_for_card", "label_from", "label_of",
]  # fmt: skip

Action = Literal["read", "create", "set", "step", "aside", "erase"]
ACTIONS: Final[tuple[Action, ...]] = ("read", "create", "set", "step", "aside", "erase")
DEFAULT: Final = "nothing-allows-it"

_CLEARED: Final[Mapping[str, tuple[str, ...]]] = {
    OFFICIAL: (OFFICIAL, OFFICIAL_SENSITIVE), OFFICIAL_SENSITIVE: (OFFICIAL_SENSITIVE,),
}  # fmt: skip
_HELD: Final = ("holding", "closed")
_KEPT: Final = ("closed", "withheld")
# A card's place in the world does not change with what is written on it; its label is its unit's evaluators' to set.
_CARD_FIXED: Final = frozenset({"kind", "unit", RESTRICTION})
_LABEL_PARTS: Final = frozenset({"marking", "compartment", "access_list", "exclusions", "operation"})


@dataclass(frozen=True, slots=True)
class Context:
    """What is to be done: ``record`` as it stands (None of a creation), ``after`` as it would stand then, the
    ``part`` that is set or the ``step`` that is taken by its name, and the reason that was given."""

    record: Report | Card | None = None
    after: Report | Card | None = None
    part: str = ""
    step: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed, and the name of the rule that says so (``nothing-allows-it`` where none does)."""

    allow: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it ``allow``s or denies, for which actions, in words, and when it applies."""

    name: str
    allow: bool
    actions: tuple[Action, ...]
    says: str
    applies: Callable[[Principal, Label, Context], bool]


# --- reading ---


def _no_reader(who: Principal, label: Label, _: Context) -> bool:
    return label.kind != "own" and not (who.roles & READERS or who.covers)


def _excluded(who: Principal, label: Label, _: Context) -> bool:
    return label.kind != "own" and who.user in label.exclusions


def _is_weighed(who: Principal, label: Label) -> bool:
    """One's own is read without clearance, compartment or list: who wrote it knows it."""
    return label.kind != "own" and not (label.kind in _HELD and _author(who, label))


def _not_cleared(who: Principal, label: Label, _: Context) -> bool:
    return _is_weighed(who, label) and who.clearance not in _CLEARED.get(label.marking, ())


def _outside_compartment(who: Principal, label: Label, _: Context) -> bool:
    return bool(label.compartment) and label.compartment not in who.compartments and _is_weighed(who, label)


def _off_list(who: Principal, label: Label, _: Context) -> bool:
    return bool(label.access_list) and label.access_list not in who.lists and _is_weighed(who, label)


def _author(who: Principal, label: Label) -> bool:
    return bool(label.user) and who.user == label.user


def _evaluator(who: Principal, label: Label, _: Context) -> bool:
    return label.kind in _HELD and "lio" in who.roles and label.unit in who.units


def _cover(who: Principal, label: Label, _: Context) -> bool:
    return label.kind in _HELD and label.unit in who.covers


def _records_of_unit(who: Principal, label: Label, _: Context) -> bool:
    return label.kind in _KEPT and "records" in who.roles and label.unit in who.units


# --- changing ---


def _unread(who: Principal, label: Label, _: Context) -> bool:
    return not entitled(who, label)


def _foreign_compartment(who: Principal, _: Label, to: Context) -> bool:
    was = to.record.compartment if to.record else ""
    return to.after is not None and to.after.compartment not in ("", was, *who.compartments)


def _out_of_reach(who: Principal, _: Label, to: Context) -> bool:
    return isinstance(to.after, Card) and not entitled(who, label_for_card(to.after))


def _widens_silently(who: Principal, _: Label, to: Context) -> bool:
    if to.record is None or to.after is None or to.reason.strip():
        return False
    writes_it = isinstance(to.record, Report) and to.record.author == who.user
    return not writes_it and widens(to.record, to.after)


def _writer(who: Principal, _: Label, to: Context) -> bool:
    return bool(who.roles & WRITERS) and (to.after is None or to.after.unit in who.units)


def _part(who: Principal, _: Label, to: Context) -> bool:
    seen = to.record
    if isinstance(seen, Report):
        return not to.part or lifecycle.may_set(who, seen, to.part)
    name = to.part.partition("/")[0]
    if seen is None or name in _CARD_FIXED or not who.roles & WRITERS:
        return False
    return name not in _LABEL_PARTS or ("lio" in who.roles and seen.unit in who.units)


def _step(who: Principal, _: Label, to: Context) -> bool:
    step = lifecycle.find(to.step)
    return step is not None and isinstance(to.record, Report) and lifecycle.may_take(step, who, to.record)


def _takes_part(who: Principal, _: Label, to: Context) -> bool:
    if isinstance(to.record, Report):
        return who.user == to.record.author or lifecycle.is_evaluator(who, to.record)
    return bool(who.roles & WRITERS)


def _keeps_the_records(who: Principal, _: Label, to: Context) -> bool:
    return "records" in who.roles and to.record is not None and to.record.unit in who.units


_READ: Final[tuple[Action, ...]] = ("read",)
_ALL: Final[tuple[Action, ...]] = ("read", "set", "step", "aside", "erase")
_CHANGES: Final[tuple[Action, ...]] = ("set", "step", "aside", "erase")

RULES: Final[tuple[Rule, ...]] = (
    Rule("no-reading-role", False, _ALL, "a role that reads no bodies, and no unit covered for a time", _no_reader),
    Rule("excluded", False, _ALL, "the person is excluded by name", _excluded),
    Rule("not-cleared", False, _ALL, "marked above the person's clearance, unless they wrote it", _not_cleared),
    Rule("outside-compartment", False, _ALL, "in a compartment they are not in, unless they wrote it",
         _outside_compartment),
    Rule("off-list", False, _ALL, "narrowed to a list they are not on, unless they wrote it", _off_list),
    Rule("unread", False, _CHANGES, "nobody changes what they may not read", _unread),
    Rule("processing-restricted", False, ("set", "step", "aside"), "its processing is restricted: it is kept, and used "
         "for nothing", lambda who, label, _: label.kind == "withheld"),
    Rule("foreign-compartment", False, ("create", "set"), "put into a compartment the writer does not hold",
         _foreign_compartment),
    Rule("out-of-reach", False, ("create", "set"), "a card put where its writer could not read it", _out_of_reach),
    Rule("widened-silently", False, ("set",), "a lower marking or a wider label by somebody else than the author, "
         "without a reason", _widens_silently),
    Rule("own-desk", True, _READ, "one's own desk", lambda who, label, _: label.kind == "own" and _author(who, label)),
    Rule("author", True, _READ, "held, and the person wrote it",
         lambda who, label, _: label.kind in _HELD and _author(who, label)),
    Rule("evaluator", True, _READ, "held by a unit whose evaluator they are", _evaluator),
    Rule("cover", True, _READ, "held by a unit they cover for a time", _cover),
    Rule("records-of-unit", True, _READ, "out of the queue for good or restricted, in a unit whose records they manage",
         _records_of_unit),
    Rule("open", True, _READ, "released", lambda who, label, _: label.kind == "open"),
    Rule("named", True, _READ, "released to those named for this record",
         lambda who, label, _: label.kind == "restricted" and bool(label.access_list)),
    Rule("writer", True, ("create",), "a writing role, for a unit of theirs", _writer),
    Rule("part", True, ("set",), "the part is theirs to set as the record stands", _part),
    Rule("step", True, ("step",), "the step is theirs to take as the report stands", _step),
    Rule("takes-part", True, ("aside",), "they take part in writing the record", _takes_part),
    Rule("keeps-the-records", True, ("erase",), "proposed by a records manager of the unit, and confirmed by another",
         _keeps_the_records),
)  # fmt: skip
_OF: Final[Mapping[str, tuple[Rule, ...]]] = {
    action: tuple(rule for rule in RULES if action in rule.actions) for action in ACTIONS
}
_NOTHING: Final = Context()


def can(principal: Principal, action: Action, label: Label, context: Context = _NOTHING) -> Decision:
    """Decide whether a person may do something with a record under this label, and by which rule."""
    for rule in _OF.get(action, ()):
        if rule.applies(principal, label, context):
            return Decision(rule.allow, rule.name)
    return Decision(False, DEFAULT)


def entitled(principal: Principal, label: Label) -> bool:
    """Whether this person may read the bodies of records under this label."""
    return can(principal, "read", label).allow
