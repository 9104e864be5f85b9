"""What was typed is kept: edits, conflicts, cursors and preferences come back as they were, also after a kill."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from crimint_desktop.store import conflicts, cursors, edits, lists, preferences, records
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.conflicts import Conflict
from crimint_desktop.store.edits import Edit
from crimint_domain.errors import Refused
from crimint_domain.merge import Clash, MergedPart
from crimint_domain.views import report_document
from tests.builders import A_MOMENT, a_report, an_id
from tests.store.conftest import KEY


def _edit(number=1, **changes):
    edit = Edit(an_id(number), "report", 2, 3, report_document(a_report(number)), {"title": "typing"}, A_MOMENT)
    return replace(edit, **changes)


def _conflict(number=1, **changes):
    conflict = Conflict(
        an_id(number, who=9), an_id(1), A_MOMENT, 3, 5, "Sgt Applewhite-Test", A_MOMENT, A_MOMENT,
        (Clash("title", "before", "mine", None), Clash("items/x/grading", None, {"scheme": "3x5x2"}, {"a": 1})),
        (MergedPart("priority", "theirs"),), "submit",
    )  # fmt: skip
    return replace(conflict, **changes)


def test_an_edit_comes_back_as_it_was_saved(held):
    held.run(edits.save, _edit())
    assert held.read(edits.find, an_id(1)) == _edit()
    assert held.read(edits.find, an_id(2)) is None


def test_the_last_pause_counts_and_the_latest_edit_comes_first(held):
    held.run(edits.save, _edit(1))
    held.run(edits.save, _edit(2, saved_at=A_MOMENT + timedelta(seconds=1), before=None))
    held.run(edits.save, _edit(1, document={"title": "typed on"}, saved_at=A_MOMENT + timedelta(seconds=2)))
    assert [(edit.record, edit.document["title"]) for edit in held.read(edits.all)] == [
        (an_id(1), "typed on"),
        (an_id(2), "typing"),
    ]
    held.run(edits.drop, an_id(1))
    assert [edit.record for edit in held.read(edits.all)] == [an_id(2)]


def test_secret_is_not_kept_while_it_is_typed(held):
    with pytest.raises(Refused, match="not allowed here"):
        held.run(edits.save, _edit(document={"marking": {"level": "SECRET"}}))


@pytest.mark.parametrize("text", ["x" * 1_000_000, "", "\u202e<img src=…>\u0301 ـ 🦢", "\x00\x01"])
def test_any_text_is_kept_to_the_letter(held, text):
    held.run(edits.save, _edit(document={"items": {"a": {"text": text}}}))
    assert held.read(edits.find, an_id(1)).document["items"]["a"]["text"] == text


def test_half_a_character_is_refused_with_a_sentence(held):
    with pytest.raises(Refused, match="cannot be kept"):
        held.run(edits.save, _edit(document={"title": "\ud800"}))


def test_a_conflict_comes_back_as_it_was_and_marks_the_line(held):
    held.take(a_report(1))
    held.run(conflicts.save, _conflict())
    assert held.read(conflicts.find, _conflict().id) == _conflict()
    assert held.read(conflicts.of_record, an_id(1)) == (_conflict(),)
    assert held.read(records.find, an_id(1)).in_conflict
    assert held.read(lists.by_ids, [an_id(1)])[0].in_conflict


def test_a_conflict_stays_marked_when_the_service_sends_more(held):
    held.take(a_report(1))
    held.run(conflicts.save, _conflict())
    held.take(a_report(1), version=6)
    assert held.read(lists.by_ids, [an_id(1)])[0].in_conflict


def test_a_settled_conflict_leaves_the_line(held):
    held.take(a_report(1))
    held.run(conflicts.save, _conflict())
    held.run(conflicts.drop, _conflict().id)
    assert held.read(conflicts.all) == ()
    assert not held.read(lists.by_ids, [an_id(1)])[0].in_conflict


def test_cursors_are_kept_for_each_stream(held):
    held.run(cursors.save, "b", "opaque", 17, "shelf/quillmarsh", "[]")
    held.run(cursors.save, "a", "", 0, "desk/okonjo", "[]")
    assert held.read(cursors.cursor_of, "b") == "opaque"
    assert held.read(cursors.cursor_of, "never seen") == ""
    assert [(each.id, each.head) for each in held.read(cursors.streams)] == [("a", 0), ("b", 17)]
    held.run(cursors.forget_all)
    assert held.read(cursors.cursor_of, "b") == ""
    held.run(cursors.drop, "a")
    assert [each.id for each in held.read(cursors.streams)] == ["b"]


def test_the_epoch_is_empty_until_it_is_known(held):
    assert held.read(cursors.epoch) == ""
    held.run(cursors.set_epoch, "e-1")
    assert held.read(cursors.epoch) == "e-1"


@pytest.mark.parametrize("value", [0, "", False, None, [1, {"a": None}], {"screen": "reports", "caret": 17}])
def test_preferences_say_what_json_can_say(held, value):
    held.run(preferences.set, "place", value)
    assert held.read(preferences.get, "place") == value
    held.run(preferences.drop, "place")
    assert held.read(preferences.get, "place") is None


_TYPIST = """
import pathlib, sys
from tests.builders import A_MOMENT, an_id
from crimint_desktop.store import edits
from crimint_desktop.store.cache_file import open_cache
database = open_cache(pathlib.Path(sys.argv[1]), bytes(range(32)))
for number in range(100_000):
    edit = edits.Edit(an_id(1), "report", 2, 1, None, {"title": "x" * number}, A_MOMENT)
    database.run(lambda conn: edits.save(conn, edit)).result()
    print(number, flush=True)
"""


def test_a_killed_program_finds_the_words_it_had_saved(cache_path, project):
    for pauses in (3, 40):
        with subprocess.Popen(
            [sys.executable, "-c", _TYPIST, str(cache_path)], stdout=subprocess.PIPE, text=True, cwd=project
        ) as typist:
            assert typist.stdout
            for _ in range(pauses):
                saved = int(typist.stdout.readline())
            typist.kill()
            saved = max([saved, *(int(line) for line in typist.stdout.read().split("\n")[:-1])])
        with closing(open_cache(cache_path, KEY)) as database:
            kept = database.read(lambda conn: edits.find(conn, an_id(1))).result()
        assert kept
        assert len(kept.document["title"]) >= saved
