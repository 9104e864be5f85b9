"""The other end: this program, started once more with one switch, decodes one page from its input and ends."""

from __future__ import annotations

import sys

from crimint_desktop.app.decoding import unfolding
from crimint_desktop.app.decoding.confining import confine
from crimint_desktop.app.decoding.framing import NOT_CONFINED, Answer, Damaged, answer_bytes, question_from

__all__ = ["SWITCH", "main"]

SWITCH = "--decode"


def main(kind: str) -> int:
    """Decode what comes on the standard input; ``kind`` says beforehand what must be loaded for it."""
    unfolding.get_ready(kind)
    if not confine():
        return _say(Answer(NOT_CONFINED))
    try:
        question = question_from(sys.stdin.buffer.read())
    except Damaged:
        return 2
    return _say(unfolding.unfold(question))


def _say(answer: Answer) -> int:
    sys.stdout.buffer.write(answer_bytes(answer))
    sys.stdout.buffer.flush()
    return 0
