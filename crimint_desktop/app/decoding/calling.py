"""Asking the decoding process: bytes in, pixels and words out, and a sentence when anything at all goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Final

from crimint_desktop.actions.attachments import Shown
from crimint_desktop.app.decoding import job
from crimint_desktop.app.decoding.confining import SECONDS
from crimint_desktop.app.decoding.framing import (
    DAMAGED,
    FINE,
    LARGEST_SIDE,
    LOCKED,
    NO_SUCH_PAGE,
    NOT_CONFINED,
    TOO_LARGE,
    Answer,
    Damaged,
    Question,
    answer_from,
    question_bytes,
)
from crimint_desktop.app.decoding.unfolding_process import SWITCH
from crimint_desktop.keys.successor import own_command
from crimint_domain.errors import Problem, Refused, Unavailable

__all__ = ["decode"]

_WAIT_S: Final = SECONDS + 10.0
_NO_WINDOW: Final = 0x08000000
_SAYS: Final = MappingProxyType(
    {
        DAMAGED: "This file is damaged and cannot be shown. A marked copy can be written for another program.",
        TOO_LARGE: "This file is too large to be shown here. A marked copy can be written for another program.",
        LOCKED: "This document is locked with a password and cannot be shown.",
        NO_SUCH_PAGE: "There is no such page.",
    }
)


def decode(raw: bytes, kind: str, page: int, side: int) -> Shown:
    """Return a page of a file as pixels and words, decoded apart. ``page`` counts from 0, ``side`` is the most pixels
    it may be wide or high. Raises Refused for a file that cannot be shown, Unavailable when no process can be had
    that is confined as it must be."""
    answer = _asked(Question(kind, page, min(max(side, 1), LARGEST_SIDE), raw))
    if answer.outcome == NOT_CONFINED:
        raise Unavailable(
            "Files are not shown on this computer, because they could not be opened apart from everything else.",
            cause="not-confined",
        )
    if answer.outcome != FINE:
        raise Refused(Problem("", _SAYS[answer.outcome]))
    return Shown(answer.width, answer.height, answer.pixels, answer.text, page, answer.pages, answer.hidden)


def _asked(question: Question) -> Answer:
    try:
        process = subprocess.Popen(  # noqa: S603 - this program itself, with fixed arguments
            _command(question.kind),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=None if getattr(sys, "frozen", False) else _ROOT,
            env=_environment(),
            close_fds=True,
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
    except OSError as fault:
        raise Unavailable(
            "No file can be shown now: no process could be started for it.", cause="no-process"
        ) from fault
    try:
        held = job.hold(process)
        said, _ = process.communicate(question_bytes(question), timeout=_WAIT_S)
        del held
        return answer_from(said) if process.returncode == 0 else Answer(DAMAGED)
    except (subprocess.TimeoutExpired, OSError, Damaged):
        return Answer(DAMAGED)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


_ROOT: Final = Path(__file__).resolve().parents[3]


def _command(kind: str) -> list[str]:
    command = own_command(SWITCH, kind)
    return command if getattr(sys, "frozen", False) else [command[0], "-s", "-B", "-X", "utf8", *command[1:]]


def _environment() -> dict[str, str]:
    """Nothing of ours; on Windows what no program starts without, and frozen the order to unpack anew."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    if getattr(sys, "frozen", False):
        kept["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    return kept
