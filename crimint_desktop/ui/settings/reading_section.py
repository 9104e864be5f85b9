"""How words to read and to write are set: font, lines, letters and paragraphs, with words to try it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QFontDatabase

from crimint_desktop.ui.a11y import announce, name
from crimint_desktop.ui.fields import Combo, Entry, combo_field
from crimint_desktop.ui.page import Section
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.reading import ReadingText
from crimint_desktop.ui.settings.acts import Chosen

__all__ = ["ReadingSection"]

_USUAL = "As usual"
_LINES = (Entry("100", _USUAL), Entry("125", "A little wider"), Entry("150", "One and a half"), Entry("200", "Double"))
_LETTERS = (Entry("0", _USUAL), Entry("6", "A little wider"), Entry("12", "Wider"), Entry("20", "Widest"))
_PARAGRAPHS = (Entry("0", _USUAL), Entry("100", "One line"), Entry("200", "Two lines"))
_TRY = (
    "At ten a white van stood at the church gate. Two people carried lead to it.\n"
    "The verger saw them leave by the lower road."
)


class ReadingSection(Section):
    """Each choice holds at once, also in the words beneath."""

    def __init__(self, choose: Callable[[Callable[[Chosen], Chosen]], object]) -> None:
        """``choose`` is given what changes a person's choices."""
        super().__init__("Reading and writing", identifier="settings.type")
        self._choose = choose
        self._font = self._combo("Font", _fonts, "font", 16, lambda was, value: replace(was, reading_font=value))
        self._lines = self._combo(
            "Between lines", _LINES, "line-spacing", 10, lambda was, value: replace(was, line_spacing=int(value))
        )
        self._letters = self._combo(
            "Between letters", _LETTERS, "letter-spacing", 10,
            lambda was, value: replace(was, letter_spacing=int(value)),
        )  # fmt: skip
        self._paragraphs = self._combo(
            "Between paragraphs", _PARAGRAPHS, "paragraph-spacing", 10,
            lambda was, value: replace(was, paragraph_spacing=int(value)),
        )  # fmt: skip
        self.body.addWidget(Words("It looks like this:", quiet=True))
        self.sample = name(ReadingText(framed=True), "Sample of how words are set", identifier="settings.sample")
        self.sample.show_words(_TRY)
        self.body.addWidget(self.sample)

    def _combo(
        self,
        words: str,
        entries: tuple[Entry, ...] | Callable[[], tuple[Entry, ...]],
        key: str,
        width: float,
        changed: Callable[[Chosen, str], Chosen],
    ) -> Combo:
        def told(value: str) -> None:
            self._choose(lambda was: changed(was, value))
            announce(self, f"{words}: {combo.currentText()}")

        offered = entries if isinstance(entries, tuple) else entries()
        field, combo = combo_field(words, offered, identifier=f"settings.{key}", width=width, changed=told)
        self.body.addWidget(field)
        return combo

    def show_chosen(self, chosen: Chosen) -> None:
        """Show what is chosen now."""
        self._font.set_value(chosen.reading_font)
        self._lines.set_value(str(chosen.line_spacing))
        self._letters.set_value(str(chosen.letter_spacing))
        self._paragraphs.set_value(str(chosen.paragraph_spacing))


def _fonts() -> tuple[Entry, ...]:
    """Give the system's own font and each that this computer has for Latin letters."""
    families = QFontDatabase.families(QFontDatabase.WritingSystem.Latin)
    shown = [each for each in families if not (QFontDatabase.isPrivateFamily(each) or each.startswith("@"))]
    return (Entry("", "As the system says"), *(Entry(each, each) for each in shown))
