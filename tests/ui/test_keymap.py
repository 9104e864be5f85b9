"""Keys: everything in a menu, nothing twice in one place, nothing a screen reader or magnifier takes away."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QKeySequence

from crimint_desktop.ui import icons, keymap
from crimint_desktop.ui.keyboard_help.wording import FIXED


def test_no_two_actions_of_one_scope_share_keys():
    assert keymap.load().clashes() == ()


def test_no_action_takes_a_screen_readers_or_magnifiers_keys():
    assert keymap.collisions(keymap.load()) == ()


def test_a_clash_would_be_found():
    both = keymap.load()
    changed = replace(
        both,
        bindings=tuple(
            replace(each, keys=("Ctrl+F",)) if each.action == "report.new" else each for each in both.bindings
        ),
    )
    assert [(one.action, other.action) for one, other in changed.clashes()] == [("report.new", "edit.find")]


def test_a_collision_with_a_magnifier_would_be_found():
    changed = keymap.load({"report.new": ("Ctrl+Alt+I",)})
    assert [(binding.action, taken.taken_by) for binding, taken in keymap.collisions(changed)] == [
        ("report.new", "Magnifier")
    ]


@pytest.mark.parametrize("keys", ["Ctrl+Alt+Q", "Ctrl+Alt+Shift+Q", "Meta+Q", "Num+5", "Alt+Shift+B"])
def test_families_of_keys_that_belong_to_others_are_theirs(keys):
    [(binding, taken)] = keymap.collisions(keymap.load({"report.new": (keys,)}))
    assert binding.action == "report.new"
    assert taken.does


def test_no_key_that_every_screen_answers_is_given_to_an_action():
    fixed = {keys.strip() for each in FIXED for keys in each.keys.replace(",", " or ").split(" or ")}
    given = {keys for binding in keymap.load().bindings for keys in binding.keys}
    assert not given & fixed


def test_keys_a_person_chose_win_over_those_a_new_version_ships():
    changed = keymap.load({"report.new": ("F7",)})
    assert changed.clashes() == ()
    assert changed.find("edit.spelling").keys == ()
    assert keymap.load({"report.grade": ("Ctrl+E",)}).find("evaluate.accept").keys == ("Ctrl+E",)


def test_all_keys_can_be_read_by_the_toolkit():
    for binding in keymap.load().bindings:
        for keys in binding.keys:
            assert QKeySequence(keys).toString(), (binding.action, keys)
    for entry in keymap.reserved():
        assert entry.does
        assert entry.taken_by


def test_access_keys_are_unique_within_each_menu():
    loaded = keymap.load()
    bars = [words[words.index("&") + 1].lower() for _, words in loaded.menus]
    assert len(bars) == len(set(bars))
    for menu, _ in loaded.menus:
        marks = [each.words[each.words.index("&") + 1].lower() for each in loaded.of_menu(menu) if "&" in each.words]
        assert len(marks) == len(set(marks)), menu


def test_every_icon_of_a_menu_is_shipped():
    shipped = icons.names()
    assert {binding.icon for binding in keymap.load().bindings if binding.icon} <= set(shipped)


def test_a_persons_own_keys_replace_the_shipped_ones():
    changed = keymap.load({"report.new": ("F4",), "report.open": ()})
    assert changed.find("report.new").keys == ("F4",)
    assert changed.find("report.open").keys == ()
    with pytest.raises(KeyError):
        changed.find("nothing")


def test_keys_are_said_as_people_read_them():
    assert keymap.keys_in_words(("Ctrl+Shift+F", "F3")) == "Ctrl+Shift+F or F3"
