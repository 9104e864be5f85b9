"""The search for words in clear finds what it should find, so that finding nothing means something."""

import pytest

from demo import words
from demo.leftovers import found_in_clear

SENTENCE = "A brass padlock with a red tag hangs at the cannery gate since Saturday."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_sentence_in_clear_is_found_in_any_file_and_encoding(tmp_path, encoding):
    deep = tmp_path / "profile" / "cache"
    deep.mkdir(parents=True)
    (deep / "cache.db-wal").write_bytes(b"\x00\x07" + SENTENCE.encode(encoding) + b"\xff")
    assert str(deep / "cache.db-wal") in found_in_clear([tmp_path], [SENTENCE])[0]


def test_half_a_sentence_is_found_where_a_page_of_a_file_cut_it(tmp_path):
    (tmp_path / "register.db").write_bytes(SENTENCE[:30].encode())
    assert found_in_clear([tmp_path], [SENTENCE])


def test_other_words_are_no_finding(tmp_path):
    (tmp_path / "service.log").write_text("Started server. A brass band played.", encoding="utf-8")
    assert found_in_clear([tmp_path], [SENTENCE]) == ()


def test_everything_that_the_journey_types_is_looked_for():
    typed = [each for each in vars(words).values() if isinstance(each, str) and " " in each and each != words.__doc__]
    looked_for = "\n".join(words.TYPED)
    assert typed
    assert [each for each in typed if each.strip() not in looked_for] == []
