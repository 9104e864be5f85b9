"""``python -m accessibility``: audits and measures every screen, then plays every journey with the real screen reader;
``--only magnifier`` plays them under the real magnifier.

Prints a table, writes the evidence to ``out/accessibility/`` and ends with 1 if anything failed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run what the arguments ask for; everything if they ask for nothing."""
    asked = _parser().parse_args(arguments)
    # Ended from outside, the desktop of a journey is still put away: a forgotten screen reader lets no other start.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    out: Path = asked.out
    if asked.record:
        return _record(asked.record)
    good = True
    if asked.only in ("", "screens"):
        good = _inspect(out, asked.screen) and good
    if asked.only in ("", "journeys"):
        good = _play(out, asked.journey) and good
    if asked.only == "magnifier":
        good = _follow(out, asked.journey) and good
    print(f"\n{'all good' if good else 'FAILED'}; evidence in {out}/")
    return 0 if good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m accessibility", description="Is it usable by everyone?")
    parser.add_argument("--only", choices=("screens", "journeys", "magnifier"), default="", help="a part")
    parser.add_argument("--screen", default="", help="only screens whose title contains this")
    parser.add_argument("--journey", default="", help="only journeys whose name contains this")
    parser.add_argument("--record", metavar="JOURNEY", help="play a journey and write its script anew")
    parser.add_argument("--out", type=Path, default=Path("out/accessibility"), help="where evidence goes")
    return parser


def _inspect(out: Path, wanted: str) -> bool:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from accessibility.inspection import Inspected, inspect_palettes
    from accessibility.looking import look_at
    from accessibility.screens import SCREENS, unregistered

    crops = out / "crops"
    shutil.rmtree(crops, ignore_errors=True)
    inspected: list[Inspected] = list(inspect_palettes())
    print(f"{'screen':44} {'views':>5} {'errors':>6} {'advice':>6} {'s':>6}")
    _row("Palette", inspected, 0)
    titles = [screen.title for screen in SCREENS if wanted.casefold() in screen.title.casefold()]
    for title, looked, seconds in look_at(titles, crops):
        inspected += looked
        _row(title, looked, seconds)
    lacking = unregistered()
    for name in lacking:
        print(f"not registered in accessibility/screens.py: {name}")
    _write_findings(out / "findings.txt", inspected)
    _print_errors(inspected)
    return not lacking and not any(view.errors for view in inspected)


def _print_errors(inspected: list) -> None:  # type: ignore[type-arg] # Inspected, imported late
    """One line per rule and place; every view's own line is in findings.txt."""
    places: dict[tuple[str, str], tuple[str, str, int]] = {}
    for view in inspected:
        for found in view.findings:
            if found.severity == "error":
                seen = places.get((found.rule, found.where))
                first = f"{view.theme} {view.text_scale} %"
                where, says, times = seen or (first, found.says, 0)
                places[found.rule, found.where] = (where, says, times + 1)
    for (rule, where), (first, says, times) in sorted(places.items()):
        print(f"{rule:24} {where}\n    {says} [{first}, {times} views]")


def _row(title: str, looked: list, seconds: float) -> None:  # type: ignore[type-arg] # Inspected, imported late
    errors = sum(view.errors for view in looked)
    advice = sum(len(view.findings) for view in looked) - errors
    print(f"{title:44} {len(looked):5} {errors:6} {advice:6} {seconds:6.1f}", flush=True)


def _write_findings(path: Path, inspected: list) -> None:  # type: ignore[type-arg] # Inspected, imported late
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for view in inspected:
            file.write(f"# {view.title}, {view.theme}, {view.text_scale} %: {view.errors} errors\n")
            file.writelines(f"{finding}\n" for finding in view.findings)


def _play(out: Path, wanted: str) -> bool:
    from accessibility.screen_reader.playing import play_all

    return play_all(out, wanted)


def _follow(out: Path, wanted: str) -> bool:
    from accessibility.magnifier.following import follow_all

    return follow_all(out, wanted)


def _record(name: str) -> int:
    from accessibility.screen_reader.journey import load, play

    played = play(load(name), record=True)
    print(played.trouble or played.transcript())
    return 1 if played.trouble else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
