"""Starts the program: ``crimint`` or ``python -m crimint_desktop``."""

from __future__ import annotations

import gc
import sys

from crimint_desktop.cli import options_from


def main(arguments: list[str] | None = None) -> int:
    """Start the program and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["--decode"] and len(given) == 2:  # noqa: PLR2004 - the switch and what is to be decoded
        from crimint_desktop.app.decoding.unfolding_process import main as decode

        return decode(given[1])
    gc.disable()  # nothing goes away while starting, and looking for it takes a tenth of the time; see Program.start
    options = options_from(given)
    if options.self_check:
        from crimint_desktop.self_check import self_check

        return self_check()
    from crimint_desktop.app.program import run

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
