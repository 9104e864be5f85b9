"""Every rule over one live window.

Works in process on any platform plug-in, ``offscreen`` included, so that a screen's own tests can call it:
``assert errors(audit(window)) == ()``.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from accessibility.finding import Finding
from accessibility.rules import STILL_RULES
from accessibility.rules.walk import audit_walk
from accessibility.tree import read_tree, settle


def audit(window: QWidget, *, walk: bool = True) -> tuple[Finding, ...]:
    """All findings about a shown window, errors first.

    ``walk`` also presses Tab through the whole window (order, traps, visible focus): the focus is put back afterwards,
    but a screen sees its fields entered and left.
    """
    settle()
    tree = read_tree(window)
    found = {finding for rule in STILL_RULES for finding in rule(tree)}
    if walk:
        found.update(audit_walk(window))
    return tuple(sorted(found, key=lambda finding: (finding.severity != "error", finding)))


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Only what fails the build."""
    return tuple(finding for finding in findings if finding.severity == "error")
