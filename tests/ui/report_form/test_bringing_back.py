"""Nothing that is removed from a form is gone at once: it comes back, or a question says first what will happen."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from crimint_domain.report import Reference
from tests.builders import a_mention, an_id
from tests.ui.hands import focused
from tests.ui.report_form.conftest import a_draft


def press(form, identifier):
    form.named(identifier).click()
    QApplication.processEvents()


def test_a_removed_reference_comes_back_as_it_was(open_form, heard):
    form = open_form(replace(a_draft(), references=(Reference(an_id(7), "Crime", "QM/1"),)))
    before = form.document["references"]
    press(form, "form.references.1.remove")
    assert not form.document["references"]
    assert focused().text() == "Reference Crime QM/1 removed. Undo"
    form.fingers.press(Qt.Key.Key_Space)
    assert form.document["references"] == before
    assert heard[-1] == "Reference Crime QM/1 is back"


def test_a_removed_link_comes_back_with_its_role(open_form, heard):
    draft = a_draft()
    mention = replace(a_mention(4), item=draft.items[0].id)
    form = open_form(replace(draft, mentions=(mention,)))
    before = form.document["mentions"]
    press(form, "form.item1.unlink")
    assert not form.document["mentions"]
    form.fingers.press(Qt.Key.Key_Space)
    assert form.document["mentions"] == before
    assert form.here() == "form.item1.linked"
    assert heard[-1] == f"Link to {mention.as_reported} is back"


def test_before_a_file_is_removed_it_is_said_what_goes(open_form, qtbot):
    form = open_form()
    form.page.attachments.take("/anywhere/van.jpg")
    qtbot.waitUntil(lambda: bool(form.document.get("attachments")))
    QApplication.processEvents()
    press(form, "form.attachments.1.remove")
    [box] = form.window.findChildren(QMessageBox)
    assert box.text() == (
        "van.jpg and what you wrote about it are taken off this report, and the copy kept here is deleted."
    )
    form.fingers.press(Qt.Key.Key_Escape)
    assert len(form.document["attachments"]) == 1
