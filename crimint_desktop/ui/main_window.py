"""The window: marking, menus, navigation, the page, how things stand. It knows its pages and nothing of the cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenuBar, QVBoxLayout, QWidget

from crimint_desktop.ui import keymap as keys
from crimint_desktop.ui.a11y import announce, name
from crimint_desktop.ui.bands import MarkingBand, StatusBar
from crimint_desktop.ui.editing import EDITING
from crimint_desktop.ui.fields import Combo, Entry
from crimint_desktop.ui.lists import RowList
from crimint_desktop.ui.metrics import ems, target, u
from crimint_desktop.ui.page import Page, Scroll, first_focusable
from crimint_desktop.ui.plain import Hairline, Words
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.stack import Column, Stack

RAIL_BELOW = 72
"""Ems: a narrower window shows the navigation as icons."""
BARE_BELOW = 34
"""Ems: a narrower window, as under 400 % text, leaves out every word that is said elsewhere too."""

LOW_BELOW = 18
"""Ems: a lower window, as under 400 % text, shows the marking once, at its top."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: its key, words and icon, and how its page is made when first needed."""

    key: str
    words: str
    icon: str
    make: Callable[[], Page]
    waiting: str = "waiting"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the window is told: where it is, who works, which places the role may use, what each action does."""

    environment: str
    who: str
    places: tuple[Place, ...]
    keymap: keys.Keymap
    operations: tuple[Entry, ...] = ()
    operation: str = ""
    operation_chosen: Callable[[str], object] = lambda _operation: None
    acts: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    leaving: Callable[[], bool] = lambda: True
    title: str = "CrimInt+"
    marking: str = "OFFICIAL-SENSITIVE"


class MainWindow(QMainWindow):
    """One window. Pages are made when first shown; what they cannot do is greyed in the menus."""

    page_shown = Signal(str)
    """The key of the place that is shown now, or the identifier of an opened page."""
    told = Signal(str)
    """News that was said: how it stands with the service, and what came of something."""

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._pages: dict[str, Page] = {}
        self._actions: dict[str, QAction] = {}
        self._counts: dict[str, int] = {}
        self._went: list[str] = []
        self.setObjectName("window")
        self.setWindowTitle(frame.title)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._top = MarkingBand(frame.environment, frame.who, identifier="marking.top")
        self._bottom = MarkingBand("", "", identifier="marking.bottom")
        self.status = StatusBar()
        self.status.said.connect(self.told)
        self._stack = Stack()
        self._stack.setObjectName("pages")
        self._notices: list[QWidget] = []
        self._notice_rows = QVBoxLayout()
        self._nav = RowList(title="Navigation", identifier="nav", edge=2.6)
        self._operation = Combo(frame.operations, unset="No task or operation chosen")
        self._build()
        self._fill_menus()
        self.show_marking(frame.marking)
        self._fill_nav()
        self._nav.chosen.connect(self.go)
        self._fit()

    # what others ask of the window

    def go(self, key: str) -> None:
        """Show the place ``key``, made now if it never was; raises KeyError for one the role may not use."""
        if key not in self._pages:
            place = next((place for place in self._frame.places if place.key == key), None)
            if place is None:
                raise KeyError(key)
            self._adopt(key, place.make())
        self._show(key)

    def open_page(self, key: str, page: Page) -> None:
        """Show a page that is no place of its own, such as one report; ``go_back`` returns and drops it."""
        if key in self._pages:
            page.deleteLater()
        else:
            self._adopt(key, page)
        self._show(key)

    def go_back(self) -> None:
        """Show the page before this one; a page that is no place is dropped."""
        if not self._went[1:]:
            return
        left = self._went.pop()
        if left not in {place.key for place in self._frame.places}:
            self._drop(left)
        self._show(self._went.pop())

    def close_page(self, key: str) -> None:
        """Drop an opened page; when it is shown, go back first."""
        if self._went and self._went[-1] == key:
            self.go_back()
        else:
            self._went = [gone for gone in self._went if gone != key]
            self._drop(key)

    def page(self) -> Page | None:
        """Give the page that is shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many things wait in each place."""
        if dict(counts) != self._counts:
            self._counts = dict(counts)
            self._fill_nav()

    def set_operations(self, operations: tuple[Entry, ...], chosen: str) -> None:
        """Offer other tasks and operations, ``chosen`` being the one at hand."""
        self._operation.set_entries(operations)
        self._operation.set_value(chosen)

    def set_places(self, places: tuple[Place, ...]) -> None:
        """Offer the places of another role; one that is shown and no longer offered is left."""
        gone = {place.key for place in self._frame.places} - {place.key for place in places}
        self._frame = replace(self._frame, places=places)
        self._fill_nav()
        for key in gone:
            self.close_page(key)
        self.refresh_acts()

    def operation(self) -> str:
        """Give the task or operation at hand, from which reasons are inherited; empty when none is chosen."""
        return self._operation.value()

    def choose_operation(self) -> None:
        """Put the keyboard where the task or operation at hand is chosen."""
        self._operation.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_marking(self, marking: str) -> None:
        """Show the highest marking at top and bottom."""
        for band in (self._top, self._bottom):
            band.show_marking(marking or self._frame.marking)

    def refresh_acts(self) -> None:
        """Grey what neither the window nor the page shown can do now; a page calls it when that changes."""
        page = self.page()
        offered = {**self._frame.acts, **self._own_acts(), **(page.acts() if page is not None else {})}
        for action, item in self._actions.items():
            item.setEnabled(action in offered)

    def use_keymap(self, keymap: keys.Keymap) -> None:
        """Answer other keys from now on; actions and menus stay as they are."""
        for binding in keymap.bindings:
            if binding.action in self._actions:
                self._actions[binding.action].setShortcuts([QKeySequence(each) for each in binding.keys])

    def add_notice(self, notice: QWidget) -> None:
        """Give a bar its place above the status bar; it shows and hides itself, and F6 reaches it."""
        self._notices.append(notice)
        self._notice_rows.addWidget(notice)

    def keep_news(self, words: str) -> None:
        """Have something that was said kept in the list of news."""
        self.told.emit(words)

    def back_to_page(self) -> None:
        """Put the keyboard where it last was in the page."""
        page = self.page()
        if page is not None:
            self._enter(page.panes()[0])

    def next_pane(self, step: int = 1) -> None:
        """Put the keyboard into the next pane (``step`` 1) or the one before (-1): page, side, notice, navigation."""
        page = self.page()
        offered = (*(page.panes() if page is not None else ()), *self._notices, self._nav)
        panes = [pane for pane in offered if pane.isVisible()]
        now = self.focusWidget()
        at = next((i for i, pane in enumerate(panes) if now is pane or (now and pane.isAncestorOf(now))), -step)
        for distance in range(1, len(panes) + 1):
            if self._enter(panes[(at + step * distance) % len(panes)]):
                return

    def _enter(self, pane: QWidget) -> bool:
        """Put the keyboard where it last was in ``pane``, else where work starts there."""
        page, last = self.page(), pane.focusWidget()
        if last is not None and last.isVisible() and last.isEnabled() and (last is pane or pane.isAncestorOf(last)):
            last.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        if page is not None and page.panes()[0] is pane:
            page.focus_first()
            now = self.focusWidget()
            if now is not None and (now is pane or pane.isAncestorOf(now)):
                return True
        found = first_focusable(pane)
        if found is not None:
            found.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return found is not None

    # how it is built

    def _build(self) -> None:
        bar = QMenuBar()
        name(bar, "Menus", identifier="menus")
        menus = QHBoxLayout()
        menus.setSpacing(0)
        menus.addWidget(bar, 1)
        menus.addWidget(self._operation_corner())
        self._menus = bar
        self._nav.set_rail(False)
        body = QHBoxLayout()
        body.setSpacing(0)
        side = QVBoxLayout()
        side.setContentsMargins(0, u(1.8), 0, 0)
        side.addWidget(self._nav)
        body.addLayout(side)
        body.addWidget(Hairline(upright=True))
        body.addWidget(self._stack, 1)
        below, whole = Column("below"), Column("whole")
        rows = below.rows
        rows.addLayout(menus)
        rows.addWidget(Hairline())
        rows.addLayout(body, 1)
        rows.addLayout(self._notice_rows)
        rows.addWidget(Hairline())
        rows.addWidget(self.status)
        rows.addWidget(self._bottom)
        # The first band stands above the menus, so the menu bar is part of this column and not of the main window.
        # Under large text what is below may be higher than the window: then it scrolls, and the marking stays.
        whole.rows.addWidget(self._top)
        whole.rows.addWidget(Scroll(below, identifier="below.scroll"), 1)
        self.setCentralWidget(whole)
        QWidget.setTabOrder(self._stack, self._nav)

    def _operation_corner(self) -> QWidget:
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, u(0.4), u(2.4), u(0.4))
        row.setSpacing(u(2))
        label = self._working_on = Words("Working on", quiet=True)
        label.setBuddy(self._operation)
        name(
            self._operation,
            "Working on",
            identifier="operation",
            description="The task or operation from which the reasons of what you open are taken",
        )
        self._operation.set_value(self._frame.operation)
        self._operation.setMinimumWidth(ems(13))
        self._operation.activated.connect(lambda _at: self._operation_chosen())
        row.addWidget(label)
        row.addWidget(self._operation)
        return corner

    def _operation_chosen(self) -> None:
        chosen = self._operation.value()
        self._frame.operation_chosen(chosen)
        announce(self._operation, f"Reasons are now {self._operation.currentText()}")

    def _fill_menus(self) -> None:
        for menu, words in self._frame.keymap.menus:
            opened = self._menus.addMenu(words)
            opened.setObjectName(f"menu.{menu}")
            for binding in self._frame.keymap.of_menu(menu):
                action = keys.make_action(binding, partial(self._act, binding.action), self)
                self._actions[binding.action] = action
                opened.addAction(action)
                self.addAction(action)

    def _own_acts(self) -> dict[str, Callable[[], object]]:
        own: dict[str, Callable[[], object]] = {
            "go.next-pane": lambda: self.next_pane(1),
            "go.previous-pane": lambda: self.next_pane(-1),
            "go.back": self.go_back,
            "tools.reason": self.choose_operation,
            "window.quit": self.close,
        }
        own.update({action: partial(self._edit, action) for action in EDITING})
        own.update({action: partial(self.go, key) for action, key in self._ways_to_places().items()})
        return own

    def _ways_to_places(self) -> dict[str, str]:
        """Give the key of the place behind each action that the menu calls by the place's own words."""
        keys_of = {place.words: place.key for place in self._frame.places}
        named = {binding.action: binding.words.replace("&", "") for binding in self._frame.keymap.of_menu("go")}
        return {action: keys_of[words] for action, words in named.items() if words in keys_of}

    def _edit(self, action: str) -> None:
        EDITING[action](self.focusWidget())

    def _act(self, action: str) -> None:
        page = self.page()
        for offered in (page.acts() if page is not None else {}, self._frame.acts, self._own_acts()):
            if action in offered:
                offered[action]()
                return

    def _fill_nav(self) -> None:
        rows = []
        for place in self._frame.places:
            count = self._counts.get(place.key, 0)
            spoken = f"{place.words}, {count} {place.waiting}" if count else place.words
            cell = Cell(place.words, icon=place.icon, count=str(count) if count else "", spoken=spoken)
            rows.append(Row(place.key, (cell,)))
        self._nav.set_rows(rows)

    def _fit(self) -> None:
        rail = self.width() < ems(RAIL_BELOW)
        self._nav.set_rail(rail)
        self._nav.setFixedWidth(target(2.4) if rail else ems(9.4))
        bare = self.width() < ems(BARE_BELOW)
        self._bottom.setHidden(self.height() < ems(LOW_BELOW))
        self._working_on.setVisible(not bare)
        self._operation.setMinimumWidth(ems(6 if bare else 11 if rail else 13))

    def _adopt(self, key: str, page: Page) -> None:
        self._pages[key] = page
        self._stack.addWidget(page)
        page.marking_changed.connect(lambda _words: self._take_words(page))
        page.counts_said.connect(lambda _words: self._take_words(page))

    def _take_words(self, page: Page) -> None:
        if self.page() is page:
            self.show_marking(page.marking)
            self.status.show_counts(page.counts)

    def _drop(self, key: str) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()

    def _show(self, key: str) -> None:
        page = self._pages[key]
        if not self._went or self._went[-1] != key:
            self._went = [*self._went[-20:], key]
        self._stack.setCurrentWidget(page)
        if key in {place.key for place in self._frame.places}:
            self._nav.set_chosen(key)
        self.setWindowTitle(f"{page.head.title()} - {self._frame.title}")
        self._take_words(page)
        self.refresh_acts()
        page.shown()
        page.focus_first()
        self.page_shown.emit(key)

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back by Esc from a page that is no place, where nothing on it wanted the key; a form is left by choice."""
        page = self.page()
        opened = bool(self._went) and self._went[-1] not in {place.key for place in self._frame.places}
        if event.key() == Qt.Key.Key_Escape and opened and page is not None and page.identifier != "form":
            self.go_back()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the navigation as icons where there is no room for words."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_nav"):
            self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close once everything written is kept."""
        if self._frame.leaving():
            event.accept()
        else:
            event.ignore()
