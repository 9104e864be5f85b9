"""Nothing that was typed is ever lost, whatever happens to the process, the disk or the page."""

import time

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from crimint_desktop.ui.report_form.keeping import AFTER_MS
from crimint_domain.views import report_document
from tests.builders import a_mention, a_report, an_item


def settle(form, milliseconds=0):
    QTest.qWait(milliseconds)
    QApplication.processEvents()


def question() -> QMessageBox:
    """The question that is asked; fails where none is."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    return box


def test_what_is_typed_is_saved_within_a_second_even_while_typing_goes_on(open_form):
    form = open_form()
    begun = time.monotonic()
    while not form.desk.kept and time.monotonic() - begun < 3:
        form.fingers.write("x")
        settle(form, 50)
    assert AFTER_MS < 1000  # the wait before saving; how long this machine takes is measured by the bench
    saved = next(iter(form.desk.kept[-1]["items"].values()))["text"]
    assert len(saved) >= form.fingers.keys - 2


def test_leaving_a_field_saves_at_once(open_form):
    form = open_form()
    form.fingers.write("Lead.")
    assert form.desk.kept == []
    form.fingers.press(Qt.Key.Key_Tab)
    assert next(iter(form.desk.kept[-1]["items"].values()))["text"] == "Lead."


def test_a_full_disk_is_said_once_and_saving_goes_on_until_it_succeeds(open_form, heard, monkeypatch):
    monkeypatch.setattr("crimint_desktop.ui.report_form.keeping.AGAIN_MS", 60)
    form = open_form()
    form.desk.disk_full = True
    form.fingers.write("Lead.")
    form.fingers.press(Qt.Key.Key_Tab)
    settle(form, 300)
    says = "Not saved: The disk is full. Trying again; do not close the program."
    assert form.page.state.text() == says
    assert form.named("form.not-saved").text() == says
    assert heard.urgent.count(says) == 1
    assert len(form.desk.told("keep")) > 2
    assert form.page.items[0].text.text() == "Lead."
    form.desk.disk_full = False
    settle(form, 300)
    assert form.page.state.text() == "Draft saved 14:32 on this device. Only you can see it."
    assert form.page.state.text() in heard
    assert next(iter(form.desk.kept[-1]["items"].values()))["text"] == "Lead."


def test_parts_this_program_does_not_know_survive_every_edit(open_form):
    document = report_document(a_report(items=[an_item(1), an_item(2)]))
    first, second = document["items"]
    document["weather"] = {"wind": "north"}
    document["items"][second]["mood"] = "calm"
    form = open_form(a_report(items=[an_item(1), an_item(2)]), document=document)
    form.fingers.write("More. ")
    form.page._items.shift(second, -1)
    form.page._items.remove(second)
    form.page._items.bring_back()
    form.page.save_now()
    assert form.desk.kept[-1]["weather"] == {"wind": "north"}
    assert form.desk.kept[-1]["items"][second]["mood"] == "calm"
    assert form.desk.kept[-1]["items"][first]["text"].startswith("More. ")


def test_walking_through_every_field_rewrites_nothing(open_form):
    document = report_document(a_report(items=[an_item(1, text="Lead cut\r\nfrom\u00a0the roof")]))
    document["origin"]["reported_at"] = "2026-11-20T14:32:41+00:00"
    document["origin"]["event"] = {"start": "2026-11-19T14:32:07+00:00", "end": None}
    form = open_form(a_report(items=[an_item(1)]), document=document)
    before = form.document
    for _ in range(60):
        form.fingers.press(Qt.Key.Key_Tab)
    assert form.document == before


def test_a_date_that_does_not_exist_stays_as_typed_and_says_so_until_it_is_mended(open_form, heard):
    form = open_form()
    edit = form.go("form.reported_at")
    edit.selectAll()
    form.fingers.write("31/02/2026")
    form.fingers.press(Qt.Key.Key_Tab)
    says = "There is no such date or time. Check day, month, hour and minute."
    form.go("form.officer")
    form.fingers.write("x")
    assert edit.text() == "31/02/2026"
    assert says in form.named("form.reported_at.error").text()
    assert says.rstrip(".") in edit.accessibleDescription()
    assert heard.urgent.count(says) == 1
    form.page.submit()
    settle(form)
    assert form.desk.told("submit") == []
    assert form.here() == "form.reported_at"
    edit.selectAll()
    form.fingers.write("28/02/2026 9:15")
    form.fingers.press(Qt.Key.Key_Tab)
    assert form.document["origin"]["reported_at"].startswith("2026-02-28T09:15")
    assert edit.text() == "28/02/2026 09:15"


def test_an_event_may_be_a_moment_a_range_or_unknown(open_form):
    form = open_form()
    assert form.document["origin"]["event"] == {"start": None, "end": None}
    form.go("form.event-start")
    form.fingers.write("yesterday 22:10")
    form.fingers.press(Qt.Key.Key_Tab)
    assert form.document["origin"]["event"]["start"].startswith("2026-11-19T22:10")
    form.fingers.write("20/11/2026")
    form.fingers.press(Qt.Key.Key_Tab)
    assert form.document["origin"]["event"]["end"].startswith("2026-11-20T00:00")
    form.go("form.event-start").clear()
    form.fingers.press(Qt.Key.Key_Backspace)


@pytest.mark.parametrize("typed", ["SECRET", "top secret", "ORGANISATIONAL USE ONLY; SECRET"])
def test_a_marking_above_official_sensitive_is_refused_and_never_saved(open_form, heard, typed):
    form = open_form()
    edit = form.go("form.marking-instructions")
    edit.selectAll()
    form.fingers.write(typed)
    form.fingers.press(Qt.Key.Key_Tab)
    form.go("form.title")
    form.fingers.write("Lead")
    form.page.save_now()
    assert "SECRET" not in str(form.desk.kept[-1]["marking"]).upper()
    assert "is not allowed here" in form.named("form.marking-instructions.error").text()
    assert any("use the network for that level" in words for words in heard.urgent)
    form.page.submit()
    settle(form)
    assert form.desk.told("submit") == []


def test_a_paste_of_a_megabyte_is_refused_in_words(open_form):
    form = open_form()
    form.fingers.write("Kept.")
    area = form.page.items[0].text
    pasted = QMimeData()
    pasted.setText("lead " * 200_000)
    area.insertFromMimeData(pasted)
    settle(form)
    assert area.text() == "Kept."
    error = form.named("form.item1.text.error").text()
    assert error == "Not pasted: 1,000,000 characters are too many, at most 100,000 fit. Split it, or attach a file."


def test_the_longest_text_that_fits_can_still_be_typed_into(open_form):
    form = open_form()
    pasted = QMimeData()
    pasted.setText("lead from roof\n" * 6_600)
    form.page.items[0].text.insertFromMimeData(pasted)
    settle(form)
    form.fingers.write("x")
    settle(form)
    assert form.page.items[0].item.text.endswith("x")


@pytest.mark.parametrize("text", ["שלום עולם", "e\u0301 n\u0303 a\u0308", "مركبة بيضاء", "👩🏽‍🚒 seen"])
def test_text_of_every_script_comes_back_as_it_was(open_form, text):
    form = open_form(a_report(items=[an_item(1, text=text)]))
    assert form.page.items[0].text.text() == text
    form.page.items[0].text.moveCursor(form.page.items[0].text.textCursor().MoveOperation.End)
    form.fingers.write(".")
    assert form.page.items[0].item.text == text + "."


def test_a_name_that_looks_like_markup_stays_words(open_form):
    name = '<img src="file://nowhere/x.png"><b>Quill</b>'
    item = an_item(1)
    form = open_form(a_report(items=[item], mentions=[a_mention(1, name=name, item=item.id)]))
    table = form.named("form.item1.linked")
    assert table.model().index(0, 0).data() == name
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in form.page.findChildren(QLabel))


def test_the_place_comes_back_with_the_caret_and_with_what_could_not_be_taken(open_form):
    form = open_form(a_report(items=[an_item(1), an_item(2)]))
    edit = form.go("form.obtained_at")
    edit.selectAll()
    form.fingers.write("last week")
    form.go("form.item2.text")
    area = form.page.items[1].text
    cursor = area.textCursor()
    cursor.setPosition(7)
    area.setTextCursor(cursor)
    place = form.page.place()
    again = open_form(a_report(items=[an_item(1), an_item(2)]))
    again.page.restore(place)
    settle(again)
    assert place["record"] == again.page.record
    assert again.here() == "form.item2.text"
    assert again.page.items[1].text.textCursor().position() == 7
    assert again.named("form.obtained_at").text() == "last week"


def test_leaving_saves_first_and_takes_no_more_words(open_form):
    form = open_form()
    form.fingers.write("Lead.")
    assert form.page.leave().result() is True
    assert [act for act, _about in form.desk.acts][-2:] == ["keep", "leave"]
    form.fingers.write("Lost?")
    assert form.page.items[0].text.text() == "Lead."
    assert form.page.leave() is None
    assert form.page.save_now() is None


def test_a_form_that_could_not_be_left_goes_on_and_keeps_trying(open_form, monkeypatch):
    monkeypatch.setattr("crimint_desktop.ui.report_form.keeping.AGAIN_MS", 60)
    form = open_form()
    form.fingers.write("Lead.")
    form.desk.disk_full = True
    assert form.page.leave().exception().cause == "disk-full"
    settle(form, 20)
    form.desk.disk_full = False
    form.fingers.write(" Gone.")
    settle(form, 200)
    assert next(iter(form.desk.kept[-1]["items"].values()))["text"] == "Lead. Gone."


def test_a_draft_is_sent_so_far_and_written_on(open_form):
    form = open_form()
    assert form.page.send_so_far() is None
    form.fingers.write("Lead.")
    assert form.page.send_so_far().result() is True
    assert [act for act, _about in form.desk.acts] == ["keep", "leave", "keep"]
    assert form.page.send_so_far() is None
    form.fingers.write(" Gone.")
    assert form.page.items[0].item.text == "Lead. Gone."
    assert form.page.send_so_far() is not None


def test_only_a_draft_is_sent_so_far(open_form):
    form = open_form(a_report(state="returned"))
    form.fingers.write("Lead.")
    assert form.page.send_so_far() is None


def test_discarding_asks_first_and_enter_keeps_the_words(open_form):
    form = open_form()
    form.fingers.write("Lead.")
    form.page.discard()
    settle(form)
    QTest.keyClick(question(), Qt.Key.Key_Return)
    settle(form)
    assert form.desk.told("discard") == []
    form.page.discard()
    settle(form)
    question().buttons()[0].click()
    settle(form)
    assert form.desk.told("discard") == form.desk.told("left") == [form.page.record]
