"""What a magnifier shows is found again by its pixels, and held against what has the keyboard and its label."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from accessibility.magnifier.following import Magnified
from accessibility.magnifier.framebuffer import FILE, options, picture
from accessibility.magnifier.shown import Focused, found_at, lacking, original, words_of

FIELD = Focused("Title", "text", (300, 200, 420, 224), "Title", (300, 180, 420, 198))
BUTTON = Focused("Submit", "push button", (60, 320, 140, 350))


@pytest.fixture(scope="module")
def screen() -> Image.Image:
    """A page with many words, a field below its label and a button."""
    page = Image.new("RGB", (800, 400), "#f3f3f3")
    draw = ImageDraw.Draw(page)
    for row in range(9):
        draw.text(
            (20 + 7 * row, 10 + 18 * row), f"Seen at the yard at {row} o'clock, a blue van {row * 37}", fill="#1b1b1b"
        )
    draw.text((302, 182), "Title", fill="#1b1b1b")
    draw.rectangle((300, 200, 419, 223), outline="#0067c0", fill="#ffffff")
    draw.rectangle((60, 320, 139, 349), outline="#555555", fill="#fbfbfb")
    draw.text((80, 328), "Submit", fill="#1b1b1b")
    return page


def enlarged(screen: Image.Image, left: int, top: int, power: int) -> Image.Image:
    """What a magnifier with a window of 800 × 400 paints of the screen."""
    wide, high = 800 // power, 400 // power
    return screen.crop((left, top, left + wide, top + high)).resize((800, 400), Image.Resampling.NEAREST)


@pytest.mark.parametrize("power", [2, 4])
def test_the_part_of_the_screen_that_is_enlarged_is_found_by_its_pixels(screen: Image.Image, power: int):
    small = original(enlarged(screen, 263, 131, power), power)
    assert found_at(small, screen) == (267, 135, 259 + 800 // power, 127 + 400 // power)


def test_it_is_found_too_while_a_caret_blinks(screen: Image.Image):
    blinking = screen.copy()
    ImageDraw.Draw(blinking).line((310, 204, 310, 220), fill="#000000")
    assert found_at(original(enlarged(screen, 263, 131, 4), 4), blinking) == (267, 135, 459, 227)


def test_an_empty_window_or_another_picture_is_found_nowhere(screen: Image.Image):
    assert found_at(Image.new("RGB", (200, 100)), screen) is None
    other = screen.copy()
    ImageDraw.Draw(other).text((330, 140), "something else stands here now, in many words", fill="#990000")
    assert found_at(original(enlarged(other, 300, 120, 4), 4), screen) is None


def test_a_control_and_its_label_in_view_lack_nothing(screen: Image.Image):
    assert lacking(screen, (260, 150, 460, 250), FIELD) == ""
    assert lacking(screen, (0, 280, 200, 380), BUTTON) == ""


def test_what_is_not_in_view_is_named(screen: Image.Image):
    assert lacking(screen, None, FIELD) == "it shows nothing of the screen"
    assert lacking(screen, (500, 150, 700, 250), FIELD) == "the control is out of view"
    assert lacking(screen, (260, 196, 460, 296), FIELD) == "its label 'Title' is out of view"
    assert lacking(screen, (115, 280, 315, 380), BUTTON) == "its words are out of view"


def test_a_label_is_measured_by_its_words_and_not_by_its_room(screen: Image.Image):
    left, top, right, bottom = words_of(screen, (300, 180, 420, 198)) or (0, 0, 0, 0)
    assert 300 <= left < right < 340
    assert 180 <= top < bottom <= 198
    wide = replace(FIELD, label_place=(300, 180, 800, 198))
    assert lacking(screen, (260, 150, 360, 250), wide) == ""


def test_nothing_is_written_on_an_empty_ground(screen: Image.Image):
    assert words_of(screen, (600, 300, 700, 340)) is None


def test_a_desktop_is_read_from_the_memory_of_its_server(tmp_path: Path):
    header = [0] * 25
    header[0], header[4], header[5], header[11], header[12], header[19] = 108, 2, 1, 32, 8, 1
    pixels = bytes((0x30, 0x20, 0x10, 0, 0x60, 0x50, 0x40, 0))  # blue first
    (tmp_path / FILE).write_bytes(struct.pack(">25I", *header).ljust(108, b"\0") + bytes(12) + pixels)
    read = picture(tmp_path)
    assert [read.getpixel((x, 0)) for x in range(read.width)] == [(0x10, 0x20, 0x30), (0x40, 0x50, 0x60)]
    assert options(tmp_path, (2, 1)) == ("-screen", "0", "2x1x24", "-fbdir", str(tmp_path))


def test_a_magnifier_that_shows_nothing_is_found(tmp_path: Path):
    """Nobody said that anything has the keyboard: whatever it shows, it follows nothing."""
    assert Magnified(tmp_path)._lacks(Image.new("RGB", (10, 10)), 2, None) == "nothing says that it has the keyboard"
