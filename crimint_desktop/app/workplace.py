"""The window people work in all day, with its pages, its news from the service, its lock and its end."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from crimint_desktop.actions import drafting
from crimint_desktop.app import pages as page_keys
from crimint_desktop.app.agreeing import agreement_acts
from crimint_desktop.app.at_home import AtHome
from crimint_desktop.app.bindings import Bindings, Ways, local
from crimint_desktop.app.choices import Choices
from crimint_desktop.app.disposing import Disposing
from crimint_desktop.app.files import Files
from crimint_desktop.app.following import Following
from crimint_desktop.app.helping import Helping
from crimint_desktop.app.idling import Idling
from crimint_desktop.app.lease_watch import LeaseWatch
from crimint_desktop.app.leaving import Leaving
from crimint_desktop.app.locking import Locking
from crimint_desktop.app.news import News
from crimint_desktop.app.nothing_kept import at_the_start
from crimint_desktop.app.opening import OpenDesk
from crimint_desktop.app.searching import SearchingElsewhere
from crimint_desktop.app.syncing import Syncing
from crimint_desktop.app.telling import Telling
from crimint_desktop.app.who import keep_access
from crimint_desktop.cli import DRAFT
from crimint_desktop.config import Policy
from crimint_desktop.sync.port import Outcome
from crimint_desktop.sync.state import SyncState, state_words
from crimint_desktop.ui import keymap
from crimint_desktop.ui.agreement.page import AgreementPage
from crimint_desktop.ui.conflict.list_page import ConflictsPage
from crimint_desktop.ui.conflict.settle_page import SettlePage
from crimint_desktop.ui.home.page import HomePage
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.main_window import Frame, MainWindow, Place
from crimint_desktop.ui.page import Page
from crimint_desktop.ui.report_form.page import ReportFormPage
from crimint_desktop.ui.report_view.page import ReportViewPage
from crimint_desktop.ui.reports.page import ReportsPage
from crimint_desktop.ui.session_watch import SessionWatch
from crimint_desktop.ui.theme import Theme
from crimint_domain.report import Report

if TYPE_CHECKING:
    from crimint_desktop.actions.conflicts import ConflictView
    from crimint_desktop.actions.drafting import Editing
    from crimint_desktop.actions.reading import Opened
    from crimint_desktop.app.program import Program

__all__ = ["Workplace"]
_ENDS_SOON = "What is kept here opens without the service until {at}. Connect before that, or it locks."


class Workplace(QObject):
    """One open desk on the screen."""

    _desk_changed = Signal()

    def __init__(self, opened: OpenDesk, jobs: Jobs, theme: Theme, policy: Policy, program: Program) -> None:
        """Build the window; nothing is asked of anybody before ``begin``."""
        super().__init__(program)
        self.opened = opened
        # Acts tell it on the store's thread; the signal brings it to this one.
        self.desk = replace(opened.desk, changed=self._desk_changed.emit)
        self.jobs = jobs
        self.theme = theme
        self.policy = policy
        self._program = program
        self._ended = False
        self._why = ""
        self._leaving = Leaving(self)
        self.locking: Locking | None = None
        self.choices = Choices(self.desk, scheme=theme.name, idle_minutes=round(policy.idle_s / 60))
        self.theme.choose(self.choices.chosen.scheme)
        self.theme.set_text_scale(self.choices.chosen.text_scale)
        self.bindings = Bindings(
            self.desk, self.choices, self._ways(), lambda work: jobs.run("history", work), opened.line_to_service(),
            lambda: self.syncing.state.reports,
            Files(self),
        )  # fmt: skip
        self.helping = Helping(self)
        self.elsewhere = SearchingElsewhere(self)
        self.disposing = Disposing(self)
        self.telling = Telling(self)
        self._at_home = AtHome(self)
        self.home = HomePage(self._at_home.acts(), jobs)
        self.conflicts = ConflictsPage(self.bindings.conflict_list(), jobs)
        self.form: ReportFormPage | None = None
        self.window = MainWindow(self._frame())
        self.window.setWindowTitle("CrimInt+")
        self.window.page_shown.connect(self._page_shown)
        self.window.told.connect(self.telling.keep)
        self.lease = LeaseWatch(self.desk, jobs, self, signed_in=not opened.offline_mode)
        self.idling = Idling(self)
        self.idle = self.idling.watch
        self.session = SessionWatch(self.window, self)
        self.news = News(sends_as_typed=opened.temporary)
        self.syncing = Syncing(opened, self)
        self.following = Following(self)
        self._connect()

    # the frame

    @cached_property
    def reports(self) -> ReportsPage:
        """The list of reports, made when it is first asked for: Home is there sooner."""
        return ReportsPage(self.bindings.reports(), self.jobs)

    @cached_property
    def agreement(self) -> AgreementPage:
        """Whether both sides hold the same."""
        acts = agreement_acts(
            self.desk, self.opened.device.id, lambda: self.window, self._state_words, self.bindings.ways.open_report,
            self.agree_now,
        )  # fmt: skip
        return AgreementPage(acts, self.jobs)

    def _places(self) -> tuple[Place, ...]:
        return (
            Place("home", "Home", "home", lambda: self.home),
            Place("reports", "Reports", "reports", lambda: self.reports),
            Place("conflicts", "Conflicts", "conflicts", lambda: self.conflicts),
            Place("agreement", "In step", "refresh", lambda: self.agreement),
            *self.disposing.places(),
            *self.helping.places(),
        )

    def _frame(self) -> Frame:
        return Frame(
            environment=self.opened.hello.environment_words,
            who=f"{self.desk.principal.name} · {self.desk.unit.name}",
            places=self._places(),
            keymap=keymap.load(self.choices.keys),
            operations=self.bindings.operations(),
            operation=self.choices.operation,
            operation_chosen=self._operation_chosen,
            acts={
                "report.new": self.new_report,
                "window.lock": self.lock,
                "view.larger": lambda: self.helping.step_text(1),
                "view.smaller": lambda: self.helping.step_text(-1),
                "view.text-size": lambda: self.helping.step_text(0),
                "view.compact": self.helping.toggle_compact,
                "view.one-column": self.helping.toggle_one_column,
                "view.refresh": self.agree_now,
                "go.news": self.telling.show,
                "tools.waiting": lambda: self.window.go("agreement"),
                "tools.sign-out": self._program.sign_out,
                "go.everywhere": self.elsewhere.show,
                **self.helping.acts(),
            },
            leaving=self.may_close,
            marking="OFFICIAL-SENSITIVE",
        )

    def _ways(self) -> Ways:
        return Ways(
            open_report=self.open_report,
            open_full=self.open_full,
            edit=self.edit,
            new_report=self.new_report,
            settle=self.settle,
            settle_record=self.settle_record,
            conflicts=lambda: self.window.go("conflicts"),
            back=self._back,
            form_left=self._form_left,
            preview=self._preview,
            change_reason=self._change_reason,
            open_file=lambda *about: self.bindings.files.show(*about),  # noqa: PLW0108 - made after this
            offline=lambda: self.helping.show_offline(),  # noqa: PLW0108 - made after this
        )

    def _connect(self) -> None:
        self._desk_changed.connect(self.changed)
        self.syncing.state_changed.connect(self.show_state)
        self.syncing.round_ended.connect(self._round_ended)
        self.syncing.defect.connect(self._program.unexpected)
        self.lease.ended.connect(lambda: self.lock_because("lease"))
        self.lease.ending.connect(lambda at: self.notice(_ENDS_SOON.format(at=f"{local(at):%H:%M}")))
        self.session.left.connect(self.lock)

    def begin(self) -> None:
        """Show Home, or the place where the person was before the lock."""
        self.helping.begin()
        place = self.choices.take_place()
        self.window.go("home")
        self.show_state(self.syncing.state)
        if self.opened.temporary:
            self.notice(at_the_start(self.opened.nothing_kept))
        self.idle.start()
        self.lease.start()
        self.following.begin()
        if place:
            self._go_back_to(place)

    def _go_back_to(self, place: dict[str, Any]) -> None:
        if place.get("page") == "form" and place.get("record"):
            self.edit(str(place["record"]), place)
        elif place.get("page") == "report" and place.get("record"):
            self.open_report(str(place["record"]))
        elif place.get("page") in ("reports", "conflicts"):
            self.window.go(str(place["page"]))

    # ways between pages

    def new_report(self) -> None:
        """Begin a report for the operation at hand."""
        self.jobs.when(self.window, drafting.begin_draft(self.desk, self.choices.operation), self._show_form)

    def edit(self, record: str, place: dict[str, Any] | None = None) -> None:
        """Open a report in the form, or go back to the form in which it is open."""
        if self.form is not None and self.form.record == record:
            self.window.go(page_keys.form(record))
            return
        future = drafting.resume(self.desk, record, self.choices.reason())
        self.jobs.when(self.window, future, lambda editing: self._show_form(editing, place))

    def _show_form(self, editing: Editing, place: dict[str, Any] | None = None) -> None:
        form = ReportFormPage(editing, self.bindings.form(), self.bindings.form_setting(), self.jobs)
        former, self.form = self.form, form
        self.window.open_page(page_keys.form(editing.report.id), form)
        self.following.watch(form)
        if former is not None:
            self._leaving.form(former)
        if place:
            form.restore(place)

    def _form_left(self, record: str) -> None:
        self.form = None
        self.window.go("home")
        self.window.close_page(page_keys.form(record))

    def open_report(self, record: str) -> None:
        """Show a report in full; the page logs the opening before it shows anything."""
        self.window.close_page(page_keys.report(record))
        page = ReportViewPage(record, self.bindings.view(), self.jobs)
        self.window.open_page(page_keys.report(record), page)

    def open_full(self, opened: Opened, at_history: bool = False) -> None:
        """Show in full what is open already."""
        record = opened.report.id
        self.window.close_page(page_keys.report(record))
        page = ReportViewPage(record, self.bindings.view(), self.jobs, opened=opened, at_history=at_history)
        self.window.open_page(page_keys.report(record), page)

    def settle(self, conflict: str) -> None:
        """Show one conflict."""
        from crimint_desktop.actions import conflicts

        def show(view: ConflictView) -> None:
            self.window.close_page(page_keys.conflict(conflict))
            page = SettlePage(view, self.bindings.settle(), self.jobs)
            self.window.open_page(page_keys.conflict(conflict), page)

        self.jobs.when(self.window, conflicts.look(self.desk, conflict), show)

    def settle_record(self, _record: str) -> None:
        """Show the conflicts; the report's own stands among them."""
        self.window.go("conflicts")

    def _back(self) -> None:
        self.window.go_back()

    def _change_reason(self) -> None:
        self.window.choose_operation()

    def _preview(self, report: Report) -> None:
        from crimint_desktop.ui.report_view.preview import PreviewPage

        self.window.open_page(page_keys.PREVIEW, PreviewPage(report, self.bindings.reading_setting()))

    def _operation_chosen(self, operation: str) -> None:
        self.choices.choose_operation(operation)
        self.home.head.set_words("Home", self.bindings.home_acts().sentence())
        self.elsewhere.reason_changed()

    def _page_shown(self, key: str) -> None:
        form = self.form
        if form is None or key in (page_keys.form(form.record), page_keys.PREVIEW):
            return
        self.form = None
        self._leaving.form(form)

    # news

    def changed(self) -> None:
        """Something was changed here: send it, and show it."""
        self.syncing.poke()
        self.following.soon()
        self.refresh_pages(frozenset())

    def refresh_pages(self, records: frozenset[str]) -> None:
        """Show afresh what may have changed."""
        page = self.window.page()
        if page is self.home:
            self.home.refresh()
        elif isinstance(page, ConflictsPage | AgreementPage):
            page.refresh()
        elif page is not None and page.identifier == page_keys.OFFLINE:
            page.shown()
        elif isinstance(page, ReportsPage | ReportViewPage):
            page.records_changed(records)

    def agree_now(self) -> None:
        """Run a round now, and say what came of it even if it is nothing new."""
        self.telling.expect()
        self.syncing.poke()

    def show_state(self, state: SyncState) -> None:
        """Show how it stands with the service; say it if that is news."""
        if not (state.tried or state.busy or self.opened.offline_mode):
            # The service was there a moment ago, at the sign-in: the first round says how it stands.
            self.window.status.say("Asking the service…", icon="sending", aloud=False)
            return
        self.following.soon()
        words = self._state_words()
        icon = "sending" if state.busy else ("warning" if state.refused else "cloud" if state.connected else "offline")
        self.window.status.say(words, icon=icon, refused=bool(state.refused), aloud=self.news.is_news(state))
        self.window.set_counts({"conflicts": state.conflicts, "home": state.conflicts + state.refused})

    def _state_words(self) -> str:
        state = self.syncing.state
        return state_words(state, lambda at: f"{local(at):%H:%M}", self.following.kept_words)

    def notice(self, says: str) -> None:
        """Say something in the status bar, and aloud."""
        self.window.status.say(says, icon="info")

    def _round_ended(self, outcome: Outcome) -> None:
        if outcome.agreed_at is not None:
            self._at_home.tell_of_old_drafts()
        for says in outcome.told:
            self.notice(says)
        if outcome.access is not None and keep_access(self.opened, outcome.access):
            self.notice("What you may do was changed. It holds from now on.")
            self.window.set_operations(self.bindings.operations(), self.choices.operation)
            self.window.set_places(self._places())
            self.refresh_pages(frozenset({self.place().get("record", "")}))
        if outcome.command == "lock":
            self.lock_because("service")
        elif outcome.command == "wipe":
            self._program.wipe()
        elif outcome.changed or outcome.purged or outcome.conflicts:
            self.refresh_pages(outcome.changed)
        elif isinstance(self.window.page(), AgreementPage):
            self.agreement.refresh()

    # lock and end

    def lock(self) -> None:
        """Blank the window, save words and place, and let another process take over."""
        if self.locking is None and not self._ended:
            place = self.place()
            self.idle.stop()
            save = partial(self._leaving.save_for_lock, place)
            self.locking = Locking(self.window, save, self._spawn, self._program.leave, self)
            self.locking.begin()

    def lock_because(self, why: str) -> None:
        """Lock, and let the window that follows say why: a word of ``crimint_desktop.cli.WHY``."""
        self._why = why
        self.lock()

    def place(self) -> dict[str, Any]:
        """Where the person is."""
        page: Page | None = self.window.page()
        if self.form is not None and page is self.form:
            return {"page": "form", **self.form.place()}
        if isinstance(page, ReportViewPage):
            return {"page": "report", "record": page.record}
        return {"page": page.identifier if page is not None else ""}

    def _spawn(self) -> None:
        self._program.spawn_successor(
            self.opened.origin, self.desk.principal.user, temporary=self.opened.temporary,
            why=self._why or (DRAFT if self.form is not None else ""),
        )  # fmt: skip

    def may_close(self) -> bool:
        """Make a change of what stands in the form; say so and return False if it cannot be kept."""
        return self._ended or self._leaving.may_close()

    def close(self) -> None:
        """Stop syncing and close the cache."""
        if not self._ended:
            self._ended = True
            self.idle.stop()
            self.lease.stop()
            self.syncing.stop()
            self.bindings.files.stop()
            self.following.stop()
            self.opened.close()
