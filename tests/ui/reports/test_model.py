"""A million rows can be scrolled through and back; what is far away is let go and asked for again."""

import time

from crimint_desktop.ui.reports.model import BLOCK, ReportRows
from crimint_desktop.ui.reports.rows import row_for
from tests.builders import an_id
from tests.ui.reports.worlds import Register, hit, setting


class Book:
    """A model whose questions are answered at once from a register of any size."""

    def __init__(self, count: int) -> None:
        self.register = Register(count)
        self.asked: list[tuple[int, int | None, int]] = []
        told = setting()
        self.model = ReportRows(lambda each: row_for(each, told, snippets=False), self.ask)
        self.model.start_over(self.register.page(None, BLOCK))
        self.stale = 0

    def ask(self, first, before, limit):
        self.asked.append((first, before, limit))

    def answer(self):
        while self.asked:
            first, before, limit = self.asked.pop()
            self.stale += not self.model.take(first, self.register.page(before, limit))

    def words(self, at):
        return self.model.index(at, 1).data()

    def read(self, at):
        self.words(at)
        self.answer()
        return self.words(at)


def test_rows_that_follow_are_asked_for_before_the_end_is_reached():
    book = Book(1_000)
    book.words(50)
    assert book.asked == []
    book.words(BLOCK - 20)
    assert [first for first, _before, _limit in book.asked] == [BLOCK]
    book.answer()
    assert book.model.rowCount() == 2 * BLOCK


def test_the_same_rows_are_asked_for_only_once():
    book = Book(1_000)
    for at in range(BLOCK - 90, BLOCK):
        book.words(at)
    assert len(book.asked) == 1


def test_a_hundred_thousand_rows_are_walked_through_and_back_while_few_are_kept():
    book = Book(100_000)
    while book.model.has_more:
        book.read(book.model.rowCount() - 1)
    assert book.model.rowCount() == 100_000
    assert not book.model.has_more
    assert sum(hit is not None for hit in book.model._hits) <= 51 * BLOCK
    assert book.words(10) == "…"
    assert book.read(10) == "Report 10"
    assert book.read(99_999) == "Report 99999"
    assert book.stale == 0


def test_rows_that_are_no_longer_the_same_are_found_out():
    book = Book(20_000)
    for _ in range(100):
        book.read(book.model.rowCount() - 1)
    book.register.newest = [hit(-1)]
    book.read(3)
    assert book.stale == 1


def test_a_refreshed_page_keeps_rows_in_place_and_puts_new_ones_between():
    book = Book(300)
    inserted, removed = [], []
    book.model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    book.model.rowsRemoved.connect(lambda _parent, first, last: removed.append((first, last)))
    page = book.register.page(None, BLOCK)
    fewer = type(page)((hit(-1), *page.hits[:5], *page.hits[6:]), page.next_place, 300, False)
    book.model.show_page(fewer)
    assert inserted == [(0, 0)]
    assert removed == [(5, 5)]
    assert book.model.row_of(an_id(4)) == 5
    assert book.words(6) == "Report 6"


def test_showing_a_row_of_a_long_list_takes_no_time():
    book = Book(BLOCK)
    begun = time.perf_counter()
    for at in range(BLOCK):
        for column in range(8):
            book.model.index(at, column).data()
    assert time.perf_counter() - begun < 0.5
