"""The colours a system reports, as data, and the palette that Qt for Windows makes of them.

Light and dark are plausible palettes of Windows 11. The contrast themes are the four of Windows 11 and the four
classic ones of Windows 7 to 10. Use them to show a window as somebody with that setting would see it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

Group = QPalette.ColorGroup
Part = QPalette.ColorRole


@dataclass(frozen=True, slots=True)
class SystemColours:
    """What a system says about colour: the eight that a Windows contrast theme defines, each 0xRRGGBB.

    ``contrast`` is on in a contrast theme: then nothing may be mixed, only the theme's own pairs are used. ``base`` is
    the ground of fields and tables; None means that of windows, as in every contrast theme.
    """

    name: str
    contrast: bool
    window: int
    window_text: int
    link: int
    disabled_text: int
    selected_text: int
    selected: int
    button_text: int
    button: int
    base: int | None = None

    def pairs(self) -> frozenset[tuple[int, int]]:
        """The theme's own pairs of foreground and background; a filled band may use one the other way round."""
        straight = {
            (self.window_text, self.window),
            (self.link, self.window),
            (self.disabled_text, self.window),
            (self.selected_text, self.selected),
            (self.button_text, self.button),
        }
        return frozenset(straight | {(ground, text) for text, ground in straight})


LIGHT = SystemColours(
    "light", False, 0xF3F3F3, 0x000000, 0x003E92, 0x6D6D6D, 0xFFFFFF, 0x0067C0, 0x000000, 0xFDFDFD, base=0xFFFFFF
)  # fmt: skip
DARK = SystemColours(
    "dark", False, 0x202020, 0xFFFFFF, 0x99EBFF, 0x9D9D9D, 0x000000, 0x4CC2FF, 0xFFFFFF, 0x2D2D2D, base=0x1A1A1A
)  # fmt: skip
# Order: window, window text, link, disabled text, selected text, selected, button text, button.
CONTRAST_THEMES: tuple[SystemColours, ...] = (
    SystemColours("aquatic", True, 0x202020, 0xFFFFFF, 0x75E9FC, 0xA6A6A6, 0x263B50, 0x8EE3F0, 0xFFFFFF, 0x202020),
    SystemColours("desert", True, 0xFFFAEF, 0x3D3D3D, 0x1C5E75, 0x676767, 0xFFF5E3, 0x903909, 0x202020, 0xFFFAEF),
    SystemColours("dusk", True, 0x2D3236, 0xFFFFFF, 0x70EBDE, 0xA6A6A6, 0x212D3B, 0xA1BFDE, 0xB6F6F0, 0x2D3236),
    SystemColours("night sky", True, 0x000000, 0xFFFFFF, 0x8080FF, 0xA6A6A6, 0x2B2B2B, 0xD6B4FD, 0xFFEE32, 0x000000),
    SystemColours(
        "classic black", True, 0x000000, 0xFFFFFF, 0xFFFF00, 0x3FF23F, 0x000000, 0x1AEBFF, 0xFFFFFF, 0x000000
    ),
    SystemColours(
        "classic white", True, 0xFFFFFF, 0x000000, 0x00009F, 0x600000, 0xFFFFFF, 0x37006E, 0x000000, 0xFFFFFF
    ),
    SystemColours("classic 1", True, 0x000000, 0xFFFF00, 0x00FFFF, 0x00FF00, 0xFFFFFF, 0x008000, 0xFFFF00, 0x000000),
    SystemColours("classic 2", True, 0x000000, 0x00FF00, 0x8080FF, 0x00FF00, 0xFFFFFF, 0x0000FF, 0x00FF00, 0x000000),
)
ALL_THEMES: tuple[SystemColours, ...] = (LIGHT, DARK, *CONTRAST_THEMES)
MAIN_THEMES = ALL_THEMES[:6]
"""Light, dark and the four contrast themes of Windows 11: what every screen is held to at every text size."""


def theme_named(name: str) -> SystemColours:
    """The theme of this name; KeyError if there is none."""
    return {theme.name: theme for theme in ALL_THEMES}[name]


def palette_of(theme: SystemColours) -> QPalette:
    """The palette that Qt's Windows theme hands to a program under this theme, Qt's own faults included."""
    return _contrast_palette(theme) if theme.contrast else _ordinary_palette(theme)


def _ordinary_palette(theme: SystemColours) -> QPalette:
    window, text = QColor.fromRgb(theme.window), QColor.fromRgb(theme.window_text)
    faded = QColor(text)
    faded.setAlpha(128)
    palette = QPalette(QColor.fromRgb(theme.button), window)
    base = QColor.fromRgb(theme.base if theme.base is not None else theme.window)
    for part, colour in {
        Part.WindowText: text,
        Part.Text: text,
        Part.ButtonText: QColor.fromRgb(theme.button_text),
        Part.Base: base,
        Part.AlternateBase: window,
        Part.Highlight: QColor.fromRgb(theme.selected),
        Part.HighlightedText: QColor.fromRgb(theme.selected_text),
        Part.Accent: QColor.fromRgb(theme.selected),
        Part.Link: QColor.fromRgb(theme.link),
        Part.LinkVisited: QColor.fromRgb(theme.link),
        Part.PlaceholderText: faded,
        Part.ToolTipBase: base,
        Part.ToolTipText: text,
    }.items():
        palette.setColor(part, colour)
    for part in (Part.WindowText, Part.Text, Part.ButtonText):
        palette.setColor(Group.Disabled, part, QColor.fromRgb(theme.disabled_text))
    return palette


def _contrast_palette(theme: SystemColours) -> QPalette:
    window, text = QColor.fromRgb(theme.window), QColor.fromRgb(theme.window_text)
    button, button_text = QColor.fromRgb(theme.button), QColor.fromRgb(theme.button_text)
    link, grey = QColor.fromRgb(theme.link), QColor.fromRgb(theme.disabled_text)
    faded = QColor(text)
    faded.setAlpha(128)  # Qt's placeholder is text at one half: as little as 2.7:1 in Desert
    palette = QPalette(QColor.fromRgb(0xD4D0C8))  # AlternateBase is left over from this: Qt never sets it in contrast
    for part, colour in {
        Part.Window: window,
        Part.Base: window,
        Part.ToolTipBase: window,
        Part.WindowText: text,
        Part.Text: text,
        Part.ToolTipText: text,
        Part.PlaceholderText: faded,
        Part.Button: button,
        Part.Light: button,
        Part.Midlight: button,
        Part.Mid: button.darker(150),
        Part.Dark: grey,
        Part.Shadow: button_text,
        Part.ButtonText: button_text,
        Part.BrightText: button_text,
        Part.Highlight: QColor.fromRgb(theme.selected),
        Part.HighlightedText: QColor.fromRgb(theme.selected_text),
        Part.Accent: QColor.fromRgb(theme.selected),
        Part.Link: link,
        Part.LinkVisited: link.darker(120),
    }.items():
        palette.setColor(part, colour)
    palette.setColor(Group.Inactive, Part.WindowText, grey)
    palette.setColor(Group.Disabled, Part.Button, button.darker(150))
    palette.setColor(Group.Disabled, Part.Base, window)
    for part in (Part.WindowText, Part.Text, Part.ButtonText):
        palette.setColor(Group.Disabled, part, grey)
    return palette
