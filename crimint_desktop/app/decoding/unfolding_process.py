"""The other end: this program, started once more with one switch, decodes one page from its input and ends."""

from __future__ import annotations

from crimint_desktop.app.decoding import unfolding
from crimint_desktop.app.decoding.confining import confine
from crimint_desktop.app.decoding.framing import NOT_CONFINED, Answer, Damaged, answer_bytes, question_from

__all__ = ["SWITCH", "main"]

SWITCH = "--decode"
_INPUT, _OUTPUT = 0, 1


def main(kind: str) -> int:
    """Decode what comes on the standard input; ``kind`` says beforehand what must be loaded for it."""
    unfolding.get_ready(kind)
    if not confine():
        return _say(Answer(NOT_CONFINED))
    try:
        question = question_from(_everything())
    except Damaged:
        return 2
    return _say(unfolding.unfold(question))


def _everything() -> bytes:
    """Read by number: a program for windows has no standard input by name, though it was given one."""
    with open(_INPUT, "rb", closefd=False) as given:
        return given.read()


def _say(answer: Answer) -> int:
    with open(_OUTPUT, "wb", closefd=False) as out:
        out.write(answer_bytes(answer))
    return 0
