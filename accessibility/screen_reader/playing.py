"""Plays journeys, several at a time, and says how each went; every one must also keep the rules of speech."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from accessibility.screen_reader.journey import Played, journey_names, load, play
from accessibility.screen_reader.reader import NoReader, Reader, can_be_alone, chosen_reader
from accessibility.screen_reader.rules_of_speech import broken_rules

__all__ = ["play_all"]

_AT_ONCE = 3
"""Journeys mostly wait for silence, so a few fit beside each other on two processors."""
_FOLDER = "CRIMINT_ORCA_FOLDER"


def play_all(out: Path, wanted: str) -> bool:
    """Play every journey whose name contains ``wanted``; transcripts and logs go to ``out``. Return whether all went
    as committed. ORCA=48 listens with the newer Orca, brought into a folder beside ``out`` at the first time."""
    try:
        reader = chosen_reader(os.environ.get("ORCA", ""), Path(os.environ.get(_FOLDER) or out.parent / "orca-48"))
    except NoReader as lack:
        print(f"\nno journey was played: {lack}")
        return False
    names = [name for name in journey_names() if wanted.casefold() in name.casefold()]
    print(f"\njourney (Orca {reader.version}){'':28} {'steps':>5} {'wrong':>6} {'s':>6}")
    with ThreadPoolExecutor(_AT_ONCE if can_be_alone() else 1) as lanes:
        return all([_told(*each, out) for each in lanes.map(lambda name: _played(name, out, reader), names)])


def _played(name: str, out: Path, reader: Reader) -> tuple[Played, float]:
    begun = time.monotonic()
    return play(load(name), logs=out / "logs" / name, reader=reader), time.monotonic() - begun


def _told(played: Played, seconds: float, out: Path) -> bool:
    wrong = [step for step in played.heard if step.difference]
    broken = broken_rules([(step.step, step.said) for step in played.heard])
    print(f"{played.name:44} {len(played.heard):5} {len(wrong):6} {seconds:6.1f}", flush=True)
    transcript = out / f"{played.name}.transcript.txt"
    transcript.parent.mkdir(parents=True, exist_ok=True)
    transcript.write_text(played.transcript(), encoding="utf-8")
    if played.trouble:
        print(f"  {played.trouble}")
    for step in wrong:
        print(f"  {step.step}: heard {' | '.join(step.said)!r}")
        print(f"    missing {list(step.difference.missing)}, too much {list(step.difference.extra)}")
    for fault in broken:
        print(f"  {fault}")
    return played.ok and not broken
