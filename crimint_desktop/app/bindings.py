"""Which act stands behind what a screen may do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from crimint_desktop.actions import briefcase, cards, conflicts, drafting, evaluating, history, home, reading
from crimint_desktop.actions.desk import Desk
from crimint_desktop.actions.reading import Opened
from crimint_desktop.app.choices import Choices
from crimint_desktop.app.files import Files
from crimint_desktop.app.parts import new_id
from crimint_desktop.remote.service import Service
from crimint_desktop.ui.conflict.list_page import ConflictsActs
from crimint_desktop.ui.conflict.settle_page import SettleActs
from crimint_desktop.ui.fields import Entry
from crimint_desktop.ui.home.page import HomeActs
from crimint_desktop.ui.offline.acts import OfflineActs
from crimint_desktop.ui.report_form.setting import FormActs, FormSetting
from crimint_desktop.ui.report_view.acts import ReadingSetting, ReportViewActs
from crimint_desktop.ui.reports.acts import ReportsActs
from crimint_domain.attachment import Attachment
from crimint_domain.report import Report

__all__ = ["Bindings", "Ways", "local"]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Ways:
    """Where one page can lead: each shows another page."""

    open_report: Callable[[str], object]
    open_full: Callable[[Opened, bool], object]
    edit: Callable[[str], object]
    new_report: Callable[[], object]
    settle: Callable[[str], object]
    settle_record: Callable[[str], object]
    conflicts: Callable[[], object]
    back: Callable[[], object]
    form_left: Callable[[str], object]
    preview: Callable[[Report], object]
    change_reason: Callable[[], object]
    open_file: Callable[[str, Attachment], object]
    offline: Callable[[], object]


def local(at: datetime) -> datetime:
    """Turn UTC into this computer's time."""
    return at.astimezone()


@dataclass(frozen=True, slots=True)
class Bindings:
    """Binds acts to one desk, the choices of its owner, and the ways between pages."""

    desk: Desk
    choices: Choices
    ways: Ways
    ask: Callable[[Callable[[], Result]], Future[Result]]
    service: Service
    held: Callable[[], int]
    files: Files

    def operations(self) -> tuple[Entry, ...]:
        """The operations that can be chosen."""
        return tuple(Entry(each, each) for each in self.desk.operations)

    def units(self) -> tuple[Entry, ...]:
        """The units that can be filtered by."""
        return tuple(Entry(unit.id, unit.name) for unit in self.desk.units)

    def reading_setting(self) -> ReadingSetting:
        """What reading a report needs to know."""
        return ReadingSetting(
            self.desk.codes, local, self.desk.now, self.desk.unit_name, lambda reason: reason or "No operation chosen"
        )

    def home_acts(self) -> HomeActs:
        """Home."""
        return HomeActs(
            look=lambda: home.look(self.desk),
            open_report=self.ways.open_report,
            edit=self.ways.edit,
            settle=self.ways.settle,
            new_report=self.ways.new_report,
            change_reason=self.ways.change_reason,
            offline=self.ways.offline,
            sentence=self._greeting,
            local=local,
            now=self.desk.now,
        )

    def _greeting(self) -> str:
        now = local(self.desk.now())
        part = "morning" if now.hour < 12 else "afternoon" if now.hour < 18 else "evening"  # noqa: PLR2004 - the hours at which a greeting changes
        reason = self.choices.reason()
        why = f"{reason} is your current reason." if reason else "No task or operation is chosen."
        return f"Good {part}. {now:%A} {now.day} {now:%B %Y}. {why}"

    def reports(self) -> ReportsActs:
        """The list of reports."""
        return ReportsActs(
            rows=lambda query, before, limit: reading.rows(self.desk, query, before, limit, self.choices.reason()),
            open=self.open,
            open_full=self.ways.open_full,
            new_report=self.ways.new_report,
            edit=self.ways.edit,
            change_reason=self.ways.change_reason,
            held=self.held,
            operations=self.operations,
            units=self.units,
            setting=self.reading_setting(),
        )

    def open(self, record: str) -> Future[Opened]:
        """Open a report under the reason at hand."""
        return reading.open_record(self.desk, record, self.choices.reason())

    def view(self) -> ReportViewActs:
        """One report."""
        return ReportViewActs(
            open=self.open,
            regrade=partial(evaluating.regrade, self.desk),
            take_step=partial(evaluating.take_step, self.desk),
            history=lambda record: history.look(
                self.ask, self.service, self.desk, record, self.choices.reason()
            ),
            edit=self.ways.edit,
            settle=self.ways.settle_record,
            change_reason=self.ways.change_reason,
            done=self.ways.back,
            open_file=self.ways.open_file,
            setting=self.reading_setting(),
        )  # fmt: skip

    def offline(self, nothing_kept: str) -> OfflineActs:
        """What is kept on this device."""
        return OfflineActs(
            look=lambda: briefcase.look(self.ask, self.service, self.desk),
            apply=lambda folders: briefcase.apply(self.ask, self.service, self.desk, folders),
            propose=lambda text: briefcase.propose(self.desk, text, self.choices.reason()),
            local=local,
            now=self.desk.now,
            nothing_kept=nothing_kept,
        )

    def conflict_list(self) -> ConflictsActs:
        """The list of conflicts."""
        return ConflictsActs(lambda: conflicts.waiting(self.desk), self.ways.settle, local)

    def settle(self) -> SettleActs:
        """One conflict."""
        return SettleActs(
            settle=partial(conflicts.settle, self.desk),
            look_again=self.ways.settle,
            open_report=self.ways.open_report,
            done=self.ways.conflicts,
            codes=self.desk.codes,
            local=local,
            single_keys=lambda: self.choices.chosen.single_keys,
            one_column=lambda: self.choices.chosen.one_column,
        )

    def form(self) -> FormActs:
        """The report form."""
        return FormActs(
            keep=partial(drafting.keep, self.desk),
            leave=partial(drafting.leave, self.desk),
            submit=partial(drafting.submit, self.desk),
            discard=partial(drafting.discard, self.desk),
            matches=partial(reading.matches, self.desk),
            new_card=partial(cards.new_card, self.desk),
            left=self.ways.form_left,
            preview=self.ways.preview,
            files=self.files.of_form(),
        )

    def form_setting(self) -> FormSetting:
        """What the form is told."""
        return FormSetting(self.desk.codes, self.operations(), new_id, local, self.desk.now)
