"""What a magnifier shows: its picture is found again on the screen by its pixels, and held against what is focused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops

Rect = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels of the screen; right and bottom are the first that are outside."""

ENOUGH = 40  # pixels of words: one of them
TARGET = 24  # pixels: as much of a control as can be pressed
_SAME = 0.97  # share of pixels: a caret may have blinked in between
_TRIED_ROWS = 24
_MARGIN = 4
_FEW_COLOURS = 6
_INK = 48  # of 255: further from the ground than any shade of it
_FRAME = 4  # pixels of a control's outline and ring, which are not its words


@dataclass(frozen=True, slots=True)
class Focused:
    """What has the keyboard: its name and role, where it stands, and the label that is tied to it, if any."""

    name: str
    role: str
    place: Rect
    label: str = ""
    label_place: Rect | None = None


def original(view: Image.Image, power: int) -> Image.Image:
    """A magnifier's picture in the size of what it enlarges ``power`` times."""
    return view.resize((view.width // power, view.height // power), Image.Resampling.NEAREST)


def found_at(small: Image.Image, screen: Image.Image, near: Rect = (0, 0, 0, 0)) -> Rect | None:
    """Where on the screen a picture was taken, but for its outermost pixels, on which a window's edge may lie; None
    where the screen shows nothing like it. What is too plain to be found anywhere is looked for around the middle of
    ``near``."""
    small = small.crop((_MARGIN, _MARGIN, small.width - _MARGIN, small.height - _MARGIN))
    for left, top in (*_candidates(small, screen), *_around(near, small)):
        place = (left, top, left + small.width, top + small.height)
        if _alike(small, screen.crop(place)) >= _SAME:
            return place
    return None


def _around(near: Rect, small: Image.Image) -> Iterator[tuple[int, int]]:
    left, top = (near[0] + near[2] - small.width) // 2, (near[1] + near[3] - small.height) // 2
    return ((max(0, left + right), max(0, top + down)) for right in range(-2, 3) for down in range(-2, 3))


def _candidates(small: Image.Image, screen: Image.Image) -> Iterator[tuple[int, int]]:
    """Places where one of the most telling rows of the picture stands; each once."""
    raw, row_bytes, whole, line = small.tobytes(), small.width * 3, screen.tobytes(), screen.width * 3
    rows = [(len(_colours(raw[y * row_bytes : (y + 1) * row_bytes])), y) for y in range(0, small.height, 2)]
    tried: set[tuple[int, int]] = set()
    for colours, y in sorted(rows, reverse=True)[:_TRIED_ROWS]:
        if colours < _FEW_COLOURS:
            return
        row = raw[y * row_bytes : (y + 1) * row_bytes]
        at = whole.find(row)
        while at >= 0:
            left, top = at % line // 3, at // line - y
            if at % 3 == 0 and left + small.width <= screen.width and top >= 0 and (left, top) not in tried:
                tried.add((left, top))
                yield left, top
            at = whole.find(row, at + 1)


def _colours(row: bytes) -> set[bytes]:
    return {row[at : at + 3] for at in range(0, len(row), 3)}


def _alike(one: Image.Image, other: Image.Image) -> float:
    unlike = ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value else 0)
    return unlike.histogram()[0] / (one.width * one.height)


def words_of(screen: Image.Image, place: Rect) -> Rect | None:
    """The smallest rectangle that holds everything painted in ``place`` but its ground; None if nothing is."""
    crop = screen.crop(place)
    if not crop.width or not crop.height:
        return None
    pixels = crop.tobytes()
    counted = Counter(pixels[at : at + 3] for at in range(0, len(pixels), 3))
    ground = Image.new("RGB", crop.size, tuple(counted.most_common(1)[0][0]))
    box = ImageChops.difference(crop, ground).convert("L").point(lambda value: 255 if value > _INK else 0).getbbox()
    left, top, *_ = place
    return None if box is None else (left + box[0], top + box[1], left + box[2], top + box[3])


def lacking(screen: Image.Image, view: Rect | None, focused: Focused) -> str:
    """What of the control and its words the magnifier does not show, in words; nothing where it shows both. Of what is
    larger than the view it shows the middle, or the letter at the caret: then no more than that is asked for."""
    if view is None:
        return "it shows nothing of the screen"
    if not _holds(view, focused.place, TARGET, TARGET):
        return "the control is out of view"
    if _larger(focused.place, view):
        return ""
    left, top, right, bottom = focused.place
    inside = (left + _FRAME, top + _FRAME, right - _FRAME, bottom - _FRAME)
    words = words_of(screen, focused.label_place or inside)
    if words is None or _holds(view, words, ENOUGH, min(words[3] - words[1], TARGET)):
        return ""
    return f"its label {focused.label!r} is out of view" if focused.label_place else "its words are out of view"


def _larger(place: Rect, view: Rect) -> bool:
    return place[2] - place[0] > view[2] - view[0] or place[3] - place[1] > view[3] - view[1]


def _holds(view: Rect, place: Rect, wide: int, high: int) -> bool:
    """Whether at least so much of a place, or all of it where it is smaller, lies in the view."""
    width = min(view[2], place[2]) - max(view[0], place[0])
    height = min(view[3], place[3]) - max(view[1], place[1])
    return width >= min(wide, place[2] - place[0]) and height >= min(high, place[3] - place[1])
