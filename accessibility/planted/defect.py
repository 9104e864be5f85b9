"""What a planted defect is, and the two ways of planting one: in a screen as it stands, or in the program's code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

Caught = Literal["audit", "walk", "contrast", "focus", "magnifier", "help", "palette", "returns", "bus", "journey"]
Spoil = Callable[[QWidget], object]
Patch = Callable[[], AbstractContextManager[object]]
Kind = TypeVar("Kind", bound=QWidget)


def leave(_window: QWidget) -> None:
    """Spoil nothing: the defect is in the code."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect in one real screen.

    ``patch`` holds while the screen is built and looked at; ``spoil`` is given the window once it is shown. ``check``
    must catch it: with the rule ``finds``, or, for a journey, with these words missing or heard too much. ``journey``
    is the name of the journey that hears it. ``returns`` presses every button, ``bus`` hears what a magnifier is told.
    """

    name: str
    what: str
    screen: str
    check: Caught
    finds: str
    spoil: Spoil = leave
    patch: Patch = nullcontext
    theme: str = "light"
    text_scale: int = 100
    journey: str = ""


@contextmanager
def replaced(owner: object, name: str, value: object) -> Iterator[None]:
    """Let ``owner`` have ``value`` for its ``name`` as long as this holds."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def patched(owner: object, name: str, value: object) -> Patch:
    """A patch that replaces one attribute of a class or module of the program."""
    return lambda: replaced(owner, name, value)


def the(window: QWidget, identifier: str, kind: type[Kind]) -> Kind:
    """The control of a screen that has this identifier or object name; raises KeyError if none of the kind has it."""
    for widget in window.findChildren(kind):
        if identifier in (widget.accessibleIdentifier(), widget.objectName()):
            return widget
    raise KeyError(identifier)


def change(identifier: str, does: Callable[[Any], object], kind: type[QWidget] = QWidget) -> Spoil:
    """Spoil one control: ``does`` is given it."""
    return lambda window: does(the(window, identifier, kind))


def coloured(widget: QWidget, role: QPalette.ColorRole, rgb: int) -> None:
    """Give a widget a colour of its own, 0xRRGGBB, whatever the theme says."""
    palette = widget.palette()
    palette.setColor(role, QColor.fromRgb(rgb))
    widget.setPalette(palette)
