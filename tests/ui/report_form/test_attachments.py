"""Files in the report form: added, named in words, taken off; what is not taken is said where it happened."""

from dataclasses import replace

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from crimint_desktop.actions.attachments import Kept
from crimint_domain.attachment import Attachment
from crimint_domain.errors import Problem, Refused


def _block(form):
    return form.attachments


def test_a_file_added_is_in_the_document_and_asks_for_its_words(open_form, qtbot):
    opened = open_form()
    form, desk = opened.page, opened.desk
    _block(form).take("/somewhere/van.jpg")
    qtbot.waitUntil(lambda: len(form.writing.report.attachments) == 1)
    (file,) = form.writing.report.attachments
    assert (file.name, file.title) == ("van.jpg", "")
    assert form.focusWidget().accessibleName() == "What the picture shows (required): van.jpg"
    form.focusWidget().set_text("A white van")
    assert form.writing.report.attachments[0].title == "A white van"
    assert desk.files.given == [("attach", "van.jpg")]


def test_a_picture_without_words_is_something_missing_at_its_place(open_form, qtbot):
    form = open_form().page
    _block(form).take("/somewhere/van.jpg")
    qtbot.waitUntil(lambda: len(form.writing.report.attachments) == 1)
    part = f"attachments/{form.writing.report.attachments[0].id}"
    assert part in [each.part for each in form.writing.problems()]
    assert _block(form).owns(part)


def test_a_file_that_is_not_taken_is_a_sentence_in_its_section(open_form, qtbot):
    opened = open_form()
    form, desk = opened.page, opened.desk
    desk.files.against = Refused(Problem("attachments", "This file is two kinds of file at once."))
    _block(form).take("/somewhere/van.jpg")
    qtbot.waitUntil(lambda: "two kinds" in _block(form)._error.text())
    assert form.writing.report.attachments == ()


def test_a_picture_on_the_clipboard_is_pasted_and_anything_else_is_not(open_form, qtbot):
    opened = open_form()
    form, desk = opened.page, opened.desk
    words = QMimeData()
    words.setText("only words")
    QGuiApplication.clipboard().setMimeData(words)
    _block(form).paste()
    assert "no picture" in _block(form)._error.text()
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(0)
    QGuiApplication.clipboard().setImage(image)
    _block(form).paste()
    qtbot.waitUntil(lambda: len(form.writing.report.attachments) == 1)
    assert desk.files.given[-1][0] == "paste"


def test_a_file_taken_off_leaves_the_document_and_this_device(open_form, qtbot):
    opened = open_form()
    form, desk = opened.page, opened.desk
    _block(form).take("/somewhere/van.jpg")
    qtbot.waitUntil(lambda: len(form.writing.report.attachments) == 1)
    (file,) = form.writing.report.attachments
    _block(form).remove(file)
    assert form.writing.report.attachments == ()
    assert desk.files.given[-1] == ("forget", file.id)
    assert form.focusWidget().accessibleName().startswith("Add file")


def test_how_far_a_file_has_been_sent_is_said_in_words(open_form, qtbot):
    opened = open_form()
    form, desk = opened.page, opened.desk
    _block(form).take("/somewhere/van.jpg")
    qtbot.waitUntil(lambda: len(form.writing.report.attachments) == 1)
    (file,) = form.writing.report.attachments
    sent = Kept(Attachment(file.id, file.name, file.type, 100, file.digest), form.record, "waiting", 40, "")
    row = _block(form)._rows[file.id]
    for kept, words in (
        (sent, "Waiting to be sent, 40 %"), (replace(sent, done=0), "Waiting to be sent"),
        (replace(sent, state="here"), "On this device"), (replace(sent, state="refused", says="No."), "Not taken: No."),
    ):  # fmt: skip
        desk.files.found = {file.id: kept}
        _block(form)._look()
        qtbot.waitUntil(lambda words=words: row._state.text() == words)
