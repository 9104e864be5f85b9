"""The rules that read a window without touching it, one subject per module."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accessibility.finding import Finding
from accessibility.rules import keys, labels, names, places, roles, views
from accessibility.tree import Tree

Rule = Callable[[Tree], Iterable[Finding]]

STILL_RULES: tuple[Rule, ...] = (
    names.named,
    names.speakable,
    names.informative,
    names.not_said_twice,
    names.unique_among_siblings,
    names.visible_words_are_the_name,
    names.identified,
    names.window_has_a_title,
    roles.has_a_role,
    roles.can_be_operated,
    roles.reachable_by_key,
    roles.tool_buttons_take_no_focus,
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
    keys.mnemonics_are_unique,
    keys.shortcuts_are_unique,
    views.headers_are_named,
    views.has_a_current_item,
    views.cells_have_words,
    views.one_tab_stop,
)
