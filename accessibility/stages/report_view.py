"""One invented report in full: to read, to grade again, with a step that needs a reason, and with its history."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from accessibility.stages.attachment import some_files
from accessibility.stages.doors import answered, jobs
from accessibility.stages.reports import a_legacy_report, a_report, opened, reading_setting, steps
from accessibility.stages.window import framed
from crimint_desktop.actions.changing import restricted_words
from crimint_desktop.actions.history import HistoryLine
from crimint_desktop.actions.reading import Opened
from crimint_desktop.ui.report_view.acts import ReportViewActs
from crimint_desktop.ui.report_view.changes import versions
from crimint_desktop.ui.report_view.page import ReportViewPage
from crimint_desktop.ui.report_view.preview import PreviewPage
from crimint_domain.errors import Problem, Refused, Unavailable
from crimint_domain.restriction import Restriction
from crimint_domain.views import report_document
from resources.code_lists import code_lists

COVERS = ("crimint_desktop.ui.report_view.page:ReportViewPage",)
PREVIEW_COVERS = ("crimint_desktop.ui.report_view.preview:PreviewPage",)
_HELD = steps("claim", "return", "evaluate", "duplicate", "send-on", "reject")


def some_history() -> tuple[HistoryLine, ...]:
    """Four versions: written, a text corrected, graded again with a reason, and a conflict settled."""
    report = a_report()
    first = report_document(
        replace(report, items=(replace(report.items[0], text="I saw that lead had been cut from St Botolph's."),
                               *report.items[1:]))
    )  # fmt: skip
    grade = {"scheme": "3x5x2", "source": "2", "assessment": "B"}
    officer, evaluator = "PC 0042 Okonjo-Test", "DC 0107 Applewhite-Test"
    return (
        HistoryLine(4, "2026-11-20T14:32:00+00:00", officer, parts={"title": report.title},
                    aside={"title": "Lead taken from three churches"}),
        HistoryLine(3, "2026-11-20T12:05:00+00:00", evaluator, reason="The van was seen by the source's brother.",
                    parts={"items/i2/grading": grade}),
        HistoryLine(2, "2026-11-20T09:40:00+00:00", officer, parts={"items/i1/text": report.items[0].text}),
        HistoryLine(1, "2026-11-19T22:10:00+00:00", officer, "submit", "", first),
    )  # fmt: skip


def a_page(shown: Opened) -> ReportViewPage:
    """The page with nothing behind it."""
    lane = jobs()
    acts = ReportViewActs(
        open=lambda _record: answered(shown), regrade=lambda *_given: Future(), take_step=lambda *_given: Future(),
        history=lambda _record: answered(some_history()), edit=lambda _record: None, settle=lambda _record: None,
        change_reason=lambda: None, done=lambda: None, open_file=lambda *_given: None, setting=reading_setting(),
    )  # fmt: skip
    page = ReportViewPage(shown.report.id, acts, lane, opened=shown)
    lane.setParent(page)
    return page


def own_report() -> QWidget:
    """As its author sees it."""
    return framed("reports", a_page(opened(a_report(), offered=steps("withdraw"))))


def to_evaluate() -> QWidget:
    """As an evaluator sees it: every item can be graded again, and steps are offered."""
    return framed("reports", a_page(opened(a_report(), offered=_HELD, evaluator=True)))


def grading_again() -> QWidget:
    """The panel at item 2, pressed before a reason was given."""
    page = a_page(opened(a_report(), offered=_HELD, evaluator=True))
    window = framed("reports", page)
    page.regrade("i2")
    assert page._panel is not None
    says = "Say why you grade it differently."
    page._panel.show_refused(Refused(Problem("reason", says)))
    return window


def asking_why() -> QWidget:
    """A step that needs a reason."""
    page = a_page(opened(a_report(), offered=_HELD, evaluator=True))
    window = framed("reports", page)
    page._offered("return")
    return window


def with_history() -> QWidget:
    """The versions, and what the third changed."""
    page = a_page(opened(a_report()))
    window = framed("reports", page)
    page.history.show()
    page.history.show_versions(versions(some_history(), code_lists()))
    page.history.table.setCurrentIndex(page.history.table.model().index(2, 0))
    return window


def history_offline() -> QWidget:
    """The service cannot be reached."""
    page = a_page(opened(a_report()))
    window = framed("reports", page)
    page.history.show()
    page._no_history(Unavailable("The history is held by the service, which cannot be reached now.", cause="down"))
    return window


def with_files() -> QWidget:
    """Three files beside it."""
    return framed("reports", a_page(opened(replace(a_report(), attachments=some_files()))))


def legacy() -> QWidget:
    """A record of the old scheme: nothing can be changed."""
    return framed("reports", a_page(opened(a_legacy_report(), version=1)))


def restricted() -> QWidget:
    """A report the processing of which is restricted, as a records manager opens it."""
    why = Restriction("R1", "Case 26/118, until its appeals are over", opened(a_report()).logged_at)
    report = replace(a_report(), state="released", restriction=why)
    says = restricted_words(code_lists(), report)
    shown = replace(opened(report), read_only=says, may_edit=False, may_regrade=False, unsent=False)
    return framed("reports", a_page(shown))


def preview() -> QWidget:
    """A draft as its readers will see it."""
    return framed("reports", PreviewPage(replace(a_report(), state="draft", reference=""), reading_setting()))
