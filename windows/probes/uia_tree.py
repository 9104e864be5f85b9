"""Print the UI Automation tree of a window of another program: one JSON object a line.

    python uia_tree.py TITLE [SECONDS]

TITLE is any part of the window's title; SECONDS is how long to wait for it (default 20).
"""

import dataclasses
import json
import sys

import desktop
import uia


def main(title: str, seconds: float = 20) -> int:
    """Print the tree and return 0, or 1 with a sentence if there is no such window."""
    try:
        window, _ = desktop.wait_for_window(title, seconds)
    except TimeoutError as problem:
        print(problem, file=sys.stderr)
        return 1
    for element in uia.tree(window):
        fields = dataclasses.asdict(element)
        print(json.dumps({name: value for name, value in fields.items() if value not in ("", False, ())}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(float, sys.argv[2:3])))
