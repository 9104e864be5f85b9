"""Offline records: choose folders, see what they cost, apply."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.actions.briefcase import Folder, Offered
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import ErrorLine, line_field
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.offline.acts import OfflineActs
from crimint_desktop.ui.offline.wording import held_in_words, records_in_words, too_much, total_line, until_in_words
from crimint_desktop.ui.page import Page
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.settings.wording import size_in_words
from crimint_desktop.ui.tables import Column, Table
from crimint_domain.errors import Refused

__all__ = ["OfflinePage"]

_SENTENCE = "What is kept on this device, encrypted, for work without the service"
_SEARCH_AFTER_MS = 400
_SHORTEST = 3
_NONE = "The service has offered no folders yet. Connect once to choose."
_NO_MATCH = "No folder has this name, and no report here with these words lies in one."


class OfflinePage(Page):
    """A table of folders: Enter or Space holds one or leaves it out, Apply makes it so."""

    def __init__(self, acts: OfflineActs, jobs: Jobs) -> None:
        """Fill itself when shown."""
        super().__init__("Offline records", identifier="offline", sentence=_SENTENCE)
        self._may = acts
        self._jobs = jobs
        self._offered = Offered()
        self._chosen: frozenset[str] = frozenset()
        self._found: frozenset[str] | None = None
        self._asked = 0
        self._busy = False
        self._all = Button("Everything there is room for", self.hold_all, identifier="offline.all", flat=True)
        self._apply = Button("Apply", self.apply, identifier="offline.apply", default=True)
        self.head.add(self._all)
        self.head.add(self._apply)
        self._field, self._search = line_field(
            "Find a folder", identifier="offline.find", width=22, changed=lambda _text: self._typed(),
            hint="A name, or words of reports on this device: the folders they lie in are shown.",
        )  # fmt: skip
        columns = (Column("Folder"), Column("Records", 6, figures=True), Column("Size", 6, figures=True),
                   Column("On this device", 13))  # fmt: skip
        self.table = Table(columns, title="Folders", identifier="offline.table")
        self.table.on_open(self.toggle)
        self.table.installEventFilter(self)
        self._until = Words("", wrap=True)
        self._total = Words("", wrap=True)
        self._problem = ErrorLine("offline.problem")
        self._nothing = Words(_NONE, quiet=True, wrap=True)
        self._searching = QTimer(self)
        self._searching.setSingleShot(True)
        self._searching.setInterval(_SEARCH_AFTER_MS)
        self._searching.timeout.connect(self._propose)
        self.set_body(self._body_of())
        self.does("offline.apply", self.apply)
        self.does("offline.toggle", lambda: self.toggle(self.table.current_key()))
        self.show_offered(Offered())

    def _body_of(self) -> QWidget:
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(u(4), u(4), u(4), u(4))
        rows.setSpacing(u(2.6))
        rows.addWidget(self._until)
        find = QHBoxLayout()
        find.addWidget(self._field)
        find.addStretch(1)
        rows.addLayout(find)
        rows.addWidget(self.table, 1)
        rows.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(self._total)
        rows.addWidget(self._problem)
        return body

    # what is shown

    def refresh(self) -> None:
        """Ask what may be held; what was changed here and not applied stays changed."""
        if self._may.nothing_kept:
            return
        self._asked += 1
        asked = self._asked
        self._jobs.when(
            self, self._may.look(), lambda found: self._refreshed(found) if asked == self._asked else None
        )  # fmt: skip

    def _refreshed(self, offered: Offered) -> None:
        changed, said = self._changes(), self._problem.text()
        self.show_offered(offered)
        if any(changed) and not offered.away:
            self._problem.show_words(said)
        if changed and not offered.away:
            self._chosen = (self._chosen | changed[0]) - changed[1]
            self._show()

    def show_offered(self, offered: Offered) -> None:
        """Show these folders, as they are held now."""
        self._offered = offered
        self._chosen = frozenset(each.id for each in offered.folders if each.held or each.always)
        self._problem.show_words(offered.away)
        self._show()

    def _changes(self) -> tuple[frozenset[str], frozenset[str]]:
        held = frozenset(each.id for each in self._offered.folders if each.held or each.always)
        return self._chosen - held, held - self._chosen

    def _show(self) -> None:
        shown = self._shown()
        self.table.set_rows([self._row(each) for each in shown])
        self.table.setVisible(bool(shown))
        self._nothing.setText(_NO_MATCH if self._offered.folders else self._may.nothing_kept or _NONE)
        self._nothing.setVisible(not shown)
        self._until.setText(until_in_words(self._offered.until, self._may.local, self._may.now()))
        self._until.setVisible(not self._may.nothing_kept)
        self._total.setText(total_line(self._chosen_folders(), self._offered))
        self._total.setVisible(bool(self._offered.folders))
        self.say_counts(f"{len(self._chosen_folders())} of {len(self._offered.folders)} folders")

    def _shown(self) -> Sequence[Folder]:
        text = self._search.text().strip().casefold()
        if not text:
            return self._offered.folders
        found = self._found or frozenset()
        return [each for each in self._offered.folders if text in each.name.casefold() or each.id in found]

    def _row(self, folder: Folder) -> Row:
        chosen = folder.id in self._chosen
        changed = not folder.always and chosen != folder.held
        state = Cell(held_in_words(folder, chosen), icon="check" if chosen else "", slot=True, strong=changed)
        size = size_in_words(folder.bytes)
        spoken = records_in_words(folder.records)
        return Row(folder.id, (Cell(folder.name), Cell(f"{folder.records:,}", spoken=spoken), Cell(size), state))

    def _chosen_folders(self) -> list[Folder]:
        return [each for each in self._offered.folders if each.id in self._chosen]

    # choosing

    def toggle(self, folder: str) -> None:
        """Hold a folder, or leave it out; nothing happens before Apply."""
        found = next((each for each in self._offered.folders if each.id == folder), None)
        if found is None or self._busy:
            return
        if self._offered.away or found.always:
            says = f"{found.name}: always held." if found.always else "This can be changed while connected."
            announce(self.table, says)
            return
        self._chosen = self._chosen ^ {folder}
        self._problem.show_words(too_much(self._chosen_folders(), self._offered))
        self._show()
        self.table.set_current_key(folder)
        words = held_in_words(found, folder in self._chosen)
        total = total_line(self._chosen_folders(), self._offered)
        announce(self.table, f"{found.name}: {words}. {total} {self._problem.text()}")

    def apply(self) -> None:
        """Ask the service for the chosen folders."""
        if not any(self._changes()) and not self._why_not():
            announce(self, "Nothing was changed.")
            return
        self._ask(frozenset(each.id for each in self._chosen_folders() if not each.always))

    def hold_all(self) -> None:
        """Ask the service for everything there is room for."""
        self._ask(None)

    def _why_not(self) -> str:
        if self._may.nothing_kept or not self._offered.folders:
            return self._may.nothing_kept or _NONE
        return self._offered.away

    def _ask(self, folders: frozenset[str] | None) -> None:
        if self._busy:
            return
        if self._why_not():
            self.show_problem(self._why_not())
            return
        self._busy = True
        self._problem.show_words("")
        self._show()
        self._jobs.when(
            self, self._may.apply(folders), self._applied, self._failed, unavailable=self._failed
        )  # fmt: skip

    def _applied(self, offered: Offered) -> None:
        self._busy = False
        self.show_offered(offered)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"Applied. {total_line(self._chosen_folders(), offered)} It is brought and removed now.")

    def _failed(self, error: Exception) -> None:
        self._busy = False
        says = error.problems[0].says if isinstance(error, Refused) else getattr(error, "says", str(error))
        self._show()
        self.show_problem(says)

    def show_problem(self, says: str) -> None:
        """Say why it was not done, by eye and by ear."""
        self._problem.show_words(says)
        announce(self, says, assertive=True)

    # finding

    def _typed(self) -> None:
        self._found = None
        self._show()
        if len(self._search.text().strip()) >= _SHORTEST and self._offered.folders:
            self._searching.start()
        else:
            self._searching.stop()

    def _propose(self) -> None:
        text = self._search.text().strip()
        self._jobs.when(
            self, self._may.propose(text), lambda found: self._proposed(text, found), lambda _refused: None,
            unavailable=lambda _fault: None,
        )  # fmt: skip

    def _proposed(self, text: str, found: frozenset[str]) -> None:
        if text != self._search.text().strip():
            return
        self._found = found
        self._show()
        count = len(self._shown())
        announce(self._search, "1 folder." if count == 1 else f"{count} folders.")

    # what the window asks

    def shown(self) -> None:
        """Show what is held now."""
        self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the folders, or where one is looked for."""
        first = self.table if self.table.isVisibleTo(self) else self._search
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt's overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Space hold the current folder or leave it out, as in any list of things to choose."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() == Qt.Key.Key_Space and not event.modifiers():  # type: ignore[attr-defined]  # asked above
            self.toggle(self.table.current_key())
            return True
        return super().eventFilter(watched, event)
