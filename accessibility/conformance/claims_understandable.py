"""WCAG 2.2, principles 3 and 4: what is there can be understood, and every tool can work with it."""

from __future__ import annotations

from accessibility.conformance.claim import OURS, UI, Claim, journeys, rules, tests

_ONE_PROGRAM = "WCAG2ICT: it asks this of sets of documents and programs; this is one program."

UNDERSTANDABLE: tuple[Claim, ...] = (
    Claim("3.1.1", "supports", "Every window says that its language is British English.",
          rules("language-not-told")),
    Claim("3.1.2", "partly",
          "The program's own words are all English. What people write or quote in another language is plain text, and"
          " not marked as such."),
    Claim("3.2.1", "supports", "Coming to something changes, opens and logs nothing.",
          (*tests(f"{UI}settings/test_settings.py",
                  "it_can_be_gone_through_by_keyboard_without_choosing_anything"),
           *tests(f"{UI}reports/test_reports_page.py", "moving_through_the_list_opens_nothing_and_enter_opens"),
           *tests(f"{UI}report_form/test_keeping_words.py", "walking_through_every_field_rewrites_nothing"))),
    Claim("3.2.2", "supports", "Typing sends nothing: Enter or a button does; what is chosen leaves the focus.",
          (*tests(f"{UI}reports/test_reports_page.py",
                  "typing_searches_nothing_until_enter_because_each_search_is_logged"),
           *tests(f"{UI}test_grading.py", "choosing_c_asks_for_conditions_in_place_and_leaves_the_focus"))),
    Claim("3.2.3", "n.a.", f"{_ONE_PROGRAM} Menus and places stand where they stand all the same."),
    Claim("3.2.4", "n.a.", f"{_ONE_PROGRAM} One thing has one word all the same."),
    Claim("3.2.6", "n.a.", f"{_ONE_PROGRAM} F1 helps in every screen all the same.",
          tests(f"{UI}keyboard_help/test_help.py", "every_screen_has_a_page_of_help")),
    Claim("3.3.1", "supports",
          "What is wrong is said at once, stands in words under its field and in its description, and the focus goes"
          " there.",
          (*rules("problem-not-in-words"),
           *tests(f"{UI}test_fields.py", "an_error_is_words_under_the_field_and_in_its_description"),
           *tests(f"{UI}report_form/test_form_behaviour.py",
                  "submitting_with_gaps_lists_them_and_goes_to_the_first"),
           *journeys("sign_in", "write_report"))),
    Claim("3.3.2", "supports", "Every field has a label above it that says whether it must be filled.",
          (*rules("placeholder-as-label", "label-far-away", "required-not-in-words", "required-by-sign"),
           *tests(f"{UI}explain/test_explain.py",
                  "f1_explains_each_field_before_anybody_is_at_work_and_again_when_pressed_again"))),
    Claim("3.3.3", "supports", "A refusal says what would be taken.",
          (*tests(f"{UI}test_grading.py", "a_wrong_character_is_refused_with_a_sentence"),
           *tests(f"{UI}report_form/test_keeping_words.py",
                  "a_date_that_does_not_exist_stays_as_typed_and_says_so_until_it_is_mended"),
           *tests(f"{UI}keyboard_help/test_keys.py", "keys_that_cannot_be_are_refused_with_the_reason"))),
    Claim("3.3.4", "supports",
          "Nothing is submitted with gaps; what is removed comes back; what cannot be undone is asked first, and Enter"
          " keeps it.",
          (*tests(f"{UI}report_form/test_form_behaviour.py", "a_removed_item_comes_back_with_its_links"),
           *tests(f"{UI}report_form/test_keeping_words.py", "discarding_asks_first_and_enter_keeps_the_words"))),
    Claim("3.3.7", "supports", "What was typed stays when something is refused, and comes back after the lock.",
          (*tests(f"{UI}sign_in/test_sign_in.py", "a_wrong_password_is_said_at_the_field_and_everything_typed_stays"),
           *tests(f"{UI}report_form/test_keeping_words.py",
                  "the_place_comes_back_with_the_caret_and_with_what_could_not_be_taken"))),
    Claim("3.3.8", "supports", "Passwords and passphrases can be pasted, and an organisation can vouch in the browser.",
          (*tests(f"{OURS}test_assistance.py", "a_password_can_be_pasted"),
           *tests(f"{UI}sign_in/test_with_provider.py",
                  "name_and_password_give_way_to_one_button_that_says_where"))),
)  # fmt: skip

ROBUST: tuple[Claim, ...] = (
    Claim("4.1.2", "supports",
          "Every control tells its name, kind, state and value, and can be worked from outside.",
          (*rules("name-missing", "role-missing", "not-operable", "identifier-missing", "choice-not-single"),
           *tests(f"{OURS}test_assistance.py", "a_tool_can_press_write_and_choose", "a_tool_can_choose_a_grade"),
           *tests(f"{OURS}test_windows_tree.py", "the_committed_pages_pass_the_audit"),
           *journeys("home", "grading"))),
    Claim("4.1.3", "supports", "Whatever happens is announced once, without moving the focus, and can be read again.",
          (*tests(f"{UI}test_fields.py", "the_same_words_are_announced_once_in_one_turn"),
           *tests(f"{UI}test_main_window.py",
                  "each_change_of_status_is_said_once_and_a_refusal_at_once"),
           *tests(f"{UI}lock/test_warning.py", "it_is_said_once_and_leaves_the_keyboard_where_it_is"),
           *tests(f"{UI}news/test_news.py", "what_is_told_is_said_once_for_the_whole_window_and_kept"),
           *journeys("write_report"))),
)  # fmt: skip
