"""EN 301 549: what clauses 11 and 12 ask beyond WCAG."""

from __future__ import annotations

from accessibility.conformance.claim import OURS, UI, Claim, journeys, rules, tests

_NO_PLATFORM = "It asks this of platforms; the program stands on one."
_BUYER = "Support is given by the force that runs the program, and not by the program."
_WINDOWS = tests(f"{OURS}test_windows_tree.py", "the_committed_pages_pass_the_audit")
_BRIDGE = tests(f"{OURS}test_assistance.py", "a_tool_can_press_write_and_choose")

EN: tuple[Claim, ...] = (
    Claim("11.4.1.1.1", "n.a.", "Nothing is written in a markup language."),
    Claim("11.5.1", "n.a.", "The program is open to every assistive technology of the platform."),
    Claim("11.5.2.1", "n.a.", _NO_PLATFORM),
    Claim("11.5.2.2", "n.a.", _NO_PLATFORM),
    Claim("11.5.2.3", "supports", "Through UI Automation on Windows and AT-SPI on Linux, by Qt.",
          (*rules("role-missing", "name-missing"), *_WINDOWS, *journeys("home"))),
    Claim("11.5.2.4", "n.a.", "It is no assistive technology."),
    Claim("11.5.2.5", "supports", "Role, state, boundary, name and description of every control.",
          (*rules("name-missing", "role-missing", "size-zero", "outside-parent", "identifier-missing"), *_WINDOWS)),
    Claim("11.5.2.6", "supports", "Every cell knows its row and column, every column has a header.",
          (*rules("header-missing", "not-operable"), *journeys("home"))),
    Claim("11.5.2.7", "supports", "Values with their ends.", rules("range-wrong", "not-operable")),
    Claim("11.5.2.8", "supports", "A label is tied to its field.",
          (*rules("label-in-name", "placeholder-as-label"),
           *tests(f"{UI}test_fields.py", "a_label_stands_above_its_field_and_names_it"))),
    Claim("11.5.2.9", "supports", "What stands in what is told.", rules("name-of-parent", "outside-parent")),
    Claim("11.5.2.10", "supports", "Text, caret and selection of every field.",
          (*rules("not-operable"), *journeys("grading"))),
    Claim("11.5.2.11", "supports", "What can be done with a control is told.", (*rules("not-operable"), *_BRIDGE)),
    Claim("11.5.2.12", "supports", "And can be done from outside.", _BRIDGE),
    Claim("11.5.2.13", "supports", "Focus, caret and selection are told as they move.",
          (*journeys("home", "grading"),
           *tests(f"{OURS}test_seeing.py",
                  "the_point_that_a_magnifier_follows_lies_in_what_has_the_keyboard",
                  "the_point_that_a_magnifier_follows_moves_with_the_caret_and_the_current_row"))),
    Claim("11.5.2.14", "supports", "And can be moved from outside.", _BRIDGE),
    Claim("11.5.2.15", "partly",
          "Qt tells Windows of changed values, focus and announcements; it does not pass on changed descriptions or"
          " that a field became wrong, so the program announces these in words.",
          (*tests(f"{UI}test_fields.py", "the_same_words_are_announced_once_in_one_turn"), *journeys("sign_in"))),
    Claim("11.5.2.16", "supports", "States can be changed from outside where a person could change them.", _BRIDGE),
    Claim("11.5.2.17", "supports", "So can values and text.", _BRIDGE),
    Claim("11.6.1", "n.a.", _NO_PLATFORM),
    Claim("11.6.2", "supports", "No key of a screen reader or magnifier is taken, none can be chosen.",
          (*rules("shortcut-taken", "shortcut-unlisted"),
           *tests(f"{UI}test_keymap.py", "no_action_takes_a_screen_readers_or_magnifiers_keys"))),
    Claim("11.7", "partly",
          "Colours, accent, contrast, text size, motion and the scale of the screen are the system's and are followed"
          " while the program runs. That Windows' own text size is followed can only be tried on Windows.",
          (*rules("not-the-themes-pair", "palette-contrast"),
           *tests(f"{UI}test_system_settings.py", "a_window_that_is_shown_follows_the_desktops_portal",
                  "a_window_taken_to_a_screen_of_twice_the_scale_looks_as_if_it_had_begun_there"),
           *tests(f"{UI}test_theme.py", "a_change_of_the_systems_theme_reaches_widgets_that_are_shown",
                  "in_a_contrast_theme_nothing_is_mixed"))),
    Claim("11.8.1", "supports", "Reports are written and read in the same accessible forms.",
          journeys("write_report")),
    Claim("11.8.2", "supports", "Writing a report leads to words for its pictures and to named parts.",
          tests(f"{UI}report_form/test_attachments.py",
                "a_picture_without_words_is_something_missing_at_its_place")),
    Claim("11.8.3", "supports", "What a report holds for those who listen is kept by every edit.",
          tests(f"{UI}report_form/test_keeping_words.py",
                "parts_this_program_does_not_know_survive_every_edit")),
    Claim("11.8.4", "supports", "What is missing is listed, and F8 goes through it.",
          tests(f"{UI}report_form/test_form_behaviour.py",
                "f8_goes_through_everything_that_is_missing_and_round_again")),
    Claim("11.8.5", "n.a.", "There are no templates."),
    Claim("12.1.1", "supports", "The help says what there is, the list of keys shows and changes every key.",
          (*tests(f"{UI}keyboard_help/test_keys.py", "every_action_is_listed_with_its_keys_and_place"),
           *tests(f"{UI}keyboard_help/test_help.py", "a_page_names_only_keys_that_the_program_answers"))),
    Claim("12.1.2", "supports", "The help is a screen of the program like any other: plain words, heard and magnified.",
          tests(f"{UI}keyboard_help/test_help.py", "a_page_is_plain_words",
                "a_page_is_read_from_its_beginning_and_cannot_be_changed", "headings_grow_with_the_text")),
    Claim("12.2.2", "n.a.", _BUYER),
    Claim("12.2.3", "n.a.", _BUYER),
    Claim("12.2.4", "n.a.", _BUYER),
)  # fmt: skip
