"""Defects of the list that must show in what UI Automation gives of the real Windows program.

``windows/run.sh planted`` shows each of these screens with its defect under Wine and reads it from another process, as
Narrator would. Here::

    python -m accessibility.planted.on_windows FOLDER    # which were caught, by what; ends with 1 if one was not
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from accessibility.windows_tree import audit, differences, read_tree

PAGE = "page"
"""Not by a rule, but by the page that is committed for the screen (``windows/trees``)."""

ON_WINDOWS: Mapping[str, str] = MappingProxyType(
    {
        "nameless-icon-button": "windows-name",
        "no-identifier": "windows-identifier",
        "tip-says-the-name": "windows-repeats",
        "alt-letter-twice": PAGE,
        "swapped-tab-order": PAGE,
        "mouse-only": PAGE,
        "name-is-not-the-label": PAGE,
    }
)
"""The name of a defect, and what must catch it: a rule over the tree of UI Automation, or the committed page."""


def caught_by(text: str, folder: Path | None = None) -> tuple[str, ...]:
    """What finds fault with a screen as ``windows/checks/screens.py`` wrote it; ``folder`` holds what is committed."""
    tree = read_tree(text)
    rules = {finding.rule for finding in audit(tree)}
    changed = differences(tree, folder) if folder else differences(tree)
    return (*sorted(rules), *((PAGE,) if changed else ()))


def main(arguments: list[str]) -> int:
    """Say of each defect whether what must catch it did."""
    parser = argparse.ArgumentParser(prog="python -m accessibility.planted.on_windows")
    parser.add_argument("folder", type=Path, help="what windows/checks/screens.py --planted wrote")
    asked = parser.parse_args(arguments)
    read = {file.stem: file.read_text(encoding="utf-8") for file in asked.folder.glob("*.json")}
    named = {json.loads(text)["defect"]: text for text in read.values()}
    missed = 0
    print(f"{'defect under Wine':32} {'must be caught by':22} caught by")
    for name, must in ON_WINDOWS.items():
        found = caught_by(named[name]) if name in named else ()
        missed += must not in found
        print(f"{name:32} {must:22} {', '.join(found) or 'NOTHING'}{'' if must in found else '   MISSED'}")
    print(f"{len(ON_WINDOWS) - missed} of {len(ON_WINDOWS)} planted defects caught under Wine")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
