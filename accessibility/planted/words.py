"""Defects of names, labels, descriptions and states."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from accessibility.planted.defect import Defect, change, patched, the
from crimint_desktop.ui import fields
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import Field


def _icon_only(button: Button) -> None:
    button.setText("")
    button.setAccessibleName("")


def _nobodys_label(window: QWidget) -> None:
    field = the(window, "sign-in.password", QWidget)
    for label in window.findChildren(QLabel):
        if label.buddy() is field:
            label.setBuddy(window)
    field.setAccessibleName("")


def _mark_without_words(window: QWidget) -> None:
    picture = QPixmap(16, 16)
    picture.fill()
    mark = QLabel(window)
    mark.setPixmap(picture)
    mark.setGeometry(4, 4, 16, 16)
    mark.show()


def _placeholder_only(field: QLineEdit) -> None:
    field.setPlaceholderText("Search")
    field.setAccessibleName("")
    for label in field.window().findChildren(QLabel):
        if label.buddy() is field:
            label.setBuddy(field.window())


WORDS = (
    Defect("nameless-icon-button", "New report shows a plus and says nothing", "Home: something waits",
           "audit", "name-missing", change("home.new", _icon_only)),
    Defect("label-of-nobody", "the password's label names no field", "Sign-in: known here",
           "audit", "name-missing", _nobodys_label),
    Defect("combo-named-by-its-value", "a list of operations that only Linux would name", "Home: something waits",
           "audit", "name-missing", change("operation", lambda combo: combo.setAccessibleName(" "))),
    Defect("type-said-twice", "the list of reports is called a table", "Reports: one open",
           "audit", "name-says-type", change("reports.table", lambda table: table.setAccessibleName("Reports table"))),
    Defect("two-of-one-name", "both sides of a conflict are used by the same words", "Conflict: nothing chosen",
           "audit", "name-not-unique",
           change("conflict.part1.theirs.use", lambda radio: radio.setAccessibleName("Item 1: text: Use mine"))),
    Defect("name-is-not-the-label", "whoever says “Unlock” to Voice Access is not understood", "Lock: waiting",
           "audit", "label-in-name", change("lock.unlock", lambda button: button.setAccessibleName("Open again"))),
    Defect("tip-says-the-name", "the tip of Submit is heard as a second Submit", "Report form: empty",
           "audit", "description-repeats-name", change("form.submit", lambda button: button.setToolTip("Submit"))),
    Defect("help-says-the-name", "F1 on a field explains “Priority” by “Priority”", "Report form: empty",
           "audit", "help-repeats", change("form.priority", lambda combo: combo.setWhatsThis("Priority"))),
    Defect("no-identifier", "buttons of the program lose what scripts and snapshots know them by",
           "Report form: empty", "audit", "identifier-missing",
           change("form.preview", lambda button: button.setAccessibleIdentifier(""))),
    Defect("private-characters", "a character of an icon font in a name", "Settings: something kept",
           "audit", "name-private-characters",
           change("settings.passphrase.change", lambda button: button.setAccessibleName("Change passphrase \ue13f"))),
    Defect("problem-by-colour-only", "an error stands under its field and is in no field's description",
           "Settings: passphrase refused", "audit", "problem-not-in-words",
           patch=patched(fields, "describe", lambda *_given: None)),
    Defect("required-in-the-label-only", "the label says required, the name does not", "Kept change: waiting",
           "audit", "required-not-in-words",
           change("kept.reason", lambda area: area.setAccessibleName("Why"))),
    Defect("no-help", "a field renamed: F1 no longer finds its words", "Report form: empty", "help", "unexplained",
           change("form.priority", lambda combo: combo.setAccessibleIdentifier("form.importance"))),
    Defect("required-by-star", "a star for “required”", "Kept change: waiting", "audit", "required-by-sign",
           change("kept.reason.field", lambda field: field.label.setText("Why *"), Field)),
    Defect("picture-without-words", "a picture in the window that nobody hears of", "Lock: waiting",
           "audit", "picture-without-words", _mark_without_words),
    Defect("window-without-title", "the lock comes to the front without saying what it is", "Lock: waiting",
           "audit", "window-title-missing", lambda window: window.setWindowTitle("")),
    Defect("another-language", "a window that claims to be German", "Lock: waiting", "audit", "language-not-told",
           lambda window: window.setLocale(QLocale(QLocale.Language.German))),
    Defect("on-hover-only", "how many wait stands in a tip only", "Conflicts: two wait", "audit", "hover-only",
           change("status", lambda bar: bar.setToolTip("Two conflicts wait for you"))),
    Defect("placeholder-for-a-label", "a field that is named until somebody types", "Reports: none open",
           "audit", "name-missing",
           change("reports.search", _placeholder_only)),
)  # fmt: skip
