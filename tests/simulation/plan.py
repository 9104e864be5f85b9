"""What a seed makes of a schedule: who is there, what goes wrong, and how often each thing happens.

Each schedule leaves most things out and does the rest more often: what needs three rare things together is then found
sooner than when everything may happen all the time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from tests.simulation.acts import ACTS
from tests.simulation.network import FAULTS
from tests.simulation.scenes import SCENES

__all__ = ["HAPPENINGS", "Plan", "drawn"]

HAPPENINGS: Final = (
    "units", "clearance", "roles", "tombstones", "backup", "restore", "erase", "service dies", "desk dies", "clock",
    "hours", "briefcase", "meanwhile", "grant", "ungrant", "order", "restart",
)  # fmt: skip
_WITH_A_SCENE: Final = 0.6
_ALWAYS: Final = {"round": 8, "edit": 5, "regrade": 4}
_LIKELY: Final = {"write": 2, "step": 3, "index": 2, "leave": 3, "settle": 4, "open": 1, "discard": 1}
_SOMETIMES: Final = {"attach": 3, "detach": 1, "card": 2, "narrow": 2}
_WEIGHTS: Final = {
    "units": 2, "clearance": 1, "roles": 1, "tombstones": 2, "backup": 1, "restore": 1, "erase": 1, "service dies": 2,
    "desk dies": 4, "clock": 1, "hours": 1, "briefcase": 2, "grant": 2, "ungrant": 1, "order": 1, "restart": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """One schedule before it runs. ``weights`` are of acts, of ``round`` and of happenings; ``scene`` is played before
    chance goes on by itself (empty: none is)."""

    scene: str
    desks: tuple[str, ...]
    steps: int
    weights: dict[str, int]
    faults: tuple[str, ...]
    share: float
    meanwhile: float
    page_records: int
    piece: int
    log_at_once: int
    worth_tuning: int
    packs: bool
    part_bytes: int
    carried_at_once: int


def drawn(chance: random.Random, desks: tuple[str, ...], directed: str = "") -> Plan:
    """Draw a plan. Where chance has it, it begins with a scene; else the first desk is an author's, the second often
    their evaluator's, and the others are drawn. ``directed`` is the scene to begin with, whatever chance has."""
    name = chance.choice(sorted(SCENES)) if chance.random() < _WITH_A_SCENE else ""
    name = directed or name
    scene = SCENES.get(name)
    chosen = list(scene.desks) if scene else [desks[0], chance.choice((desks[1],) * 3 + (desks[2], desks[3]))]
    rest = [each for each in desks if each not in chosen]
    chosen += chance.sample(rest, chance.choice((0, 0, 0, 1) if scene else (0, 0, 0, 1, 1, 2)))
    weights = dict(_ALWAYS)
    weights |= {each: weight for each, weight in _LIKELY.items() if chance.random() < 0.6}
    weights |= {each: weight for each, weight in _SOMETIMES.items() if chance.random() < 0.25}
    happenings = [each for each in HAPPENINGS if chance.random() < (0.1 if scene else 0.3)]
    weights |= {each: _WEIGHTS[each] for each in happenings if each in _WEIGHTS}
    faults = tuple(each for each in FAULTS if chance.random() < (0.1 if scene else 0.35))
    assert weights.keys() - ACTS.keys() <= {"round", *HAPPENINGS}
    meanwhile = 0.12 if "meanwhile" in happenings else 0.0
    return Plan(
        name, tuple(chosen), chance.randint(0, 5) if scene else chance.randint(4, 18), weights, faults,
        chance.choice((0.1, 0.3)), max(meanwhile, scene.meanwhile if scene else 0.0),
        1000 if scene and scene.small_pieces else chance.choice((1, 2, 1000, 1000, 1000, 1000)),
        1 if scene and scene.small_pieces else chance.choice((1, 2, 50)), chance.choice((1, 3, 500)),
        2_000 if scene and scene.small_pieces else chance.choice((0, 2_000, 2_000)), chance.random() < 0.06,
        chance.choice((32, 50)), chance.choice((64, 2**23)),
    )  # fmt: skip
