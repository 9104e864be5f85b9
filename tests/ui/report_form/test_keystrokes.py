"""Five minutes at three in the morning: how many keys a report takes beyond its words."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

SIXTY_WORDS = (
    "On 19 November I saw that about nine square metres of lead had been cut from the north aisle of St Botolph's in "
    "Quillmarsh. Fresh scaffold tubes lay behind the vestry and a ladder stood at the wall. The verger last saw the "
    "roof whole on 12 November. Nobody was there. A white van had been parked by the gate since noon that day."
)


def begin(open_form):
    """Ctrl+N is the window's own key: it opens the form on an empty draft."""
    form = open_form()
    form.fingers.keys = 1
    return form


def write_and_grade(form, text, code):
    form.fingers.write(text, counted=False)
    form.fingers.press(Qt.Key.Key_Tab)
    form.fingers.write(code)


def test_a_report_of_sixty_words_takes_eight_keys_beyond_its_text(open_form):
    assert len(SIXTY_WORDS.split()) >= 60
    form = begin(open_form)
    write_and_grade(form, SIXTY_WORDS, "1ap")
    form.fingers.press(Qt.Key.Key_F8)
    form.fingers.write("1")
    form.fingers.ctrl(Qt.Key.Key_Return)
    assert form.desk.told("submit") == [form.page.record]
    QApplication.processEvents()
    assert form.desk.told("left") == [form.page.record]
    [sent] = form.desk.kept[-1:]
    [item] = sent["items"].values()
    assert item["text"] == SIXTY_WORDS
    assert (item["grading"]["source"], item["grading"]["assessment"], item["handling"]["code"]) == ("1", "A", "P")
    assert sent["source"]["how_known"] == "saw"
    assert form.fingers.keys == 8


def test_three_graded_items_take_eighteen_keys_beyond_their_text(open_form):
    form = begin(open_form)
    write_and_grade(form, "Lead was cut from the roof.", "1ap")
    form.fingers.ctrl(Qt.Key.Key_I)
    write_and_grade(form, "A van carried it away.", "2bp")
    form.fingers.ctrl(Qt.Key.Key_I)
    write_and_grade(form, "The driver is known as Quill.", "3dp")
    form.fingers.press(Qt.Key.Key_F8)
    form.fingers.write("2")
    form.fingers.ctrl(Qt.Key.Key_Return)
    QApplication.processEvents()
    assert form.desk.told("left") == [form.page.record]
    assert [block.code() for block in form.page.items] == ["1AP", "2BP", "3DP"]
    assert form.fingers.keys == 18


def test_submitting_too_early_leads_to_what_is_missing_so_that_nobody_has_to_know_f8(open_form):
    form = begin(open_form)
    write_and_grade(form, "Lead was cut from the roof.", "1ap")
    form.fingers.ctrl(Qt.Key.Key_Return)
    QApplication.processEvents()
    form.fingers.write("4")
    form.fingers.ctrl(Qt.Key.Key_Return)
    QApplication.processEvents()
    assert form.desk.told("left") == [form.page.record]
    assert form.fingers.keys == 8


def test_a_grade_is_typed_over_an_earlier_one_in_one_go(open_form):
    form = begin(open_form)
    write_and_grade(form, "Lead was cut.", "2cc")
    form.fingers.write("Ask first.", counted=False)  # stays in the code field: refused, and not lost elsewhere
    form.fingers.ctrl(Qt.Key.Key_G)
    form.fingers.write("1ap")
    assert form.page.items[0].code() == "1AP"
