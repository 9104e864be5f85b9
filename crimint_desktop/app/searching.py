"""Searching everywhere: the page, and reading at the service what is not kept on this device."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crimint_desktop.actions import everywhere, history
from crimint_desktop.app import pages as page_keys
from crimint_desktop.remote import searching

if TYPE_CHECKING:
    from crimint_desktop.actions.reading import Opened
    from crimint_desktop.app.workplace import Workplace
    from crimint_desktop.remote.answers import RecordNow
    from crimint_desktop.remote.service import Service
    from crimint_desktop.ui.everywhere.acts import EverywhereActs

__all__ = ["AtService", "SearchingElsewhere"]

_FILES_STAY = "Files are read where the report is kept on the device. Ask for its folder to be kept here."


class AtService:
    """The service as the acts of searching everywhere ask it."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def find(self, asked: searching.Asked, reason: str, cursor: str) -> searching.Found:
        """Give a page of what is found."""
        return searching.find(self._service, asked, reason, cursor)

    def record(self, record: str) -> RecordNow | None:
        """Give one record; None when it is not there, or not for us."""
        return self._service.record(record)


class SearchingElsewhere:
    """Serves one workplace."""

    def __init__(self, work: Workplace) -> None:
        self._work = work

    def show(self) -> None:
        """Show the page, with what was found last if it is still open."""
        from crimint_desktop.ui.everywhere.page import EverywherePage

        page = EverywherePage(self._acts(), self._work.jobs)
        self._work.window.open_page(page_keys.EVERYWHERE, page)

    def reason_changed(self) -> None:
        """Say the new reason on the page, if it is shown."""
        page = self._work.window.page()
        if page is not None and page.identifier == page_keys.EVERYWHERE:
            page.shown()

    def _acts(self) -> EverywhereActs:
        from crimint_desktop.ui.everywhere.acts import EverywhereActs

        work, bindings = self._work, self._work.bindings
        service, reason = AtService(bindings.service), work.choices.reason
        return EverywhereActs(
            search=lambda query, cursor: everywhere.search(
                bindings.ask, service, work.desk, query, cursor, reason()
            ),
            open_there=lambda record: everywhere.open_there(bindings.ask, service, work.desk, record, reason()),
            open_here=work.open_report,
            show_there=self._show_there,
            search_here=self._search_here,
            change_reason=bindings.ways.change_reason,
            reason=reason,
            operations=bindings.operations,
            units=bindings.units,
            setting=bindings.reading_setting(),
        )  # fmt: skip

    def read(self, record: str) -> None:
        """Read a report at the service, and show it in full."""
        work, bindings = self._work, self._work.bindings
        service = AtService(bindings.service)
        asked = everywhere.open_there(bindings.ask, service, work.desk, record, work.choices.reason())
        work.jobs.when(work.window, asked, self._show_there)

    def _show_there(self, opened: Opened) -> None:
        from crimint_desktop.ui.report_view.page import ReportViewPage

        work, bindings = self._work, self._work.bindings
        record = opened.report.id
        service = AtService(bindings.service)
        acts = replace(
            bindings.view(),
            open=lambda name: everywhere.open_there(
                bindings.ask, service, work.desk, name, work.choices.reason()
            ),
            history=lambda name: history.look(
                bindings.ask, bindings.service, work.desk, name, work.choices.reason(), version=opened.version
            ),
            open_file=lambda _record, _file: work.notice(_FILES_STAY),
        )  # fmt: skip
        work.window.close_page(page_keys.report(record))
        page = ReportViewPage(record, acts, work.jobs, opened=opened)
        work.window.open_page(page_keys.report(record), page)

    def _search_here(self, text: str) -> None:
        reports = self._work.reports
        self._work.window.go("reports")
        reports.filters.search.setText(text)
        reports.filters.search.setFocus()
        if text:
            reports.filters.search.editingFinished.emit()
