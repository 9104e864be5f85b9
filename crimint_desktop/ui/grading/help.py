"""Help for one axis of a grade: each code, what it means and examples, from the code list."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words
from crimint_domain.codes import CodeList


def help_words(choices: CodeList) -> tuple[str, ...]:
    """Give one paragraph for each code: its letter, its words, its help and its examples."""
    paragraphs = []
    for code in choices.codes:
        parts = [f"{code.code}  {code.label}:", code.help]
        parts += [f"Example: {example}" for example in code.examples]
        paragraphs.append(" ".join(part for part in parts if part).rstrip(":"))
    return tuple(paragraphs)


class AxisHelp(QWidget):
    """The help of one axis, to stand in place or in a side pane."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._title = Words(role=Type.STRONG, wrap=True)
        self._paragraphs: list[Words] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(u(3.6), u(2.4), u(3.6), u(3))
        self._column.setSpacing(u(1.8))
        self._column.addWidget(self._title)
        self._title.setBuddy(self)  # said when it is asked for, and not again whenever the keyboard comes in

    def show_axis(self, choices: CodeList) -> None:
        """Show the help of ``choices``."""
        self._title.setText(f"Choosing: {choices.title}")
        words = help_words(choices)
        while len(self._paragraphs) < len(words):
            made = Words(wrap=True, selectable=True)
            self._paragraphs.append(made)
            self._column.addWidget(made)
            made.setBuddy(self)
        for at, paragraph in enumerate(self._paragraphs):
            paragraph.setVisible(at < len(words))
            paragraph.setText(words[at] if at < len(words) else "")

    def text(self) -> str:
        """Give what is shown, as one text."""
        shown = [self._title.text(), *(each.text() for each in self._paragraphs if each.text())]
        return "\n".join(shown)
