"""Every key of the program in one table that can be searched, and a field to choose other keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.fields import Field, line_field
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.keyboard_help.acts import KeysActs
from crimint_desktop.ui.keyboard_help.catcher import KeyCatcher
from crimint_desktop.ui.keyboard_help.choosing import keys_from, problem_with
from crimint_desktop.ui.keyboard_help.wording import FIXED, SINGLE, FixedKeys, where_in_words
from crimint_desktop.ui.keymap import Binding, keys_in_words, load
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.page import Page, Scroll
from crimint_desktop.ui.plain import Elided, Hairline, Words
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table
from crimint_domain.errors import Problem, Refused

_FIXED = "fixed:"
_NONE = "None"
_ALL_COLUMNS_FROM = 34


class KeysPage(Page):
    """Grouped as the menus are; Enter on a row goes to the field that changes its keys."""

    def __init__(self, acts: KeysActs) -> None:
        """Show the keys that hold now."""
        super().__init__("Keys", identifier="keys", sentence="Everything can be done by keyboard; keys can be changed")
        self._may = acts
        self.head.add(flat("Help pages", lambda: acts.open_help("accessibility"), identifier="keys.help"))
        self._find_field, self._find = line_field(
            "Search", identifier="keys.search", width=16, changed=lambda _typed: self.show_keys()
        )
        self.table = Table(
            (Column("Menu", 5.4), Column("What it does"), Column("Keys", 12), Column("Where", 10)),
            title="Keys", identifier="keys.table", main=1,
        )  # fmt: skip
        self.table.on_open(lambda _key: self._go_to_field())
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_current())
        self._nothing = Words("No key or action is called that.", quiet=True, wrap=True)
        self._action = Elided("")
        self._action.set_type(Type.STRONG)
        self._keys_field: Field
        self._keys_field, self._keys = line_field(
            "Keys for this action", identifier="keys.chosen", width=16,
            hint="Press them, or write them out, such as Ctrl+Shift+J or F4. Nothing written means no keys.",
        )  # fmt: skip
        self._catcher = KeyCatcher(identifier="keys.press")
        self._catcher.caught.connect(self._caught)
        self._use = Button("Use these keys", self._press_use, identifier="keys.use")
        self._shipped = Button("As delivered", self._press_shipped, identifier="keys.as-delivered")
        self._all_shipped = Button("All as delivered", self._press_all_shipped, identifier="keys.all-as-delivered")
        self._taken_back: dict[str, tuple[str, ...]] = {}
        self._undo = flat("Bring my keys back", self._press_undo, identifier="keys.undo")
        self._build()
        self.does("edit.find", lambda: self._find.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.show_keys()

    def _build(self) -> None:
        self._keys.returnPressed.connect(self._press_use)
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(u(4), u(3), u(4), u(3))
        rows.setSpacing(u(3))
        rows.addWidget(self._find_field)
        rows.addWidget(self.table, 1)
        rows.addWidget(self._nothing, 1)
        rows.addWidget(Hairline())
        rows.addWidget(self._action)
        self._change = QWidget()
        change = QVBoxLayout(self._change)
        change.setContentsMargins(0, 0, 0, 0)
        change.setSpacing(u(2))
        change.addWidget(self._keys_field)
        buttons = Flow()
        buttons.setSpacing(u(2))
        for button in (self._catcher, self._use, self._shipped, self._all_shipped, self._undo):
            buttons.add(button)
        change.addLayout(buttons)
        # The hint and what is wrong may be wider than the field.
        self._keys_field.setSizePolicy(self._change.sizePolicy())
        inner = self._keys_field.layout()
        if inner is not None:
            inner.setAlignment(self._keys, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._change)
        self._undo.hide()
        self.set_body(Scroll(content, identifier="keys.scroll"))

    # what is shown

    def show_keys(self) -> None:
        """Show what the search lets through."""
        wanted = self._find.text().casefold().split()
        rows = [row for row in (*self._own_rows(), *self._fixed_rows()) if _has(row, wanted)]
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self.say_counts(f"{len(rows)} keys and actions")
        self._show_current()

    def _own_rows(self) -> list[Row]:
        keymap = self._may.keymap()
        rows = []
        for menu, words in keymap.menus:
            for binding in keymap.of_menu(menu):
                keys = keys_in_words(binding.keys) or _NONE
                rows.append(_row(binding.action, words.replace("&", ""), _said(binding), keys, binding.scope))
        return rows

    def _fixed_rows(self) -> list[Row]:
        fixed = (*FIXED, *(SINGLE if self._may.single_keys() else ()))
        return [_fixed_row(at, each) for at, each in enumerate(fixed)]

    def _show_current(self) -> None:
        binding = self._current()
        key = self.table.current_key()
        fixed = key.startswith(_FIXED)
        self._change.setVisible(binding is not None)
        self._keys_field.show_problem("")
        if binding is not None:
            self._action.setText(_said(binding))
            self._keys.setText(keys_in_words(binding.keys))
        else:
            self._action.setText("These keys cannot be changed." if fixed and self.table.isVisibleTo(self) else "")

    def _current(self) -> Binding | None:
        key = self.table.current_key()
        if not key or key.startswith(_FIXED) or not self.table.isVisibleTo(self):
            return None
        return self._may.keymap().find(key)

    def _fit(self) -> None:
        narrow = self.width() < ems(_ALL_COLUMNS_FROM)
        for column in (0, 3):
            self.table.setColumnHidden(column, narrow)
        self.table.setMinimumHeight(ems(9))

    # choosing

    def _go_to_field(self) -> None:
        if self._current() is None:
            announce(self.table, "These keys cannot be changed.")
            return
        self._keys.setFocus(Qt.FocusReason.OtherFocusReason)
        self._keys.selectAll()

    def _caught(self, keys: str) -> None:
        self._keys.setText(keys_in_words((keys,)))
        self._press_use()

    def _press_use(self) -> None:
        binding = self._current()
        if binding is None:
            return
        try:
            keys = keys_from(self._keys.text())
            against = problem_with(self._may.keymap(), binding.action, keys)
            if against:
                raise Refused(Problem("keys", f"{against} Choose others."))
        except Refused as refused:
            self._keys_field.show_problem(refused.problems[0].says)
            self._keys.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self._keys, refused.problems[0].says, assertive=True)
            return
        self._keep({**self._may.changes(), binding.action: keys})
        announce(self, f"{binding.plain_words}: {keys_in_words(keys) or 'no keys'}")

    def _press_shipped(self) -> None:
        binding = self._current()
        if binding is None:
            return
        shipped = load().find(binding.action).keys
        against = problem_with(self._may.keymap(), binding.action, shipped)
        if against:
            self._keys_field.show_problem(f"{against} Change that first.")
            announce(self._keys, against, assertive=True)
            return
        self._keep({action: keys for action, keys in self._may.changes().items() if action != binding.action})
        announce(self, f"{binding.plain_words}: {keys_in_words(shipped) or 'no keys'}")

    def _press_all_shipped(self) -> None:
        mine = dict(self._may.changes())
        self._keep({})
        self._taken_back = mine
        self._undo.setVisible(bool(mine))
        announce(self, "All keys are as delivered." + (" Bring my keys back undoes it." if mine else ""))

    def _press_undo(self) -> None:
        self._keep(self._taken_back)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, "Your keys are back.")

    def _keep(self, changes: dict[str, tuple[str, ...]]) -> None:
        self._undo.hide()
        self._may.change(changes)
        self.show_keys()

    # what the window asks

    def shown(self) -> None:
        """Show the keys that hold now."""
        self.show_keys()

    def focus_first(self) -> None:
        """Put the keyboard into the table."""
        (self.table if self.table.isVisibleTo(self) else self._find).setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the menus and places where there is no room for them."""
        super().resizeEvent(event)
        self._fit()


def _said(binding: Binding) -> str:
    return binding.plain_words


def _row(key: str, menu: str, does: str, keys: str, scope: str) -> Row:
    return Row(key, (Cell(menu, quiet=True), Cell(does), Cell(keys, quiet=keys == _NONE), Cell(where_in_words(scope))))


def _fixed_row(at: int, fixed: FixedKeys) -> Row:
    cells = (Cell("Fixed", quiet=True), Cell(fixed.does), Cell(fixed.keys), Cell(fixed.where))
    return Row(f"{_FIXED}{at}", cells)


def _has(row: Row, wanted: list[str]) -> bool:
    text = " ".join(cell.text for cell in row.cells).casefold()
    return all(word in text for word in wanted)
