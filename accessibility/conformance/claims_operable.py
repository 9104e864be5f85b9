"""WCAG 2.2, principle 2: what is there can be operated."""

from __future__ import annotations

from accessibility.conformance.claim import OURS, UI, Claim, journeys, rules, tests

_ONE_PROGRAM = "WCAG2ICT: it asks this of sets of documents and programs; this is one program."

OPERABLE: tuple[Claim, ...] = (
    Claim("2.1.1", "supports", "Everything by keyboard: a whole report takes a score of keys beyond its words.",
          (*rules("no-key-reaches", "shortcut-not-unique", "mnemonic-not-unique", "menu-letter-not-unique"),
           *tests(f"{UI}report_form/test_keystrokes.py",
                  "three_graded_items_take_eighteen_keys_beyond_their_text"),
           *journeys("write_report", "grading", "home"))),
    Claim("2.1.2", "supports", "Tab and Shift+Tab leave everything, Esc closes every question.",
          rules("tab-trap", "tab-back", "no-escape", "table-keeps-tab")),
    Claim("2.1.4", "supports",
          "Single letters work only inside the group of choices that has the focus; those of a conflict can be switched"
          " off.",
          (*rules("single-key"),
           *tests(f"{UI}conflict/test_conflict.py", "letters_choose_nothing_where_they_are_switched_off"))),
    Claim("2.2.1", "supports",
          "The one limit is the lock: it warns a minute before, any key stays, and the span can be made longer up to"
          " the force's own.",
          (*tests(f"{UI}test_idle.py", "a_warning_comes_once_a_minute_before_the_lock",
                  "a_key_pressed_after_the_warning_says_that_somebody_is_there"),
           *tests(f"{UI}settings/test_settings.py", "nobody_can_stay_unlocked_longer_than_the_force_allows"))),
    Claim("2.2.2", "supports", "Nothing moves; what arrives while one works moves neither focus nor row.",
          (*tests(f"{OURS}test_stillness.py", "nothing_moves_flashes_or_makes_a_sound"),
           *tests(f"{UI}reports/test_reports_page.py",
                  "new_rows_from_sync_move_neither_focus_nor_the_current_row"))),
    Claim("2.3.1", "supports", "Nothing flashes or blinks.",
          tests(f"{OURS}test_stillness.py", "nothing_moves_flashes_or_makes_a_sound")),
    Claim("2.4.1", "n.a.", f"{_ONE_PROGRAM} F6 goes from pane to pane all the same."),
    Claim("2.4.2", "supports", "Every window has a title that says the page first.", rules("window-title-missing")),
    Claim("2.4.3", "supports", "Tab goes as one reads, and after an action focus is where work goes on.",
          (*rules("tab-order", "no-current-item"),
           *tests(f"{UI}recovery/test_recovery_window.py",
                  "the_whole_way_goes_by_the_enter_key_and_the_keyboard_is_always_where_work_goes_on"))),
    Claim("2.4.4", "supports", "There are no links; buttons say what they do, each in words of its own.",
          rules("name-not-unique", "name-not-informative")),
    Claim("2.4.5", "n.a.", _ONE_PROGRAM),
    Claim("2.4.6", "supports", "Fields, groups and columns are named by what they are for.",
          rules("name-not-informative", "header-missing", "name-not-unique", "rows-alike")),
    Claim("2.4.7", "supports", "A ring of two pixels at 3:1 in every theme.",
          (*rules("focus-not-visible"),
           *tests(f"{UI}test_focus_ring.py", "a_button_scrolled_into_sight_by_tab_has_its_ring"))),
    Claim("2.4.11", "supports", "Nothing lies over what has the focus, and a page scrolls to it.",
          (*rules("focus-unseen"),
           *tests(f"{UI}report_form/test_form_behaviour.py",
                  "the_whole_grade_is_in_view_when_its_code_has_the_keyboard"))),
    Claim("2.5.1", "n.a.", "No gesture is asked for: everything is one click or one key.",
          tests(f"{OURS}test_stillness.py", "no_gesture_and_no_movement_of_the_device_is_listened_for")),
    Claim("2.5.2", "supports", "Everything is done when a button is let go, and not when it goes down.",
          tests(f"{OURS}test_stillness.py", "nothing_of_ours_acts_when_the_pointer_goes_down")),
    Claim("2.5.3", "supports", "The words on the screen are in the name.", rules("label-in-name")),
    Claim("2.5.4", "n.a.", "No movement of the device is listened for.",
          tests(f"{OURS}test_stillness.py", "no_gesture_and_no_movement_of_the_device_is_listened_for")),
    Claim("2.5.7", "supports", "Nothing is dragged.", rules("drag-only")),
    Claim("2.5.8", "supports", "Whatever is pressed is at least 24 × 24 pixels, and grows with the text.",
          (*rules("target-small"),
           *tests(f"{UI}test_fields.py", "nothing_that_can_be_pressed_is_smaller_than_24_pixels"))),
)  # fmt: skip
