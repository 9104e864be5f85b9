"""Proposing to erase or restrict: find the record at the service, choose what and why, say what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crimint_desktop.actions.disposal import Erasure, What
from crimint_desktop.actions.everywhere import FoundHere, FoundPage
from crimint_desktop.ui.a11y import announce, describe
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.disposal import wording
from crimint_desktop.ui.disposal.acts import DisposalActs
from crimint_desktop.ui.fields import Combo, Entry, ErrorLine, Field
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import FORM_WIDTH, Page, Scroll
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.tables import Table
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.errors import Problem, Refused, Unavailable

__all__ = ["ProposePage"]

_SENTENCE = "Another records manager has to confirm it before anything is done"
_SEARCH_HINT = "A number, a name or words, then Enter. It searches at the service, and every search is logged."
_WORDS_HINT = "A request, a review or an order, by its number. It is kept for ever, so name nobody."
_GROUNDS_EXPLAINED: Final[Mapping[What, str]] = MappingProxyType(
    {
        "erase": "Choose why the law lets it, or demands it, to be erased.",
        "restrict": "Choose why it is kept, and used for nothing meanwhile, instead of being erased.",
        "lift": "Choose why it may be used again.",
    }
)
_NOTHING_CHOSEN = "Nothing is chosen. Search for it, go to its row and press Enter."
_NOTHING_FOUND = "No report or card that you may read matches. Try its whole number, or fewer words."


class ProposePage(Page):
    """From a number to a proposal, by keyboard from top to bottom."""

    def __init__(self, acts: DisposalActs, jobs: Jobs) -> None:
        """Ask nothing yet."""
        super().__init__("Propose to erase or restrict", identifier="propose", sentence=_SENTENCE)
        self._may = acts
        self._jobs = jobs
        self._asked = 0
        self._busy = False
        self._hits: tuple[FoundHere, ...] = ()
        self._chosen: FoundHere | None = None
        self.search = QLineEdit()
        self._search_field = Field("Report or card", self.search, identifier="propose.search", hint=_SEARCH_HINT)
        self._found = Words("", quiet=True, wrap=True)
        self.table = Table(wording.FOUND, title="Found", identifier="propose.table", whole=True)
        self._choice = Words(_NOTHING_CHOSEN, wrap=True, selectable=True)
        self._choice.setAccessibleIdentifier("propose.chosen")
        self._read = flat("Read it", self._read_it, identifier="propose.read")
        self.what = Combo([Entry(each, says) for each, says in wording.CHOICES.items()])
        self._what_field = Field("What to do", self.what, identifier="propose.what", width=22)
        self.ground = Combo(unset="–")
        self._ground_field = Field("Ground", self.ground, identifier="propose.ground", required=True, width=22)
        self._explained = Words("", quiet=True, wrap=True)
        self.words = TextArea(lines=(2, 6))
        self._words_field = Field(
            "What it rests on", self.words, identifier="propose.words", hint=_WORDS_HINT, required=True
        )
        self._error = ErrorLine("propose.error")
        self._propose = Button("Propose", self.propose, identifier="propose.propose", default=True)
        self.head.add(self._propose)
        self._build()
        self.search.returnPressed.connect(self.find_report)
        self.table.on_open(self._choose)
        self.what.currentIndexChanged.connect(lambda _at: self._offer_grounds())
        self.ground.currentIndexChanged.connect(lambda _at: self._explain())
        self.does("edit.find", self._to_search)
        self.does("disposal.propose", self.propose)
        self._show_found(None)
        self._offer_grounds()

    def focus_first(self) -> None:
        """Put the keyboard where the report is searched for."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def chosen_what(self) -> What:
        """What is to be done."""
        return next(each for each in wording.CHOICES if each == self.what.value())

    # finding

    def find_report(self) -> None:
        """Search at the service for what the field says."""
        self._asked += 1
        failed = partial(self._search_failed, self._asked)
        self._found.setText(wording.ASKING)
        self._found.show()
        asked = self._may.search(self.search.text().strip())
        self._jobs.when(self, asked, partial(self._answered, self._asked), failed, unavailable=failed)

    def _answered(self, asked: int, page: FoundPage) -> None:
        if asked != self._asked:
            return
        self._search_field.show_problem("")
        self._hits = page.lines
        self._show_found(page)
        announce(self.table if self._hits else self, self._found.text())
        if self._hits:
            self.table.setCurrentIndex(self.table.model().index(0, 0))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_found(self, page: FoundPage | None) -> None:
        self.table.set_rows([wording.found(self._may, each) for each in self._hits])
        self.table.setVisible(bool(self._hits))
        listed = f"{len(self._hits):,} of {page.counted:,} found" if page is not None else ""
        self._found.setText(listed if self._hits else _NOTHING_FOUND if page is not None else "")
        self._found.setVisible(page is not None)
        self._show_chosen()

    def _search_failed(self, asked: int, fault: Unavailable | Refused) -> None:
        if asked == self._asked:
            self._found.hide()
            says = fault.says if isinstance(fault, Unavailable) else fault.problems[0].says
            self._search_field.show_problem(says, aloud=True)

    def _choose(self, record: str) -> None:
        self._chosen = next((each for each in self._hits if each.hit.row.id == record), None)
        self._show_problem(Problem("", ""))
        self._show_chosen()
        self.what.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self.what, self._choice.text())

    def _show_chosen(self) -> None:
        chosen = self._chosen.hit.row if self._chosen is not None else None
        number = ("card" if chosen.kind == "card" else "no number") if chosen and not chosen.reference else ""
        named = f"Chosen: {number or chosen.reference}, “{chosen.title}”." if chosen else _NOTHING_CHOSEN
        self._choice.setText(named)
        self._read.setVisible(chosen is not None and chosen.kind == "report")
        self.say_marking(chosen.marking.text.partition(" · ")[0] if chosen else "")

    def _read_it(self) -> None:
        if self._chosen is not None:
            self._may.read(self._chosen.hit.row.id)

    def _offer_grounds(self) -> None:
        self.ground.set_value("")
        codes = self._may.grounds[self.chosen_what].codes
        self.ground.set_entries([Entry(each.code, f"{each.code} {each.label}") for each in codes])
        self._explain()

    def _explain(self) -> None:
        code = self._may.grounds[self.chosen_what].find(self.ground.value())
        help_words = code.help if code is not None else _GROUNDS_EXPLAINED[self.chosen_what]
        self._explained.setText(help_words)
        describe(self.ground, help_words)

    # proposing

    def propose(self) -> None:
        """Propose it, or name what is missing and go there."""
        if self._busy:
            return
        self._show_problem(Problem("", ""))
        row = self._chosen.hit.row if self._chosen is not None else None
        ground, words = self.ground.value(), self.words.text().strip()
        if row is None:
            self._show_problem(Problem("record", _NOTHING_CHOSEN))
        elif not ground:
            self._show_problem(Problem("ground", "Choose a ground."))
        elif not words:
            self._show_problem(Problem("words", "Say what it rests on."))
        else:
            self._busy = True
            asked = self._may.propose(self.chosen_what, (row.id, row.version), ground, words)
            self._jobs.when(self, asked, self._proposed, self._refused, unavailable=self._failed)

    def _proposed(self, erasure: Erasure) -> None:
        self._busy = False
        self._may.done(
            f"Proposed. {wording.reference(erasure)} stays as it is until another records manager confirms it."
        )

    def _refused(self, refused: Refused) -> None:
        self._busy = False
        self._show_problem(refused.problems[0])

    def _failed(self, fault: Unavailable) -> None:
        self._busy = False
        self._show_problem(Problem("", f"{fault.says} Nothing was proposed."))

    def _show_problem(self, problem: Problem) -> None:
        fields = {"record": self._search_field, "ground": self._ground_field, "words": self._words_field}
        for part, field in fields.items():
            field.show_problem(problem.says if part == problem.part else "")
        self._error.show_words("" if problem.part in fields else problem.says)
        if problem.part in fields:
            fields[problem.part].control.setFocus(Qt.FocusReason.OtherFocusReason)
        if problem.says:
            announce(self, problem.says, assertive=True)

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _build(self) -> None:
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(u(4), u(4), u(4), u(4))
        rows.setSpacing(u(3))
        for found in (self._search_field, self._found, self.table):
            rows.addWidget(found)
        choice = QHBoxLayout()
        choice.setSpacing(u(2))
        choice.addWidget(self._choice, 1)
        choice.addWidget(self._read)
        rows.addLayout(choice)
        for each in (self._what_field, self._ground_field, self._explained, self._words_field, self._error):
            each.setMaximumWidth(ems(FORM_WIDTH))
            rows.addWidget(each)
        rows.addStretch(1)
        self.set_body(Scroll(content, identifier="propose.scroll"))
