"""``python -m accessibility.conformance``: prints the page from the committed results.

``--gather OUT`` first reads what ``make accessibility`` left in the folder OUT, runs the tests that claims name, and
commits what was found to ``results.json``. Ends with 1 if a claim is not shown.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from accessibility.conformance.evidence import NotRun, gather, keep, kept
from accessibility.conformance.page import NOT_SHOWN, PRINTED, evidence, printed


def main(arguments: list[str]) -> int:
    """Print the page anew."""
    parser = argparse.ArgumentParser(prog="python -m accessibility.conformance")
    parser.add_argument("--gather", type=Path, metavar="OUT", help="take the results of a run first")
    asked = parser.parse_args(arguments)
    try:
        if asked.gather is not None:
            keep(gather(evidence(), asked.gather))
    except NotRun as lack:
        print(lack)
        return 1
    page = printed(kept())
    PRINTED.write_text(page, encoding="utf-8")
    failing = [
        line.split("|")[1].strip()
        for line in page.splitlines()
        if re.match(rf"\| \d.*\| {re.escape(NOT_SHOWN)} \|", line)
    ]
    print(f"{PRINTED.name}: {f'not shown: {failing}' if failing else 'every claim is shown'}")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
