"""The list of reports and one report in full, on invented reports."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import answered, jobs
from accessibility.stages.window import framed
from crimint_desktop.actions.reading import Hit, ListQuery, Opened, Page
from crimint_desktop.ui.fields import Entry
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_desktop.ui.reports.acts import ReportsActs
from crimint_desktop.ui.reports.page import ReportsPage
from crimint_domain.errors import Unavailable
from crimint_domain.grading import Grading
from crimint_domain.handling import Handling
from crimint_domain.lifecycle import Step, find
from crimint_domain.marking import Marking
from crimint_domain.mention import Kind, Mention
from crimint_domain.report import EventTime, Item, Origin, Priority, Report, Source, State
from crimint_domain.summary import Row
from crimint_domain.views import report_document
from crimint_domain.wording import Run
from resources.code_lists import code_lists

LIST_COVERS = ("crimint_desktop.ui.reports.page:ReportsPage",)
NOW = datetime(2026, 11, 20, 14, 41, tzinfo=UTC)
UNITS = {"quillmarsh": "Quillmarsh", "wobbleton": "Nether Wobbleton", "fennel": "Fennel Lock", "thimble": "Thimble"}
_MARKING = Marking(instructions=("ORGANISATIONAL USE ONLY",))

_LINES: tuple[tuple[str, str, State, str, str, Priority], ...] = (
    ("Lead stripped from church roofs along the Wobble valley", "1AP 2CC 1BP", "submitted", "MARZIPAN", "q", "high"),
    ("White van seen three nights running at Tannery Yard", "2CP", "released", "MARZIPAN", "w", "medium"),
    ("Scrap dealer said to pay cash without records", "3DC", "returned", "MARZIPAN", "q", "medium"),
    ("Boats moored without lights below Fennel Lock", "1AP 1AP", "released", "", "f", "low"),
    ("Catalytic converters offered in a closed group", "2CC", "evaluated", "CUSTARD", "q", "medium"),
    ("Threat made to a shopkeeper on Ember Street", "1AC 2BC", "submitted", "", "q", "high"),
    ("Stolen e-bikes stored at a lock-up on Pickle Lane", "2BP", "released", "TREACLE", "w", "medium"),
    ("Courier with two phones at the bus interchange", "2DC", "released", "CUSTARD", "q", "low"),
    ("Farm machinery taken overnight near Upper Thimble", "1AP", "released", "HAYRICK", "t", "medium"),
    ("Sightings of a grey saloon with cloned plates", "1AP 2CP", "released", "TREACLE", "t", "medium"),
    ("Diesel siphoned from lorries in the Quillmarsh lay-by", "2CP", "released", "HAYRICK", "q", "low"),
    ("Meeting behind the Gilded Turnip on Sunday evening", "2CC 3DC", "evaluated", "CUSTARD", "q", "medium"),
    ("Copper cable cut along the Fennel branch line", "1AP 1BP", "released", "MARZIPAN", "f", "high"),
    ("Unregistered waste tipped at Ottershaw Quarry", "2BP", "released", "", "t", "low"),
    ("Same three nominals at two garden-centre burglaries", "1AC 2CC", "released", "HAYRICK", "q", "medium"),
    ("Phone number seen in two unrelated frauds", "1AP", "released", "SYRUP", "q", "medium"),
    ("Lock-up rented under a name that does not exist", "2CP", "released", "TREACLE", "w", "low"),
    ("Older residents called about an invented roof survey", "1AP 1AP 2CP 2CP", "released", "SYRUP", "w", "high"),
    ("Two men measuring lead on St Botolph's vestry", "1AP", "released", "MARZIPAN", "q", "medium"),
    ("Trailer with false floor sold at Thimble market", "B32", "archived", "HAYRICK", "t", "low"),
    ("Drone flown over the goods yard after dark", "2CP", "released", "MARZIPAN", "f", "low"),
    ("Counterfeit tickets for the Wobbleton Cheese Fair", "1AP 2CP", "released", "SYRUP", "w", "low"),
    ("Debt collector using a school car park at night", "3EC", "evaluated", "CUSTARD", "q", "medium"),
    ("Quad bikes tested on the old airfield", "2CP", "released", "HAYRICK", "t", "low"),
    ("Empty house on Saffron Row with covered windows", "2BC", "released", "CUSTARD", "q", "medium"),
)
_UNIT_OF = {name[0]: name for name in UNITS}


def reading_setting() -> ReadingSetting:
    """What reading needs to know, all of it invented."""
    return ReadingSetting(
        codes=code_lists(), local=lambda at: at, now=lambda: NOW, unit_name=lambda unit: UNITS.get(unit, unit),
        reason_words=lambda reason: f"Operation {reason}" if reason else "",
    )  # fmt: skip


def _hit(number: int, *, found: bool) -> Hit:
    title, grades, state, operation, unit, priority = _LINES[number % len(_LINES)]
    legacy = grades == "B32"
    row = Row(
        id=f"r{number}", kind="report", version=3, title=title, reference=f"QM-26-{4417 - number * 7:06}", state=state,
        event_at=NOW - timedelta(hours=11 * number), grades=tuple(grades.split()),
        scheme="5x5x5" if legacy else "3x5x2", operation=operation, unit=_UNIT_OF[unit], priority=priority,
        marking=_MARKING, author="okonjo", author_name="PC 0042 Okonjo-Test", legacy=legacy,
        unsent=number == 0, in_conflict=number == 7,
    )  # fmt: skip
    runs = (
        Run("same", "…carried the "),
        Run("added", "lead"),
        Run("same", " to Tannery Yard after dark on two nights…"),
    )
    return Hit(row, 10**9 - number, runs if found else ())


def a_page(count: int = 44, *, found: bool = False) -> Page:
    """So many invented lines."""
    return Page(tuple(_hit(number, found=found) for number in range(count)), None, count, False)


def _mention(number: int, item: str, kind: Kind, name: str, role: str) -> Mention:
    return Mention(f"m{number}", item, kind, name, role)


def a_report() -> Report:
    """A submitted report of three items, with links and conditions."""
    asked = "Do not show to the scrap trade liaison group."
    return Report(
        id="r0", title=_LINES[0][0], reference="QM-26-004417", state="submitted", author="okonjo",
        author_name="PC 0042 Okonjo-Test", unit="quillmarsh", marking=_MARKING, operation="MARZIPAN", priority="high",
        origin=Origin(
            "PC 0042 Okonjo-Test", "", NOW - timedelta(minutes=9), NOW - timedelta(days=1),
            EventTime(datetime(2026, 11, 12, tzinfo=UTC), datetime(2026, 11, 19, tzinfo=UTC)),
        ),
        source=Source("told", "ISR 7781"),
        items=(
            Item("i1", "On 19 November I saw that about nine square metres of lead had been cut from the north aisle "
                 "of St Botolph's. Fresh scaffold tubes lay behind the vestry. The verger last saw the roof whole on "
                 "12 November.", "fact", Grading("3x5x2", "1", "A"), Handling("3x5x2", "P")),
            Item("i2", "A white van with magnetic signs carried the lead to Tannery Yard after dark on two nights. "
                 "The driver is known as Quill.", "fact", Grading("3x5x2", "2", "C"),
                 Handling("3x5x2", "C", "A1", "S2", asked)),
            Item("i3", "The three thefts since October are likely to be by one group that scouts by day as a "
                 "scaffolding firm.", "assessment", Grading("3x5x2", "1", "B"), Handling("3x5x2", "P")),
        ),
        mentions=(
            _mention(1, "i1", "location", "St Botolph's, Quillmarsh", "place of event"),
            _mention(2, "i1", "object", "Lead sheet, about 9 m²", "stolen"),
            _mention(3, "i2", "vehicle", "White van, ZZ99 ZZZ", "used"),
            _mention(4, "i2", "person", "Barnaby Quillfeather-Test", "suspect"),
            _mention(5, "i3", "organisation", "Thimble & Daughters Scaffold (invented)", "named"),
        ),
    )  # fmt: skip


def a_legacy_report() -> Report:
    """A record of the old scheme, with its grade and marking as they were."""
    item = Item("i1", "Source states a trailer with a false floor was sold at Thimble market.", "",
                Grading("5x5x5", "B", "3"), Handling("5x5x5", "2"))  # fmt: skip
    return replace(
        a_report(), id="r19", title="Trailer with false floor sold at Thimble market", reference="TH-11-000093",
        state="archived", items=(item,), mentions=(Mention("m1", "", "person", "GADSBY, unknown first name"),),
        marking=Marking(legacy="RESTRICTED"), legacy=True, operation="HAYRICK",
        origin=Origin("DC 0311 Mallow-Test", "", None, None, EventTime()), source=Source(), priority="low",
    )  # fmt: skip


def steps(*names: str) -> tuple[Step, ...]:
    """Steps by their names."""
    return tuple(step for name in names if (step := find(name)))


def opened(report: Report, *, version: int = 3, offered: tuple[Step, ...] = (), evaluator: bool = False) -> Opened:
    """A report as the act of opening hands it over."""
    return Opened(
        report=report, version=version, document=report_document(report), by="PC 0042 Okonjo-Test",
        at="2026-11-20T14:32:00+00:00", logged_at=NOW, reason="MARZIPAN", offered=offered, may_regrade=evaluator,
        may_edit=not evaluator and not report.legacy, read_only="", in_conflict=False, unsent=report.id == "r0",
    )  # fmt: skip


def _list(rows: Future[Page], *, text: str = "", open_first: bool = False, legacy: bool = False) -> QWidget:
    lane = jobs()
    shown = a_legacy_report() if legacy else a_report()

    def ask(_query: ListQuery, _before: int | None, _limit: int) -> Future[Page]:
        return rows

    acts = ReportsActs(
        rows=ask, open=lambda _record: answered(opened(shown)), open_full=lambda _opened, _history: None,
        new_report=lambda: None, edit=lambda _record: None, change_reason=lambda: None, held=lambda: 1284,
        operations=lambda: tuple(Entry(each, each) for each in ("CUSTARD", "HAYRICK", "MARZIPAN", "SYRUP", "TREACLE")),
        units=lambda: tuple(Entry(key, words) for key, words in UNITS.items()), setting=reading_setting(),
    )  # fmt: skip
    page = ReportsPage(acts, lane)
    lane.setParent(page)
    page.filters.search.setText(text)
    window = framed("reports", page)
    if text:
        page.filters.search.editingFinished.emit()
    if rows.done():
        if rows.exception() is None:
            page._answered(page._asked, rows.result())
        else:
            page._failed(page._asked, rows.exception())  # type: ignore[arg-type]  # Unavailable, as made below
    if open_first:
        page._show_opened(opened(shown), then_full=False)
    return window


def full() -> QWidget:
    """Some forty reports, one of them open in the pane."""
    return _list(answered(a_page()), open_first=True)


def nothing_open() -> QWidget:
    """Some forty reports, none open yet."""
    return _list(answered(a_page()))


def legacy_open() -> QWidget:
    """A legacy record in the pane, with its grade as given."""
    return _list(answered(a_page()), open_first=True, legacy=True)


def searched() -> QWidget:
    """A search for words: each line shows where they were found."""
    return _list(answered(a_page(12, found=True)), text="lead")


def between() -> QWidget:
    """Filtered between two dates, the second of which comes before the first."""
    window = nothing_open()
    page = window.findChild(ReportsPage)
    assert isinstance(page, ReportsPage)
    page.filters.date.set_value("between")
    page.filters.date.activated.emit(page.filters.date.currentIndex())
    page.filters.between.first.setText("20/11/2026")
    page.filters.between.last.setText("1/11/2026")
    page.filters.between.last.editingFinished.emit()
    return window


def empty() -> QWidget:
    """Filters that nothing passes."""
    return _list(answered(a_page(0)), text="marmalade")


def waiting() -> QWidget:
    """The first answer has not come yet."""
    return _list(Future())


def failing() -> QWidget:
    """The cache cannot be read."""
    broken: Future[Page] = Future()
    broken.set_exception(Unavailable("The list could not be read from this device. Try again.", cause="disk"))
    return _list(broken)
