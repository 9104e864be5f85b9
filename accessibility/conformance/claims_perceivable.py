"""WCAG 2.2, principle 1: what is there can be perceived."""

from __future__ import annotations

from accessibility.conformance.claim import OURS, UI, Claim, rules, tests

_NO_MEDIA = "The program plays no sound and no moving pictures; such a file is only handed out as a marked copy."
_NOTHING_MOVES = tests(f"{OURS}test_stillness.py", "nothing_moves_flashes_or_makes_a_sound")

PERCEIVABLE: tuple[Claim, ...] = (
    Claim("1.1.1", "supports",
          "Icons stand beside words that say the same; a picture cannot be submitted without words.",
          (*rules("picture-without-words", "cell-without-words", "name-missing"),
           *tests(f"{UI}attachment/test_page.py", "a_picture_says_in_words_what_it_shows"),
           *tests(f"{UI}report_form/test_attachments.py",
                  "a_picture_without_words_is_something_missing_at_its_place"))),
    Claim("1.2.1", "n.a.", _NO_MEDIA, _NOTHING_MOVES),
    Claim("1.2.2", "n.a.", _NO_MEDIA, _NOTHING_MOVES),
    Claim("1.2.3", "n.a.", _NO_MEDIA, _NOTHING_MOVES),
    Claim("1.2.4", "n.a.", _NO_MEDIA, _NOTHING_MOVES),
    Claim("1.2.5", "n.a.", _NO_MEDIA, _NOTHING_MOVES),
    Claim("1.3.1", "partly",
          "Labels, groups, tables with their headers, required and wrong fields are all told. Titles of pages and"
          " sections are told as the names of what they head, and not as headings of a level: Qt has no such role.",
          (*rules("header-missing", "required-not-in-words", "label-far-away", "mark-unsaid"),
           *tests(f"{UI}test_fields.py", "a_label_stands_above_its_field_and_names_it"))),
    Claim("1.3.2", "supports", "Tab and the reading pane go as one reads.",
          (*rules("tab-order", "tab-back"),
           *tests(f"{UI}report_view/test_report_view.py", "tab_goes_through_the_report_as_it_reads"))),
    Claim("1.3.3", "supports", "Nothing is told by place, shape or a sign alone.",
          rules("required-by-sign", "mark-unsaid")),
    Claim("1.3.4", "supports", "The window takes any shape; where there is no room beside, things stand beneath.",
          (*tests(f"{UI}conflict/test_conflict.py", "where_there_is_no_room_versions_stand_one_above_the_other"),
           *tests(f"{UI}home/test_home.py", "where_there_is_no_room_nothing_is_left_out"))),
    Claim("1.3.5", "n.a.",
          "Windows has no purposes of fields that a program could name; the only fields about the person are those of"
          " the sign-in."),
    Claim("1.4.1", "supports", "Whatever a colour or an icon says is in words too.",
          (*rules("mark-unsaid", "problem-not-in-words"),
           *tests(f"{UI}reports/test_reports_page.py", "states_are_words_and_only_the_unusual_has_an_icon"))),
    Claim("1.4.2", "n.a.", _NO_MEDIA, _NOTHING_MOVES),
    Claim("1.4.3", "supports",
          "Every text is measured from its pixels: 7:1 in whatever voice, in a contrast theme the theme's own pairs.",
          (*rules("text-contrast", "quiet-text-contrast", "palette-contrast", "not-the-themes-pair"),
           *tests(f"{OURS}test_contrast.py", "a_repaired_palette_passes"),
           *tests(f"{OURS}test_seeing.py", "every_screen_is_looked_at_in_every_theme_at_every_size"))),
    Claim("1.4.4", "supports", "Text grows to four times its size; at twice nothing is cut off or overlaps.",
          (*rules("text-clipped", "overlap"),
           *tests(f"{OURS}test_seeing.py", "what_has_the_keyboard_stays_in_sight_when_the_words_grow"),
           *tests(f"{UI}test_theme.py", "text_grows_to_four_times_and_back"),
           *tests(f"{UI}sign_in/test_sign_in.py", "the_text_can_be_made_larger_before_anybody_has_signed_in"))),
    Claim("1.4.5", "supports", "Words are always text; those of a document shown as a picture stand beside it.",
          tests(f"{UI}attachment/test_page.py", "pages_are_turned_by_keys_and_their_words_can_be_read")),
    Claim("1.4.10", "supports",
          "At 400 % of a 1280 × 720 screen everything is in one column and is scrolled one way only, tables excepted.",
          (*rules("outside-parent", "overlap"),
           *tests(f"{UI}test_main_window.py", "the_side_pane_gives_way_where_there_is_no_room"),
           *tests(f"{UI}test_grading.py",
                  "the_groups_stack_when_they_do_not_fit_and_nothing_is_shortened"))),
    Claim("1.4.11", "supports", "Icons, outlines and the mark of the focus stand out by 3:1, by their pixels.",
          (*rules("icon-contrast", "outline-contrast", "focus-not-visible"),
           *tests(f"{OURS}test_seeing.py", "the_focus_is_seen_on_every_stop_of_a_window_without_a_fault"))),
    Claim("1.4.12", "n.a.",
          "It asks this of content in a markup language only. How far apart lines, letters and words of what is read"
          " and written stand can be chosen all the same.",
          tests(f"{UI}test_reading_style.py", "a_choice_holds_at_once_for_what_is_shown_and_for_what_comes")),
    Claim("1.4.13", "supports", "A tip repeats what is said elsewhere; nothing else appears on hover or focus.",
          (*rules("hover-only"),
           *tests(f"{UI}test_by_voice.py", "nothing_shows_itself_only_under_the_pointer",
                  "tips_only_say_what_stands_elsewhere_in_full"))),
)  # fmt: skip
