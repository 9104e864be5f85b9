"""Markings: OFFICIAL and OFFICIAL-SENSITIVE come in, SECRET and above stay out, however they are written."""

import pytest

from crimint_domain.document import checked
from crimint_domain.errors import Refused
from crimint_domain.marking import Marking, highest, refuse_above_official
from crimint_domain.views import card_from, marking_document, marking_from, report_from
from tests.builders import an_id

TOO_HIGH = (
    "SECRET", "Secret", " secret ", "TOP SECRET", "top secret", "TOP-SECRET", "Top_Secret", "TOPSECRET", "UK SECRET",
    "UK TOP SECRET", "SECRET UK EYES ONLY", "SECRET - UK EYES ONLY", "SECRET/UK EYES ONLY", "SECRET//NOFORN",
    "NATO SECRET", "SECRET.", "(SECRET)", "OFFICIAL-SENSITIVE SECRET", "secret\u00a0uk",
    "\uff33\uff25\uff23\uff32\uff25\uff34",
    "SEC\u200bRET", "TOP\nSECRET", "SECRET_UK",
)  # fmt: skip


@pytest.mark.parametrize("word", TOO_HIGH)
def test_secret_is_refused_however_it_is_written(word):
    for made in (
        lambda: Marking(word),
        lambda: Marking("OFFICIAL", (word,)),
        lambda: Marking("OFFICIAL", legacy=word),
        lambda: refuse_above_official("OFFICIAL", word),
    ):
        with pytest.raises(Refused) as refusal:
            made()
        assert refusal.value.problems[0].part == "marking"


@pytest.mark.parametrize("word", ["SECRET", "TOP SECRET", "NATO SECRET"])
def test_secret_is_refused_in_any_document(word):
    for marking in ({"level": word}, {"level": "OFFICIAL", "legacy": word}, {"instructions": [word]}, word):
        for read in (checked, lambda raw: report_from(an_id(1), raw), lambda raw: card_from(an_id(1), raw)):
            with pytest.raises(Refused):
                read({"kind": "person", "title": "x", "marking": marking})


@pytest.mark.parametrize(
    "text", ["", "SECRETARY TO READ FIRST", "SECRETARIAT ONLY", "ORGANISATIONAL USE ONLY", "RESTRICTED"]
)
def test_words_that_only_begin_alike_are_let_in(text):
    refuse_above_official(text)
    assert Marking("OFFICIAL", (text,)).instructions == (text,)


@pytest.mark.parametrize("level", ["", "official", "RESTRICTED", "OFFICIAL SENSITIVE"])
def test_a_level_that_there_is_not_is_refused(level):
    with pytest.raises(Refused, match="not a marking"):
        Marking(level)


def test_the_highest_marking_keeps_the_instructions_of_its_level():
    low, high = Marking("OFFICIAL", ("A",)), Marking(instructions=("B",))
    assert highest([low, high, Marking(instructions=("C", "B"))]) == Marking(instructions=("B", "C"))
    assert highest([low]) == low
    assert highest([]) == Marking("OFFICIAL")


def test_the_band_says_level_and_instructions():
    assert Marking(instructions=("ORGANISATIONAL USE ONLY",)).text == "OFFICIAL-SENSITIVE · ORGANISATIONAL USE ONLY"
    assert Marking("OFFICIAL").rank < Marking().rank


def test_a_missing_marking_counts_as_the_stricter():
    for raw in (None, {}, {"level": None}, {"legacy": "RESTRICTED"}):
        assert marking_from(raw).level == "OFFICIAL-SENSITIVE"
    assert marking_from({"legacy": "RESTRICTED"}).legacy == "RESTRICTED"


def test_a_marking_is_read_back_as_it_was_written():
    for marking in (Marking(), Marking("OFFICIAL", ("A", "B")), Marking(legacy="PROTECT")):
        assert marking_from(marking_document(marking)) == marking
