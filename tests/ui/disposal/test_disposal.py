"""Disposal by keyboard: propose, look, confirm only after the question, decline with a reason."""

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from accessibility.stages import disposal as stages
from accessibility.stages.doors import answered, jobs
from accessibility.stages.everywhere import found_page
from accessibility.stages.window import framed
from crimint_desktop.ui.disposal.erasure_page import ErasurePage
from crimint_desktop.ui.disposal.page import DisposalPage
from crimint_desktop.ui.disposal.propose_page import ProposePage
from crimint_domain.errors import Problem, Refused, Unavailable
from tests.ui.hands import find


class Service:
    """What was asked, and what is answered."""

    def __init__(self):
        self.asked = []
        self.listed = (stages.WAITING, stages.MINE, stages.ERASED)
        self.decision: Future[Any] = Future()
        self.proposal: Future[Any] = Future()

    def _note(self, answer, *about):
        self.asked.append(about)
        return answer

    def acts(self):
        return replace(
            stages.acts(),
            listed=lambda: self._note(answered(self.listed), "listed"),
            decide=lambda shown, act, reason: self._note(self.decision, "decide", shown.id, act, reason),
            search=lambda text: self._note(answered(found_page(3)), "search", text),
            propose=lambda what, record, ground, words: self._note(
                self.proposal, "propose", what, record[0], ground, words
            ),
            open=lambda name: self._note(None, "open", name),
            read=lambda record: self._note(None, "read", record),
            done=lambda says: self._note(None, "done", says),
        )


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def shown(qtbot):
    """Return a function that shows a page in its window."""

    def show(page, lane):
        lane.setParent(page)
        window = framed("disposal", page)
        qtbot.addWidget(window)
        window.resize(1280, 720)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.wait(20)
        return page

    return show


@pytest.fixture
def erasure_page(service, shown):
    lane = jobs()
    return shown(ErasurePage(stages.WAITING, service.acts(), lane), lane)


def press(page, identifier):
    find(page, QPushButton, identifier).click()


def test_what_waits_for_me_stands_first_and_enter_opens_it(service, shown):
    lane = jobs()
    page = shown(DisposalPage(service.acts(), lane), lane)
    states = [page.table.model().index(at, 0).data() for at in range(3)]
    assert states == ["Waiting for you", "Waiting for another", "Erased"]
    assert page.counts == "1 waits for you, 1 for another"
    page.focus_first()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert service.asked[-1] == ("open", "e1")


def test_nothing_is_erased_unless_the_question_is_answered_with_it(qtbot, service, erasure_page):
    box = erasure_page.ask_to_confirm()
    assert "“Two men loading drums into a white van”" in box.text()
    assert "Nobody can bring it back." in box.text()
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert service.asked == []
    box = erasure_page.ask_to_confirm()
    next(each for each in box.buttons() if each.text() == "Erase the report").click()
    assert service.asked == [("decide", "e1", "confirm", "")]
    service.decision.set_result(replace(stages.ERASED, id="e1"))
    qtbot.wait(20)
    assert erasure_page._gone.text() == "It is gone from the service. 2 of 4 devices may still hold it."
    assert not erasure_page._confirm.isVisible()
    assert erasure_page.devices.model().rowCount() == 4


def test_one_s_own_proposal_can_only_be_withdrawn(service, shown):
    lane = jobs()
    page = shown(ErasurePage(stages.MINE, service.acts(), lane), lane)
    assert [each.isVisible() for each in (page._confirm, page._decline, page._withdraw)] == [False, False, True]
    press(page, "erasure.withdraw")
    assert service.asked == [("decide", "e2", "withdraw", "")]


def test_a_refused_decline_says_why_at_the_reason(qtbot, service, erasure_page):
    press(erasure_page, "erasure.decline")
    service.decision.set_exception(Refused(Problem("reason", "Say why it is not erased.")))
    qtbot.wait(20)
    assert erasure_page._reason_field.problem == "Say why it is not erased."
    assert erasure_page.reason.hasFocus()


def test_without_the_service_it_says_that_nothing_can_be_done_without_it(qtbot, service, shown):
    lane = jobs()
    failing: Future[Any] = Future()
    failing.set_exception(Unavailable("The service cannot be reached.", cause="service-down"))
    page = shown(DisposalPage(replace(service.acts(), listed=lambda: failing), lane), lane)
    assert "Proposals are kept at the service alone" in page._problem.text()
    assert find(page, QPushButton, "disposal.retry").isVisible()


def test_a_report_is_found_chosen_and_proposed_by_keyboard(qtbot, service, shown):
    lane = jobs()
    page = shown(ProposePage(service.acts(), lane), lane)
    QTest.keyClicks(page.search, "QM-26-004417")
    assert service.asked == []
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    qtbot.wait(20)
    assert page.table.hasFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.what.hasFocus()
    press(page, "propose.propose")
    assert page._ground_field.problem == "Choose a ground."
    QTest.keyClick(page.ground, Qt.Key.Key_K)
    press(page, "propose.propose")
    assert page.words.hasFocus()
    QTest.keyClicks(page.words, "Review 12")
    press(page, "propose.propose")
    assert service.asked[-1] == ("propose", "erase", found_page(3).lines[0].hit.row.id, "K1", "Review 12")
    service.proposal.set_result(stages.MINE)
    qtbot.wait(20)
    assert service.asked[-1][0] == "done"


def test_what_is_chosen_to_be_done_brings_its_own_grounds(qtbot, service, shown):
    lane = jobs()
    page = shown(ProposePage(service.acts(), lane), lane)
    page._answered(page._asked, found_page(3))
    page._choose(found_page(3).lines[0].hit.row.id)
    page.ground.set_value("K2")
    QTest.keyClick(page.what, Qt.Key.Key_R)
    assert page.chosen_what == "restrict"
    assert page.ground.value() == ""
    offered = [page.ground.itemData(at) for at in range(page.ground.count())]
    assert offered == ["", "R1", "R2"]
    assert "used for nothing" in page._explained.text()
    page.ground.set_value("R1")
    QTest.keyClicks(page.words, "Case 26/118")
    press(page, "propose.propose")
    assert service.asked[-1][:2] == ("propose", "restrict")
    assert service.asked[-1][3:] == ("R1", "Case 26/118")


def test_a_restriction_says_what_it_does_before_it_is_confirmed_and_who_still_holds_it_afterwards(
    qtbot, service, shown
):
    lane = jobs()
    page = shown(ErasurePage(stages.RESTRICT, service.acts(), lane), lane)
    assert page._confirm.text() == page._confirm.accessibleName() == "Restrict the report…"
    assert "used for nothing" in page._happens.text()
    box = page.ask_to_confirm()
    assert [each.text() for each in box.buttons()] == ["Restrict the report", "Leave it as it is"]
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert service.asked == []
    box = page.ask_to_confirm()
    next(each for each in box.buttons() if each.text() == "Restrict the report").click()
    service.decision.set_result(stages.RESTRICTED)
    qtbot.wait(20)
    assert page._gone.text() == ("At the service it is for records managers alone. 1 of 2 devices may still hold it.")
    assert "Restricted" in page.facts.toPlainText()


def test_a_card_shows_what_is_known_on_it_and_who_points_to_it_before_it_is_erased(service, shown):
    lane = jobs()
    page = shown(ErasurePage(stages.CARD, service.acts(), lane), lane)
    told = page.facts.toPlainText()
    assert "07700 900417" in told
    assert "2 reports: QM-26-000417, QM-26-000398" in told
    assert not page._read.isVisible()
    assert page._confirm.text() == "Erase the card…"
    assert "No report is linked to it any more" in page._happens.text()


def test_the_question_is_a_box_of_words(erasure_page):
    box = erasure_page.ask_to_confirm()
    assert isinstance(box, QMessageBox)
    assert box.textFormat() == Qt.TextFormat.PlainText
    box.reject()
