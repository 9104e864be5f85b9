"""Room for what has just grown: told from the inside outwards, so that nothing above keeps a height it remembered."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def make_room(grown: QWidget) -> None:
    """Have every layout around ``grown`` ask again how high it must be, the nearest first.

    Qt asks outwards by queued events, and a layout that is asked for its height in between remembers the old one:
    words below would then be squeezed.
    """
    around = grown.parentWidget()
    while around is not None and not around.isWindow():
        layout = around.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
            around.updateGeometry()
        around = around.parentWidget()
