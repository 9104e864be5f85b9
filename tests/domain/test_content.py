"""What a file is, is told by its content; what could hurt somebody is refused with a sentence."""

import contextlib
import io
import struct
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimint_domain.attachment import FILE_TYPES, size_words
from crimint_domain.content import examine, judged
from crimint_domain.errors import Refused
from crimint_domain.file_names import cleaned_name, export_name
from tests.files import (
    a_docx,
    a_pdf,
    a_picture,
    a_png_that_says,
    a_recording,
    a_sound,
    a_zip,
    an_xlsx,
    with_comment,
)

JPEG, PDF, ZIP = a_picture(), a_pdf(), a_zip({"a.txt": "hello"})
BOMB = a_docx(**{"word__media.xml": b"\x00" * 20_000_000})


def a_locked_archive() -> bytes:
    raw = bytearray(a_docx())
    for at in range(len(raw) - 4):
        if raw[at : at + 4] == b"PK\x01\x02":
            raw[at + 8] |= 1
    return bytes(raw)


def one_that_lies_of_its_size() -> bytes:
    raw = bytearray(a_docx(word__styles_xml=b"<s>" + b"a" * 900_000))
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(raw)


def one_file_twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return _twice()


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for _ in range(2):
            archive.writestr("word/document.xml", "<a/>")
        archive.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (JPEG, "jpeg"), (a_picture("PNG"), "png"), (a_picture("GIF"), "gif"), (a_picture("TIFF"), "tiff"),
        (a_picture("GIF", pages=3), "gif"), (a_picture("TIFF", pages=2), "tiff"), (PDF, "pdf"),
        (a_picture(exif={271: "Invented Cameras"}), "jpeg"), (a_docx(), "docx"), (an_xlsx(), "xlsx"),
        (a_recording(), "mp4"), (a_sound(), "wav"), (b"The van left at 3.", "text"), ("Café £5".encode(), "text"),
        ("Café £5".encode("cp1252"), "text"), ("Café".encode("utf-16"), "text"), (JPEG + bytes(20), "jpeg"),
        (JPEG + JPEG, "jpeg"),
    ],
)  # fmt: skip
def test_each_kind_that_is_taken_is_known_by_its_content(raw, key):
    assert examine(raw).key == key


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00" + bytes(60), "program"),
        (b"\x7fELF" + bytes(60), "program"),
        (b"#!/bin/sh\nrm -r /\n", "program"),
        (b"Rar!\x1a\x07\x00" + bytes(60), "archive"),
        (ZIP, "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office"),
        (b"{\\rtf1 hello}", "other files"),
        (b"<!DOCTYPE html><html><body>hello", "web page"),
        (b"   <svg xmlns='x'><script>alert(1)</script></svg>", "web page"),
        (b"<?xml version='1.0'?><a/>", "web page, a message or a program"),
        (bytes(range(256)) * 4, "not taken"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
        (b"\x00\x00\x00\x18ftypwhat" + bytes(40), "MP4"),
        (a_recording() + b"MZ and more", "behind its end"),
        (a_sound() + b"MZ and more", "behind its end"),
        (a_pdf(trailer=b"/Encrypt 9 0 R"), "password"),
        (a_pdf(extra=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "programs"),
        (a_pdf(extra=b"/Names << /EmbeddedFiles 9 0 R >>"), "other files"),
        (PDF + b"more behind the end", "behind its end"),
        (b"%PDF-1.4 and nothing else", "damaged"),
        (a_png_that_says(50_000, 50_000), "more than can be shown"),
        (a_picture("PNG")[:-30], "damaged"),
        (JPEG[:200], "damaged"),
        (a_picture("GIF")[:-3], "damaged"),
        (a_picture("TIFF")[:9], "damaged"),
    ],
)
def test_what_is_not_taken_is_refused_with_a_sentence(raw, says):
    with pytest.raises(Refused, match=says):
        examine(raw)


@pytest.mark.parametrize(
    "raw",
    [
        JPEG + ZIP,
        JPEG + PDF,
        JPEG + b"<html><script>alert(1)</script>",
        with_comment(JPEG, b"<script>alert(1)</script>"),
        with_comment(JPEG, b"%PDF-1.4\n"),
        a_picture("PNG") + b"MZ\x90\x00" + bytes(20),
        a_picture("PNG") + ZIP,
        a_picture("GIF") + b"<script>alert(1)</script>",
        b"GIF89a" + b"<script>" + a_picture("GIF")[6:],
        PDF.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%<html><script>alert(1)</script>\n", 1),
    ],
)
def test_a_file_that_is_two_kinds_at_once_is_refused(raw):
    with pytest.raises(Refused, match=r"two kinds|damaged"):
        examine(raw)


def test_a_pdf_with_an_archive_behind_it_is_refused():
    with pytest.raises(Refused):
        examine(PDF[:-6] + ZIP + b"%%EOF\n")
    with pytest.raises(Refused):
        examine(PDF + ZIP)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (BOMB, "unfold"),
        (a_docx(**{"..__..__evil.xml": "x"}), "outside itself"),
        (a_docx(**{"C:__evil.xml": "x"}), "outside itself"),
        (a_docx(**{"__etc__passwd": "x"}), "outside itself"),
        (a_docx(word__inner=ZIP), "other documents inside"),
        (a_docx(word__embeddings__sheet_xlsx=an_xlsx()), "other documents inside"),
        (a_docx(**{"word__vbaProject.bin": b"x"}), "programs"),
        (a_docx(**{"word__styles.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}), "unfold into others"),
        (a_zip({"[Content_Types].xml": "macroEnabled", "word/document.xml": "x"}), "programs"),
        (a_locked_archive(), "password"),
        (one_that_lies_of_its_size(), "damaged"),
        (one_file_twice(), "twice"),
        (a_zip({f"word/{n}.xml": "" for n in range(2_100)} | {"word/document.xml": ""}), "more files"),
        (a_docx()[:-4], "damaged"),
        (b"PK" + JPEG + a_docx(), "in front of it|damaged"),
        (a_docx() + b"trailing", "behind its end"),
    ],
)
def test_a_hostile_document_is_refused_quickly(raw, says):
    begun = time.monotonic()
    with pytest.raises(Refused, match=says):
        examine(raw)
    assert time.monotonic() - begun < 1.0


@given(st.binary(max_size=300), st.sampled_from([JPEG, PDF, a_docx(), a_picture("PNG"), a_picture("GIF"),
                                                  a_picture("TIFF"), a_recording(), a_sound()]),
       st.integers(0, 600), st.integers(1, 40))  # fmt: skip
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(noise, honest, at, cut):
    for raw in (honest[:at] + noise + honest[at + cut :], noise + honest[:at], honest[: at + cut] + noise):
        with contextlib.suppress(Refused):
            assert examine(raw).key in FILE_TYPES


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("van.jpg", "van.jpg"),
        ("C:\\Users\\pc42\\van.JPG", "van.jpg"),
        ("../../etc/van.jpg", "van.jpg"),
        ("van", "van.jpg"),
        ("a\x00b\nc.jpg", "a b c.jpg"),
        ("CON.jpg", "file CON.jpg"),
        ("van. .jpg", "van.jpg"),
        ("...", "file.jpg"),
        ("van:stream.jpg", "van stream.jpg"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
        ("Café.2026-11-20.jpg", "Café.2026-11-20.jpg"),
    ],
)
def test_names_are_cleaned(said, kept):
    assert judged(JPEG, said)[1] == kept
    assert cleaned_name(kept, FILE_TYPES["jpeg"]) == kept


@pytest.mark.parametrize("name", ["van\u202egpj.exe.jpg", "van.pdf", "van.exe", "van.exe.jpg", "report.js.jpg"])
def test_a_name_that_pretends_is_refused(name):
    with pytest.raises(Refused):
        judged(JPEG, name)


@given(st.text(max_size=200))
def test_every_name_that_is_kept_is_safe_to_write(name):
    try:
        kept = cleaned_name(name, FILE_TYPES["pdf"])
    except Refused:
        return
    assert kept == cleaned_name(kept, FILE_TYPES["pdf"])
    assert kept.endswith(".pdf")
    assert len(kept) <= 120
    assert not set(kept) & set('/\\:*?"<>|')
    assert kept.isprintable()


def test_a_copy_that_leaves_carries_its_marking_in_its_name():
    name = export_name("list.csv", FILE_TYPES["text"], "QM-26-000417", "OFFICIAL-SENSITIVE")
    assert name == "OFFICIAL-SENSITIVE QM-26-000417 list.txt"


def test_sizes_are_said_in_words():
    assert [size_words(n) for n in (1, 900, 2_048, 3_145_728)] == ["1 byte", "900 bytes", "2 kB", "3.0 MB"]
