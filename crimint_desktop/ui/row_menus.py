"""A menu on every row: by the right mouse button, the menu key or Shift+F10, with what can be done with the row."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from crimint_desktop.ui.a11y import announce, name
from crimint_desktop.ui.differences import DifferenceTable
from crimint_desktop.ui.keymap import Keymap
from crimint_desktop.ui.lists import RowList
from crimint_desktop.ui.page import Page
from crimint_desktop.ui.tables import Table

__all__ = ["RowMenus"]

_OPENS = "2opened(QModelIndex)"
"""Qt's way of writing the signal of a table that asks for a row to be opened."""
_OF_DIFFERENCES: Final = ("go.next-difference", "go.previous-difference")
"""What the menu of a row offers in every table of differences, whatever page it stands on."""


class RowMenus(QObject):
    """Serves every table and list of one window; its acts are those of the menus: nothing is in a row's menu alone."""

    def __init__(self, window: QWidget, keymap: Callable[[], Keymap]) -> None:
        """Begin to serve."""
        super().__init__(window)
        self._window = window
        self._keymap = keymap
        self.menu: QMenu | None = None
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def show_for(self, view: Table | RowList, at: QPoint | None = None) -> None:
        """Show the menu of the current row of ``view``, beneath the row unless ``at`` says where (on the screen)."""
        if not view.currentIndex().isValid():
            return
        menu = QMenu(view)
        name(menu, "Row", identifier="row-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._acts(view, menu))
        if menu.isEmpty():
            menu.deleteLater()
            announce(view, "This row has no menu")
            return
        row = view.visualRect(view.currentIndex())
        menu.popup(at or view.viewport().mapToGlobal(row.bottomLeft()))
        menu.setActiveAction(menu.actions()[0])
        self.menu = menu

    def _acts(self, view: Table | RowList, menu: QMenu) -> list[QAction]:
        found = []
        if isinstance(view, RowList) or view.receivers(_OPENS) > 0:
            opens = QAction("Open" if isinstance(view, Table) else "Choose", menu)
            opens.setShortcut(QKeySequence(Qt.Key.Key_Return))
            opens.triggered.connect(lambda _checked=False: _open(view))
            found.append(opens)
        page = _page_of(view)
        if page is not None:
            jumps = _OF_DIFFERENCES if isinstance(view, DifferenceTable) else ()
            offered = {
                f"action.{each.action}"
                for each in self._keymap().bindings
                if each.scope == page.identifier or each.action in jumps
            }
            mine = [each for each in self._window.actions() if each.objectName() in offered and each.isEnabled()]
            found.extend(mine)
        return found

    # Qt's overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer the mouse, the menu key and, where the system does not make a menu key of it, Shift+F10."""
        if isinstance(event, QContextMenuEvent):
            view = _view_of(watched)
            if view is not None and self._window.isAncestorOf(view):
                by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
                self.show_for(view, event.globalPos() if by_mouse else None)
                return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            view = _view_of(watched)
            if view is not None and _asks_for_menu(event) and self._window.isAncestorOf(view):
                self.show_for(view)
                return True
        return False


def _asks_for_menu(event: QKeyEvent) -> bool:
    return (
        sys.platform != "win32"
        and event.key() == Qt.Key.Key_F10
        and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
    )


def _view_of(watched: QObject) -> Table | RowList | None:
    for each in (watched, watched.parent()):
        if isinstance(each, Table | RowList):
            return each
    return None


def _page_of(view: QWidget) -> Page | None:
    around: QWidget | None = view
    while around is not None and not isinstance(around, Page):
        around = around.parentWidget()
    return around


def _open(view: Table | RowList) -> None:
    if isinstance(view, Table):
        view.opened.emit(view.currentIndex())
    else:
        view.clicked.emit(view.currentIndex())
