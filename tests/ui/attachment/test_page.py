"""The page of a file: shown only when it was logged, by keyboard throughout, and heard by those who cannot see it."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crimint_desktop.actions.attachments import FileOpened, Shown
from crimint_desktop.ui import keymap
from crimint_desktop.ui.attachment.page import AttachmentActs, AttachmentPage
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.main_window import Frame, MainWindow
from crimint_domain.attachment import Attachment
from crimint_domain.errors import Problem, Refused, Unavailable

PICTURE = Attachment("0199c82c-c001-7800-8000-000000000001", "the van.jpg", "jpeg", 2_000, "a" * 64, "A white van")
BOOK = Attachment("0199c82c-c001-7800-8000-000000000002", "the calls.xlsx", "xlsx", 2_000, "a" * 64)
PAPER = Attachment("0199c82c-c001-7800-8000-000000000003", "the ledger.pdf", "pdf", 2_000, "a" * 64, "A ledger")
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def answered(value):
    future: Future[Any] = Future()
    future.set_result(value)
    return future


def points(page=0, pages=1, text="", hidden=""):
    return Shown(40, 30, bytes(40 * 30 * 3), text, page, pages, hidden)


class Behind:
    """What stands behind the page, in the order in which it was asked."""

    def __init__(self):
        self.asked = []
        self.opening: Future[FileOpened] = Future()
        self.shows = lambda page: answered(points(page))

    def acts(self):
        def opens(record, name):
            self.asked.append(("open", record, name))
            return self.opening

        def decodes(opened, page, side):
            self.asked.append(("decode", page))
            return self.shows(page)

        def exports(opened, record, folder):
            self.asked.append(("export", folder))
            return answered(Path(folder) / "OFFICIAL the van.jpg")

        return AttachmentActs(opens, decodes, exports, lambda: self.asked.append(("done",)))


@pytest.fixture
def behind():
    return Behind()


@pytest.fixture
def show(qtbot, behind):
    def shown(file=PICTURE):
        def unexpected(fault):
            raise fault

        jobs = Jobs(unexpected)
        window = MainWindow(Frame("", "", (), keymap.load()))
        qtbot.addWidget(window)
        jobs.setParent(window)
        page = AttachmentPage("r1", file, behind.acts(), jobs)
        window.open_page("attachment:x", page)
        window.resize(1100, 800)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return page

    return shown


def opened(behind, file=PICTURE):
    behind.opening.set_result(FileOpened(file, b"raw", "QM-26-000417", "OFFICIAL-SENSITIVE"))


def test_nothing_is_shown_or_decoded_before_the_looking_was_logged(show, behind, qtbot):
    page = show()
    assert behind.asked == [("open", "r1", PICTURE.id)]
    assert not page.picture.isVisible()
    opened(behind)
    qtbot.waitUntil(page.picture.isVisible)
    assert behind.asked[1:] == [("decode", 0)]
    assert page.marking == "OFFICIAL-SENSITIVE"


def test_a_picture_says_in_words_what_it_shows(show, behind, qtbot):
    page = show()
    opened(behind)
    qtbot.waitUntil(page.picture.isVisible)
    assert page.focusWidget().accessibleName() == "Picture: A white van"


def test_pages_are_turned_by_keys_and_their_words_can_be_read(show, behind, qtbot):
    behind.shows = lambda page: answered(points(page, 3, f"Words of page {page + 1}"))
    page = show(PAPER)
    opened(behind, PAPER)
    qtbot.waitUntil(lambda: "page 1" in page.text.toPlainText())
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Down, ALT)
    qtbot.waitUntil(lambda: "page 2" in page.text.toPlainText())
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Up, ALT)
    qtbot.waitUntil(lambda: "page 1" in page.text.toPlainText())
    asked = len(behind.asked)
    page.turn(-1)
    assert len(behind.asked) == asked


def test_a_picture_is_made_larger_and_smaller_by_keys(show, behind, qtbot):
    page = show()
    opened(behind)
    qtbot.waitUntil(page.picture.isVisible)
    before = page.picture.percent()
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Up, CONTROL)
    assert page.picture.percent() > before
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Down, CONTROL)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Down, CONTROL)
    assert page.picture.percent() < before
    page.size_picture(0)
    assert page.picture.percent() == before


def test_what_the_file_says_of_itself_stands_apart_from_what_it_shows(show, behind, qtbot):
    behind.shows = lambda page: answered(points(page, hidden="Camera: Invented 3"))
    page = show()
    opened(behind)
    qtbot.waitUntil(page.hidden.isVisible)
    assert page.hidden.toPlainText() == "Camera: Invented 3"
    assert "Invented" not in page.text.toPlainText()


def test_a_kind_that_is_not_shown_here_is_not_decoded(show, behind, qtbot):
    page = show(BOOK)
    opened(behind, BOOK)
    qtbot.waitUntil(lambda: "marked copy" in page._state.text())
    assert [each[0] for each in behind.asked] == ["open"]


@pytest.mark.parametrize(
    "fault", [Refused(Problem("", "This file is damaged.")), Unavailable("The service is away.", cause="down")]
)
def test_what_goes_wrong_is_a_sentence_on_the_page(show, behind, qtbot, fault):
    page = show()
    behind.opening.set_exception(fault)
    qtbot.waitUntil(lambda: page._error.text() in ("This file is damaged.", "The service is away."))
    assert not page.picture.isVisible()


def test_a_copy_is_written_only_after_somebody_has_said_that_they_mean_it(show, behind, qtbot):
    page = show()
    assert page.ask_to_export() is None
    opened(behind)
    qtbot.waitUntil(page.picture.isVisible)
    box = page.ask_to_export()
    assert "logged as a disclosure" in box.text() + box.informativeText()
    assert box.defaultButton().text().replace("&", "") == "Do not"
    box.reject()
    assert ("export", "/somewhere") not in behind.asked
    page.export_to("/somewhere")
    qtbot.waitUntil(lambda: "OFFICIAL the van.jpg" in page._state.text())
    assert behind.asked[-1] == ("export", "/somewhere")


def test_escape_goes_back(show, behind, qtbot):
    page = show()
    opened(behind)
    qtbot.waitUntil(page.picture.isVisible)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Escape)
    assert behind.asked[-1] == ("done",)
