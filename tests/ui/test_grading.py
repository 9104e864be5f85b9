"""Grading by typing, by key and by mouse: nothing preset, nothing elided, everything said in words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from crimint_desktop.ui import theme
from crimint_desktop.ui.grading import GradeReading, GradingControl
from crimint_desktop.ui.page import Scroll
from crimint_desktop.ui.plain import Words
from crimint_domain.grading import ASSESSMENT_AXIS, CURRENT_SCHEME, SOURCE_AXIS, Grading
from crimint_domain.handling import HANDLING_AXIS, Handling


@pytest.fixture
def control(codes, show):
    """The control between two fields, so that Tab has somewhere to come from and go to."""
    form = QWidget()
    column = QVBoxLayout(form)
    column.addWidget(QLineEdit())
    grading = GradingControl(codes, identifier="item.grading")
    column.addWidget(grading)
    column.addWidget(QLineEdit())
    show(form, 1100, 700)
    return grading


def type_into(qtbot, control, text):
    control.focus_code()
    qtbot.keyClicks(control.code_field, text)


def focused(control):
    widget = QApplication.focusWidget()
    return widget.accessibleName() if widget is not None else ""


def test_nothing_is_preselected(control):
    assert control.grading() is None
    assert control.handling() is None
    assert not any(radio.isChecked() for radio in control.findChildren(QRadioButton))
    assert control.meaning() == "Nothing chosen yet."


def test_typing_a_code_grades_in_three_keys(control, qtbot, heard):
    with qtbot.waitSignal(control.changed):
        type_into(qtbot, control, "1ap")
    assert control.grading() == Grading(CURRENT_SCHEME, "1", "A")
    assert control.handling() == Handling(CURRENT_SCHEME, "P")
    assert control.code_field.text() == "1AP"
    assert control.meaning() == "Reliable source. Known directly to the source. Lawful sharing permitted."
    assert heard == ["Grading 1 A P: reliable source, known directly to the source, lawful sharing permitted"]


def test_a_half_typed_code_says_what_is_still_open(control, qtbot, heard):
    type_into(qtbot, control, "2c")
    assert control.meaning() == "Untested source. Known indirectly to the source. Handling not chosen yet."
    assert heard == []
    control.groups[HANDLING_AXIS].focus()
    assert control.code_field.text() == "2C–"


@pytest.mark.parametrize(
    ("typed", "kept", "says"),
    [
        ("4", "", "Source is 1, 2 or 3."),
        ("1F", "1", "Assessment is A, B, C, D or E."),
        ("1AX", "1A", "Handling is P or C."),
    ],
)
def test_a_wrong_character_is_refused_with_a_sentence(control, qtbot, heard, typed, kept, says):
    type_into(qtbot, control, typed)
    assert control.code_field.text() == kept
    assert heard.urgent == [says]
    assert control.code_field.accessibleDescription() == f"Error: {says}"
    assert control._error.text() == says


def test_the_sentence_goes_with_the_next_right_character(control, qtbot):
    type_into(qtbot, control, "41")
    assert control.code_field.accessibleDescription() == ""
    assert not control._error.isVisible()


def test_typing_replaces_the_whole_code_when_the_field_is_entered_by_key(control, qtbot):
    control.set_value(Grading(CURRENT_SCHEME, "1", "A"), Handling(CURRENT_SCHEME, "P"))
    type_into(qtbot, control, "3EP")
    assert control.grading() == Grading(CURRENT_SCHEME, "3", "E")


def test_an_open_place_is_typed_over(control, qtbot):
    control.set_value(Grading(CURRENT_SCHEME, "1", ""), None)
    assert control.code_field.text() == "1––"
    control.focus_code()
    control.code_field.setCursorPosition(1)
    qtbot.keyClicks(control.code_field, "b")
    assert control.grading() == Grading(CURRENT_SCHEME, "1", "B")


def test_letters_and_digits_choose_in_the_axis_that_has_the_keyboard(control, qtbot, heard):
    control.groups[SOURCE_AXIS].focus()
    qtbot.keyClick(QApplication.focusWidget(), "2")
    control.groups[ASSESSMENT_AXIS].focus()
    qtbot.keyClick(QApplication.focusWidget(), "c")
    assert control.grading() == Grading(CURRENT_SCHEME, "2", "C")
    assert focused(control) == "C, known indirectly to the source"
    assert control.code_field.text() == "2C–"
    assert heard[-1].startswith("Grading 2 C not chosen: untested source, known indirectly to the source")


def test_arrows_only_move_while_nothing_is_chosen_and_space_chooses(control, qtbot):
    source = control.groups[SOURCE_AXIS]
    source.focus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert source.code() == ""
    assert focused(control) == "2, untested"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert source.code() == "2"


def test_arrows_choose_once_something_is_chosen(control, qtbot):
    source = control.groups[SOURCE_AXIS]
    control.set_value(Grading(CURRENT_SCHEME, "1", ""), None)
    source.focus()
    with qtbot.waitSignal(control.changed):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert source.code() == "2"
    assert focused(control) == "2, untested"


def test_tab_enters_each_axis_once_at_the_chosen_one(control, qtbot):
    control.set_value(Grading(CURRENT_SCHEME, "2", "D"), Handling(CURRENT_SCHEME, "P"))
    control.focus_code()
    seen = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(focused(control))
    assert seen == ["2, untested", "D, not known", "P, lawful sharing permitted"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_tab_goes_back_through_the_same_stops(control, qtbot):
    control.set_value(Grading(CURRENT_SCHEME, "3", "E"), None)
    control.groups[HANDLING_AXIS].focus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert focused(control) == "E, suspected to be false"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert focused(control) == "3, not reliable"


def test_choosing_c_asks_for_conditions_in_place_and_leaves_the_focus(control, qtbot, heard):
    control.groups[HANDLING_AXIS].focus()
    assert not control.conditions.isVisible()
    qtbot.keyClick(QApplication.focusWidget(), "c")
    assert control.conditions.isVisible()
    assert focused(control) == "C, lawful sharing with conditions"
    assert heard[-1].endswith(". Conditions of sharing are needed")


def test_conditions_are_kept_while_handling_changes_to_and_fro(control, qtbot):
    type_into(qtbot, control, "1AC")
    control.conditions.instructions.set_text("Not to the liaison group.")
    control.conditions.action.set_value("A1")
    type_into(qtbot, control, "1AP")
    assert control.handling() == Handling(CURRENT_SCHEME, "P")
    type_into(qtbot, control, "1AC")
    assert control.handling().conditions == "Not to the liaison group."
    assert control.handling().action == "A1"


def test_what_is_set_comes_back_as_it_was(control):
    grading = Grading(CURRENT_SCHEME, "2", "C")
    handling = Handling(CURRENT_SCHEME, "C", "A1", "S1", "Ask first.")
    with_signal = []
    control.changed.connect(lambda: with_signal.append(1))
    control.set_value(grading, handling)
    assert (control.grading(), control.handling()) == (grading, handling)
    assert with_signal == []


def test_setting_a_value_says_nothing(control, heard):
    control.set_value(Grading(CURRENT_SCHEME, "2", "C"), Handling(CURRENT_SCHEME, "C"))
    assert heard == []


def test_another_value_without_conditions_does_not_keep_the_old_ones(control, qtbot):
    control.set_value(Grading(CURRENT_SCHEME, "2", "C"), Handling(CURRENT_SCHEME, "C", "A1", "S1", "Ask first."))
    control.set_value(None, None)
    type_into(qtbot, control, "1AC")
    assert control.handling() == Handling(CURRENT_SCHEME, "C")


def test_what_is_missing_stands_under_the_field_and_in_its_description(control):
    control.set_value(Grading(CURRENT_SCHEME, "2", "C"), Handling(CURRENT_SCHEME, "C"))
    control.show_problems("", "Say who may have this.")
    assert control.conditions.instructions.accessibleDescription() == "Error: Say who may have this"
    control.show_problems("Choose the assessment.")
    assert control.code_field.accessibleDescription() == "Error: Choose the assessment."
    control.show_problems("")
    assert control.code_field.accessibleDescription() == control.meaning()


def test_the_keyboard_goes_to_what_is_missing(control):
    control.set_value(Grading(CURRENT_SCHEME, "2", ""), Handling(CURRENT_SCHEME, "P"))
    control.focus_problem()
    assert focused(control) == "A, known directly to the source"
    control.set_value(Grading(CURRENT_SCHEME, "2", "A"), Handling(CURRENT_SCHEME, "C"))
    control.focus_problem()
    assert control.conditions.instructions.hasFocus()


def test_an_older_grade_is_shown_as_it_is_and_cannot_be_changed(control, qtbot):
    older = Grading("5x5x5", "B", "2")
    control.set_value(older, Handling("5x5x5", "1"))
    assert control.code_field.text() == "B21"
    assert control.code_field.isReadOnly()
    assert control.code_field.accessibleName() == "Grade as given"
    assert control._scheme_words.text() == "5x5x5, not converted"
    assert not control._choices.isVisible()
    type_into(qtbot, control, "1AP")
    assert control.code_field.text() == "B21"
    control.code_field.clearFocus()
    assert control.code_field.text() == "B21"
    assert (control.grading(), control.handling()) == (older, Handling("5x5x5", "1"))


def test_help_shows_the_axis_that_has_the_keyboard_and_is_spoken(control, heard):
    control.groups[ASSESSMENT_AXIS].focus()
    control.toggle_help()
    assert control.help.isVisible()
    assert "Known directly to the source" in control.help.text()
    assert "Example" in control.help.text()
    assert heard
    control.toggle_help()
    assert not control.help.isVisible()


def test_the_groups_stack_when_they_do_not_fit_and_nothing_is_shortened(control, qapp):
    source, assessment = control.groups[SOURCE_AXIS], control.groups[ASSESSMENT_AXIS]
    assert source.y() == assessment.y()
    theme.apply(qapp, theme.scheme("light"), 250)
    QApplication.processEvents()
    control.window().resize(800, 700)
    QApplication.processEvents()
    assert assessment.y() >= source.y() + source.height()
    for group in control.groups.values():
        for code in group.findChildren(QWidget):
            assert code.width() >= code.minimumSizeHint().width()


def test_nothing_is_squeezed_when_the_words_wrap(codes, show, qapp, qtbot):
    content = QWidget()
    column = QVBoxLayout(content)
    grading = GradingControl(codes, identifier="item.grading")
    grading.set_value(Grading(CURRENT_SCHEME, "2", "C"), Handling(CURRENT_SCHEME, "C"))
    grading.show_problems("", "Say who may have this, and what they must not do with it.")
    column.addWidget(grading)
    column.addStretch(1)
    theme.apply(qapp, theme.scheme("light"), 300)
    show(Scroll(content, identifier="form"), 1000, 600)
    qtbot.wait(30)
    for radio in grading.findChildren(QRadioButton):
        assert radio.height() >= radio.sizeHint().height()
    for words in grading.findChildren(Words):
        if words.isVisible():
            assert words.height() >= words.heightForWidth(words.width())


def test_every_choice_is_large_enough_to_press_and_named(control):
    for group in control.groups.values():
        assert group.accessibleName()
        for radio in group._radios.values():
            assert radio.height() >= 24
            assert radio.accessibleName()[1:3] == ", "
            assert radio.accessibleIdentifier()


def test_a_grade_to_read_says_its_scheme_when_it_is_older(codes, qtbot):
    shown = GradeReading(codes, identifier="grade")
    qtbot.addWidget(shown)
    shown.show_grade(Grading("5x5x5", "B", "2"), Handling("5x5x5", "1"))
    assert shown.code() == "B21"
    assert shown.accessibleName().endswith("5x5x5, not converted")
    shown.show_grade(None, None)
    assert shown.accessibleName() == "Not graded yet"


def test_a_grade_of_an_unknown_scheme_is_named_not_guessed(codes, qtbot):
    shown = GradeReading(codes, identifier="grade")
    qtbot.addWidget(shown)
    shown.show_grade(Grading("9x9x9", "Q", "7"), None)
    assert "unknown code Q of 9x9x9" in shown.accessibleName()
