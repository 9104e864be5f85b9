"""Files of strangers are decoded in a process that reaches nothing, and whatever they do there is a sentence here."""

import random
import subprocess
import sys
import time

import pytest

from crimint_desktop.app.decoding import calling, framing
from crimint_desktop.app.decoding.calling import decode
from crimint_desktop.app.decoding.framing import Answer, Damaged, Question
from crimint_domain.errors import Refused, Unavailable
from tests.files import a_pdf, a_picture, a_png_that_says

PROBE = """
import os, socket, sys
from crimint_desktop.app.decoding.confining import confine
assert confine()
def attempt(what):
    try:
        what()
    except (OSError, MemoryError) as fault:
        return type(fault).__name__
    return "done"
print(attempt(lambda: socket.socket()))
print(attempt(lambda: socket.socketpair()))
print(attempt(lambda: open(sys.argv[1], "w")))
print(attempt(lambda: os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)))
print(attempt(os.fork))
print(attempt(lambda: os.execv("/bin/true", ["true"])))
print(attempt(lambda: os.kill(os.getppid(), 0)))
print(attempt(lambda: os.unlink(sys.argv[2])))
print(attempt(lambda: os.mkdir(sys.argv[1])))
print(attempt(lambda: bytes(2_000_000_000)))
print(attempt(lambda: open(sys.argv[2]).read()))
"""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "TIFF"])
def test_pictures_come_back_as_points(kind):
    shown = decode(a_picture(kind, (60, 40)), kind.lower(), 0, 2_000)
    assert (shown.width, shown.height, shown.pages) == (60, 40, 1)
    assert len(shown.pixels) == 60 * 40 * 3
    blue = shown.pixels[(20 * 60 + 10) * 3 : (20 * 60 + 10) * 3 + 3]
    assert blue[2] > blue[0]


def test_a_large_picture_comes_back_as_large_as_was_asked_for():
    shown = decode(a_picture(size=(3_000, 1_000)), "jpeg", 0, 600)
    assert (shown.width, shown.height) == (600, 200)


def test_pages_of_a_document_come_with_their_words():
    raw = a_pdf("The van stood by the mill.", "It left at four.")
    shown = decode(raw, "pdf", 1, 400)
    assert (shown.text.strip(), shown.page, shown.pages) == ("It left at four.", 1, 2)
    assert max(shown.width, shown.height) == 400


def test_text_comes_back_without_what_is_no_letter():
    assert decode("Café\x07\u202e £5\n".encode(), "text", 0, 1).text == "Café   £5\n"


def test_what_a_picture_says_of_itself_is_told_apart_from_the_picture():
    shown = decode(a_picture(exif={0x010F: "Invented Cameras", 0x013B: "Nobody-Test"}), "jpeg", 0, 100)
    assert shown.hidden.splitlines() == ["Camera made by: Invented Cameras", "Made by: Nobody-Test"]
    assert shown.text == ""


def test_there_is_no_page_behind_the_last():
    with pytest.raises(Refused, match="no such page"):
        decode(a_pdf(), "pdf", 7, 100)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\xff\xd8\xff" + bytes(400), "jpeg"),
        (a_picture("PNG")[:80], "png"),
        (b"%PDF-1.4\n" + bytes(900), "pdf"),
        (a_png_that_says(60_000, 60_000), "png"),
        (a_picture("GIF"), "jpeg"),
        (b"\x81\x8d", "text"),
    ],
)
def test_a_damaged_file_is_a_sentence(raw, kind):
    with pytest.raises(Refused, match=r"cannot be shown|too large"):
        decode(raw, kind, 0, 400)


def test_damage_at_any_place_is_a_sentence_or_a_picture():
    chance = random.Random(4)
    for kind, honest in (("jpeg", a_picture()), ("pdf", a_pdf()), ("tiff", a_picture("TIFF"))):
        for _ in range(2):
            raw = bytearray(honest)
            for _ in range(6):
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            try:
                assert decode(bytes(raw), kind, 0, 200).page == 0
            except Refused as refused:
                assert "shown" in str(refused)  # noqa: PT017 - either is right, and nothing else is


if sys.platform == "linux":  # elsewhere it is the parent that confines

    def test_the_process_reaches_no_network_no_program_no_other_process_and_writes_nothing(tmp_path):
        there = tmp_path / "there"
        there.write_text("still here")
        said = subprocess.run(
            [sys.executable, "-c", PROBE, str(tmp_path / "new"), str(there)],
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout.split()  # fmt: skip
        assert said == ["PermissionError"] * 9 + ["MemoryError", "done"]
        assert sorted(each.name for each in tmp_path.iterdir()) == ["there"]


def _instead(monkeypatch, program):
    monkeypatch.setattr(calling, "_command", lambda _kind: [sys.executable, "-c", program])


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import sys; sys.exit(3)",
        "import sys; sys.stdout.write('rubbish')",
        "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'CRA1' + bytes(40))",
        "import sys, os; os.close(0); os.close(1)",
    ],
)
def test_a_process_that_dies_or_talks_rubbish_is_a_sentence(monkeypatch, program):
    _instead(monkeypatch, program)
    with pytest.raises(Refused, match="damaged"):
        decode(a_picture(), "jpeg", 0, 100)


def test_a_process_that_hangs_is_ended(monkeypatch):
    _instead(monkeypatch, "import time; time.sleep(600)")
    monkeypatch.setattr(calling, "_WAIT_S", 0.5)
    begun = time.monotonic()
    with pytest.raises(Refused):
        decode(a_picture(), "jpeg", 0, 100)
    assert time.monotonic() - begun < 5


def test_where_it_cannot_be_confined_nothing_is_shown(monkeypatch):
    said = framing.answer_bytes(Answer(framing.NOT_CONFINED))
    _instead(monkeypatch, f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({said!r})")
    with pytest.raises(Unavailable, match="not shown"):
        decode(a_picture(), "jpeg", 0, 100)


def test_answers_that_cannot_be_true_are_not_taken():
    right = Answer(framing.FINE, 1, 2, 1, b"abcdef", "words", "hidden")
    assert framing.answer_from(framing.answer_bytes(right)) == right
    for wrong in (
        Answer(framing.FINE, 1, 2, 2, b"abcdef"), Answer(9), Answer(framing.FINE, 10**6),
        Answer(framing.FINE, 1, 9_000, 0),
    ):  # fmt: skip
        with pytest.raises(Damaged):
            framing.answer_from(framing.answer_bytes(wrong))
    for raw in (b"", b"CRA1", framing.answer_bytes(right) + b"x", framing.answer_bytes(right)[:-1]):
        with pytest.raises(Damaged):
            framing.answer_from(raw)


def test_questions_that_cannot_be_true_are_not_answered():
    right = Question("pdf", 3, 500, b"bytes")
    assert framing.question_from(framing.question_bytes(right)) == right
    for raw in (b"", framing.question_bytes(right)[:-1], framing.question_bytes(Question("pdf", 3, 50_000, b""))):
        with pytest.raises(Damaged):
            framing.question_from(raw)


def test_nothing_of_a_picture_is_written_anywhere_while_it_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    canary = b"CANARY-of-the-blue-van"
    shown = decode(a_pdf(canary.decode()), "pdf", 0, 300)
    assert canary.decode() in shown.text
    assert not list(tmp_path.iterdir())
