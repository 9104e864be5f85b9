"""Hears the accessibility bus as a magnifier does, and writes each event of focus and caret as a line of JSON.

Run by the system's Python, which has the bindings of AT-SPI; it imports nothing of the program.
"""

import json
import sys
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version has to be asked for first

HEARD = ("object:state-changed:focused", "object:text-caret-moved", "window:activate")


def main() -> int:
    """Listen until the one who listens to us is gone."""
    Atspi.init()
    Atspi.set_timeout(2_000, 15_000)
    listener = Atspi.EventListener.new(_hear)
    for kind in HEARD:
        listener.register(kind)
    _say({"kind": "listening"})
    Atspi.event_main()
    return 0


def _hear(event: Any) -> None:  # noqa: ANN401 - a structure of the bindings
    told: dict[str, object] = {"kind": event.type, "detail": event.detail1}
    try:
        told["name"] = event.source.get_name()
        told["role"] = event.source.get_role_name()
        told["place"] = _place(event)
    except GLib.Error as gone:  # what spoke is not there any more
        told["gone"] = str(gone)
    _say(told)


def _place(event: Any) -> list[int]:  # noqa: ANN401 - as above
    if event.type.startswith("object:text-caret"):
        text = event.source.get_text_iface()
        found = Atspi.Text.get_character_extents(text, event.detail1, Atspi.CoordType.SCREEN) if text else None
        if found is not None and found.height > 0:
            return [found.x, found.y, found.width, found.height]
    component = event.source.get_component_iface()
    if component is None:
        return []
    found = Atspi.Component.get_extents(component, Atspi.CoordType.SCREEN)
    return [found.x, found.y, found.width, found.height]


def _say(told: dict[str, object]) -> None:
    try:
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    sys.exit(main())
