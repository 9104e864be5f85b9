"""The report form on an invented report: empty, written, with what is missing said, and read only."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from itertools import count

from PySide6.QtWidgets import QWidget

from accessibility.stages.attachment import file_acts, some_files, some_states
from accessibility.stages.doors import answered, jobs
from accessibility.stages.reports import NOW, a_report
from accessibility.stages.window import framed
from crimint_desktop.actions.drafting import Editing
from crimint_desktop.actions.reading import Match
from crimint_desktop.ui.fields import Entry
from crimint_desktop.ui.report_form.page import ReportFormPage
from crimint_desktop.ui.report_form.setting import FormActs, FormSetting
from crimint_domain.access import Principal
from crimint_domain.card import Attribute, Card
from crimint_domain.report import Report
from crimint_domain.submission import new_draft
from crimint_domain.views import report_document
from resources.code_lists import code_lists

COVERS = ("crimint_desktop.ui.report_form.page:ReportFormPage",)
_LEGACY = "This is a legacy record. It is shown as it was, with its original grades, and cannot be changed."


def _draft() -> Report:
    officer = Principal("okonjo", "PC 0042 Okonjo-Test", frozenset({"officer"}), frozenset({"quillmarsh"}))
    return new_draft("r0", "i1", officer, "quillmarsh", "MARZIPAN", NOW)


def _matches() -> tuple[Match, ...]:
    born = (Attribute("a1", "born", "1988", "r0"),)
    return (
        Match(Card("c1", "person", "Barnaby Quillfeather-Test", "quillmarsh", born), 1, "Name as typed", 6),
        Match(Card("c2", "person", "Barnabas Quilfether-Test", "wobbleton"), 1, "Sounds alike", 1),
    )


def a_page(report: Report, read_only: str = "") -> ReportFormPage:
    """The form with nothing behind it."""
    lane = jobs()
    acts = FormActs(
        keep=lambda *_given: answered(NOW), leave=lambda _record: answered(True), submit=lambda *_given: Future(),
        discard=lambda _record: answered(None), matches=lambda *_given: answered(_matches()),
        new_card=lambda *_given: Future(), left=lambda _record: None, preview=lambda _report: None,
        files=file_acts(),
    )  # fmt: skip
    setting = FormSetting(
        code_lists(), (Entry("MARZIPAN", "MARZIPAN"),), partial(_numbered, count(1)), lambda at: at, lambda: NOW
    )
    editing = Editing(report, report_document(report), 0, None if read_only else NOW, read_only)
    page = ReportFormPage(editing, acts, setting, lane)
    lane.setParent(page)
    return page


def _numbered(numbers: count[int]) -> str:
    return f"n{next(numbers)}"


def _written() -> Report:
    return replace(a_report(), state="draft", reference="")


def empty() -> QWidget:
    """As Ctrl+N begins it."""
    return framed("reports", a_page(_draft()))


def full() -> QWidget:
    """Three items, links, and matches for a name that is being typed."""
    page = a_page(_written())
    window = framed("reports", page)
    links = page.items[1].links
    links.field.setText("quillf")
    links.matches.show_matches(_matches(), "quillf", "person")
    return window


def with_problems() -> QWidget:
    """Pressed Submit with gaps: the list at the top, the words under each field, a date that does not exist."""
    report = _written()
    handling = replace(report.items[1].handling, conditions="") if report.items[1].handling else None
    items = (report.items[0], replace(report.items[1], handling=handling), replace(report.items[2], grading=None))
    page = a_page(replace(report, items=items, source=replace(report.source, how_known="")))
    window = framed("reports", page)
    page.restore({"typed": {"origin/reported_at": "31/02/2026"}})
    page.submit()
    return window


def with_files() -> QWidget:
    """Three files: on its way, here, not taken; one picture without words."""
    one, two, three = some_files()
    page = a_page(replace(_written(), attachments=(replace(one, title=""), two, three)))
    window = framed("reports", page)
    page.attachments._show_states(some_states())
    page.submit()
    return window


def read_only() -> QWidget:
    """A record nobody may change."""
    return framed("reports", a_page(replace(a_report(), legacy=True), _LEGACY))
