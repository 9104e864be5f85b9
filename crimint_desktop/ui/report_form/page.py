"""The report form: one scrolling page, its contents at the left, what is missing said where it is mended."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.actions.drafting import Editing
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.page import FORM_WIDTH, Page, Scroll
from crimint_desktop.ui.plain import Hairline, Words
from crimint_desktop.ui.report_form import place as places
from crimint_desktop.ui.report_form.block import Block
from crimint_desktop.ui.report_form.contents import Contents, Line
from crimint_desktop.ui.report_form.head_blocks import HeaderBlock, OriginBlock, RiskBlock
from crimint_desktop.ui.report_form.help_pane import HelpPane
from crimint_desktop.ui.report_form.item_block import ItemActs, ItemBlock
from crimint_desktop.ui.report_form.keeping import Keeper
from crimint_desktop.ui.report_form.problem_list import ProblemList, things
from crimint_desktop.ui.report_form.references_block import ReferencesBlock
from crimint_desktop.ui.report_form.setting import FormActs, FormSetting
from crimint_desktop.ui.report_form.source_block import SourceBlock
from crimint_desktop.ui.report_form.writing import Removed, Writing
from crimint_domain.errors import Problem, Refused, Unavailable
from crimint_domain.parts import Value

_CONTENTS_FROM = 62
_HELP_FROM = 91


class ReportFormPage(Page):
    """Writes to the document it was given and to nothing else; saves at every pause; problems only when asked."""

    def __init__(self, editing: Editing, acts: FormActs, setting: FormSetting, jobs: Jobs) -> None:
        """Show a report that is being written."""
        super().__init__("Report", identifier="form", sentence=editing.report.reference or "Draft, not yet numbered")
        self._may = acts
        self._setting = setting
        self._jobs = jobs
        self._read_only = editing.read_only
        self.writing = Writing(editing.report.id, editing.document, setting.codes, setting.new_id)
        self.keeper = Keeper(lambda: acts.keep(self.record, self.writing.document), jobs, self)
        self._visited: set[Block] = set()
        self._asked_to_submit = False
        self._finished = False
        self._removed: Removed | None = None
        self._state = Words("", quiet=True)
        self._submit = Button("Submit", self.submit, identifier="form.submit", default=True)
        self.head_blocks: tuple[Block, ...] = (
            HeaderBlock(setting.operations), OriginBlock(setting.now), SourceBlock(), ReferencesBlock(setting.new_id),
        )  # fmt: skip
        self.risk = RiskBlock()
        self.items: list[ItemBlock] = []
        self._problems = ProblemList()
        self._contents = Contents(flat("Add item", self.add_item, identifier="form.add-item", icon="plus"))
        self._help = HelpPane(setting.codes)
        self._build()
        self._connect()
        self._fill_items()
        self._show_all()
        self._say_state(editing.kept_at)
        self.say_marking(self.writing.report.marking.text)

    @property
    def record(self) -> str:
        """The id of the report."""
        return self.writing.record

    # how it is built

    def _build(self) -> None:
        self.head.add(self._state)
        self.head.add(
            flat(
                "Preview",
                lambda: self._may.preview(self.writing.report),
                identifier="form.preview",
                spoken="Preview report",
            )
        )
        if not self._read_only:
            self.head.add(self._submit)
        column = QWidget()
        column.setMaximumWidth(ems(FORM_WIDTH))
        self._column = column
        self._form_rows = QVBoxLayout(column)
        self._form_rows.setContentsMargins(0, 0, 0, 0)
        self._form_rows.setSpacing(u(5))
        why = Words(self._read_only, role=Type.STRONG, wrap=True)
        self._undo = flat("Undo", self._bring_back, identifier="form.undo", spoken="Bring the removed item back")
        self._undo.hide()
        for widget in (why, self._problems, self._undo, *self.head_blocks):
            self._form_rows.addWidget(widget)
        why.setVisible(bool(self._read_only))
        self._items_at = self._form_rows.count()
        self._form_rows.addWidget(self.risk)
        self._form_rows.addStretch(1)
        content = QWidget()
        across = QHBoxLayout(content)
        across.setContentsMargins(u(4), u(4), u(4), u(4))
        across.addWidget(column, 100)
        across.addStretch(1)
        self.scroller = Scroll(content, identifier="form.scroll")
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        self._side_line_left = Hairline(upright=True)
        columns.addWidget(self._contents)
        columns.addWidget(self._side_line_left)
        columns.addWidget(self.scroller, 1)
        self.add_bar(self._contents.combo, lined=False)
        self._contents.combo.hide()
        self.set_body(body)
        self.set_detail(self._help, width=23, needs=_HELP_FROM)
        for block in (*self.head_blocks, self.risk):
            block.set_read_only(bool(self._read_only))

    def _connect(self) -> None:
        for block in (*self.head_blocks, self.risk):
            self._listen_to(block)
        self.keeper.kept.connect(self._say_state)
        self.keeper.failing.connect(self._say_failing)
        self._problems.chosen.connect(self.go_to)
        self._contents.chosen.connect(self._go_to_block)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        keys = {
            "report.submit": self.submit, "report.add-item": self.add_item, "report.grade": self._grade_here,
            "report.link": self._link_here, "report.move-up": lambda: self._move_here(-1),
            "report.move-down": lambda: self._move_here(1), "report.remove-item": self._remove_here,
            "report.discard": self.discard, "report.preview": lambda: self._may.preview(self.writing.report),
            "go.part": self._go_to_contents, "go.next-problem": lambda: self.next_problem(1),
            "go.previous-problem": lambda: self.next_problem(-1), "help.focus": self._help_here,
        }  # fmt: skip
        for action, act in keys.items():
            if not self._read_only or action in ("go.part", "report.preview", "help.focus"):
                self.does(action, act)

    def _listen_to(self, block: Block) -> None:
        block.edited.connect(lambda part, value, block=block: self._edited(block, part, value))
        block.left.connect(self.keeper.pause)

    # items

    def _fill_items(self) -> None:
        """Show the items in their order; a block whose item stands at the same place stays as it is."""
        report = self.writing.report
        if [block.item.id for block in self.items] == [item.id for item in report.items]:
            return
        for block in self.items:
            self._visited.discard(block)
            self._form_rows.removeWidget(block)
            block.hide()
            block.deleteLater()
        item_acts = ItemActs(self._move, self.remove_item)
        self.items = [
            ItemBlock(item, number, item_acts, self._may, self._setting, self._jobs)
            for number, item in enumerate(report.items, 1)
        ]
        for at, block in enumerate(self.items):
            self._listen_to(block)
            self._form_rows.insertWidget(self._items_at + at, block)
            block.set_place(first=at == 0, last=at == len(self.items) - 1)
            block.grading.axis_entered.connect(self._help.show_axis)
            block.set_read_only(bool(self._read_only))

    def add_item(self) -> None:
        """Add an item at the end and put the keyboard into it."""
        item = self.writing.add_item()
        self._changed_items()
        self._block_of(item).text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        announce(self, f"Item {len(self.items)} added")

    def remove_item(self, item: str) -> None:
        """Remove an item; it can be brought back until the form is left."""
        if len(self.items) == 1:
            announce(self, "A report needs at least one item", assertive=True)
            return
        self._removed = self.writing.remove_item(item)
        self._changed_items()
        words = f"Item {self._removed.number} removed"
        self._undo.setText(f"{words}. Undo")
        self._undo.show()
        self._undo.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{words}. Press Space to bring it back")

    def _bring_back(self) -> None:
        if self._removed is not None:
            self.writing.bring_back(self._removed)
            number, self._removed = self._removed.number, None
            self._undo.hide()
            self._changed_items()
            self.items[number - 1].text.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, f"Item {number} is back")

    def _move(self, item: str, step: int) -> None:
        if self.writing.move_item(item, step):
            self._changed_items()
            block = self._block_of(item)
            block.text.setFocus(Qt.FocusReason.OtherFocusReason)
            block.say_moved()

    def _changed_items(self) -> None:
        self._fill_items()
        self._show_all()
        self.keeper.touched()

    def _block_of(self, item: str) -> ItemBlock:
        return next(block for block in self.items if block.item.id == item)

    def _item_here(self) -> ItemBlock:
        now = self.focusWidget()
        return next((block for block in self.items if now is not None and block.isAncestorOf(now)), self.items[0])

    def _grade_here(self) -> None:
        self._item_here().grading.focus_code()

    def _link_here(self) -> None:
        self._item_here().links.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _move_here(self, step: int) -> None:
        self._move(self._item_here().item.id, step)

    def _remove_here(self) -> None:
        self.remove_item(self._item_here().item.id)

    # editing

    def _edited(self, block: Block, part: str, value: Value) -> None:
        self.writing.set({part: value})
        block.fill(self.writing.report)
        if part == "marking":
            self.say_marking(self.writing.report.marking.text)
        self._show_state()
        self.keeper.touched()

    def blocks(self) -> tuple[Block, ...]:
        """Every block in reading order."""
        return (*self.head_blocks, *self.items, self.risk)

    def _show_all(self) -> None:
        for block in self.blocks():
            block.fill(self.writing.report)
        self._show_state()

    def _show_state(self) -> None:
        """Show what is missing: under fields that were left, or everywhere once submission was asked for."""
        problems = () if self._read_only else self.writing.problems()
        lines = []
        for block in self.blocks():
            here = [problem for problem in problems if block.owns(problem.part)]
            shown = here if self._asked_to_submit or block in self._visited else []
            block.show_problems(_by_part(shown))
            optional = not here and getattr(block, "is_empty", bool)()
            code = block.code() if isinstance(block, ItemBlock) else ""
            lines.append(Line(block.objectName(), block.words, len(here), optional, code))
        self._contents.show_lines(lines)
        self._problems.show_problems(problems if self._asked_to_submit else ())
        self.say_counts(f"{things(len(problems))} missing before you can submit" if problems else "Ready to submit")

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        left = next((block for block in self.blocks() if before is not None and block.isAncestorOf(before)), None)
        come = next((block for block in self.blocks() if now is not None and block.isAncestorOf(now)), None)
        if come is not None:
            self._contents.set_current(come.objectName())
        if left is not None and left is not come and now is not None:
            self._visited.add(left)
            self.keeper.pause()
            self._show_state()

    # problems

    def go_to(self, part: str) -> None:
        """Put the keyboard where a part is edited."""
        block = next((block for block in self.blocks() if block.owns(part)), self.items[0])
        block.focus_part(part)

    def _go_to_block(self, key: str) -> None:
        block = next((block for block in self.blocks() if block.objectName() == key), self.items[0])
        self.scroller.ensureWidgetVisible(block, 0, u(4))
        block.focus_part("")

    def _go_to_contents(self) -> None:
        target = self._contents.list if self._contents.isVisible() else self._contents.combo
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def next_problem(self, step: int) -> None:
        """Put the keyboard on the next (1) or the previous (-1) thing that is missing, and say it."""
        problems = self.writing.problems()
        if not problems:
            announce(self, "Nothing is missing")
            return
        now = self.focusWidget()
        owners = [next((b for b in self.blocks() if b.owns(problem.part)), None) for problem in problems]
        here = next(
            (at for at, b in enumerate(owners) if b is not None and now is not None and b.isAncestorOf(now)), -1
        )
        problem = problems[(here + step) % len(problems)]
        self.go_to(problem.part)
        announce(self, problem.says)

    def _help_here(self) -> None:
        if self.detail_fits():
            announce(self, self._help.text())
        else:
            self._item_here().grading.toggle_help()

    # saving, submitting, leaving

    def _say_state(self, kept_at: datetime | None) -> None:
        if self._finished:
            return
        if kept_at is None:
            self._state.setText("" if self._read_only else "Nothing changed yet.")
            return
        at = self._setting.local(kept_at)
        whose = "Only you can see it." if self.writing.report.state == "draft" else "Sent when you leave the form."
        self._state.setText(f"Draft saved {at:%H:%M} on this device. {whose}")

    def _say_failing(self, words: str) -> None:
        if self._state.text() != words:
            self._state.setText(words)
            announce(self, words, assertive=True)

    def submit(self) -> None:
        """Submit, or say what is missing and go there."""
        self._asked_to_submit = True
        self.keeper.stop()
        future = self._may.submit(self.record, self.writing.document)
        self._jobs.when(self, future, lambda _done: self._submitted(), self._not_submitted, unavailable=self._no_disk)

    def _submitted(self) -> None:
        self._finish()
        announce(self.window(), "Submitted")
        self._may.left(self.record)

    def _not_submitted(self, refused: Refused) -> None:
        self._show_state()
        problem = refused.problems[0]
        self.go_to(problem.part)
        announce(self, f"{things(len(refused.problems))} before you can submit. {problem.says}", assertive=True)

    def _no_disk(self, fault: Unavailable) -> None:
        self._say_failing(f"Not submitted: {fault.says}")
        self.keeper.touched()

    def discard(self) -> None:
        """Throw away what is being typed."""
        self._finish()
        self._jobs.when(self, self._may.discard(self.record), lambda _none: self._may.left(self.record))

    def leave(self) -> Future[bool] | None:
        """Make a change of what was typed when another page is shown; None if there is nothing left to do."""
        if self._finished or self._read_only:
            return None
        saved = self.keeper.save_now()
        self._finish()
        del saved  # both go through the one writer, in order
        return self._may.leave(self.record)

    def _finish(self) -> None:
        self._finished = True
        self.keeper.stop()

    def save_now(self) -> Future[datetime] | None:
        """Save what is typed, as before a lock; None if the form has done its work."""
        return None if self._finished or self._read_only else self.keeper.save_now()

    def place(self) -> dict[str, Any]:
        """Where the person is: report, field and caret, to come back to after a lock."""
        return {"record": self.record, **places.of(self)}

    def restore(self, place: dict[str, Any]) -> None:
        """Go back to where the person was."""
        places.restore(self, place)

    # what the window asks

    def panes(self) -> tuple[QWidget, ...]:
        """The form, then its contents."""
        return (self.scroller, self._contents)

    def focus_first(self) -> None:
        """Put the keyboard into the first item's words: the quickest start."""
        self.items[0].text.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt's overrides

    def resizeEvent(self, event: object) -> None:
        """Turn the contents into a list to choose from where there is no room for it."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent, named loosely
        wide = self.width() >= ems(_CONTENTS_FROM)
        self._contents.setVisible(wide)
        self._side_line_left.setVisible(wide)
        self._contents.combo.setVisible(not wide)
        self._contents.measure()
        self._column.setMaximumWidth(ems(FORM_WIDTH))


def _by_part(problems: list[Problem]) -> dict[str, str]:
    shown: dict[str, str] = {}
    for problem in problems:
        shown[problem.part] = " ".join(filter(None, (shown.get(problem.part, ""), problem.says)))
    return shown
