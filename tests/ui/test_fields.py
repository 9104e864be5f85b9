"""Labels stand above their fields, errors are words under them, buttons and lists are named and large enough."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from crimint_desktop.ui import theme
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.fields import Combo, Entry, Field, check_box, combo_field, line_field
from crimint_desktop.ui.metrics import ems
from crimint_desktop.ui.page import PageHead


def test_a_label_stands_above_its_field_and_names_it(show):
    field, edit = line_field("User name", identifier="user", width=14)
    show(field)
    assert field.label.geometry().bottom() < edit.geometry().top()
    assert field.label.buddy() is edit
    assert edit.accessibleName() == "User name"
    assert edit.accessibleIdentifier() == "user"
    assert edit.width() == ems(14)


def test_required_is_said_in_words(show):
    field, edit = line_field("Title", identifier="title", required=True)
    show(field)
    assert field.label.text() == "Title (required)"
    assert edit.accessibleName() == "Title (required)"
    field.set_required(False)
    assert edit.accessibleName() == "Title"


def test_an_error_is_words_under_the_field_and_in_its_description(show, heard):
    field, edit = line_field("Title", identifier="title", hint="One line.")
    show(field)
    field.show_problem("A report needs a title.", aloud=True)
    assert edit.accessibleDescription() == "Error: A report needs a title. One line"
    assert field._error.isVisible()
    assert field._error.geometry().top() >= edit.geometry().bottom()
    assert heard.urgent == ["A report needs a title."]
    field.show_problem("")
    assert edit.accessibleDescription() == "One line"
    assert not field._error.isVisible()


def test_a_field_without_a_hint_has_no_empty_description(show):
    _, edit = line_field("Title", identifier="title")
    assert edit.accessibleDescription() == ""


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_that_can_be_pressed_is_smaller_than_24_pixels(show, qapp, scale):
    theme.apply(qapp, theme.scheme("light"), scale)
    form = QWidget()
    column = QVBoxLayout(form)
    made = [
        Button("Go", lambda: None, identifier="go"),
        flat("All", lambda: None, identifier="all"),
        Combo([Entry("a", "A")]),
        QLineEdit(),
        check_box("Ticked", identifier="tick"),
    ]
    for widget in made:
        column.addWidget(widget)
    show(form)
    assert all(min(widget.height(), widget.width()) >= 24 for widget in made), [w.size() for w in made]


def test_a_list_with_nothing_chosen_says_so_and_gives_nothing(qtbot):
    combo = Combo([Entry("x", "Ex")], unset="Not chosen")
    qtbot.addWidget(combo)
    assert combo.currentText() == "Not chosen"
    assert combo.value() == ""
    combo.set_value("x")
    assert combo.value() == "x"


def test_a_value_that_is_no_longer_offered_is_shown_and_kept(qtbot):
    combo = Combo([Entry("x", "Ex")], unset="Not chosen")
    qtbot.addWidget(combo)
    combo.set_value("old")
    assert combo.value() == "old"
    combo.set_entries([Entry("y", "Why")])
    assert combo.value() == "old"


def test_only_a_persons_choice_is_told(qtbot, show):
    told: list[str] = []
    field, combo = combo_field("State", [Entry("a", "A"), Entry("b", "B")], identifier="state", changed=told.append)
    show(field)
    combo.set_value("b")
    assert told == []
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Up)
    assert told == ["a"]


def test_the_wheel_does_not_change_a_list_that_has_not_the_keyboard(show):
    form = QWidget()
    column = QVBoxLayout(form)
    combo, other = Combo([Entry("a", "A"), Entry("b", "B")]), QLineEdit()
    column.addWidget(combo)
    column.addWidget(other)
    show(form)
    other.setFocus()
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(combo, turn)
    assert combo.value() == "a"


def test_the_same_words_are_announced_once_in_one_turn(show, heard, qtbot):
    widget = show(QWidget())
    announce(widget, "Saved.")
    announce(widget, "Saved.")
    assert heard == ["Saved."]
    qtbot.wait(5)
    announce(widget, "Saved.")
    assert heard == ["Saved.", "Saved."]


def test_nothing_is_announced_for_no_words(show, heard):
    announce(show(QWidget()), "  ")
    assert heard == []


def test_a_page_has_one_default_button_at_most(qtbot):
    head = PageHead("Report")
    qtbot.addWidget(head)
    head.add(Button("Submit", lambda: None, identifier="submit", default=True))
    with pytest.raises(ValueError, match="already has a default button"):
        head.add(Button("Save", lambda: None, identifier="save", default=True))


def test_a_field_grows_with_the_text(show, qapp):
    field, edit = line_field("Date", identifier="date", width=8)
    show(field)
    before = edit.width()
    theme.apply(qapp, theme.scheme("light"), 200)
    QApplication.processEvents()
    assert edit.width() >= 1.8 * before
    assert isinstance(field, Field)
