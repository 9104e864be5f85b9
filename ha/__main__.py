"""``python -m ha``: play the trial, say what came of it, write ``out/ha.json``; ends with 0 only if all held."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from ha.cluster import a_cluster
from ha.services import services
from ha.trial import Verdict, play

_OUT = Path("out/ha.json")


def main() -> int:
    """Play the trial and return the exit status."""
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {words}", flush=True)

    with a_cluster() as cluster:
        say("three databases stand, one leads, one follows it step by step")
        with services(cluster) as urls:
            say(f"{len(urls)} services answer")
            verdict = play(cluster, urls, say)
        stubborn = cluster.end()
    _write(verdict, stubborn)
    say(
        f"{verdict.acknowledged} changes acknowledged, {verdict.lost} lost, {verdict.doubled} done twice; "
        f"{verdict.pages_read} pages read meanwhile"
    )
    for sentence in verdict.wrong:
        say(f"WRONG: {sentence}")
    return 0 if verdict.holds else 1


def _write(verdict: Verdict, stubborn: list[str]) -> None:
    _OUT.parent.mkdir(parents=True, exist_ok=True)
    _OUT.write_text(json.dumps(verdict.plain() | {"had_to_be_killed": stubborn}, indent=1) + "\n", encoding="utf-8")


sys.exit(main())
