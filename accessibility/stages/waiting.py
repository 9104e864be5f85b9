"""Screens that wait for an answer, and screens whose answer could not be had."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtWidgets import QPushButton, QWidget

from accessibility.stages import attachment, everywhere, recovery
from accessibility.stages.doors import answered, jobs, locked, never
from accessibility.stages.home import NOW
from accessibility.stages.offline import OFFERED
from accessibility.stages.reports import reading_setting
from accessibility.stages.window import framed, with_a_list
from crimint_desktop.actions.reading import Opened
from crimint_desktop.ui.main_window import MainWindow
from crimint_desktop.ui.offline.acts import OfflineActs
from crimint_desktop.ui.offline.page import OfflinePage
from crimint_desktop.ui.report_view.acts import ReportViewActs
from crimint_desktop.ui.report_view.page import ReportViewPage
from crimint_desktop.ui.settings.acts import Chosen, SettingsActs
from crimint_desktop.ui.settings.page import SettingsPage
from crimint_domain.errors import Unavailable

AWAY = "The service cannot be reached. Everything you write is kept and is sent when it is back."


def could_not_be_done() -> QWidget:
    """The status bar says that something could not be done: so does every page that has no place of its own for it."""
    window = with_a_list()
    assert isinstance(window, MainWindow)
    window.status.say("The list could not be read from this device. Try again.", icon="warning", refused=True)
    return window


def recovery_asked() -> QWidget:
    """The owner's password is on its way to the service."""
    window = recovery.ask()
    for field in window.findChildren(QWidget, "recovery.password"):
        field.setProperty("text", "an invented one")
    return _pressed(window, "recovery.ask")


def unlocking() -> QWidget:
    """The passphrase is typed, and the key is being derived from it."""
    window = locked()
    for field in window.findChildren(QWidget, "lock.passphrase"):
        field.setProperty("text", "an invented one")
    return _pressed(window, "lock.unlock")


def asked_everywhere() -> QWidget:
    """The service is being asked."""
    window, page = everywhere.a_page_of(Future())
    page.filters.search.setText("lead")
    page.search()
    return window


def file_comes() -> QWidget:
    """The file has not been opened yet."""
    return framed("reports", attachment.a_page(attachment.some_files()[0]))


def folders_unknown() -> QWidget:
    """What may be held has been asked, and not been answered."""
    lane = jobs()
    acts = OfflineActs(
        look=never, apply=lambda _folders: answered(OFFERED), propose=lambda _text: answered(frozenset()),
        local=lambda at: at, now=lambda: NOW, nothing_kept="",
    )  # fmt: skip
    page = OfflinePage(acts, lane)
    lane.setParent(page)
    return framed("settings", page)


def settings_unread() -> QWidget:
    """What is kept here is being counted."""
    lane = jobs()
    acts = SettingsActs(
        chosen=Chosen, choose=lambda _chosen: None, held=never, change_passphrase=lambda _old, _new: never(),
        open_keys=lambda: None, local=lambda at: at, longest_idle_minutes=30, versions=(("CrimInt+", "0.1.0"),),
    )  # fmt: skip
    page = SettingsPage(acts, lane)
    lane.setParent(page)
    return framed("settings", page)


def _report(answer: Future[Opened]) -> QWidget:
    lane = jobs()
    acts = ReportViewActs(
        open=lambda _record: answer, regrade=lambda *_given: Future(), take_step=lambda *_given: Future(),
        history=lambda _record: Future(), edit=lambda _record: None, settle=lambda _record: None,
        change_reason=lambda: None, done=lambda: None, open_file=lambda *_given: None, setting=reading_setting(),
    )  # fmt: skip
    page = ReportViewPage("r0", acts, lane)
    lane.setParent(page)
    return framed("reports", page)


def report_opens() -> QWidget:
    """A report is being opened: nothing of it is shown before that is logged."""
    return _report(Future())


def report_does_not_open() -> QWidget:
    """It is not on this device, and the service is away."""
    failed: Future[Opened] = Future()
    failed.set_exception(Unavailable(AWAY, cause="service-down"))
    window = _report(failed)
    page = window.findChild(ReportViewPage)
    assert isinstance(page, ReportViewPage)
    page._failed(Unavailable(AWAY, cause="service-down"))
    return window


def _pressed(window: QWidget, identifier: str) -> QWidget:
    for button in window.findChildren(QPushButton, identifier):
        button.click()
    return window
