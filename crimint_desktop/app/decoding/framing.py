"""What passes between the program and the decoding process: a question and an answer of fixed shape.

Every length is checked against what can be true before anything is made of it; neither side trusts the other.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

__all__ = ["LARGEST_SIDE", "Answer", "Damaged", "Question", "answer_bytes", "answer_from", "question_bytes",
           "question_from"]  # fmt: skip

LARGEST_SIDE: Final = 5_000
"""Pixels: no picture comes back wider or higher."""
MOST_PAGES: Final = 5_000
MOST_TEXT: Final = 400_000
MOST_HIDDEN: Final = 20_000
_QUESTION: Final = struct.Struct(">4sBIHQ")
_ANSWER: Final = struct.Struct(">4sBIIIIIQ")
_ASKS: Final = b"CRQ1"
_SAYS: Final = b"CRA1"
_LARGEST: Final = 64 * 1_048_576
_KINDS: Final = ("jpeg", "png", "gif", "tiff", "pdf", "text")
BYTES_A_PIXEL: Final = 3

FINE, DAMAGED, TOO_LARGE, LOCKED, NO_SUCH_PAGE, NOT_CONFINED = range(6)


class Damaged(Exception):
    """What came is not of the fixed shape."""


@dataclass(frozen=True, slots=True)
class Question:
    """Decode ``raw``, a file of ``kind``: its ``page``, counted from 0, at most ``side`` pixels wide and high."""

    kind: str
    page: int
    side: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """``outcome`` is one of the numbers above; the rest means something only if it is FINE. ``pixels`` are red, green
    and blue of each point, row by row; ``text`` are the words of the page, ``hidden`` what the file says of itself."""

    outcome: int
    pages: int = 0
    width: int = 0
    height: int = 0
    pixels: bytes = b""
    text: str = ""
    hidden: str = ""


def question_bytes(question: Question) -> bytes:
    """Write a question."""
    kind = _KINDS.index(question.kind)
    return _QUESTION.pack(_ASKS, kind, question.page, question.side, len(question.raw)) + question.raw


def question_from(raw: bytes) -> Question:
    """Read a question; raises Damaged."""
    if len(raw) < _QUESTION.size:
        raise Damaged
    mark, kind, page, side, length = _QUESTION.unpack_from(raw)
    fits = mark == _ASKS and kind < len(_KINDS) and 0 < side <= LARGEST_SIDE and page <= MOST_PAGES
    if not fits or length > _LARGEST or len(raw) != _QUESTION.size + length:
        raise Damaged
    return Question(_KINDS[kind], page, side, raw[_QUESTION.size :])


def answer_bytes(answer: Answer) -> bytes:
    """Write an answer."""
    text, hidden = answer.text[:MOST_TEXT].encode(), answer.hidden[:MOST_HIDDEN].encode()
    head = _ANSWER.pack(
        _SAYS, answer.outcome, answer.pages, answer.width, answer.height, len(text), len(hidden), len(answer.pixels)
    )
    return head + text + hidden + answer.pixels


def answer_from(raw: bytes) -> Answer:
    """Read an answer; raises Damaged for anything that a decoding process that does its work would not say."""
    if len(raw) < _ANSWER.size:
        raise Damaged
    mark, outcome, pages, width, height, text, hidden, pixels = _ANSWER.unpack_from(raw)
    if mark != _SAYS or outcome > NOT_CONFINED or pages > MOST_PAGES:
        raise Damaged
    if max(width, height) > LARGEST_SIDE or pixels != width * height * BYTES_A_PIXEL:
        raise Damaged
    if text > 4 * MOST_TEXT or hidden > 4 * MOST_HIDDEN or len(raw) != _ANSWER.size + text + hidden + pixels:
        raise Damaged
    at = _ANSWER.size
    try:
        words, beside = raw[at : at + text].decode(), raw[at + text : at + text + hidden].decode()
    except UnicodeDecodeError as fault:
        raise Damaged from fault
    return Answer(outcome, pages, width, height, raw[at + text + hidden :], _plain(words), _plain(beside))


def _plain(words: str) -> str:
    """Leave out what is no letter and no line: a page's words must not command a terminal or a screen reader."""
    return "".join(each if each.isprintable() or each in "\n\t" else " " for each in words)
