"""The example exchanges of the protocol hold for every service."""

import json
from pathlib import Path

import pytest

from tests.protocol.exchanges import Player

EXCHANGES = sorted((Path(__file__).parents[2] / "docs" / "exchanges").glob("*.json"))


@pytest.mark.parametrize("file", EXCHANGES, ids=[file.stem for file in EXCHANGES])
def test_the_exchange_goes_as_written(file, service_port, at_desk):
    Player(service_port, at_desk).play(json.loads(file.read_text(encoding="utf-8")))


def test_there_are_exchanges_to_play():
    assert len(EXCHANGES) >= 5
