"""News: what was said in passing stands in a list one can go to, and coming and going changes nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from crimint_desktop.ui.a11y import tell
from crimint_desktop.ui.news.page import NewsActs, NewsLine, NewsPage
from tests.builders import A_MOMENT

LONG = "1 change was refused: you are no longer its evaluator. " * 3


class Told:
    """What was said so far, newest first."""

    def __init__(self, *words: str) -> None:
        self.words = list(words)
        self.left = 0

    def lines(self) -> tuple[NewsLine, ...]:
        last = len(self.words)
        return tuple(NewsLine(last - at, A_MOMENT, each) for at, each in enumerate(self.words))

    def leave(self) -> None:
        self.left += 1


def a_page(show, *words):
    told = Told(*words)
    page = NewsPage(NewsActs(told.lines, lambda at: at, told.leave))
    show(page)
    page.focus_first()
    return page, told


def test_the_keys_begin_at_what_was_said_last_and_not_at_its_hour(show):
    page, _told = a_page(show, "Submitted", "Offline since 13:20.")
    assert page.table.hasFocus()
    assert page.table.currentIndex().data() == "Submitted"


def test_a_long_sentence_stands_whole_beneath_the_list(show):
    page, _told = a_page(show, LONG, "Submitted")
    assert page._whole.text() == LONG
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page._whole.text() == "Submitted"


def test_news_that_come_meanwhile_leave_the_current_line_where_it_is(show):
    page, told = a_page(show, "Submitted", "Offline since 13:20.")
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    told.words.insert(0, "Agreed with the service at 14:38.")
    page.refresh()
    assert page.table.currentIndex().data() == "Offline since 13:20."
    assert page.table.model().rowCount() == 3


def test_where_nothing_was_said_that_is_said(show):
    page, _told = a_page(show)
    assert page._nothing.isVisible()
    assert not page.table.isVisible()


def test_escape_goes_back_to_the_work(show):
    page, told = a_page(show, "Submitted")
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert told.left == 1


def test_what_is_told_is_said_once_for_the_whole_window_and_kept(show, heard):
    kept: list[str] = []

    class Window(QWidget):
        """A window that keeps news."""

        def keep_news(self, words: str) -> None:
            """Keep it."""
            kept.append(words)

    window = Window()
    inner = QWidget(window)
    show(window)
    tell(inner, "Submitted")
    assert heard == ["Submitted"]
    assert kept == ["Submitted"]


def test_what_is_told_in_a_window_that_keeps_nothing_is_still_said(show, heard):
    inner = QWidget()
    show(inner)
    tell(inner, "Submitted")
    assert heard == ["Submitted"]
