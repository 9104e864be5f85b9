"""A list of reports with a register behind it that answers when it is told to."""

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from crimint_desktop.actions.reading import Hit, ListQuery, Opened, Page
from crimint_desktop.ui.fields import Entry
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_desktop.ui.reports.acts import ReportsActs
from crimint_domain.report import Report
from crimint_domain.summary import row_of
from crimint_domain.views import report_document
from resources.code_lists import code_lists
from tests.builders import A_MOMENT, a_mention, a_report, an_id, an_item

FRESH = 20_000_000
UNITS = {"quillmarsh": "Quillmarsh", "wobbleton": "Nether Wobbleton"}


def answered(value: Any = None, error: Exception | None = None) -> Future[Any]:
    """A future that is done."""
    future: Future[Any] = Future()
    future.set_exception(error) if error else future.set_result(value)
    return future


def setting(codes=None) -> ReadingSetting:
    """How reading is told about its surroundings."""
    return ReadingSetting(
        codes=codes or code_lists(),
        local=lambda at: at,
        now=lambda: A_MOMENT,
        unit_name=lambda unit: UNITS.get(unit, unit),
        reason_words=lambda reason: f"Operation {reason}" if reason else "",
    )


def hit(number: int, **changes: Any) -> Hit:
    """The line of a report whose place falls with its number."""
    row = replace(
        row_of(a_report(number if number >= 0 else FRESH - number, title=f"Report {number}", state="released"), 1),
        **changes,
    )
    return Hit(row, 10_000_000 - number)


def opened(report: Report | None = None, **changes: Any) -> Opened:
    """A report as the act of opening hands it over."""
    item = an_item(1, grading="2CC")
    shown = report or a_report(
        1, items=[item], mentions=[a_mention(item=item.id)], reference="QM-26-1", state="submitted"
    )
    whole = Opened(
        shown, 2, report_document(shown), "PC 0042 Okonjo-Test", "2026-11-20T14:32:00+00:00",
        A_MOMENT + timedelta(minutes=9), "MARZIPAN", (), False, True, "", False, False,
    )  # fmt: skip
    return replace(whole, **changes)


@dataclass
class Register:
    """So many reports; remembers what was asked of it."""

    count: int = 44
    queries: list[tuple[ListQuery, int | None, int]] = field(default_factory=list)
    held_back: list[Future[Any]] = field(default_factory=list)
    holds_back: bool = False
    opens: list[str] = field(default_factory=list)
    fulls: list[tuple[str, bool]] = field(default_factory=list)
    edits: list[str] = field(default_factory=list)
    editable: bool = True
    fault: Exception | None = None
    open_fault: Exception | None = None
    newest: list[Hit] = field(default_factory=list)

    def page(self, before: int | None, limit: int) -> Page:
        """What a page holds: numbers are places from the top."""
        first = 0 if before is None else 10_000_001 - before
        fresh = self.newest if before is None else []
        hits = [*fresh, *(hit(number) for number in range(first, min(first + limit - len(fresh), self.count)))]
        more = bool(hits) and 10_000_000 - hits[-1].place + 1 < self.count
        counted = self.count + len(fresh) if before is None else 0
        return Page(tuple(hits), hits[-1].place if more else None, min(counted, 1000), counted > 1000)

    def rows(self, query: ListQuery, before: int | None, limit: int) -> Future[Any]:
        """Answer at once, or when released."""
        self.queries.append((query, before, limit))
        if self.holds_back:
            self.held_back.append(Future())
            return self.held_back[-1]
        return answered(error=self.fault) if self.fault else answered(self.page(before, limit))

    def open(self, record: str) -> Future[Any]:
        """Open, or fail to."""
        self.opens.append(record)
        if self.open_fault:
            return answered(error=self.open_fault)
        number = next(n for n in range(self.count) if an_id(n) == record)
        return answered(
            opened(a_report(number, title=f"Report {number}", reference=f"QM-26-{number}"), may_edit=self.editable)
        )

    def acts(self) -> ReportsActs:
        """What the page may do with it."""
        return ReportsActs(
            rows=self.rows,
            open=self.open,
            open_full=lambda opened, history: self.fulls.append((opened.report.id, history)),
            new_report=lambda: None,
            edit=self.edits.append,
            change_reason=lambda: None,
            held=lambda: 1284,
            operations=lambda: (Entry("MARZIPAN", "MARZIPAN"), Entry("TREACLE", "TREACLE")),
            units=lambda: tuple(Entry(key, words) for key, words in UNITS.items()),
            setting=setting(),
        )
