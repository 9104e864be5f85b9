"""The colours and the size of the words: taken from the system, repaired from its own colours, followed while it runs.

No widget names a colour. They use palette roles, and this module sees to it that each pair of roles that meets on
the screen can be read. In a contrast theme nothing is mixed: every colour is one the person chose.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

import resources
from crimint_desktop.ui.contrast import mix, ratio
from crimint_desktop.ui.focus_ring import FocusRing
from crimint_desktop.ui.style import HouseStyle
from crimint_desktop.ui.system_settings import Asked, SystemSettings
from crimint_desktop.ui.whereabouts import tell_focus_again

SYSTEM = "system"
SELECTED = 7.0
"""The least contrast of words on a selected row (WCAG 1.4.6); a contrast theme keeps its own pair."""
TEXT_SCALES = (100, 115, 130, 150, 175, 200, 250, 300, 400)
"""The text sizes offered, in per cent of the system's font; any whole number between the ends is accepted."""

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup
_READABLE, _TOLERABLE, _SEEN = 7.0, 4.5, 3.0
_GROUPS = (_Group.Active, _Group.Inactive, _Group.Disabled)
_CONTRAST = "crimint.contrast"
_BASE_SIZE = "crimint.base-size"
_STILL, _FLASH = "crimint.still", "crimint.flash"
_PLACED_MS = 200
"""Milliseconds after which everything stands where larger words have put it."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A set of colours: ``name`` as settings keep it, the repaired palette, and whether it is a contrast theme."""

    name: str
    palette: QPalette
    contrast: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two roles that meet on the screen, how far apart they are and how far they must be (WCAG 1.4.6, 1.4.11)."""

    over: str
    under: str
    ratio: float
    goal: float


def contrast() -> bool:
    """Say whether a contrast theme is in use: then nothing is mixed, and lines take the colour of words."""
    app = QApplication.instance()
    return bool(app is not None and app.property(_CONTRAST))


def named_schemes() -> tuple[tuple[str, str], ...]:
    """Give each choice of colours for settings as (name, words), the system's own first."""
    found = json.loads(resources.read_text("schemes.json"))
    chosen = tuple((name, entry["words"]) for name, entry in found.items() if isinstance(entry, dict))
    return ((SYSTEM, "As the system says"), *chosen)


def scheme(name: str, asked: Asked = Asked()) -> Scheme:  # noqa: B008 - it is frozen
    """Give the scheme called ``name``; ``system`` reads what the system says now, to Qt or as ``asked``. Raises
    KeyError for others."""
    if name == SYSTEM:
        return _system_scheme(asked)
    entry = json.loads(resources.read_text("schemes.json"))[name]
    return Scheme(name, repaired(_from_entry(entry), contrast=entry["contrast"]), entry["contrast"])


def _system_scheme(asked: Asked) -> Scheme:
    hints = QGuiApplication.styleHints()
    preference = hints.accessibility().contrastPreference()
    high = asked.contrast or preference == Qt.ContrastPreference.HighContrast
    dark = asked.dark or hints.colorScheme() == Qt.ColorScheme.Dark
    palette = QPalette(QGuiApplication.palette())
    app = QApplication.instance()
    if isinstance(app, QApplication) and palette == QApplication.style().standardPalette():
        stand_in = ("contrast-dark" if dark else "contrast-light") if high else ("dark" if dark else "light")
        palette = scheme(stand_in).palette
    if asked.accent is not None and not high:
        palette = _accented(palette, QColor.fromRgb(asked.accent))
    return Scheme(SYSTEM, repaired(palette, contrast=high), high)


def _accented(palette: QPalette, accent: QColor) -> QPalette:
    """Give ``palette`` with the accent for what is selected, with as much of the text's colour in it as lets words
    be read on it."""
    out = QPalette(palette)
    base, text = palette.color(_Group.Active, _Role.Base), palette.color(_Group.Active, _Role.Text)
    mixed = (mix(accent, text, share / 100) for share in range(100, -1, -5))
    high = next((colour for colour in mixed if ratio(base, colour) >= SELECTED), text)
    for group in _GROUPS:
        out.setColor(group, _Role.Highlight, high)
        out.setColor(group, _Role.Accent, high)
        out.setColor(group, _Role.HighlightedText, base)
    return out


def _from_entry(entry: dict[str, str]) -> QPalette:
    colour = {key: QColor(value) for key, value in entry.items() if isinstance(value, str) and value.startswith("#")}
    palette = QPalette()
    roles = {
        _Role.Window: "window", _Role.WindowText: "text", _Role.Base: "base", _Role.AlternateBase: "base",
        _Role.Text: "text", _Role.Button: "button", _Role.ButtonText: "text", _Role.BrightText: "highlighted",
        _Role.Highlight: "highlight", _Role.HighlightedText: "highlighted", _Role.Accent: "highlight",
        _Role.Link: "link", _Role.LinkVisited: "link", _Role.ToolTipBase: "base", _Role.ToolTipText: "text",
        _Role.Light: "button", _Role.Shadow: "text",
    }  # fmt: skip
    for role, key in roles.items():
        for group in _GROUPS:
            palette.setColor(group, role, colour[key])
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(_Group.Disabled, role, colour["disabled"])
    return palette


def repaired(palette: QPalette, *, contrast: bool) -> QPalette:
    """Give ``palette`` with every role the program paints with made readable from the palette's own colours."""
    out = QPalette(palette)
    window, text = palette.color(_Group.Active, _Role.Window), palette.color(_Group.Active, _Role.WindowText)
    base = palette.color(_Group.Active, _Role.Base)
    high, highlighted = _highlight(palette, base)
    if not contrast:
        high = _deepened(high, highlighted, text)
    quiet = _quiet_share(text, window, base)
    shares = {_Role.PlaceholderText: quiet, _Role.Dark: 0.50, _Role.Mid: 0.22, _Role.Midlight: 0.08}
    for group in _GROUPS:
        for role, share in shares.items():
            out.setColor(group, role, text if contrast else mix(text, window, share))
        out.setColor(group, _Role.AlternateBase, palette.color(group, _Role.Base))
        out.setColor(group, _Role.LinkVisited, palette.color(group, _Role.Link))
        out.setColor(group, _Role.Highlight, high)
        out.setColor(group, _Role.Accent, high)
        out.setColor(group, _Role.HighlightedText, highlighted)
        out.setColor(group, _Role.ToolTipBase, base)
        out.setColor(group, _Role.ToolTipText, palette.color(_Group.Active, _Role.Text))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        out.setColor(_Group.Inactive, role, palette.color(_Group.Active, role))
    if not contrast:
        out.setColor(_Group.Inactive, _Role.Highlight, mix(high, base, 0.28 if _is_dark(palette) else 0.16))
        out.setColor(_Group.Inactive, _Role.HighlightedText, palette.color(_Group.Active, _Role.Text))
        out.setColor(_Group.Disabled, _Role.Highlight, out.color(_Group.Active, _Role.Dark))
    else:
        out.setColor(_Group.Disabled, _Role.Button, palette.color(_Group.Active, _Role.Button))
    return out


def _quiet_share(text: QColor, *grounds: QColor) -> float:
    """How much of the text colour the second voice needs to be read on each ground: at least seven tenths."""
    shares = (share / 100 for share in range(70, 100, 2))
    return next(
        (share for share in shares if all(ratio(mix(text, grounds[0], share), on) >= _READABLE for on in grounds)), 1.0
    )


def _is_dark(palette: QPalette) -> bool:
    window, text = palette.color(_Group.Active, _Role.Window), palette.color(_Group.Active, _Role.WindowText)
    return window.lightnessF() < text.lightnessF()


def _highlight(palette: QPalette, base: QColor) -> tuple[QColor, QColor]:
    """Choose the first pair of the system's own colours that can be read as a selected row and seen on Base."""
    offered = palette.color(_Group.Active, _Role.Highlight)
    text = palette.color(_Group.Active, _Role.HighlightedText)
    system = _windows_highlight()
    tried: list[tuple[QColor, QColor]] = [(offered, text), *(((system, text),) if system is not None else ())]
    tried.append((palette.color(_Group.Active, _Role.Text), base))
    for over, under in tried:
        if ratio(over, under) >= _TOLERABLE and ratio(over, base) >= _SEEN:
            return over, under
    return tried[-1]


def _deepened(high: QColor, highlighted: QColor, text: QColor) -> QColor:
    """Give the system's highlight, with as much of its text colour as lets a selected row read at 7:1."""
    shares = (share / 100 for share in range(100, 35, -5))
    return next((mixed for share in shares if ratio(highlighted, mixed := mix(high, text, share)) >= SELECTED), high)


def _windows_highlight() -> QColor | None:
    """Ask Windows for COLOR_HIGHLIGHT: in a contrast theme Qt reports the accent colour in its place."""
    if sys.platform == "win32":  # pragma: no cover - runs on Windows only
        import ctypes

        value = ctypes.windll.user32.GetSysColor(13)
        return QColor(value & 0xFF, value >> 8 & 0xFF, value >> 16 & 0xFF)
    return None


def pairs(palette: QPalette, *, contrast: bool) -> tuple[Pair, ...]:
    """Measure every pair of roles that meets on the screen; under ``contrast`` the person chose them, and a pair of
    their own need only be legible."""
    words = _TOLERABLE if contrast else _READABLE
    met = (
        (_Role.WindowText, _Role.Window, words), (_Role.Text, _Role.Base, words),
        (_Role.ButtonText, _Role.Button, words), (_Role.PlaceholderText, _Role.Window, words),
        (_Role.PlaceholderText, _Role.Base, words), (_Role.Link, _Role.Base, words),
        (_Role.HighlightedText, _Role.Highlight, words), (_Role.ToolTipText, _Role.ToolTipBase, words),
        (_Role.Dark, _Role.Window, _SEEN), (_Role.Dark, _Role.Base, _SEEN),
        (_Role.Highlight, _Role.Base, _SEEN), (_Role.Highlight, _Role.Window, _SEEN),
    )  # fmt: skip
    return tuple(
        Pair(over.name, under.name, ratio(palette.color(over), palette.color(under)), goal) for over, under, goal in met
    )


def shortfalls(palette: QPalette, *, contrast: bool) -> tuple[Pair, ...]:
    """Give the pairs that cannot be read well enough; empty for every scheme of ours and every repaired one."""
    return tuple(pair for pair in pairs(palette, contrast=contrast) if pair.ratio < pair.goal)


def apply(app: QApplication, chosen: Scheme, text_scale: int = 100) -> None:
    """Dress the whole program: house style, ``chosen`` colours, words at ``text_scale`` per cent (100 to 400)."""
    if not isinstance(app.style(), HouseStyle):
        app.setStyle(HouseStyle())
        ring = FocusRing(app)
        ring.setObjectName("focusRing")
    app.setProperty(_CONTRAST, chosen.contrast)
    _scale(app, text_scale)
    app.setPalette(chosen.palette)


def _scale(app: QApplication, percent: int) -> None:
    base = app.property(_BASE_SIZE)
    if base is None:
        base = app.font().pointSizeF() if app.font().pointSizeF() > 0 else 9.0
        app.setProperty(_BASE_SIZE, base)
    wanted = QFont(app.font())
    wanted.setPointSizeF(float(base) * min(400, max(100, percent)) / 100)
    if round(wanted.pointSizeF(), 1) != round(app.font().pointSizeF(), 1):
        app.setFont(wanted)
        for widget in app.allWidgets():
            # Qt tells only those that take the application's font as it is; titles and codes must follow too.
            if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
                QApplication.sendEvent(widget, QEvent(QEvent.Type.FontChange))


def keep_still(app: QApplication, wanted: bool) -> None:
    """Let nothing move by itself, not even a caret, or let the caret blink again as the system has it."""
    if bool(app.property(_STILL)) != wanted:
        if wanted:
            app.setProperty(_FLASH, app.cursorFlashTime())
        app.setProperty(_STILL, wanted)
        app.setCursorFlashTime(0 if wanted else int(app.property(_FLASH)))


class Theme(QObject):
    """Holds the choice of colours and text size, and follows the system while the program runs."""

    changed = Signal()

    def __init__(self, app: QApplication, name: str = SYSTEM, text_scale: int = 100) -> None:
        """Dress ``app`` now, and again whenever the system's theme changes."""
        super().__init__(app)
        self._app = app
        self._name = name
        self._text_scale = text_scale
        self._dressing = False
        self.system = SystemSettings(self)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self._dress)
        self._placed = QTimer(self)
        self._placed.setSingleShot(True)
        self._placed.setInterval(_PLACED_MS)
        self._placed.timeout.connect(tell_focus_again)
        self._dress()
        self.system.changed.connect(self._again.start)
        app.styleHints().colorSchemeChanged.connect(self._again.start)

    def follow(self) -> None:
        """Follow from now on what no signal tells of, too. Every event is then seen by Python, which for the first of a
        kind loads classes without number: not before the first window stands."""
        self._app.installEventFilter(self)

    @property
    def name(self) -> str:
        """Give the chosen scheme's name, ``system`` when the system decides."""
        return self._name

    @property
    def text_scale(self) -> int:
        """Give the text size in per cent of what the system asks for."""
        return self._text_scale

    def choose(self, name: str) -> None:
        """Use the scheme ``name`` from now on; raises KeyError for a name that is not offered."""
        if name not in dict(named_schemes()):
            raise KeyError(name)
        self._name = name
        # The frame that the system draws around the window follows, too.
        hints = self._app.styleHints()
        if name == SYSTEM:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if _is_dark(scheme(name).palette) else Qt.ColorScheme.Light)
        self._dress()

    def set_text_scale(self, percent: int) -> None:
        """Set the text size, 100 to 400 per cent."""
        self._text_scale = min(400, max(100, percent))
        self._dress()

    def step_text(self, steps: int) -> None:
        """Make the text ``steps`` sizes larger (or smaller, when negative); 0 goes back to the system's size."""
        if steps == 0:
            self.set_text_scale(100)
            return
        nearest = min(range(len(TEXT_SCALES)), key=lambda at: abs(TEXT_SCALES[at] - self._text_scale))
        self.set_text_scale(TEXT_SCALES[min(len(TEXT_SCALES) - 1, max(0, nearest + steps))])

    def _dress(self) -> None:
        self._dressing = True
        try:
            if self._name == SYSTEM:
                # Give control back first, so that what is read is the system's palette and not our last one.
                self._app.setPalette(QPalette())
            asked = self.system.asked
            keep_still(self._app, asked.still)
            apply(self._app, scheme(self._name, asked), round(self._text_scale * asked.text_scale / 100))
        finally:
            self._dressing = False
        self.changed.emit()
        self._placed.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start over after the system changed its theme; from one contrast theme to another no signal says so."""
        if watched is self._app and event.type() == QEvent.Type.ThemeChange and not self._dressing:
            self._again.start()
        return False
