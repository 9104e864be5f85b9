"""Who works at a desk: as the service says it, as the cache keeps it, and as the desk knows it while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.actions.desk import Person, Unit
from crimint_desktop.store import preferences
from crimint_domain.access import Principal

if TYPE_CHECKING:
    from crimint_desktop.app.opening import OpenDesk
    from crimint_desktop.remote.answers import Access

__all__ = ["WHO", "desk_person", "keep_access", "plain"]

WHO: Final = "who"


def keep_access(opened: OpenDesk, access: Access) -> bool:
    """Let what a person may do now hold at once, and keep it for the next time the cache is opened without the
    service; say whether that is something else than before."""
    now = plain(access)

    def work(conn: Any) -> None:  # noqa: ANN401 - a connection of the store
        preferences.set(conn, WHO, {**(preferences.get(conn, WHO) or {}), **now})

    opened.desk.act(work).add_done_callback(lambda done: done.exception())
    return opened.desk.person.become(desk_person(now))


def plain(access: Access) -> dict[str, Any]:
    """Write what the service says of a person as the cache keeps it."""
    return {
        "user": access.user, "name": access.name, "roles": list(access.roles),
        "units": [{"id": unit.id, "name": unit.name} for unit in access.units], "clearance": access.clearance,
        "compartments": list(access.compartments), "lists": list(access.lists),
        "covers": list(access.covers),
        "operations": list(access.operations), "draft_days": access.draft_days,
    }  # fmt: skip


def desk_person(kept: dict[str, Any]) -> Person:
    """Read it back."""
    principal = Principal(
        kept["user"], kept["name"], frozenset(kept["roles"]), frozenset(each["id"] for each in kept["units"]),
        kept["clearance"], frozenset(kept["compartments"]), frozenset(kept["lists"]),
        frozenset(kept.get("covers") or ()),
    )  # fmt: skip
    units = tuple(Unit(each["id"], each["name"]) for each in kept["units"])
    return Person(principal, units, tuple(kept["operations"]), int(kept.get("draft_days", 7)))
