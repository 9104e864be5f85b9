"""What screens tell each other: that something changed and what is shown may be stale. They carry no records."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Events(QObject):
    """Change notifications, always given in the UI thread; whoever shows the thing asks for it again."""

    records_changed = Signal(frozenset)
    """Ids (str) of records that changed on this device; empty means any may have."""
    sync_changed = Signal(object)
    """The new state of the connection: a frozen value of the sync layer, shown by the status bar."""
    counts_changed = Signal()
    """How many things wait for the user, shown in the navigation."""
    reason_changed = Signal(str)
    """The task or operation at hand, inherited by everything opened from now on."""
    marking_changed = Signal(str)
    """The highest marking of what is shown, in the words of the band."""
