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
    warning.findChildren(QPushButton)[0].click()
    assert stayed == [True]
