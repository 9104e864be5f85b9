"""Whatever is typed into the search box is only words."""

from __future__ import annotations

import random

import pytest

from crimint_desktop.store import lists
from crimint_desktop.store.lists import ListQuery
from crimint_desktop.store.typed import question, sought
from tests.builders import a_card, a_report, an_item

TYPED = 20_000
_PIECES = [
    '"', "'", "*", "(", ")", "{", "}", ":", "^", "-", "+", ",", ".", "\\", ";", "\x00", "\x02", "\n", "\t", " ", "“",
    "”", "AND", "OR", "NOT", "NEAR", "NEAR(",
    "words", "facets", "facets:", "words : ", "rank", "zzkindxreport", "zzstatex*",
    "café", "O'Neil", "mill", "🦢", "\u202e", "شرطة", "警察", "é", "ﬁ", "\ud800", "\udfff", "%", "_", "?", "--",
    "/*", "x" * 300,
]  # fmt: skip


def _anything(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return "".join(chr(chance.randrange(1, 0x3000)) for _ in range(chance.randrange(1, 12)))
    return chance.choice(["", " "]).join(chance.choices(_PIECES, k=chance.randrange(1, 9)))


def test_no_text_makes_a_search_fail(held):
    held.take(a_report(1, items=[an_item(text="Café at the mill, says O'Neil. 警察 شرطة")]), a_card(1))
    chance = random.Random(20260)
    texts = [_anything(chance) for _ in range(TYPED)]

    def search_all(conn):
        for number, text in enumerate(texts):
            asked = question(text, ["zzkindxreport"])
            conn.exec_driver_sql("SELECT rowid FROM record_text WHERE record_text MATCH ? LIMIT 1", (asked,)).all()
            if number % 10 == 0:
                lists.rows(conn, ListQuery(text), limit=1)
                lists.matches(conn, text, ())
        return len(texts)

    assert held.read(search_all) == TYPED


@pytest.mark.parametrize(
    "typed",
    ["zzkindxreport", "facets:zzkindxreport", "facets : zzstatexdraft", "zzkind*", '"zzkindxreport"', "zzkindx"],
)
def test_typed_text_never_reaches_the_facets(held, typed):
    held.take(a_report(1))
    assert held.read(lists.rows, ListQuery(typed)).hits == ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("white van ", [("white", False), ("van", False)]),
        ("white van", [("white", False), ("van", True)]),
        ("white va", [("white", False), ("va", False)]),
        ('"white van"', [("white van", False)]),
        ('mill "white van', [("mill", False), ("white van", True)]),
        ("“white van” mill ", [("white van", False), ("mill", False)]),
        ("-- * ''", []),
        ("", []),
    ],
)
def test_words_phrases_and_beginnings_are_told_apart(typed, words):
    assert list(sought(typed)) == words


def test_words_that_mean_something_to_the_index_are_only_words(held):
    held.take(a_report(1, items=[an_item(text="Take it or leave it, not near the mill.")]))
    for typed in ("it OR leave", "not near", "NOT mill AND"):
        expected = 0 if "AND" in typed else 1
        assert len(held.read(lists.rows, ListQuery(typed + " ")).hits) == expected


def test_a_very_long_text_is_still_a_question():
    assert len(question("word " * 100_000)) < 2_000
