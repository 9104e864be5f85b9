"""``python -m accessibility.planted``: plants every defect in turn and says which check caught it.

Ends with 1 if one was not caught by the check that must catch it. ``--only WORD`` takes the defects whose name holds
the word, ``--quick`` leaves out the journeys.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"


def main(arguments: list[str]) -> int:
    """Plant what the arguments ask for; all of it if they ask for nothing."""
    from PySide6.QtWidgets import QApplication

    from accessibility.planted.every import DEFECTS
    from accessibility.planted.trying import caught_by, is_caught

    asked = _parser().parse_args(arguments)
    wanted = [defect for defect in DEFECTS if asked.only in defect.name]
    application = QApplication(["planted"])
    print(f"{'defect':32} {'must be caught by':34} caught by")
    lines: list[str] = []
    missed = 0
    for defect in wanted:
        if defect.journey:
            if asked.quick:
                continue
            caught, by = _by_ear(defect.name, asked.out)
        elif defect.check == "bus":
            if asked.quick:
                continue
            caught, by = _on_the_bus(defect.name, asked.out)
        else:
            found = caught_by(application, defect)
            caught, by = is_caught(found, defect), sorted({f"{check} {rule}" for check, rule, _where in found})
        missed += not caught
        must = f"{defect.check} {defect.journey or defect.finds}"
        line = f"{defect.name:32} {must:34} {', '.join(by) or 'NOTHING'}{'' if caught else '   MISSED'}"
        print(line, flush=True)
        lines.append(line)
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "planted.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\n{len(lines) - missed} of {len(lines)} planted defects caught; {asked.out}/planted.txt")
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m accessibility.planted", description="Would our checks find it?")
    parser.add_argument("--only", default="", help="only defects whose name contains this")
    parser.add_argument("--quick", action="store_true", help="without the journeys of the screen reader")
    parser.add_argument("--out", type=Path, default=Path("out/accessibility"), help="where the list goes")
    return parser


def _by_ear(name: str, out: Path) -> tuple[bool, list[str]]:
    from accessibility.planted.every import defect_named
    from accessibility.planted.hearing import heard, is_heard

    defect = defect_named(name)
    played = heard(defect, out / "logs" / f"planted-{name}")
    if played.trouble:
        return False, [played.trouble]
    wrong = sum(1 for step in played.heard if step.difference)
    return is_heard(played, defect), [f"journey {defect.journey}, {wrong} steps"] if wrong else []


def _on_the_bus(name: str, out: Path) -> tuple[bool, list[str]]:
    from accessibility.bus.playing import listen
    from accessibility.planted.every import defect_named

    defect = defect_named(name)
    told = listen(out / f"planted-{name}", defect.screen, name)
    rules = sorted({line.split()[1] for line in told[defect.screen]})
    return defect.finds in rules, [f"bus {rule}" for rule in rules]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
