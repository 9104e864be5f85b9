"""``make faults``: schedules towards a million, the planted bugs, or one schedule to look at."""

from __future__ import annotations

import argparse
import sys

from tests.simulation import ledger, planting, runs


def main() -> int:
    """Do what the command line says and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    kinds = parser.add_subparsers(dest="what", required=True)
    live = kinds.add_parser("live", help="live schedules in this process and print a line of JSON")
    live.add_argument("--first", type=int, default=0)
    live.add_argument("--every", type=int, default=1)
    live.add_argument("--count", type=int)
    live.add_argument("--seconds", type=float)
    live.add_argument("--most-found", type=int, default=5)
    live.add_argument("--scene", default="")
    show = kinds.add_parser("show", help="tell one schedule's story")
    show.add_argument("seed", type=int)
    show.add_argument("--scene", default="")
    faults = kinds.add_parser("faults", help="go on towards a million schedules and write the ledger")
    faults.add_argument("--seconds", type=float, default=3600.0)
    faults.add_argument("--workers", type=int, default=2)
    planted = kinds.add_parser("planted", help="plant every bug and write which invariant caught it")
    planted.add_argument("names", nargs="*")
    planted.add_argument("--within", type=int, default=planting.WITHIN)
    asked = parser.parse_args()
    if asked.what == "live":
        bunch = runs.live(
            asked.first,
            every=asked.every,
            count=asked.count,
            seconds=asked.seconds,
            most_found=asked.most_found,
            scene=asked.scene,
        )
        sys.stdout.write(runs.written(bunch) + "\n")
        return 0
    if asked.what == "show":
        return _show(asked.seed, asked.scene)
    if asked.what == "faults":
        return ledger.go_on(asked.seconds, asked.workers)
    return planting.plant_all(tuple(asked.names), asked.within)


def _show(seed: int, scene: str) -> int:
    from tests.simulation.stage import Stage
    from tests.simulation.world import World

    ended = World(Stage(), seed, scene).run()
    sys.stdout.write("\n".join((*ended.story, ended.says or "Everything held.", ended.trace)) + "\n")
    return int(bool(ended.broken))


if __name__ == "__main__":
    sys.exit(main())
