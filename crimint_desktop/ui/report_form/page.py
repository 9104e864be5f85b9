"""The report form: one scrolling page, its contents at the left, what is missing said where it is mended."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from crimint_desktop.actions.drafting import Editing
from crimint_desktop.ui.a11y import announce, tell
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import Page
from crimint_desktop.ui.plain import Hairline
from crimint_desktop.ui.report_form import place as places
from crimint_desktop.ui.report_form.asking import ask_to_discard
from crimint_desktop.ui.report_form.attachments_block import AttachmentsBlock
from crimint_desktop.ui.report_form.block import Block, holds
from crimint_desktop.ui.report_form.column import FormColumn, FormScroll
from crimint_desktop.ui.report_form.contents import Contents
from crimint_desktop.ui.report_form.handing_over import both_done
from crimint_desktop.ui.report_form.head_blocks import HeaderBlock, RiskBlock
from crimint_desktop.ui.report_form.help_pane import HelpPane
from crimint_desktop.ui.report_form.item_block import ItemActs, ItemBlock
from crimint_desktop.ui.report_form.items import Items
from crimint_desktop.ui.report_form.keeping import Keeper
from crimint_desktop.ui.report_form.missing import Missing
from crimint_desktop.ui.report_form.origin_block import OriginBlock
from crimint_desktop.ui.report_form.problem_list import things
from crimint_desktop.ui.report_form.references_block import ReferencesBlock
from crimint_desktop.ui.report_form.setting import FormActs, FormSetting
from crimint_desktop.ui.report_form.source_block import SourceBlock
from crimint_desktop.ui.report_form.state_line import StateBar, numbered
from crimint_desktop.ui.report_form.writing import Writing
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.parts import Document, Value

_CONTENTS_FROM = 62
_HELP_FROM = 91
_STATE_IN_HEAD_FROM = 56
_STATE_FROM_HEIGHT = 14


class ReportFormPage(Page):
    """Writes to the document it was given and to nothing else; saves at every pause; problems only when asked."""

    def __init__(self, editing: Editing, acts: FormActs, setting: FormSetting, jobs: Jobs) -> None:
        """Show a report that is being written."""
        super().__init__("Report", identifier="form", sentence=numbered(editing.report))
        self._may = acts
        self._setting = setting
        self._jobs = jobs
        self._read_only = editing.read_only
        self.writing = Writing(editing.report.id, editing.document, setting.codes, setting.new_id)
        self.keeper = Keeper(lambda: acts.keep(self.record, self.writing.document), jobs, self)
        self._sent: Document = editing.document
        self._submitting = False
        self._finished = False
        self.state = StateBar()
        self.head_blocks: tuple[Block, ...] = (
            HeaderBlock(setting.operations), OriginBlock(setting.now), SourceBlock(), ReferencesBlock(setting.new_id),
        )  # fmt: skip
        self.attachments = AttachmentsBlock(editing.report.id, acts.files, jobs)
        self.foot_blocks: tuple[Block, ...] = (RiskBlock(), self.attachments)
        self._help = HelpPane(setting.codes)
        self._items = Items(self.writing, self._make_item)
        self._contents = Contents(flat("Add item", self.add_item, identifier="form.add-item", icon="plus"))
        self.missing = Missing(self.writing, self.blocks, self._contents)
        self._build()
        self._connect()
        self._refuse_edits(bool(self._read_only))
        self._show_all()
        self._say_state(editing.kept_at)
        self.say_marking(self.writing.report.marking.text)

    @property
    def record(self) -> str:
        """The id of the report."""
        return self.writing.record

    @property
    def items(self) -> list[ItemBlock]:
        """The blocks of the items, in their order."""
        return self._items.blocks

    def blocks(self) -> tuple[Block, ...]:
        """Every block in reading order."""
        return (*self.head_blocks, *self.items, *self.foot_blocks)

    # how it is built

    def _build(self) -> None:
        self.head.add(self.state.in_head)
        self.head.add(flat("Preview", self._preview, identifier="form.preview", spoken="Preview report"))
        if not self._read_only:
            self.head.add(Button("Submit", self.submit, identifier="form.submit", default=True))
        why = ErrorLine("form.read-only")
        self._column = FormColumn((why, self.missing.list, *self.head_blocks, self._items, *self.foot_blocks))
        why.show_words(self._read_only)
        self.scroller = FormScroll(self._column, identifier="form.scroll")
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        self._contents_line = Hairline(upright=True)
        columns.addWidget(self._contents)
        columns.addWidget(self._contents_line)
        columns.addWidget(self.scroller, 1)
        self.add_bar(self.state, lined=False)
        self.add_bar(self._contents.bar, lined=False)
        self._contents.bar.hide()
        self.set_body(body)
        self.set_detail(self._help, width=23, needs=_HELP_FROM)

    def _connect(self) -> None:
        for block in (*self.head_blocks, *self.foot_blocks):
            self._listen_to(block)
        self._items.changed.connect(self._items_changed)
        self._column.settled.connect(self._bring_here)
        self.keeper.kept.connect(self._say_state)
        self.keeper.failing.connect(self.state.say_failing)
        self.missing.list.chosen.connect(self.go_to)
        self._contents.chosen.connect(self._go_to_block)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        reading = {"report.preview": self._preview, "go.part": self._go_to_contents}
        keys = {
            "report.submit": self.submit, "report.add-item": self.add_item, "report.discard": self.discard,
            "report.grade": self._grade_here, "report.attach": self.attachments.choose,
            "report.link": self._link_here, "report.paste-picture": self.attachments.paste,
            "report.move-up": lambda: self._items.shift(self._item_here().item.id, -1),
            "report.move-down": lambda: self._items.shift(self._item_here().item.id, 1),
            "report.remove-item": lambda: self._items.remove(self._item_here().item.id),
            "go.next-problem": lambda: self.next_problem(1), "go.previous-problem": lambda: self.next_problem(-1),
        }  # fmt: skip
        for action, act in (reading if self._read_only else {**reading, **keys}).items():
            self.does(action, act)

    def _listen_to(self, block: Block) -> None:
        block.edited.connect(lambda parts, block=block: self._edited(block, parts))
        block.left.connect(self.keeper.pause)
        block.faulted.connect(self._show_state)

    def _make_item(self, number: int, item_acts: ItemActs) -> ItemBlock:
        item = self.writing.report.items[number - 1]
        block = ItemBlock(item, number, item_acts, self._may, self._setting, self._jobs)
        self._listen_to(block)
        block.grading.axis_entered.connect(self._help.show_axis)
        block.set_read_only(bool(self._read_only))
        return block

    def _refuse_edits(self, refuse: bool) -> None:
        for block in self.blocks():
            block.set_read_only(refuse)
        self._contents.set_read_only(refuse)

    # editing

    def add_item(self) -> None:
        """Add an item at the end and put the keyboard into it."""
        self._items.add()

    def _items_changed(self) -> None:
        self._show_all()
        self._touched()

    def _edited(self, block: Block, parts: dict[str, Value]) -> None:
        self.writing.set(parts)
        block.fill(self.writing.report)
        if "marking" in parts:
            self.say_marking(self.writing.report.marking.text)
        self._show_state()
        self._touched()

    def _touched(self) -> None:
        if not (self._submitting or self._finished or self._read_only):
            self.keeper.touched()

    def _show_all(self) -> None:
        for block in self.blocks():
            block.fill(self.writing.report)
        self._show_state()

    def _show_state(self) -> None:
        if self._read_only:
            self.say_counts("Read only")
            self._contents.show_lines(self.missing.lines(()))
            return
        problems = self.missing.show()
        self.say_counts(f"{things(len(problems))} missing before you can submit" if problems else "Ready to submit")

    def _item_here(self) -> ItemBlock:
        return next((block for block in self.items if holds(block, self.focusWidget())), self.items[0])

    def _grade_here(self) -> None:
        self._item_here().grading.focus_code()

    def _link_here(self) -> None:
        self._item_here().links.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if self._items.is_changing or QApplication.activePopupWidget() is not None:
            return
        left = next((block for block in self.blocks() if holds(block, before)), None)
        come = next((block for block in self.blocks() if holds(block, now)), None)
        if come is not None:
            self._contents.set_current(come.objectName())
            self._bring_here()
        if left is not None and left is not come and holds(self.window(), now) and not self._read_only:
            self.keeper.pause()
            self.missing.leave(left)

    def _bring_here(self) -> None:
        """Show what has the keyboard together with what belongs to it: words with their grade, a name with matches."""
        now = self.focusWidget()
        block = next((block for block in self.items if holds(block, now)), None)
        if now is None or block is None or not self.isVisible():
            return
        if now is block.text or holds(block.grading, now):
            self.scroller.bring(now, block, block.grading)
        elif now is block.links.field and block.links.matches.isVisible():
            self.scroller.bring(now, block.links, block.links.matches)

    # problems

    def go_to(self, part: str) -> None:
        """Put the keyboard where a part is edited."""
        next((block for block in self.blocks() if block.owns(part)), self.items[0]).focus_part(part)

    def _go_to_block(self, key: str) -> None:
        block = next((block for block in self.blocks() if block.objectName() == key), self.items[0])
        self.scroller.ensureWidgetVisible(block, 0, u(4))
        block.focus_part("")

    def _go_to_contents(self) -> None:
        target = self._contents.list if self._contents.isVisible() else self._contents.combo
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def next_problem(self, step: int) -> None:
        """Put the keyboard on the next (1) or the previous (-1) thing that is missing, and say it."""
        problem = self.missing.next(step, self.focusWidget(), self._column)
        if problem is None:
            announce(self, "Nothing is missing")
            return
        self.missing.mute((problem,))
        self.go_to(problem.part)
        announce(self, problem.says)

    def help_with_grade(self) -> bool:
        """Show or say the help of the axis that has the keyboard, if a grade has it."""
        block = self._item_here()
        if not holds(block.grading, self.focusWidget()) or holds(block.grading.conditions, self.focusWidget()):
            return False
        if self.detail_fits():
            announce(self, self._help.text())
        else:
            block.grading.toggle_help()
        return True

    def _preview(self) -> None:
        self._may.preview(self.writing.report)

    # saving, submitting, leaving

    def _say_state(self, kept_at: datetime | None) -> None:
        if self._finished:
            return
        if kept_at is None:
            self.state.say("Read only." if self._read_only else "Nothing changed yet.")
            return
        at = self._setting.local(kept_at)
        whose = "Only you can see it." if self.writing.report.state == "draft" else "Sent when you leave the form."
        self.state.say(f"Draft saved {at:%H:%M} on this device. {whose}")

    def submit(self) -> None:
        """Submit, or say what is missing and go there."""
        if self._submitting or self._finished or self._read_only:
            return
        self.missing.everywhere = True
        if any(block.faults for block in self.blocks()):
            self._not_submitted()
            return
        self._submitting = True
        self.keeper.stop()
        future = self._may.submit(self.record, self.writing.document)
        self._jobs.when(
            self, future, lambda _done: self._submitted(), self._not_submitted, unavailable=self._no_disk,
        )  # fmt: skip

    def _submitted(self) -> None:
        self._finish()
        tell(self, "Submitted")
        self._may.left(self.record)

    def _not_submitted(self, refused: Refused | None = None) -> None:
        self._submitting = False
        self.keeper.touched()
        problems = self.missing.problems() or (refused.problems if refused is not None else ())
        self.missing.mute(problems)
        self._show_state()
        self.go_to(problems[0].part)
        announce(self, f"{things(len(problems))} before you can submit. {problems[0].says}", assertive=True)

    def _no_disk(self, fault: Unavailable) -> None:
        self._submitting = False
        self.state.say_failing(f"Not submitted: {fault.says}")
        self.keeper.touched()

    def discard(self) -> None:
        """Throw away what is being typed, once somebody has said that they mean it."""
        ask_to_discard(self, self._discard)

    def _discard(self) -> None:
        self._finish()
        self._jobs.when(self, self._may.discard(self.record), lambda _none: self._may.left(self.record))

    def leave(self) -> Future[bool] | None:
        """Make a change of what was typed when another page is shown; None if there is nothing left to do.

        The future raises Unavailable if the words could not be saved: then the form takes words again and goes on
        trying, so drop it only after the future has succeeded. A form that was left takes no more words.
        """
        if self._finished or self._read_only:
            return None
        saved = self.keeper.save_now()
        self._finish()
        self._refuse_edits(True)
        future = both_done(saved, self._may.leave(self.record))
        self._jobs.when(
            self, future, lambda _made: None, lambda refused: self._not_left(refused.problems[0].says),
            unavailable=lambda fault: self._not_left(fault.says),
        )  # fmt: skip
        return future

    def _not_left(self, says: str) -> None:
        self._finished = False
        self._refuse_edits(False)
        self.state.say_failing(f"Not saved: {says} Trying again; do not close the program.")
        self.keeper.touched()

    def send_so_far(self) -> Future[bool] | None:
        """Make a change of what was typed in a draft so far, and go on writing; None if there is nothing new."""
        is_draft = self.writing.report.state == "draft"
        new = self.writing.document != self._sent
        if self._finished or self._submitting or self._read_only or not is_draft or not new:
            return None
        self._sent = self.writing.document
        saved = self.keeper.save_now()
        made = self._may.leave(self.record)
        # Begins the next change on top of this one at once, so that what arrives meanwhile is merged, not overwritten.
        self.keeper.save_now()
        return both_done(saved, made)

    def _finish(self) -> None:
        self._finished = True
        self.keeper.stop()

    def save_now(self) -> Future[datetime] | None:
        """Save what is typed, as before a lock; None if the form has done its work."""
        return None if self._finished or self._read_only else self.keeper.save_now()

    def place(self) -> dict[str, Any]:
        """Where the person is: report, field, caret, and what stands in fields that could not take it."""
        return {"record": self.record, **places.of(self), **places.refused(self.blocks())}

    def restore(self, place: dict[str, Any]) -> None:
        """Go back to where the person was."""
        places.come_back(self, self.blocks(), place)

    # what the window asks

    def panes(self) -> tuple[QWidget, ...]:
        """The form, then its contents."""
        return (self.scroller, self._contents)

    def focus_first(self) -> None:
        """Put the keyboard into the first item's words: the quickest start."""
        self.items[0].text.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._bring_here)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the contents into a list to choose from where there is no room for it."""
        super().resizeEvent(event)
        room = self.width() - (ems(23) if self.detail_fits() else 0)
        wide = room >= ems(_CONTENTS_FROM)
        for shown in (self._contents, self._contents_line):
            shown.setVisible(wide)
        self._contents.bar.setVisible(not wide)
        self._contents.measure()
        self.state.set_room(narrow=room < ems(_STATE_IN_HEAD_FROM), short=self.height() < ems(_STATE_FROM_HEIGHT))
