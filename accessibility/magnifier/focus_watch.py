"""Says what has the keyboard, as AT-SPI tells it to every other program: one JSON line for each line it is sent.

Run by the machine's own Python, which has the library for AT-SPI; uses nothing else. It listens to the same events as
the magnifier does, and asks for places when it is asked, since pages scroll.
"""

import json
import sys
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version has to be said first


class Watch:
    """Holds what said last that it has the keyboard."""

    def __init__(self) -> None:
        """Begin to listen."""
        self._focused: Any = None
        self._listener = Atspi.EventListener.new(self._heard)
        self._listener.register("object:state-changed:focused")

    def _heard(self, event: Any) -> None:  # noqa: ANN401 - the library has no types
        if event.detail1:
            self._focused = event.source

    def told(self) -> dict[str, object]:
        """What has the keyboard now; nothing if nobody ever said so or what did is gone."""
        try:
            return _told(self._focused) if self._focused is not None else {}
        except GLib.Error:
            return {}


def _told(thing: Any) -> dict[str, object]:  # noqa: ANN401 - as above
    told: dict[str, object] = {"name": thing.get_name(), "role": thing.get_role_name(), "place": _place(thing)}
    for relation in thing.get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY and relation.get_n_targets():
            label = relation.get_target(0)
            told |= {"label": label.get_name(), "label_place": _place(label)}
    return told


def _place(thing: Any) -> list[int]:  # noqa: ANN401 - as above
    box = thing.get_component_iface().get_extents(Atspi.CoordType.SCREEN)
    return [box.x, box.y, box.x + box.width, box.y + box.height]


def main() -> None:
    """Answer until nobody asks any more."""
    watch = Watch()

    def asked(_channel: object, _condition: object) -> bool:
        if not sys.stdin.readline():
            Atspi.event_quit()
            return False
        print(json.dumps(watch.told()), flush=True)
        return True

    GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, asked)
    print("listening", flush=True)
    Atspi.event_main()


if __name__ == "__main__":
    main()
