"""The rules that read a window without touching it, one subject per module."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accessibility.finding import Finding
from accessibility.rules import headings, keys, labels, menus, names, places, pointer, reach, roles, views
from accessibility.tree import Tree

Rule = Callable[[Tree], Iterable[Finding]]

STILL_RULES: tuple[Rule, ...] = (
    names.named,
    names.speakable,
    names.informative,
    names.not_said_twice,
    names.help_says_more,
    names.unique_among_siblings,
    names.unique_in_the_window,
    names.visible_words_are_the_name,
    names.identified,
    names.window_has_a_title,
    roles.has_a_role,
    roles.can_be_operated,
    roles.reachable_by_key,
    roles.tool_buttons_take_no_focus,
    roles.cells_have_places,
    roles.progress_has_a_range,
    roles.one_of_a_group,
    roles.covers_no_other,
    headings.levels_descend,
    headings.language_is_told,
    labels.label_stands_above,
    labels.placeholder_is_no_label,
    labels.states_are_in_words,
    labels.pictures_have_words,
    places.has_a_size,
    places.inside_its_parent,
    places.seen_when_focused,
    places.large_enough,
    places.nothing_clipped,
    places.nothing_overlaps,
    reach.nothing_out_of_reach,
    keys.mnemonics_are_unique,
    keys.shortcuts_are_unique,
    keys.shortcuts_are_listed,
    keys.no_bare_letters,
    keys.dialogs_end_with_escape,
    menus.entries_are_named,
    menus.letters_are_unique,
    pointer.nothing_on_hover_only,
    pointer.nothing_only_dragged,
    views.headers_are_named,
    views.has_a_current_item,
    views.cells_have_words,
    views.one_tab_stop,
    views.rows_are_told_apart,
    views.marks_are_said,
)
