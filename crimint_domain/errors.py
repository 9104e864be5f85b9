"""The two ways in which a wish can fail without it being our mistake."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Problem", "Refused", "Unavailable"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing the user can mend.

    ``part`` names the part of the document (``items/<id>/grading``, ``title``) or the field of a form
    (``passphrase``) it belongs to; empty when it belongs to the whole. ``says`` is a full sentence that
    names what is wrong and what to do about it.
    """

    part: str
    says: str


class Refused(Exception):
    """The user can mend it: shown at the field, focus goes to the first, the screen reader hears it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.says for problem in problems))
        self.problems = problems


class Unavailable(Exception):
    """The world's fault (no network, full disk, no keyring). ``says`` tells what is wrong and what still works.

    ``retry_after_s`` is the wait, in seconds, after which trying again makes sense; ``None`` if it does not.
    ``cause`` is a short stable word for logs and tests, such as ``"disk-full"`` or ``"service-down"``.
    """

    def __init__(self, says: str, *, cause: str, retry_after_s: float | None = None) -> None:
        super().__init__(says)
        self.says = says
        self.cause = cause
        self.retry_after_s = retry_after_s
