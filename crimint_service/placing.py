"""Where a record belongs and who may change what of it, per kind: the domain's rules applied to raw documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from crimint_domain import access
from crimint_domain.access import Context, Folder, Label, Principal, can
from crimint_domain.card import Card
from crimint_domain.document import SCHEMAS, is_newer, upcast
from crimint_domain.errors import Problem, Refused
from crimint_domain.parts import Document, Value, element_of, flat, get, with_parts
from crimint_domain.report import Report
from crimint_domain.views import card_from, report_from
from crimint_service.faults import Fault

__all__ = [
    "KINDS",
    "Placed",
    "lifted",
    "merged",
    "not_allowed",
    "placed",
    "refuse_aside",
    "refuse_creation",
    "refuse_outcome",
    "refuse_parts",
    "takes_part",
    "view",
]

KINDS: Final = ("report", "card")
_FOREIGN: Final = "You are not in the compartment “{}”, so you cannot put a record there."
_OUT_OF_REACH: Final = "You cannot put a card where you may not read it yourself."


@dataclass(frozen=True, slots=True)
class Placed:
    """The home of a record, who may read it there, and the unit that answers for it."""

    folder: Folder
    label: Label
    unit: str


def view(kind: str, record: str, schema: int, document: Document) -> Report | Card:
    """Read a document as this program understands it; raises Refused when it cannot."""
    shown = upcast(kind, schema, document)
    excluded = shown.get("exclusions") or []
    if not isinstance(excluded, list) or not all(isinstance(each, str) for each in excluded):
        raise Refused(Problem("exclusions", "The people to exclude must be a list of names."))
    part = "priority" if kind == "report" else "kind"
    if not isinstance(shown.get(part) or "", str):
        raise Refused(Problem(part, f"“{part}” must be text."))  # no desk could read the record, so nobody would see it
    return report_from(record, shown) if kind == "report" else card_from(record, shown)


def placed(seen: Report | Card) -> Placed:
    """Return where a record belongs as it stands."""
    if isinstance(seen, Report):
        return Placed(access.folder_for(seen), access.label_for(seen), seen.unit)
    home = Folder("operation", seen.operation) if seen.operation else Folder("shelf", seen.unit)
    return Placed(home, access.label_for_card(seen), seen.unit)


def not_allowed(says: str) -> Fault:
    """Return the refusal of something that this person may not do."""
    return Fault(403, "not-allowed", says)


def refuse_creation(principal: Principal, kind: str, seen: Report | Card | None = None) -> None:
    """Raise Fault 403 unless this person may add a record of this kind, and this one as it would stand."""
    label = _label(seen) if seen else Label("own", user=principal.user)
    made = can(principal, "create", label, Context(after=seen))
    if made.allow:
        return
    if made.rule == "foreign-compartment" and seen:
        raise not_allowed(_FOREIGN.format(seen.compartment))
    if made.rule == "out-of-reach":
        raise not_allowed(_OUT_OF_REACH)
    raise not_allowed(f"Your role does not write {kind}s.")


def refuse_parts(
    principal: Principal, seen: Report | Card, document: Mapping[str, Value], parts: Iterable[str]
) -> None:
    """Raise Fault 403 for a part this person may not set as the record stands, Refused for one that has no place."""
    label = _label(seen)
    for part in parts:
        steps = part.split("/")
        if not all(steps):
            raise Refused(Problem(part, f"“{part}” does not name a part of a {_kind(seen)}."))
        if not can(principal, "set", label, Context(record=seen, part=part)).allow:
            raise not_allowed(f"You may not change “{part}” of this {_kind(seen)} as it stands.")
        element = element_of(part)
        if element and element != part and not get(document, element):
            raise Refused(Problem(part, f"“{element}” is no longer there, so “{part}” cannot be set."))


def refuse_outcome(principal: Principal, before: Report | Card, after: Report | Card, reason: str) -> None:
    """Raise Fault 403 unless this person may make the one into the other, Refused when that needs a reason that was
    not given: a label is not widened without saying why."""
    decided = can(principal, "set", _label(before), Context(record=before, after=after, reason=reason))
    if decided.rule == "widened-silently":
        raise Refused(Problem("reason", "Say why: this lets people read the record who could not before."))
    if decided.rule == "foreign-compartment":
        raise not_allowed(_FOREIGN.format(after.compartment))
    if decided.rule == "out-of-reach":
        raise not_allowed(_OUT_OF_REACH)


def refuse_aside(principal: Principal, seen: Report | Card, aside: Mapping[str, Value]) -> None:
    """Raise Fault 403 unless this person takes part in writing the record, whose history it goes into."""
    if aside and not takes_part(principal, seen):
        raise not_allowed(f"You may not add to the history of this {_kind(seen)}.")


def takes_part(principal: Principal, seen: Report | Card) -> bool:
    """Whether this person takes part in writing the record, and so sees what was set aside on the way."""
    return can(principal, "aside", _label(seen), Context(record=seen)).allow


def _label(seen: Report | Card) -> Label:
    return access.label_for(seen) if isinstance(seen, Report) else access.label_for_card(seen)


def _kind(seen: Report | Card) -> str:
    return "report" if isinstance(seen, Report) else "card"


def merged(document: Document, parts: Mapping[str, Value]) -> Document:
    """Return the document with parts set; raises Refused for a path that leads through a plain value."""
    try:
        return with_parts(document, parts)
    except (AttributeError, TypeError) as error:
        raise Refused(Problem("", "A part that is to be set lies inside one that cannot hold it.")) from error


def lifted(
    kind: str, stored: int, document: Document, sent: int, parts: Mapping[str, Value]
) -> tuple[int, Document, Mapping[str, Value]]:
    """Bring a stored document and the parts set on it to one schema, the newer of the two.

    A document or a change of a schema newer than this service is taken only when both agree, and then untouched;
    otherwise Refused says whose program must be renewed.
    """
    if stored == sent:
        return stored, document, parts
    if is_newer(kind, stored):
        raise Refused(Problem("", "A newer program has written this record. Update yours to change it."))
    if is_newer(kind, sent):
        raise Refused(Problem("", "The service does not know this program's way of writing yet. It must be updated."))
    known = SCHEMAS[kind]
    kept = {part: value for part, value in parts.items() if value is not None}
    try:
        lifted_parts = flat(upcast(kind, sent, with_parts({}, kept)))
    except (AttributeError, TypeError) as error:
        raise Refused(Problem("", "A part that is to be set lies inside one that cannot hold it.")) from error
    removed: dict[str, Value] = {part: None for part, value in parts.items() if value is None}
    return known, upcast(kind, stored, document), lifted_parts | removed
