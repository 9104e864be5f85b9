"""What was shown is in the log, and nothing else is but what a crash kept from being shown."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from contextlib import closing

from crimint_desktop.store import logbook, records
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.records import Served
from crimint_domain.views import card_document, report_document
from tests.builders import a_card, a_report, an_item

KEY = bytes(range(32))
LIVES = 8
LOG = "SELECT act, records FROM audit ORDER BY sequence"
# Opens and searches at random and says what it shows. Some lives end of themselves between the log and the showing, the
# others are killed from outside at any moment.
_READER = """
import os, pathlib, random, sys
from crimint_desktop.actions import reading
from crimint_desktop.actions.desk import Desk, Person, Unit
from crimint_desktop.actions.reading import ListQuery
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.logbook import Logbook
from resources.code_lists import code_lists
from tests.builders import CountedIds, SteadyClock, a_principal
clock, chance = SteadyClock(), random.Random(int(sys.argv[2]))
desk = Desk(
    open_cache(pathlib.Path(sys.argv[1]), bytes(range(32))), Logbook("okonjo", "a device", clock, os.urandom),
    Person(a_principal("okonjo"), (Unit("quillmarsh", "Quillmarsh"),), ("MARZIPAN",)), code_lists(), clock,
    CountedIds(), lambda: None,
)
for _ in range(100_000):
    act = chance.choice(("open", "open", "search", "search cards"))
    if act == "open":
        record = chance.choice(sys.argv[3:])
        shown = [f"{record}@{reading.open_record(desk, record, 'A task').result().version}"]
    elif act == "search":
        page = reading.rows(desk, ListQuery(text=chance.choice(("van", "bicycle", "nobody"))), None, 50, "A task")
        shown = [f"{hit.row.id}@{hit.row.version}" for hit in page.result().hits]
    else:
        found = reading.matches(desk, chance.choice(("Barnaby", "Nobody")), ("person",)).result()
        shown = [f"{match.card.id}@{match.version}" for match in found]
    if int(sys.argv[2]) % 2 and chance.random() < 0.03:
        os._exit(9)
    print(act, *shown, sep=chr(9), flush=True)
"""


def lines_of(log):
    return [[act, *json.loads(named)] for act, named in log]


def test_what_was_shown_is_what_was_logged_however_often_the_program_dies_in_between(tmp_path, project):
    path, chance = tmp_path / "cache.db", random.Random(21)
    reports = [
        a_report(number, state="released", items=[an_item(number, text=f"A {what} was seen.")])
        for number, what in enumerate(("white van", "red bicycle", "blue van"), 1)
    ]
    with closing(open_cache(path, KEY)) as cache:
        taken = [Served(each.id, "report", 2, 3, report_document(each), "", "") for each in reports]
        taken.append(Served(a_card().id, "card", 1, 5, card_document(a_card()), "", ""))
        cache.run(lambda conn: records.put(conn, "5" * 32, taken)).result()
    told, cut = 0, 0
    for life in range(LIVES):
        asked = [sys.executable, "-c", _READER, str(path), str(life), *(each.id for each in reports)]
        with subprocess.Popen(asked, stdout=subprocess.PIPE, text=True, cwd=project) as reader:
            assert reader.stdout
            shown = [reader.stdout.readline()]
            time.sleep(0 if life % 2 else chance.uniform(0.0, 0.3))
            if not life % 2:
                reader.kill()
            shown += reader.stdout.readlines()
        with closing(open_cache(path, KEY)) as cache:
            log = lines_of(cache.read(lambda conn: conn.exec_driver_sql(LOG).all()).result())
            assert cache.read(logbook.verify_chain).result()[0] == len(log)
        seen = [line.removesuffix("\n").split("\t") for line in shown if line.endswith("\n")]
        logged = log[told:]
        assert logged[: len(seen)] == seen
        assert len(logged) - len(seen) in (0, 1), "more was logged than one showing that died"
        cut += len(logged) - len(seen)
        told = len(log)
    assert cut >= LIVES // 2, "no life ended between the log and the showing"
    assert told > 4 * LIVES
