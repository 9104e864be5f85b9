"""A page of the window: its head, its work, and an optional pane of details at the side."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPalette, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.columns import is_one_column
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.plain import Elided, Hairline, Words

_HEAD, _TITLE = 2.95, 16
"""Ems: the height of a page's head, and the room that a title has beside buttons before they go beneath it."""
_BODY = 7
"""Ems: what scrolls is never lower than this; rather all of the window scrolls."""
_SENTENCE_BESIDE_FROM = 34
"""Ems: a narrower page has its sentence beneath its title."""
FORM_WIDTH = 56
"""Ems: no column of words or fields is wider than this."""


class PageHead(QWidget):
    """Title, one quiet sentence on the same baseline, and the actions at the right, at most one of them default."""

    def __init__(self, title: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Words(title, role=Type.TITLE)
        self._sentence = Elided(sentence, quiet=True)
        self._row = Flow(self)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.addWidget(self._title)
        self._words.addWidget(self._sentence, 1)
        self._row.add_layout(self._words, basis=0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._measure()

    def set_words(self, title: str, sentence: str) -> None:
        """Show another title and sentence."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._measure()

    def title(self) -> str:
        """Give the title."""
        return self._title.text()

    def sentence(self) -> str:
        """Give the sentence in full, however much of it is seen."""
        return self._sentence.text_in_full()

    def add(self, widget: QWidget) -> None:
        """Put a button or other widget at the right end; raises ValueError for a second default button."""
        if isinstance(widget, Button) and widget.isDefault():
            defaults = [other for other in self.findChildren(Button) if other.isDefault()]
            if defaults:
                raise ValueError(f"{self.title()} already has a default button: {defaults[0].text()}")
        self._row.add(widget)

    def _measure(self) -> None:
        self._row.setContentsMargins(u(4), 0, u(4), 0)
        self._row.setSpacing(u(2))
        self._row.set_strut(ems(_HEAD))
        self._row.set_basis(0, min(self._title.sizeHint().width(), ems(_TITLE)))
        above = self.width() < ems(_SENTENCE_BESIDE_FROM)
        self._words.setDirection(QBoxLayout.Direction.TopToBottom if above else QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(0 if above else u(3))
        for words in (self._title, self._sentence):
            self._words.setAlignment(words, Qt.AlignmentFlag(0) if above else Qt.AlignmentFlag.AlignBaseline)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sentence beneath the title where there is no room beside it."""
        super().resizeEvent(event)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if hasattr(self, "_row"):
            self._measure()


class Page(QWidget):
    """What the window shows in its middle. Screens fill it; the window asks it for its keys, panes and focus."""

    marking_changed = Signal(str)
    """The marking of what is shown changed; empty when nothing marked is shown."""
    counts_said = Signal(str)
    """Words for the right end of the status bar, such as "44 reports"."""

    def __init__(self, title: str, *, identifier: str, sentence: str = "", parent: QWidget | None = None) -> None:
        """Name the page; ``identifier`` is also the scope of its keys."""
        super().__init__(parent)
        self.identifier = identifier
        self.setObjectName(f"page.{identifier}")
        self.setAccessibleName(title)
        self.setAccessibleIdentifier(f"page.{identifier}")
        self.head = PageHead(title, sentence)
        self.marking = ""
        self.counts = ""
        self._acts: dict[str, Callable[[], object]] = {}
        self._body: QWidget | None = None
        self._detail: QWidget | None = None
        self._detail_from = 0.0
        self._detail_width = 0.0
        self._instead = False
        self._main = QWidget()
        self._rows = QVBoxLayout(self._main)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self.head)
        self._head_line = Hairline()
        self._rows.addWidget(self._head_line)
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(0)
        self._columns.addWidget(self._main, 1)
        self._side_line = Hairline(upright=True)
        self._side_line.hide()
        self._columns.addWidget(self._side_line)

    def set_body(self, body: QWidget) -> None:
        """Put the work of the page beneath its head."""
        self._body = body
        self._rows.addWidget(body, 1)

    def add_bar(self, bar: QWidget, *, lined: bool = True) -> None:
        """Put a bar (filters, or the foot of the page) after what is already there."""
        if lined:
            self._rows.addWidget(Hairline())
        self._rows.addWidget(bar)

    def set_detail(self, detail: QWidget, *, width: float, needs: float) -> None:
        """Put ``detail`` at the side, ``width`` ems wide, where the page has at least ``needs`` ems.

        Where it has less, the detail stays hidden until ``show_detail`` puts it in place of the work.
        """
        self._detail, self._detail_width, self._detail_from = detail, width, needs
        self._columns.addWidget(detail)
        self._arrange()

    def show_detail(self, shown: bool = True) -> None:
        """Where both do not fit, show the detail in place of the work, or the work again."""
        self._instead = shown
        self._arrange()

    def detail_fits(self) -> bool:
        """Say whether the detail stands beside the work."""
        return self._detail is not None and self.width() >= ems(self._detail_from) and not is_one_column()

    def does(self, action: str, act: Callable[[], object]) -> None:
        """Answer the keymap's ``action`` with ``act`` while this page is shown."""
        self._acts[action] = act

    def acts(self) -> Mapping[str, Callable[[], object]]:
        """Give what this page answers, by action."""
        return self._acts

    def panes(self) -> tuple[QWidget, ...]:
        """Give the panes F6 goes through, in order; screens with more than one pane say so."""
        return (self._main, self._detail) if self._detail is not None else (self._main,)

    def focus_first(self) -> None:
        """Put the keyboard where work starts; screens say where, else it is the work before the head's buttons."""
        found = (first_focusable(self._body) if self._body is not None else None) or first_focusable(self._main)
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_marking(self, marking: str) -> None:
        """Say the highest marking of what is shown now."""
        self.marking = marking
        self.marking_changed.emit(marking)

    def say_counts(self, words: str) -> None:
        """Say how many things are shown, at the right of the status bar."""
        self.counts = words
        self.counts_said.emit(words)

    def shown(self) -> None:
        """Be told that this page is shown now; screens ask for what may be stale."""

    def _arrange(self) -> None:
        if self._detail is None:
            return
        beside = self.detail_fits()
        if beside:
            self._detail.setMinimumWidth(ems(self._detail_width))
            self._detail.setMaximumWidth(ems(self._detail_width))
        else:
            self._detail.setMinimumWidth(0)
            self._detail.setMaximumWidth(16777215)
        self._detail.setVisible(beside or self._instead)
        self._side_line.setVisible(beside)
        self._main.setVisible(beside or not self._instead)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide again whether the detail fits."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_side_line"):
            self._arrange()


def first_focusable(pane: QWidget) -> QWidget | None:
    """Find the first widget in ``pane``, in Tab order, that takes the keyboard."""
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus and pane.isEnabled():
        return pane
    at = pane.nextInFocusChain()
    while at is not None and at is not pane:
        reachable = bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus) and at.isVisibleTo(pane) and at.isEnabled()
        if reachable and pane.isAncestorOf(at) and at.focusProxy() is None:
            return at
        at = at.nextInFocusChain()
    return None


class Scroll(QScrollArea):
    """A page's work that scrolls up and down only; follows the keyboard, so that the focus is never out of sight."""

    def __init__(self, content: QWidget, *, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(identifier)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content.setObjectName(f"{identifier}.content")
        content.setAutoFillBackground(False)
        # One of our own, the same in all else: of Qt's own, Python would look for its kind among all kinds of widgets.
        self._ground = QWidget()
        self._ground.setObjectName("qt_scrollarea_viewport")
        self._ground.setAutoFillBackground(True)
        self._ground.setBackgroundRole(QPalette.ColorRole.Window)
        self.setViewport(self._ground)
        self.setWidget(content)
        content.setBackgroundRole(QPalette.ColorRole.Window)
        self._by_hand = False
        content.installEventFilter(self)
        self.verticalScrollBar().valueChanged.connect(lambda _at: self._tell_where())
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self._follow_again)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _tell_where(self) -> None:
        """Tell where the caret went: Qt tells when a field moves in what scrolls, and not when all of it moves."""
        now, content = QApplication.focusWidget(), self.widget()
        if now is not None and content is not None and content.isAncestorOf(now):
            place, method = now.mapTo(now.window(), QPoint(0, 0)), QGuiApplication.inputMethod()
            method.setInputItemTransform(QTransform.fromTranslate(place.x(), place.y()))
            method.update(Qt.InputMethodQuery.ImCursorRectangle)

    def _follow_again(self) -> None:
        """Bring what has the keyboard back into view after it was moved by larger words or a smaller window."""
        if not self._by_hand:
            self._bring_into_view(QApplication.focusWidget())

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Bring what has the keyboard into view with the label above it; Qt itself does so for the Tab key only.

        Once more in the next turn: an area inside this one may have moved it since.
        """
        self._by_hand = False
        self._bring_into_view(now)
        self._again.start()

    def _bring_into_view(self, now: QWidget | None) -> None:
        content = self.widget()
        if now is not None and content is not None and content.isAncestorOf(now) and self.isVisible():
            self.ensureWidgetVisible(now, 0, ems(4))
            place, across = now.mapTo(content, QPoint(0, 0)), self.horizontalScrollBar().value()
            if now.height() + ems(4) <= self.viewport().height():
                # Of a field with a caret Qt brings only the caret into view; its frame shows that it has the keys.
                self.ensureVisible(across, place.y() + now.height(), 0, u(2))
                self.ensureVisible(across, place.y(), 0, u(2))

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what has the keyboard in view."""
        super().resizeEvent(event)
        self._again.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let a person look elsewhere: what has the keyboard is not brought back before they use a key."""
        self._by_hand = True
        super().wheelEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Do the same once the words have grown, or anything above has."""
        if event.type() == QEvent.Type.Resize and watched is self.widget():
            self._again.start()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """Ask for no more height than needed: it is given what is left."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Leave room for a line or two, however low the window is."""
        content = self.widget()
        least = content.minimumSizeHint().height() if content is not None else 0
        return QSize(ems(6), min(ems(_BODY), least))


class Section(QWidget):
    """A titled block of a page: title, quiet count, one flat action at the right, then what belongs to it."""

    def __init__(self, title: str, *, identifier: str, note: str = "", role: Type = Type.SECTION) -> None:
        super().__init__()
        self.setObjectName(identifier)
        self.setAccessibleName(title)
        self._title = Words(title, role=role)
        self._note = Elided(note, quiet=True)
        words = QHBoxLayout()
        words.setSpacing(u(2.4))
        words.addWidget(self._title, 0, Qt.AlignmentFlag.AlignBaseline)
        words.addWidget(self._note, 1, Qt.AlignmentFlag.AlignBaseline)
        self._head = Flow()
        self._head.setSpacing(u(2.4))
        self._head.add_layout(words, basis=0)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(u(2))
        self.body.addLayout(self._head)

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_note(self, note: str) -> None:
        """Show another count or sentence beside the title."""
        self._note.setText(note)

    def add_action(self, button: QWidget) -> None:
        """Put a flat button at the right of the title."""
        self._head.add(button)
