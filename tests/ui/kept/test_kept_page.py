"""A kept change: what was set, and two ways that both take a reason."""

from concurrent.futures import Future

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.kept.page import KeptActs, KeptPage, KeptView
from crimint_domain.errors import Unavailable

KEPT = KeptView("k1", "T. Reid-Test", "NR-26-004417", "items/i1/text: The blue van was there again.")


class Service:
    def __init__(self):
        self.said, self.answer = [], None

    def act(self, name):
        def go(reason):
            self.said.append((name, reason))
            future: Future[None] = Future()
            if isinstance(self.answer, Exception):
                future.set_exception(self.answer)
            else:
                future.set_result(None)
            return future

        return go

    def acts(self):
        done = lambda says: self.said.append(("done", says))  # noqa: E731 - noted like the others
        return KeptActs(self.act("take-over"), self.act("dismiss"), done)


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def page(show, service):
    def unexpected(error):
        raise error

    jobs = Jobs(unexpected)
    made = show(KeptPage(KEPT, service.acts(), jobs))
    jobs.setParent(made)
    return made


def press(page, identifier):
    next(each for each in page.findChildren(QPushButton) if each.accessibleIdentifier() == identifier).click()
    for _ in range(5):
        QApplication.processEvents()


def say_yes(page):
    asked = next(each for each in page.findChildren(QMessageBox) if each.isVisible())
    assert "Nobody can bring it back" in asked.text()
    asked.findChild(QPushButton, "choice0").click()
    for _ in range(5):
        QApplication.processEvents()


def errors(page):
    return [each.text() for each in page.findChildren(ErrorLine) if each.isVisible()]


def test_what_was_set_is_shown_as_plain_words_that_cannot_be_changed(page):
    assert page.words.toPlainText() == KEPT.words
    assert page.words.isReadOnly()


@pytest.mark.parametrize(("pressed", "says"), [("take-over", "Taken over"), ("dismiss", "Dismissed")])
def test_deciding_takes_a_reason_and_leaves_the_page(page, service, heard, pressed, says):
    press(page, f"kept.{pressed}")
    assert errors(page) == ["Say why you decide so."]
    assert heard.urgent == ["Say why you decide so."]
    page.reason.setPlainText("He rang me about it")
    press(page, f"kept.{pressed}")
    if pressed == "dismiss":
        assert service.said == []
        say_yes(page)
    assert service.said[0] == (pressed, "He rang me about it")
    assert service.said[1][1].startswith(says)


def test_a_service_that_is_away_is_said_and_it_can_be_tried_again(page, service):
    service.answer = Unavailable("The service cannot be reached.", cause="service-down")
    page.reason.setPlainText("He rang me about it")
    press(page, "kept.dismiss")
    say_yes(page)
    assert errors(page) == ["The service cannot be reached."]
    service.answer = None
    press(page, "kept.dismiss")
    say_yes(page)
    assert service.said[-1][0] == "done"
