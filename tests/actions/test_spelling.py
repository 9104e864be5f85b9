"""Spelling: British, with the field's own words; what a person adds stands in the encrypted cache and nowhere else."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import gettempdir

import pytest

from crimint_desktop.actions import british
from crimint_desktop.actions.spelling import Spelling, words_of
from crimint_desktop.store import preferences

BRITISH, AMERICAN = Path(__file__).with_name("spelt.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def lane():
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit


@pytest.fixture(scope="module")
def speller():
    return british.load()


@pytest.fixture
def spelling(officer, lane, speller):
    made = Spelling(officer.desk, lane)
    made.__dict__["_speller"] = speller  # loaded once for the module: it takes a third of a second
    return made


def wrong(spelling, text):
    return [each.word for each in spelling.look(text).result()]


def test_british_words_and_the_words_of_the_field_are_right(spelling):
    assert wrong(spelling, BRITISH) == []


def test_american_words_are_misspelt_here(spelling):
    assert wrong(spelling, AMERICAN) == AMERICAN.split()


def test_a_suggestion_is_british_too(spelling):
    assert "colour" in spelling.suggest("color").result()
    assert "travelled" in spelling.suggest("traveled").result()
    assert spelling.suggest("recieved").result()[0] == "received"
    assert not any(word in AMERICAN.split() for word in spelling.suggest("colr").result())


def test_where_a_word_stands_is_counted_in_characters(spelling):
    [found] = spelling.look("🚓 The drivr’s car").result()
    assert (found.at, found.word) == (6, "drivr’s")


def test_what_is_no_prose_is_not_judged():
    text = "ANPR hit AB12 CDE, seen at 14:30hrs, mail qx@zz.example, http://qq.example/zz and file_namez on PND."
    assert [each.word for each in words_of(text)] == ["hit", "seen", "at", "mail", "and", "on"]


@pytest.mark.parametrize("text", ["don’t", "the driver’s", "the drivers’ cars", "a well-known man", "Привет", "x"])
def test_apostrophes_hyphens_and_other_scripts_are_right(spelling, text):
    assert wrong(spelling, text) == []


def test_an_added_word_is_kept_in_the_cache_and_can_be_taken_back(officer, spelling, lane, speller):
    assert wrong(spelling, "Okonjo saw Okonjo's van") == ["Okonjo", "Okonjo's"]
    spelling.add("Okonjo").result()
    assert wrong(spelling, "Okonjo saw Okonjo's van") == []
    another = Spelling(officer.desk, lane)
    another.__dict__["_speller"] = speller
    assert another.added().result() == ("Okonjo",)
    assert wrong(another, "Okonjo") == []
    another.forget("Okonjo").result()
    assert officer.desk.look(lambda conn: preferences.get(conn, "spelling.added")).result() == []
    assert wrong(another, "Okonjo") == ["Okonjo"]


def test_an_added_word_leaves_no_trace_in_clear(spelling, tmp_path):
    spelling.add("Zwibbelquark").result()
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert kept
    assert not any(b"Zwibbelquark" in file.read_bytes() for file in kept)
    assert not list(Path(gettempdir()).glob("crimint-words-*"))


def test_an_ignored_word_is_ignored_until_the_program_ends(officer, spelling, lane, speller):
    spelling.ignore("Quillmarsh").result()
    assert wrong(spelling, "Quillmarsh") == []
    another = Spelling(officer.desk, lane)
    another.__dict__["_speller"] = speller
    assert wrong(another, "Quillmarsh") == ["Quillmarsh"]


def test_the_lane_is_the_only_place_where_words_are_looked_up(officer):
    asked = []

    def never(work):
        asked.append(work)
        return Future()

    Spelling(officer.desk, never).look("whatever")
    assert len(asked) == 1
