"""What arrives is weighed here too: a record that its reader may not read is not kept, whoever sent it.

The service decides who may read what, and hands out no more. Should it ever hand out more (a mistake, or a service
that is not what it says), this device finds out by the same rules over the record's own document, keeps none of it,
and says so under the name ``over-shared``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.store import preferences, repair
from crimint_desktop.store.repair import OVER_SHARED
from crimint_domain.access import Label, Principal, entitled, label_from, label_of
from crimint_domain.document import is_newer, upcast
from crimint_domain.marking import OFFICIAL, OFFICIAL_SENSITIVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crimint_desktop.remote.answers import Access, FeedEntry
    from crimint_desktop.store.arriving import Arriving
    from crimint_desktop.store.database import Connection
    from crimint_desktop.sync.applying import Piece

__all__ = ["OVER_SHARED", "barred", "keep", "kept", "may_keep"]

_WHO: Final = "entitlement"
_WEIGHED: Final = ("report", "card")
_LEVELS: Final = (OFFICIAL, OFFICIAL_SENSITIVE)
_OF_LABEL: Final = ("state", "author", "unit", "compartment", "access_list", "exclusions", "legacy")


def keep(conn: Connection, access: Access) -> None:
    """Keep what the person may read, as the service said it last. When that changed, what was turned away by what was
    known before is asked for once more."""
    who = access.principal
    plain = {
        "user": who.user, "name": who.name, "roles": sorted(who.roles), "units": sorted(who.units),
        "clearance": who.clearance, "compartments": sorted(who.compartments), "lists": sorted(who.lists),
        "covers": sorted(who.covers),
    }  # fmt: skip
    before = preferences.get(conn, _WHO)
    if before != plain:
        preferences.set(conn, _WHO, plain)
        if before is not None:
            repair.forget_rejected(conn, OVER_SHARED)


def kept(conn: Connection) -> Principal | None:
    """Return who reads here, or None where the service has not been asked yet."""
    plain: dict[str, Any] | None = preferences.get(conn, _WHO)
    if plain is None:
        return None
    sets = {name: frozenset(plain[name]) for name in ("roles", "units", "compartments", "lists", "covers")}
    return Principal(user=plain["user"], name=plain["name"], clearance=plain["clearance"], **sets)


def barred(conn: Connection, pieces: Iterable[Piece]) -> Mapping[tuple[str, str], str]:
    """Return which records of these pieces are not for whoever reads here, by stream and id, with what to say of
    them."""
    who = kept(conn)
    if who is None:
        return {}
    found: dict[tuple[str, str], str] = {}
    read: dict[tuple[object, ...], bool] = {}
    for piece in pieces:
        stream_open = _is_open(who, piece.stream.label)
        for each in piece.entries:
            if each.op == "put" and not (stream_open and _may_read_by_shape(who, each, read)):
                found[piece.stream.id, each.id] = OVER_SHARED
    return found


def may_keep(conn: Connection, served: Arriving) -> bool:
    """Say whether a record that came by itself is for whoever reads here."""
    who = kept(conn)
    return who is None or _may_read(who, served)


def _is_open(who: Principal, key: str) -> bool:
    try:
        return entitled(who, label_from(key))
    except ValueError:
        return True  # not a label we know how to read: then each document decides


def _may_read_by_shape(who: Principal, entry: FeedEntry, read: dict[tuple[object, ...], bool]) -> bool:
    """Weigh each combination of what a label is made of once: a first sync brings few of them many times."""
    shape = entry.shape
    if shape is None or shape.access_list or shape.exclusions:
        return _may_read(who, entry)
    level = shape.marking.level if shape.marking is not None else None
    key = (entry.kind, shape.state, shape.author, shape.unit, shape.compartment, shape.legacy, level)
    verdict = read.get(key)
    if verdict is None:
        verdict = read[key] = _may_read(who, entry)
    return verdict


def _may_read(who: Principal, entry: Arriving) -> bool:
    if entry.kind not in _WEIGHED or is_newer(entry.kind, entry.schema):
        return True  # how its label is made is not known here; the stream's own has been weighed
    label = _label(entry)
    # A marking that does not belong in this system is turned away for what it is, with a sentence of its own.
    return (label.kind != "own" and label.marking not in _LEVELS) or entitled(who, label)


def _label(entry: Arriving) -> Label:
    shape = entry.shape
    if shape is None:
        return label_of(entry.kind, entry.id, upcast(entry.kind, entry.schema, entry.document))
    document: dict[str, Any] = {name: getattr(shape, name) for name in _OF_LABEL}
    document["marking"] = {"level": shape.marking.level} if shape.marking is not None else None
    return label_of(entry.kind, entry.id, document)
