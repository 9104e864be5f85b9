"""What an audit says about a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "advice"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that stands in somebody's way.

    ``error`` fails the build; ``advice`` is printed and left to judgement. ``where`` is the path of the widget from the
    window down, ``says`` tells in words what is wrong, with the measured value where there is one.
    """

    rule: str
    severity: Severity
    where: str
    says: str

    def __str__(self) -> str:
        """One line for a terminal."""
        return f"{self.severity:6} {self.rule:26} {self.where}: {self.says}"


def error(rule: str, where: str, says: str) -> Finding:
    """A finding that fails the build."""
    return Finding(rule, "error", where, says)


def advice(rule: str, where: str, says: str) -> Finding:
    """A finding for a person to weigh."""
    return Finding(rule, "advice", where, says)
