"""The decoding itself: pictures by Pillow, pages by PDFium, and what a file says of itself in words."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.app.decoding.framing import (
    DAMAGED,
    FINE,
    LOCKED,
    MOST_PAGES,
    MOST_TEXT,
    NO_SUCH_PAGE,
    TOO_LARGE,
    Answer,
    Question,
)

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["get_ready", "unfold"]

_MOST_PIXELS: Final = 100_000_000
_MOST_WORDS: Final = 200
_POINTS_AN_INCH: Final = 72
_LARGEST_PAGE: Final = 200 * 72  # points: the largest page that PDF has
_FORMATS: Final = MappingProxyType({"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "tiff": "TIFF"})
_GPS, _DETAILS = 0x8825, 0x8769
_TOLD: Final = MappingProxyType(
    {
        0x010E: "Description", 0x010F: "Camera made by", 0x0110: "Camera", 0x0131: "Program", 0x0132: "Changed",
        0x013B: "Made by", 0x8298: "Rights", 0x9003: "Taken", 0x9004: "Made digital", 0x9286: "Comment",
        0xA430: "Owner of the camera", 0xA431: "Number of the camera", 0xA435: "Number of the lens",
    }
)  # fmt: skip


def get_ready(kind: str) -> None:
    """Load what will be needed while files can still be opened."""
    if kind == "pdf":
        from pypdfium2 import raw

        raw.FPDF_InitLibrary()
    elif kind != "text":
        from PIL import GifImagePlugin, Image, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

        _ = (GifImagePlugin, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin)
        Image.MAX_IMAGE_PIXELS = _MOST_PIXELS


def unfold(question: Question) -> Answer:
    """Decode one page of a file; never raises for what the file may hold."""
    read: Mapping[str, Callable[[Question], Answer]] = {"pdf": _page, "text": _text}
    try:
        return read.get(question.kind, _picture)(question)
    except MemoryError:
        return Answer(TOO_LARGE)
    except Exception:  # whatever a stranger's file does to a decoder, it is the file that is damaged
        return Answer(DAMAGED)


# --- pictures ---


def _picture(question: Question) -> Answer:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(question.raw), formats=(_FORMATS[question.kind],)) as opened:
        pages = min(int(getattr(opened, "n_frames", 1)), MOST_PAGES)
        if question.page >= pages:
            return Answer(NO_SUCH_PAGE, pages)
        if question.page:
            opened.seek(question.page)
        if opened.width * opened.height > _MOST_PIXELS:
            return Answer(TOO_LARGE, pages)
        hidden = "\n".join(_said_by(opened))
        opened.draft("RGB", (question.side, question.side))
        turned = ImageOps.exif_transpose(opened)
        turned.thumbnail((question.side, question.side))
        plain = _on_white(turned)
    return Answer(FINE, pages, plain.width, plain.height, plain.tobytes(), "", hidden)


def _on_white(image: Image) -> Image:
    from PIL import Image as images

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        above = image.convert("RGBA")
        ground = images.new("RGBA", above.size, "white")
        return images.alpha_composite(ground, above).convert("RGB")
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return image.convert("F").point(lambda value: value / 256).convert("L").convert("RGB")
    return image.convert("RGB")


def _said_by(image: Image) -> Iterator[str]:
    """Say in words what a picture tells of where, when, by whom and with what it was made."""
    told: Any = image.getexif()
    details = {**told, **told.get_ifd(_DETAILS)}
    for tag, words in _TOLD.items():
        said = _words(details.get(tag))
        if said:
            yield f"{words}: {said}"
    place = _place(told.get_ifd(_GPS))
    if place:
        yield f"Place where it was taken: {place}"
    for name in ("comment", "Comment", "Author", "Description", "Software", "Title"):
        said = _words(image.info.get(name))
        if said:
            yield f"{name.capitalize()}: {said}"


def _words(value: Any) -> str:  # noqa: ANN401 - whatever the file holds there
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace").strip("\x00")
    return " ".join(str(value).split())[:_MOST_WORDS] if value not in (None, "", b"") else ""


def _place(gps: Mapping[int, Any]) -> str:
    try:
        north, east = (_degrees(gps[number]) for number in (2, 4))
        south, west = (str(gps.get(number, "")).upper()[:1] for number in (1, 3))
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return ""
    return f"{-north if south == 'S' else north:.5f}, {-east if west == 'W' else east:.5f}"


def _degrees(three: Any) -> float:  # noqa: ANN401 - as above
    return float(three[0]) + float(three[1]) / 60 + float(three[2]) / 3600


# --- pages ---


def _page(question: Question) -> Answer:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(question.raw)
    except pypdfium2.PdfiumError as fault:
        return Answer(LOCKED if "assword" in str(fault) else DAMAGED)
    pages = min(len(document), MOST_PAGES)
    if question.page >= pages:
        return Answer(NO_SUCH_PAGE, pages)
    page = document[question.page]
    width, height = page.get_size()
    if not 0 < max(width, height) <= _LARGEST_PAGE or min(width, height) <= 0:
        return Answer(TOO_LARGE, pages)
    text = page.get_textpage().get_text_range(count=-1, errors="replace")[:MOST_TEXT]
    scale = question.side / max(width, height)
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    image = bitmap.to_pil().convert("RGB")
    image.thumbnail((question.side, question.side))
    hidden = "\n".join(f"{name}: {_words(said)}" for name, said in document.get_metadata_dict(skip_empty=True).items())
    return Answer(FINE, pages, image.width, image.height, image.tobytes(), text.replace("\r\n", "\n"), hidden)


def _text(question: Question) -> Answer:
    raw = question.raw
    encodings = ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return Answer(FINE, 1, text=raw.decode(encoding)[:MOST_TEXT].replace("\r\n", "\n"))
        except UnicodeDecodeError:
            continue
    return Answer(DAMAGED)
