"""What a person hears: spoken announcements, and the names by which widgets are known to assistive technology."""

from __future__ import annotations

from typing import Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget

_SAID = "crimint.said"

Named = TypeVar("Named", bound=QWidget)
"""Any widget: naming gives back what it was given."""


def announce(widget: QWidget, text: str, *, assertive: bool = False) -> None:
    """Have the screen reader say ``text``; ``assertive`` interrupts and is for refusals and errors only.

    The same words are said only once in the same turn of the event loop, however many widgets ask for it.
    """
    app = QApplication.instance()
    words = text.strip()
    if app is None or not words:
        return
    said: list[str] = app.property(_SAID) or []
    if words in said:
        return
    app.setProperty(_SAID, [*said, words])
    if not said:
        QTimer.singleShot(0, app, lambda: app.setProperty(_SAID, []))
    event = QAccessibleAnnouncementEvent(widget, words)
    event.setPoliteness(
        QAccessible.AnnouncementPoliteness.Assertive if assertive else QAccessible.AnnouncementPoliteness.Polite
    )
    QAccessible.updateAccessibility(event)


@runtime_checkable
class KeepsNews(Protocol):
    """A window that keeps what was told in a list one can go to."""

    def keep_news(self, words: str) -> None:
        """Keep it."""


def tell(widget: QWidget, words: str) -> None:
    """Say what came of something: politely, for the whole window, since its page may be gone by then; and keep it
    where it can be read again."""
    window = widget.window()
    announce(window, words)
    if isinstance(window, KeepsNews):
        window.keep_news(words)


def name(widget: Named, spoken: str, *, identifier: str, description: str = "") -> Named:
    """Give ``widget`` its spoken name and its stable identifier (Windows: AutomationId); returns the widget.

    ``description`` is for what the name does not say; an empty one is not set, a repeated one is dropped.
    """
    widget.setAccessibleName(spoken)
    widget.setAccessibleIdentifier(identifier)
    widget.setObjectName(identifier)
    if description and description != spoken:
        widget.setAccessibleDescription(description)
    return widget


def describe(widget: QWidget, description: str) -> None:
    """Replace what is said after the name; empty takes it away again."""
    if widget.accessibleDescription() != description:
        widget.setAccessibleDescription(description)
