"""A page of help: plain words under headings, read by keyboard, another page one choice away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.ui import reading_style
from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.fields import Entry, combo_field
from crimint_desktop.ui.keyboard_help.topics import TOPICS, Line, lines_of, title_of
from crimint_desktop.ui.metrics import Type, ems, font, u
from crimint_desktop.ui.page import FORM_WIDTH, Page
from crimint_desktop.ui.reading import ReadingText


class HelpPage(Page):
    """Shows one page; Esc or Alt+Left goes back to the work."""

    def __init__(self, topic: str) -> None:
        """Show the page ``topic``, one of ``TOPICS``."""
        super().__init__("Help", identifier="help", sentence="Alt+Left goes back to your work")
        self._topic = topic
        pages = tuple(Entry(each, title_of(each)) for each in TOPICS)
        self._pages_field, self._pages = combo_field(
            "Help on", pages, identifier="help.page", width=18, changed=self.show_topic
        )
        self.text = HelpText(identifier="help.text")
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(u(4), u(3), u(4), u(3))
        rows.setSpacing(u(3))
        rows.addWidget(self._pages_field)
        line = QHBoxLayout()
        line.addWidget(self.text, 1)
        line.addStretch(0)
        rows.addLayout(line, 1)
        self.set_body(body)
        self._measure()
        self.show_topic(topic)

    @property
    def topic(self) -> str:
        """Give the name of the page that is shown."""
        return self._topic

    def show_topic(self, topic: str) -> None:
        """Show another page."""
        self._topic = topic
        self._pages.set_value(topic)
        self.head.set_words(title_of(topic), "Alt+Left goes back to your work")
        self.text.show_lines(title_of(topic), lines_of(topic))

    def _measure(self) -> None:
        self.text.setMaximumWidth(ems(FORM_WIDTH))

    # what the window asks

    def focus_first(self) -> None:
        """Put the keyboard into the words, so that they are read and arrows scroll them."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "text"):
            self._measure()


class HelpText(ReadingText):
    """Headings, paragraphs and lists, made of character and block formats only."""

    def __init__(self, *, identifier: str) -> None:
        """Show nothing yet."""
        self._lines: tuple[Line, ...] = ()
        self._title = ""
        super().__init__(framed=True, grows=False)
        name(self, "Help", identifier=identifier)
        self.document().setDocumentMargin(u(4))

    def show_lines(self, title: str, lines: tuple[Line, ...]) -> None:
        """Show these lines from the beginning; ``title`` is how the text is called."""
        self._title, self._lines = title, lines
        self.setAccessibleName(f"Help: {title}")
        self._write()

    def follow_style(self) -> None:
        """Set the words as a person chose."""
        self._dress()
        self._write()

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        for at, line in enumerate(self._lines):
            if at:
                cursor.insertBlock()
            before = self._lines[at - 1].kind if at else "heading"
            cursor.setBlockFormat(_block(line, first=at == 0, after_list=before == "entry" != line.kind))
            cursor.insertText(f"•  {line.words}" if line.kind == "entry" else line.words, _characters(line))
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        """Set headings anew in another font."""
        setting = self._setting
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and not setting and self._lines:
            self._write()


def _characters(line: Line) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(font(Type.SECTION if line.kind == "heading" else Type.READING))
    return made


def _block(line: Line, *, first: bool, after_list: bool) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setTopMargin(u(1.4) if after_list else 0)
    if line.kind == "heading":
        made.setHeadingLevel(2)
        made.setTopMargin(0 if first else u(5))
        made.setBottomMargin(u(1.6))
    else:
        style = reading_style.chosen()
        made.setBottomMargin(u(1 if line.kind == "entry" else 2.4) + ems(style.paragraphs / 100))
        made.setLineHeight(max(118, style.lines), QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if line.kind == "entry":
        made.setLeftMargin(u(5))
        made.setTextIndent(-u(2.6))
    return made
