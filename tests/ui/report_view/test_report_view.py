"""One report in full: what is offered is what may be done, problems stand at their fields, history is told in words."""

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from crimint_desktop.actions.history import HistoryLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.report_view.acts import ReportViewActs
from crimint_desktop.ui.report_view.page import ReportViewPage
from crimint_domain.errors import Problem, Refused, Unavailable
from crimint_domain.lifecycle import find
from crimint_domain.report import Report
from crimint_domain.views import report_document
from tests.builders import a_mention, a_report, an_item
from tests.ui.reports.worlds import answered, opened, setting

OFFLINE = Unavailable("The history is held by the service, which cannot be reached now.", cause="service-down")


@dataclass
class Bench:
    """What the page asked for, and what it is answered."""

    report: Report
    evaluator: bool = False
    steps: tuple[str, ...] = ()
    asked: list[Any] = field(default_factory=list)
    answer: Future[Any] = field(default_factory=lambda: answered(None))
    past: Future[Any] = field(default_factory=lambda: answered(()))

    def opened(self):
        offered = tuple(find(name) for name in self.steps)
        return opened(self.report, offered=offered, may_regrade=self.evaluator, may_edit=not self.evaluator)

    def acts(self):
        def told(kind, answer):
            def ask(*given):
                self.asked.append((kind, *given))
                return answer()

            return ask

        return ReportViewActs(
            open=told("open", lambda: answered(self.opened())),
            regrade=told("regrade", lambda: self.answer),
            take_step=told("step", lambda: self.answer),
            history=told("history", lambda: self.past),
            edit=told("edit", lambda: None),
            settle=told("settle", lambda: None),
            change_reason=told("reason", lambda: None),
            done=told("done", lambda: None),
            open_file=told("file", lambda: None),
            setting=setting(),
        )


@pytest.fixture
def bench():
    items = [an_item(1, grading="1AP"), an_item(2, grading="2CC", text="<img src=x> was written on the van.")]
    mentions = [a_mention(item=items[1].id)]
    return Bench(a_report(1, items=items, mentions=mentions, state="submitted", reference="QM-26-1"))


@pytest.fixture
def made(show, bench):
    def page(**more):
        def unexpected(error):
            raise error

        jobs = Jobs(unexpected)
        shown = show(ReportViewPage(bench.report.id, bench.acts(), jobs, **more), 1100, 900)
        jobs.setParent(shown)
        QApplication.processEvents()
        return shown

    return page


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def button(page, identifier):
    return next((each for each in page.findChildren(QPushButton) if each.accessibleIdentifier() == identifier), None)


def test_what_is_at_hand_is_shown_without_opening_it_again(made, bench):
    page = made(opened=bench.opened())
    assert [ask[0] for ask in bench.asked] == []
    assert page.head.title() == "QM-26-1"


def test_without_it_the_report_is_opened_and_so_logged_first(made, bench):
    made()
    assert bench.asked == [("open", bench.report.id)]


def test_each_item_is_named_by_number_nature_and_grade_and_described_by_conditions_and_links(made, bench):
    page = made(opened=bench.opened())
    text = page.reading.items[1].text
    assert text.toPlainText() == "<img src=x> was written on the van."
    assert text.accessibleName().startswith("Item 2, Fact, Grading 2 C C: untested source")
    assert "Conditions: A1 covert development, S2" in text.accessibleDescription()
    assert "Person: Barnaby Quillfeather-Test, suspect." in text.accessibleDescription()


def test_tab_goes_through_the_report_as_it_reads(made, bench):
    bench.evaluator = True
    page = made(opened=bench.opened())
    page.focus_first()
    went = []
    for _ in range(5):
        went.append(focused().accessibleIdentifier())
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert went == [
        "report.reading.facts", "report.reading.item1.regrade", "report.reading.item1.text",
        "report.reading.item2.regrade", "report.reading.item2.text",
    ]  # fmt: skip


def test_an_author_edits_and_an_evaluator_grades_again_by_the_same_key(made, bench):
    made(opened=bench.opened()).acts()["report.edit"]()
    assert bench.asked == [("edit", bench.report.id)]
    bench.evaluator = True
    page = made(opened=bench.opened())
    page.acts()["report.edit"]()
    assert page._panel.item.id == bench.report.items[0].id


def test_grading_again_starts_from_the_grade_and_sends_grade_and_reason(made, bench):
    bench.evaluator = True
    page = made(opened=bench.opened())
    page.reading.items[1].text.setFocus()
    page.acts()["evaluate.grade"]()
    panel = page._panel
    assert panel.number == 2
    assert panel.control.code_field.hasFocus()
    panel.control.code_field.selectAll()
    QTest.keyClicks(panel.control.code_field, "1bp")
    panel.reason.set_text("A second source says the same.")
    panel.does.click()
    QApplication.processEvents()
    kind, record, item, grading, handling, reason = bench.asked[0]
    assert (kind, record, item) == ("regrade", bench.report.id, bench.report.items[1].id)
    assert (grading.code, handling.code, reason) == ("1B", "P", "A second source says the same.")
    assert bench.asked[1:] == [("open", bench.report.id)]
    QApplication.processEvents()
    assert page._panel is None


def test_a_refused_grade_keeps_what_was_typed_and_goes_to_the_field(made, bench, heard):
    bench.evaluator = True
    bench.answer = answered(error=Refused(Problem("reason", "Say why you grade it differently.")))
    page = made(opened=bench.opened())
    page.regrade(bench.report.items[0].id)
    panel = page._panel
    panel.does.click()
    QApplication.processEvents()
    assert page._panel is panel
    assert panel.reason_field.problem == "Say why you grade it differently."
    assert panel.reason.hasFocus()
    assert heard.urgent == ["Say why you grade it differently."]


def test_nobody_is_offered_to_grade_again_who_may_not(made, bench, heard):
    page = made(opened=bench.opened())
    page.acts()["evaluate.grade"]()
    assert page._panel is None
    assert button(page, "report.reading.item1.regrade") is None
    assert heard[-1] == "You cannot grade this report again as it stands."


def test_a_step_that_needs_a_reason_asks_for_it_in_place(made, bench):
    bench.evaluator, bench.steps = True, ("claim", "return", "evaluate")
    page = made(opened=bench.opened())
    button(page, "report.step.return").click()
    panel = page._panel
    assert panel.reason.hasFocus()
    panel.reason.set_text("Who told you?")
    QTest.keyClick(panel.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert bench.asked[0] == ("step", bench.report.id, "return", "Who told you?")


def test_the_key_of_release_does_what_the_open_panel_asks(made, bench):
    """In the window the menu's Ctrl+Enter comes before the panel's own: it must never release a report by mistake."""
    bench.evaluator, bench.steps = True, ("release",)
    page = made(opened=bench.opened())
    page.regrade(bench.report.items[0].id)
    page._panel.reason.set_text("A second source says the same.")
    page.acts()["evaluate.release"]()
    QApplication.processEvents()
    assert [each[0] for each in bench.asked] == ["regrade", "open"]


def test_the_key_of_grading_keeps_what_stands_in_the_open_panel(made, bench):
    bench.evaluator = True
    page = made(opened=bench.opened())
    page.acts()["evaluate.grade"]()
    page._panel.reason.set_text("A second source says the same.")
    page._panel.reason.setFocus()
    page.acts()["evaluate.grade"]()
    assert page._panel.reason.text() == "A second source says the same."
    assert page._panel.control.code_field.hasFocus()


def test_esc_closes_the_panel_first_and_then_the_page(made, bench):
    bench.evaluator, bench.steps = True, ("return",)
    page = made(opened=bench.opened())
    page._offered("return")
    QTest.keyClick(page._panel.reason, Qt.Key.Key_Escape)
    assert page._panel is None
    assert bench.asked == []
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert bench.asked == [("done",)]


def test_a_step_without_a_reason_is_taken_at_once_and_the_report_opened_again(made, bench):
    bench.evaluator, bench.steps = True, ("claim", "evaluate")
    page = made(opened=bench.opened())
    button(page, "report.step.evaluate").click()
    QApplication.processEvents()
    assert bench.asked == [("step", bench.report.id, "evaluate", ""), ("open", bench.report.id)]


def test_a_step_that_is_not_offered_is_said_and_not_taken(made, bench, heard):
    made(opened=bench.opened()).acts()["evaluate.release"]()
    assert bench.asked == []
    assert heard[-1] == "This step is not offered with the report as it stands."


def test_a_newer_version_is_said_and_what_is_being_read_stays(made, bench, heard):
    page = made(opened=bench.opened())
    page.records_changed(frozenset({bench.report.id}))
    assert button(page, "report.newer").isVisible()
    assert heard[-1] == "A newer version has arrived."
    assert bench.asked == []


def test_offline_history_says_who_holds_it_and_can_be_asked_again(made, bench, heard):
    bench.past = answered(error=OFFLINE)
    page = made(opened=bench.opened(), at_history=True)
    assert heard.urgent == [OFFLINE.says]
    assert page.history.again.isVisible()
    assert not page.history.table.isVisible()


def test_the_history_opens_on_its_newest_version_with_the_changes_as_rows_and_words(made, bench):
    first = replace(bench.report, items=(an_item(1, text="A white van was parked after dark."), bench.report.items[1]))
    bench.past = answered(
        (
            HistoryLine(2, "2026-11-20T12:00:00+00:00", "DC 0107", "", "The source was wrong about when.",
                        {f"items/{first.items[0].id}/text": "A white van was parked on two nights."}),
            HistoryLine(1, "2026-11-19T12:00:00+00:00", "PC 0042", "submit", "", report_document(first)),
        )
    )  # fmt: skip
    page = made(opened=bench.opened())
    page.acts()["report.history"]()
    QApplication.processEvents()
    assert page.history.table.hasFocus()
    assert page.history.table.current_key() == "2"
    table = next(each for each in page.findChildren(type(page.history.table)) if "change-table" in each.objectName())
    rows = [
        tuple(table.model().index(at, column).data() for column in range(3)) for at in range(table.model().rowCount())
    ]
    assert ("Item 1: text", "removed") in [row[:2] for row in rows]
    assert "nights" in " ".join(words for _part, how, words in rows if how == "added")


def test_a_report_that_is_no_longer_readable_shows_nothing_but_the_reason(made, bench, show, heard):
    acts = replace(
        bench.acts(),
        open=lambda _record: answered(error=Refused(Problem("", "You no longer have access to this report."))),
    )
    jobs = Jobs(lambda error: None)
    page = show(ReportViewPage("gone", acts, jobs), 900, 600)
    jobs.setParent(page)
    QApplication.processEvents()
    assert heard.urgent == ["You no longer have access to this report."]
    assert not page.reading.isVisible()
