"""The warning before the lock: seen, said once, and answered by one press without losing one's place."""

from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from crimint_desktop.ui.lock.warning import LockWarning


def test_it_is_said_once_and_leaves_the_keyboard_where_it_is(show, heard):
    form = QWidget()
    column = QVBoxLayout(form)
    field = QLineEdit()
    stayed: list[bool] = []
    warning = LockWarning(lambda: stayed.append(True))
    for widget in (field, warning):
        column.addWidget(widget)
    show(form)
    field.setFocus()
    assert not warning.isVisible()
    warning.warn(60)
    assert warning.isVisible()
    assert heard == ["Locks in 60 seconds. Press any key to stay unlocked."]
    assert warning.text() == heard[0]
    assert field.hasFocus()
    (stay,) = (each for each in warning.findChildren(QPushButton) if each.isVisible())
    stay.click()
    assert stayed == [True]


def test_who_stayed_hears_for_how_long_and_may_have_the_longest_span(show, heard):
    asked: list[str] = []
    warning = LockWarning(lambda: None, lambda: asked.append("longest"), lambda: asked.append("back"))
    show(warning)
    warning.warn(60)
    warning.stayed("10 minutes", "30 minutes")
    assert heard[1:] == ["Stays unlocked. It locks after 10 minutes without a key. F6 goes to: allow 30 minutes."]
    offered = [each for each in warning.findChildren(QPushButton) if each.isVisible()]
    assert [each.accessibleName() for each in offered] == ["Allow 30 minutes", "Close this message"]
    offered[0].setFocus()
    offered[0].click()
    assert asked == ["longest", "back"]
    assert not warning.isVisible()


def test_who_has_the_longest_span_already_is_offered_nothing_more(show, heard):
    warning = LockWarning(lambda: None)
    show(warning)
    warning.warn(60)
    warning.stayed("30 minutes", "")
    assert heard[1:] == ["Stays unlocked. It locks after 30 minutes without a key."]
    assert [each.accessibleName() for each in warning.findChildren(QPushButton) if each.isVisible()] == [
        "Close this message"
    ]
