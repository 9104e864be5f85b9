"""Prints ``accessibility/rules.md`` from the catalogue: ``python -m accessibility.rules.printed``."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from accessibility.rules.catalogue import NOT_DONE, RULES

PRINTED = Path(__file__).resolve().parents[1] / "rules.md"
CHECKS = {
    "audit": "Rules over the accessible tree of a screen as it stands",
    "walk": "Rules that only walking by Tab shows",
    "contrast": "Rules over what is painted",
    "palette": "Rules over the palette",
    "bus": "Rules over what a second program hears on the accessibility bus",
    "windows": "Rules over the tree that UI Automation gives of the Windows program",
}


def printed() -> str:
    """The page as it should be committed."""
    lines = [
        "# The rules of the audit",
        "",
        "Printed from `accessibility/rules/catalogue.py` by `python -m accessibility.rules.printed`; a test holds the",
        "two together, and each rule has a planted defect that it finds (`tests/accessibility/planted.py`). Every rule",
        "runs over every registered screen in every state. Sources: names of axe-windows rules, numbers of WCAG 2.2,",
        "clauses of EN 301 549 (EN).",
    ]
    for check, title in CHECKS.items():
        rules = [rule for rule in RULES if rule.check == check]
        lines += ["", f"## {title} ({len(rules)})", "", "| id | holds | from |", "|---|---|---|"]
        lines += [f"| `{rule.id}` | {rule.holds} | {'; '.join(rule.sources)} |" for rule in rules]
    lines += ["", "## Rules of axe-windows that are not done here", "", "| rule | why |", "|---|---|"]
    lines += [f"| {rule} | {why} |" for rule, why in NOT_DONE]
    return "\n".join(lines) + "\n"


def used_ids(folder: Path = PRINTED.parent) -> frozenset[str]:
    """Every id that code under ``folder`` gives a finding in so many words."""
    return frozenset(found for path in folder.rglob("*.py") for found in _ids_in(path))


def _ids_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if isinstance(node, ast.Call) and name in ("error", "advice", "say") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


if __name__ == "__main__":
    PRINTED.write_text(printed(), encoding="utf-8")
    sys.exit(0)
