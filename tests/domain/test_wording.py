"""What changed between two texts: nothing left out, and only what changed is said."""

from hypothesis import given
from hypothesis import strategies as st

from crimint_domain.wording import Run, changes_between, spoken_changes

WORDS = st.lists(st.sampled_from(["van", "after", "dark", ".", ",", "\n", "  ", "é", "e\u0301", "عربي", "<img>"]))
TEXTS = st.text(max_size=40) | WORDS.map("".join) | WORDS.map(" ".join)


@given(TEXTS, TEXTS)
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_is_the_new(before, now):
    runs = changes_between(before, now)
    assert "".join(run.text for run in runs if run.kind != "added") == before
    assert "".join(run.text for run in runs if run.kind != "removed") == now
    assert all(run.text for run in runs)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert {run.kind for run in changes_between(text, text)} <= {"same"}
    assert spoken_changes(changes_between(text, text)) == "no change in the words"


def test_words_are_kept_whole_and_said():
    runs = changes_between("The van left after dark.", "The van left on two nights.")
    assert Run("removed", "after dark") in runs or {run.text for run in runs if run.kind == "removed"} >= {"after"}
    assert runs[0] == Run("same", "The van left ")
    assert runs[-1] == Run("same", ".")
    says = spoken_changes(runs)
    assert says.startswith("removed: ")
    assert "added: " in says


def test_a_changed_comma_does_not_change_the_word_before_it():
    runs = changes_between("A van, white", "A van; white")
    assert [run for run in runs if run.kind != "same"] == [Run("removed", ","), Run("added", ";")]


def test_very_long_texts_are_compared_by_lines():
    before = "\n".join(f"line {n} of a long text" for n in range(2_000))
    now = before.replace("line 1000 of", "line one thousand of")
    changed = [run for run in changes_between(before, now) if run.kind != "same"]
    assert [run.text for run in changed] == ["line 1000 of a long text\n", "line one thousand of a long text\n"]
