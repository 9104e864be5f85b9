"""Linked to this item: whom and what it names, in which role, and the field that searches before it creates."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import flat
from crimint_desktop.ui.fields import Combo, Entry, Field
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.report_form.block import FieldRow
from crimint_desktop.ui.report_form.bringing_back import BringBack
from crimint_desktop.ui.report_form.matches import ICONS, WORDS, Chosen, MatchList, known_as
from crimint_desktop.ui.report_form.setting import FormActs, FormSetting
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table
from crimint_domain.card import Card
from crimint_domain.errors import Refused
from crimint_domain.mention import KINDS, PERSON_ROLES, ROLES, Kind, Mention
from crimint_domain.views import mention_document

_PAUSE_MS = 250
_SHORTEST = 2


class LinksPane(QWidget):
    """The mentions of one item. Roles of people stand here, on the mention, not on the person (s38(3))."""

    edited = Signal(str, object)
    """A mention's part and its new value; None removes it."""

    def __init__(self, item: str, number: int, acts: FormActs, setting: FormSetting, jobs: Jobs) -> None:
        """Show the mentions of ``item``."""
        super().__init__()
        self._item = item
        self._may = acts
        self._setting = setting
        self._jobs = jobs
        self._mentions: tuple[Mention, ...] = ()
        self._known: dict[str, str] = {}
        self._asked = 0
        self._filled = self._read_only = False
        self._number = number
        self._at = f"form.item{number}"
        title = f"Linked to item {number}"
        self._table = Table(
            (Column("Linked"), Column("Role here", 10), Column("Known as", 18)), title=title,
            identifier=f"{self._at}.linked", whole=True,
        )  # fmt: skip
        self._role = Combo(unset="No role yet")
        self._remove = flat(
            "Remove link", self._remove_current, identifier=f"{self._at}.unlink", spoken=f"Item {number}: remove link"
        )
        self._undo = BringBack(identifier=f"{self._at}.undo-link")
        self.field = QLineEdit()
        self._kind = Combo(tuple(Entry(kind, WORDS[kind]) for kind in KINDS))
        self._label = Field("Link something: searches the register first", self.field, identifier=f"{self._at}.link")
        self.field.setAccessibleName(f"Item {number}: link something, searches the register first")
        self._label.label.setBuddy(None)  # type: ignore[arg-type]  # as at the item's words
        self.matches = MatchList(self._at)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._build()
        self._connect()

    def _build(self) -> None:
        role = Field("Role of the marked link", self._role, identifier=f"{self._at}.role")
        kind = Field("Kind", self._kind, identifier=f"{self._at}.kind")
        self._role.setAccessibleName(f"Item {self._number}: role of the marked link")
        self._kind.setAccessibleName(f"Item {self._number}: kind of what you link")
        self._actions = FieldRow((role, 11), (self._remove, 8))
        self._search_row = FieldRow((self._label, 18), (kind, 10))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(u(1.6))
        self._title = Words("Linked to this item", role=Type.STRONG)
        rows.addWidget(self._title)
        rows.addWidget(self._table)
        rows.addWidget(self._actions)
        rows.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._search_row)
        rows.addWidget(self.matches)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._search)
        self.field.textEdited.connect(lambda _text: self._timer.start())
        self.field.installEventFilter(self)
        self._kind.activated.connect(lambda _at: self._search())
        self._table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_role())
        self._role.activated.connect(lambda _at: self._role_chosen())
        self.matches.chosen.connect(self._chosen)
        self.matches.closed.connect(lambda: self.field.setFocus(Qt.FocusReason.OtherFocusReason))

    # showing

    def show_mentions(self, mentions: tuple[Mention, ...]) -> None:
        """Show these mentions."""
        if mentions == self._mentions and self._filled:
            return
        self._filled = True
        self._mentions = mentions
        self._table.set_rows([self._row(mention) for mention in mentions])
        for widget in (self._title, self._table):
            widget.setVisible(bool(mentions))
        self._actions.setVisible(bool(mentions) and not self._read_only)
        self._show_role()

    def ids(self) -> frozenset[str]:
        """The mentions shown here."""
        return frozenset(mention.id for mention in self._mentions)

    def _row(self, mention: Mention) -> Row:
        linked = "Linked to a card" if mention.card else "Named only"
        spoken = f"{WORDS.get(mention.kind, mention.kind)}: {mention.as_reported}"
        return Row(
            mention.id,
            (
                Cell(mention.as_reported, icon=ICONS.get(mention.kind, "object"), slot=True, spoken=spoken),
                Cell(mention.role.capitalize() or "No role yet"),
                Cell(self._known.get(mention.card, linked), quiet=not mention.card),
            ),
        )

    def _current(self) -> Mention | None:
        key = self._table.current_key()
        return next((mention for mention in self._mentions if mention.id == key), None)

    def _show_role(self) -> None:
        mention = self._current()
        if mention is not None:
            roles = PERSON_ROLES if mention.kind == "person" else ROLES[len(PERSON_ROLES) :]
            self._role.set_value("")
            self._role.set_entries(tuple(Entry(role, role.capitalize()) for role in roles))
            self._role.set_value(mention.role)

    def _role_chosen(self) -> None:
        mention = self._current()
        if mention is not None and self._role.value() != mention.role:
            changed = Mention(
                mention.id, mention.item, mention.kind, mention.as_reported, self._role.value(), mention.card
            )
            self.edited.emit(f"mentions/{mention.id}", mention_document(changed))

    def _remove_current(self) -> None:
        mention = self._current()
        if mention is not None:
            self.edited.emit(f"mentions/{mention.id}", None)
            self._undo.offer(f"Link to {mention.as_reported}", lambda: self._bring_back(mention))

    def _bring_back(self, mention: Mention) -> None:
        self.edited.emit(f"mentions/{mention.id}", mention_document(mention))
        self._table.set_current_key(mention.id)
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    # searching and linking

    def _typed(self) -> str:
        return " ".join(self.field.text().split())

    def _search(self) -> None:
        typed = self._typed()
        self._timer.stop()
        self._label.show_problem("")
        if len(typed) < _SHORTEST:
            self.matches.hide()
            return
        self._asked += 1
        asked, kind = self._asked, self._kind.value()

        def show(found: object) -> None:
            if asked == self._asked:
                self.matches.show_matches(found, typed, cast("Kind", kind))  # type: ignore[arg-type]  # what matches gives

        self._jobs.when(self, self._may.matches(typed, ()), show)

    def _chosen(self, chosen: Chosen) -> None:
        typed = self._typed()
        if chosen.new:
            kind = cast("Kind", self._kind.value())
            future = self._may.new_card(kind, typed, self._item)
            self._jobs.when(self, future, lambda card: self._link(card.kind, typed, card), self._refused)
        elif chosen.card is not None:
            match = self.matches.match_of(chosen.card.id)
            if match is not None:
                self._known[chosen.card.id] = known_as(match)
            self._link(chosen.card.kind, chosen.card.title, chosen.card)
        else:
            self._link(cast("Kind", self._kind.value()), typed, None)

    def _link(self, kind: Kind, as_reported: str, card: Card | None) -> None:
        there = next((each for each in self._mentions if card and each.card == card.id), None)
        if there is not None:
            self._show_existing(there)
            return
        # Whether somebody is suspect or victim is for the writer to say, never for a default (s38(3)).
        role = "" if kind == "person" else "named"
        mention = Mention(self._setting.new_id(), self._item, kind, as_reported, role, card.id if card else "")
        self._close_search()
        self.edited.emit(f"mentions/{mention.id}", mention_document(mention))
        self._table.set_current_key(mention.id)
        self._show_role()
        if kind == "person":
            self._role.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, f"{as_reported} linked. Choose the role: suspect, convicted, victim, witness or other")
        else:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, f"{as_reported} linked")

    def _close_search(self) -> None:
        self._asked += 1  # an answer that is still under way is for words that are no longer there
        self._timer.stop()
        self.field.clear()
        self._label.show_problem("")
        self.matches.hide()

    def _show_existing(self, mention: Mention) -> None:
        self._close_search()
        self._table.set_current_key(mention.id)
        announce(self, f"{mention.as_reported} is linked to this item already")

    def _refused(self, refused: Refused) -> None:
        self._label.show_problem(refused.problems[0].says, aloud=True)

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything."""
        self._read_only = read_only
        self._actions.setVisible(bool(self._mentions) and not read_only)
        self._search_row.setVisible(not read_only)

    # Qt's overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes to the matches, Enter chooses the first."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() == Qt.Key.Key_Down and self.matches.isVisible():
                self.matches.go()
                return True
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._typed():
                # Only what was found for the words as they stand: never a match of an earlier, shorter name.
                if self.matches.isVisible() and self.matches.about == self._typed():
                    self.matches.choose_first()
                else:
                    self._search()
                return True
        return super().eventFilter(watched, event)
