"""A process that is killed while it writes loses nothing that it had acknowledged."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from contextlib import closing

import sqlalchemy as sa

from crimint_desktop.store.database import Database

KEY = bytes(range(32))
KILLS = 5

_WRITER = """
import sys, pathlib
import sqlalchemy as sa
from crimint_desktop.store.database import Database
database = Database.open(pathlib.Path(sys.argv[1]), bytes(range(32)))
first = int(sys.argv[2])
for number in range(first, first + 100_000):
    def both(conn):
        for half in ("left", "right"):
            conn.execute(sa.text("INSERT INTO pair VALUES (:n, :half, :body)"),
                         {"n": number, "half": half, "body": "x" * 3000})
    database.run(both, waiting=number % 2 == 0).result()
    print(number, flush=True)
"""


def test_a_killed_writer_loses_no_acknowledged_transaction_and_leaves_no_half(tmp_path):
    path = tmp_path / "cache.db"
    with closing(Database.create(path, KEY)) as database:
        database.run(lambda conn: conn.execute(sa.text("CREATE TABLE pair (n, half, body)"))).result()
    chance, acknowledged, following = random.Random(20), set(), 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(path), str(following)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout
            acknowledged.add(int(writer.stdout.readline()))
            time.sleep(chance.uniform(0.0, 0.1))
            writer.kill()
            acknowledged.update(int(line) for line in writer.stdout.read().split("\n")[:-1])
        following = max(acknowledged) + 1000
    with closing(Database.open(path, KEY)) as database:
        halves = database.read(lambda conn: conn.execute(sa.text("SELECT n, count(*) FROM pair GROUP BY n")).all())
        found = {n: count for n, count in halves.result()}
        damage = database.read(lambda conn: conn.exec_driver_sql("PRAGMA cipher_integrity_check").all()).result()
    assert acknowledged - found.keys() == set()
    assert set(found.values()) == {2}
    assert damage == []
