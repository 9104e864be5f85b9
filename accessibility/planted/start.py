"""Starts a program with one defect planted: ``python -m accessibility.planted.start DEFECT MODULE [ARGUMENT ...]``.

Journeys that hear a planted defect are played with the program started through here.
"""

from __future__ import annotations

import runpy
import sys

from accessibility.planted.every import defect_named


def main(arguments: list[str]) -> None:
    """Run a module as a program while the defect's patch holds; raises KeyError for a defect that is not listed."""
    name, module, *rest = arguments
    with defect_named(name).patch():
        sys.argv = [module, *rest]
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
