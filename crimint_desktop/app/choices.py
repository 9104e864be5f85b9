"""A person's choices, kept in their encrypted cache, and what follows from them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from crimint_desktop.actions.desk import Desk
from crimint_desktop.store import preferences
from crimint_desktop.ui.settings.acts import Chosen

__all__ = ["Choices"]

_CHOSEN = "chosen"
_OPERATION = "operation"
_PLACE = "place"
_KEYS = "keys"


class Choices:
    """Reads once at the start and writes each change; nothing of it leaves this device."""

    def __init__(self, desk: Desk, *, scheme: str, idle_minutes: int) -> None:
        """Begin with what was kept, else with ``scheme`` and the force's ``idle_minutes``."""
        self._desk = desk
        kept = self._get(_CHOSEN) or {}
        known = {name: value for name, value in kept.items() if name in Chosen.__dataclass_fields__}
        self.chosen = Chosen(**{"scheme": scheme, "idle_minutes": idle_minutes, **known})
        self.operation = str(self._get(_OPERATION) or "")
        self.keys: dict[str, tuple[str, ...]] = {
            action: tuple(each) for action, each in (self._get(_KEYS) or {}).items()
        }

    def choose(self, chosen: Chosen) -> None:
        """Keep these choices."""
        self.chosen = chosen
        self._set(_CHOSEN, asdict(chosen))

    def choose_operation(self, operation: str) -> None:
        """Keep the task or operation at hand."""
        self.operation = operation
        self._set(_OPERATION, operation)

    def change_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Keep a person's own keys."""
        self.keys = dict(keys)
        self._set(_KEYS, {action: list(each) for action, each in keys.items()})

    def reason(self) -> str:
        """The reason everything opened now inherits."""
        return f"Operation {self.operation}" if self.operation else ""

    def keep_place(self, place: Mapping[str, Any]) -> None:
        """Keep where the person is; returns when it is on the disk. Raises Unavailable when it cannot be."""
        self._desk.act(lambda conn: preferences.set(conn, _PLACE, dict(place))).result()

    def take_place(self) -> dict[str, Any]:
        """Return where the person was, once: the next start begins at Home."""
        place = self._get(_PLACE) or {}
        if place:
            self._set(_PLACE, {})
        return dict(place)

    def _get(self, name: str) -> Any:  # noqa: ANN401 - whatever was kept
        return self._desk.look(lambda conn: preferences.get(conn, name)).result()

    def _set(self, name: str, value: object) -> None:
        # A choice that cannot be kept (full disk) still holds until the program ends.
        future = self._desk.act(lambda conn: preferences.set(conn, name, value))
        future.add_done_callback(lambda done: done.exception())
