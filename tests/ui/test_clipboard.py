"""What is copied from here is kept out of histories, and is gone when the window locks."""

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from crimint_desktop.app.locking import Locking
from crimint_desktop.ui.clipboard import MARKS, OwnClipboard


@pytest.fixture
def clipboard(qapp, monkeypatch):
    """The clipboard, with a desktop behind it that says whose it is: without a screen there is none that could."""
    found = QGuiApplication.clipboard()
    monkeypatch.setattr(type(found), "ownsClipboard", lambda _clipboard: True)
    found.clear()
    watching = OwnClipboard(found)
    yield found
    watching.deleteLater()
    found.clear()


def copy(qtbot, edit, words):
    qtbot.addWidget(edit)
    edit.setPlainText(words) if isinstance(edit, QPlainTextEdit) else edit.setText(words)
    edit.selectAll()
    edit.copy()


@pytest.mark.parametrize("made", [QLineEdit, QPlainTextEdit])
def test_what_is_copied_says_that_it_belongs_into_no_history_and_no_cloud(qtbot, clipboard, made):
    copy(qtbot, made(), "A blue van stood by the old mill.")
    said = clipboard.mimeData()
    assert said.text() == "A blue van stood by the old mill."
    named = {
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    }
    assert {name.partition('"')[2].rstrip('"') for name, _ in MARKS if "windows-mime" in name} == named
    for name, value in MARKS:
        assert bytes(said.data(name).data()) == value


def test_the_lock_takes_what_was_copied_here_off_the_clipboard(qtbot, clipboard):
    copy(qtbot, QLineEdit(), "A blue van")
    window = QWidget()
    qtbot.addWidget(window)
    locking = Locking(window, lambda: None, lambda: None, lambda: None)
    locking.begin()
    qtbot.addWidget(locking.blank)
    assert clipboard.text() == ""
    qtbot.wait(20)


def test_the_lock_leaves_what_another_program_put_there(qtbot, clipboard, monkeypatch):
    monkeypatch.setattr(type(clipboard), "ownsClipboard", lambda _clipboard: False)
    other = QMimeData()
    other.setText("A shopping list")
    clipboard.setMimeData(other)
    window = QWidget()
    qtbot.addWidget(window)
    locking = Locking(window, lambda: None, lambda: None, lambda: None)
    locking.begin()
    qtbot.addWidget(locking.blank)
    assert clipboard.text() == "A shopping list"
    qtbot.wait(20)
