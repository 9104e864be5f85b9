"""Searching everywhere: before the first search, with what was found, and without the service."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import answered, jobs
from accessibility.stages.reports import a_page, reading_setting
from accessibility.stages.window import framed
from crimint_desktop.actions.everywhere import FoundHere, FoundPage
from crimint_desktop.actions.reading import ListQuery
from crimint_desktop.ui.everywhere.acts import EverywhereActs
from crimint_desktop.ui.everywhere.page import EverywherePage
from crimint_desktop.ui.fields import Entry
from crimint_domain.errors import Unavailable

COVERS = ("crimint_desktop.ui.everywhere.page:EverywherePage",)


def found_page(count: int = 24) -> FoundPage:
    """So many invented lines, every third of them kept on the device too."""
    hits = a_page(count, found=True).hits
    return FoundPage(tuple(FoundHere(hit, at % 3 == 0) for at, hit in enumerate(hits)), "next", 61, capped=False)


def a_page_of(search: Future[FoundPage]) -> tuple[QWidget, EverywherePage]:
    """A page whose searches are answered with ``search``, in its window."""
    acts = EverywhereActs(
        search=lambda _query, _cursor: search,
        open_there=lambda _record: Future(),
        open_here=lambda _record: None,
        show_there=lambda _opened: None,
        search_here=lambda _text: None,
        change_reason=lambda: None,
        reason=lambda: "Operation MARZIPAN",
        operations=lambda: (Entry("MARZIPAN", "MARZIPAN"), Entry("CUSTARD", "CUSTARD")),
        units=lambda: (Entry("quillmarsh", "Quillmarsh"),),
        setting=reading_setting(),
    )
    lane = jobs()
    page = EverywherePage(acts, lane)
    lane.setParent(page)
    window = framed("reports", page)
    page.shown()
    return window, page


def nothing_asked() -> QWidget:
    """As it comes."""
    return a_page_of(Future())[0]


def found() -> QWidget:
    """Two dozen were found, most of them only at the service."""
    window, page = a_page_of(answered(found_page()))
    page.filters.search.setText("lead")
    page._query = ListQuery(text="lead")
    page._answered(page._asked, False, found_page())
    return window


def away() -> QWidget:
    """The service cannot be reached."""
    window, page = a_page_of(Future())
    page.filters.search.setText("lead")
    page._failed(page._asked, Unavailable("The service cannot be reached.", cause="service-down"))
    return window
