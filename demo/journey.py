"""The whole thread in its order, played by two workstations and a service that goes away and comes back."""

from __future__ import annotations

import shutil
import time
from functools import partial
from pathlib import Path

from demo.apart import Apart
from demo.central import Central
from demo.line import Conductor
from demo.proof import Proof
from demo.stage import LIO, OFFICER, Stage
from demo.steps import Steps
from demo.writing import OfficersReport

__all__ = ["play"]


def play(folder: Path, central: Central, out: Path) -> bool:
    """Play every step; pictures and journey.json go to ``out``. Return whether all held."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    conductor = Conductor(folder)
    stage = Stage(folder, out, central, conductor)
    steps = Steps(out)
    began = time.perf_counter()
    try:
        _play_all(stage, steps)
    finally:
        for station in stage.stations.values():
            station.end()
        conductor.close()
        steps.write()
        if not steps.held:
            _show_logs(folder)
    held = sum(step.ok for step in steps.told)
    print(f"demo: {held} of {len(steps.told)} steps held, {time.perf_counter() - began:.0f} s; see {out}", flush=True)
    return steps.held


def _play_all(stage: Stage, steps: Steps) -> None:
    report, apart, proof = OfficersReport(stage), Apart(stage), Proof(stage)
    steps.play("Two workstations start", report.start)
    steps.play("The officer signs in and chooses a passphrase", partial(report.sign_in, OFFICER))
    steps.play("The LIO signs in and chooses a passphrase", partial(report.sign_in, LIO))
    steps.play("Both choose the operation they work on", report.look_at_home)
    steps.play("The officer begins a report", report.begin)
    for number in (1, 2, 3):
        steps.play(f"Item {number} is written and graded", partial(report.write_item, number))
    steps.play("A person whom the register has is linked", report.link_known)
    steps.play("A place that is new is linked", report.link_new)
    steps.play("What is missing is said and filled in", report.say_how_known)
    steps.play("The form in other colours and sizes", report.pictures)
    steps.play("The officer submits, the LIO sees it", report.submit_and_see)
    steps.play("The LIO opens it, which is logged", report.open_it)
    steps.play("Both lose the network", apart.lose_the_network)
    steps.play("Offline, the officer corrects item 2 and its grade", apart.correct)
    steps.play("Offline, the LIO grades items 2 and 3 again", apart.regrade)
    steps.play("Both go on reading and searching offline", apart.read_on)
    steps.play("The network is back: all merges but one clash", apart.come_back)
    steps.play("A person settles the clash", apart.settle)
    steps.play("Both have the same version", apart.agree)
    steps.play("Nothing typed was lost", proof.nothing_lost)
    steps.play("The history is shown", proof.show_history)
    steps.play("Keys and settings are shown", proof.other_screens)
    steps.play("The officer locks: the process is replaced", proof.lock)
    steps.play("A wrong passphrase is refused", proof.refuse)
    steps.play("The passphrase brings words and caret back", proof.unlock)
    steps.play("Both logs verify and are sent", proof.logs)
    steps.play("Both programs and the service are closed", proof.close)
    steps.play("The service's copies of the logs are the same", proof.same_chains)
    steps.play("An outsider verifies the log and the report's evidence", proof.verified_outside)
    steps.play("No typed sentence is in clear in any file", proof.nothing_in_clear)


def _show_logs(folder: Path) -> None:
    for log in sorted(folder.glob("*.log")):
        print(f"--- {log.name}", log.read_text(encoding="utf-8", errors="replace")[-9000:], sep="\n", flush=True)
