"""Erasing and restricting records by two people: proposals in every state, one to confirm, one that was carried out,
and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import answered, jobs, never
from accessibility.stages.everywhere import found_page
from accessibility.stages.home import NOW
from accessibility.stages.reports import reading_setting
from accessibility.stages.window import framed
from crimint_desktop.actions.disposal import Erasure, LettingGo, Line
from crimint_desktop.actions.everywhere import FoundPage
from crimint_desktop.ui.disposal.acts import DisposalActs, grounds
from crimint_desktop.ui.disposal.erasure_page import ErasurePage
from crimint_desktop.ui.disposal.page import DisposalPage
from crimint_desktop.ui.disposal.propose_page import ProposePage
from crimint_domain.errors import Problem, Refused, Unavailable
from resources.code_lists import code_lists

LIST_COVERS = ("crimint_desktop.ui.disposal.page:DisposalPage",)
ERASURE_COVERS = ("crimint_desktop.ui.disposal.erasure_page:ErasurePage",)
PROPOSE_COVERS = ("crimint_desktop.ui.disposal.propose_page:ProposePage",)
ME = "archer"

_HOUR = timedelta(hours=1)
_LINE = Line(
    "report", 4, "Two men loading drums into a white van", "released", "MARZIPAN", "OFFICIAL-SENSITIVE",
    "PC 0042 Okonjo-Test", ("1AP", "2CC"), NOW - 200 * _HOUR,
)  # fmt: skip
WAITING = Erasure(
    "e1", "r1", "quillmarsh", "QM-26-000417", "K2", "Request 2026-0417, decided on 12 November", "keeper",
    "Records 2204 Keeper-Test", NOW - 3 * _HOUR, "waiting", "", "", None, "", _LINE,
)  # fmt: skip
MINE = replace(
    WAITING, id="e2", reference="QM-26-000398", ground="K1", by=ME, by_name="Records 2217 Archer-Test",
    words="Review of 9 November, group 3, clear for six years",
)  # fmt: skip
ERASED = replace(
    WAITING, id="e3", reference="QM-25-001204", state="erased", decided_by=ME, line=None,
    decided_by_name="Records 2217 Archer-Test", decided_at=NOW - 2 * _HOUR,
    devices=(
        LettingGo("Analyst 3310 Fenwick-Test", "NR-LT-0231", "approved", NOW + 9 * _HOUR, None, said=False),
        LettingGo("DC 0107 Applewhite-Test", "NR-LT-0077", "revoked", NOW - _HOUR, None, said=False),
        LettingGo("PC 0042 Okonjo-Test", "NR-WS-0114", "approved", NOW + 11 * _HOUR, NOW - _HOUR, said=True),
        LettingGo("DC 0164 Holt-Test", "NR-WS-0120", "approved", NOW + 11 * _HOUR, NOW - _HOUR, said=False),
    ),
)  # fmt: skip
DECLINED = replace(
    WAITING, id="e4", reference="QM-26-000102", ground="K4", state="declined", decided_by=ME, line=None,
    decided_by_name="Records 2217 Archer-Test", decided_at=NOW - 40 * _HOUR, answer="It is evidence until March",
)  # fmt: skip
RESTRICT = replace(
    WAITING, id="e5", reference="QM-26-000288", ground="R1", words="Case 26/118, until its appeals are over",
    what="restrict",
)  # fmt: skip
RESTRICTED = replace(
    RESTRICT, state="restricted", decided_by=ME, decided_by_name="Records 2217 Archer-Test",
    decided_at=NOW - 2 * _HOUR, line=replace(_LINE, version=5, restriction="R1", restricted=NOW - 2 * _HOUR),
    devices=(ERASED.devices[0], ERASED.devices[3]),
)  # fmt: skip
LIFT = replace(
    RESTRICTED, id="e6", state="waiting", what="lift", ground="U1", words="Case 26/118 ended on 12 November",
    decided_by="", decided_by_name="", decided_at=None, devices=(),
)  # fmt: skip
CARD = replace(
    WAITING, id="e7", reference="", kind="card", line=replace(
        _LINE, kind="card", version=2, title="Barnaby Quillfeather-Test", state="released", author_name="", grades=(),
        card="person", known=("name: Barnaby Quillfeather-Test", "born: 4 March 1991", "phone: 07700 900417"),
        linked=2, linked_from=("QM-26-000417", "QM-26-000398"),
    ),
)  # fmt: skip


def acts(listed: Future[tuple[Erasure, ...]] | None = None, search: Future[FoundPage] | None = None) -> DisposalActs:
    """What a page may do, none of which does anything; ``listed`` and ``search`` are what is answered."""
    return DisposalActs(
        listed=lambda: listed or never(),
        look=lambda _name: never(),
        decide=lambda _shown, _act, _reason: never(),
        search=lambda _text: search or never(),
        propose=lambda _what, _record, _ground, _words: never(),
        read=lambda _record: None,
        open=lambda _name: None,
        new=lambda: None,
        done=lambda _says: None,
        grounds=grounds(code_lists(), NOW.date()),
        me=ME,
        setting=reading_setting(),
    )


def _list(erasures: Sequence[Erasure] | None = None) -> tuple[QWidget, DisposalPage]:
    lane = jobs()
    page = DisposalPage(acts(answered(tuple(erasures)) if erasures is not None else None), lane)
    lane.setParent(page)
    window = framed("disposal", page)
    if erasures is not None:
        page.show_erasures(page._asked, tuple(erasures))
    return window, page


def some() -> QWidget:
    """Three wait for whoever looks, one for another, and three are over."""
    return _list((WAITING, RESTRICT, CARD, MINE, ERASED, replace(RESTRICTED, id="e8"), DECLINED))[0]


def none() -> QWidget:
    """Nothing was ever proposed."""
    return _list(())[0]


def asking() -> QWidget:
    """The service has not answered yet."""
    return _list()[0]


def away() -> QWidget:
    """The service cannot be reached."""
    window, page = _list()
    page._failed(page._asked, Unavailable("The service cannot be reached.", cause="service-down"))
    return window


def not_allowed() -> QWidget:
    """The role was taken away meanwhile."""
    window, page = _list()
    page._failed(page._asked, Refused(Problem("", "Your role does not do this.")))
    return window


def _erasure(erasure: Erasure) -> tuple[QWidget, ErasurePage]:
    lane = jobs()
    page = ErasurePage(erasure, acts(), lane)
    lane.setParent(page)
    return framed("disposal", page), page


def to_confirm() -> QWidget:
    """Somebody else's proposal."""
    return _erasure(WAITING)[0]


def my_own() -> QWidget:
    """One's own, which another has to confirm."""
    return _erasure(MINE)[0]


def carried_out() -> QWidget:
    """Erased; two of four devices have not let go."""
    return _erasure(ERASED)[0]


def a_card() -> QWidget:
    """A card that somebody proposes to erase: what is known on it, and what points to it."""
    return _erasure(CARD)[0]


def to_restrict() -> QWidget:
    """Somebody proposes to restrict the processing of a report."""
    return _erasure(RESTRICT)[0]


def restricted() -> QWidget:
    """Restricted; one of two devices has not let go."""
    return _erasure(RESTRICTED)[0]


def to_lift() -> QWidget:
    """Somebody proposes to lift a restriction."""
    return _erasure(LIFT)[0]


def without_a_reason() -> QWidget:
    """Declined without saying why."""
    window, page = _erasure(WAITING)
    page._refused(Refused(Problem("reason", "Say why it is not erased.")))
    return window


def changed_since() -> QWidget:
    """The report was changed since it was looked at."""
    window, page = _erasure(WAITING)
    page._refused(Refused(Problem("", "The record was changed since you looked at it. Look at it again.")))
    return window


def _propose() -> tuple[QWidget, ProposePage]:
    lane = jobs()
    page = ProposePage(acts(), lane)
    lane.setParent(page)
    return framed("disposal", page), page


def nothing_chosen() -> QWidget:
    """As it comes."""
    return _propose()[0]


def chosen() -> QWidget:
    """A report was found and chosen, and a ground."""
    window, page = _propose()
    page.search.setText("white van")
    found = found_page(5)
    page._answered(page._asked, found)
    page._choose(found.lines[1].hit.row.id)
    page.ground.set_value("K2")
    return window


def chosen_to_restrict() -> QWidget:
    """A report was found, to be restricted."""
    window = chosen()
    page = window.findChild(ProposePage)
    assert isinstance(page, ProposePage)
    page.what.set_value("restrict")
    page.ground.set_value("R1")
    return window


def pressed_early() -> QWidget:
    """Pressed before a ground was chosen."""
    window = chosen()
    page = window.findChild(ProposePage)
    assert isinstance(page, ProposePage)
    page.ground.set_value("")
    page.propose()
    return window


def search_away() -> QWidget:
    """The service could not be searched."""
    window, page = _propose()
    page.search.setText("QM-26-000417")
    page._search_failed(page._asked, Unavailable("The service cannot be reached.", cause="service-down"))
    return window
