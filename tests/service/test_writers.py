"""Many writers at once, and a reader who never misses anything."""

import threading
import time

import requests

from crimint_domain.streams import checksum_of
from tests.protocol.client import Client, a_change, a_creation, a_document
from tests.protocol.people import OKONJO, PETERS


def own_line(world):
    """Return a way to ask on a connection of one's own."""
    session = requests.Session()
    session.trust_env = False

    def request(method, path, json=None, headers=None):
        answer = session.request(method, world.url + path, json=json, headers=dict(headers or {}), timeout=30)
        return answer.status_code, dict(answer.headers), answer.json() if answer.content else None

    return request, session


class Reading:
    """Reads a stream over and over until told that nothing more will come, and once more after that."""

    def __init__(self, world, person, stream, done):
        self.world, self.person, self.stream, self.done = world, person, stream, done
        self.seen: list[int] = []
        self.found: dict[str, int] = {}

    def run(self):
        request, session = own_line(self.world)
        mine = Client(request, self.person.person, self.person.device, self.person.tokens)
        cursor, last_round = "", False
        while not last_round:
            last_round = self.done.is_set()
            more = True
            while more:
                page = mine.get(f"/v1/streams/{self.stream}/changes?cursor={cursor}&limit=5")
                cursor, more = page["cursor"], page["more"]
                self.seen.extend(entry["seq"] for entry in page["entries"])
                self.found.update({entry["id"]: entry["version"] for entry in page["entries"]})
            time.sleep(0.005)
        session.close()


def test_a_reader_beside_many_writers_sees_every_number_once_and_in_order(world):
    writers, each_writes = 4, 12
    submitted: list[str] = []
    failures: list[str] = []
    done = threading.Event()
    officer = world.client(OKONJO)
    evaluator = world.client(PETERS)
    first = a_creation(step="submit")
    officer.send(first)
    [state] = [s for s in evaluator.checkpoint()["streams"] if s["count"]]

    def write(number):
        request, session = own_line(world)
        mine = Client(request, OKONJO, officer.device, officer.tokens)
        try:
            for turn in range(each_writes):
                creation = a_creation(a_document(f"Writer {number} turn {turn}"), step="submit")
                outcomes = mine.send(creation, a_creation(), a_change(first["record"], -1, {"title": "Stale"}))
                if [each["status"] for each in outcomes] != [201, 201, 409]:
                    failures.append(str(outcomes))
                submitted.append(creation["record"])
        finally:
            session.close()

    reading = Reading(world, evaluator, state["id"], done)
    reader = threading.Thread(target=reading.run)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in (reader, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join()

    assert failures == []
    assert len(submitted) == writers * each_writes
    assert reading.seen == list(range(1, len(submitted) + 2))
    assert set(reading.found) == {*submitted, first["record"]}
    [now] = [s for s in evaluator.checkpoint()["streams"] if s["id"] == state["id"]]
    assert (now["head"], now["count"]) == (len(reading.seen), len(reading.found))
    assert now["checksum"] == sum(checksum_of(name, version) for name, version in reading.found.items()) % 2**62


def test_of_many_who_change_the_same_version_at_once_one_is_taken(world):
    officer = world.client(OKONJO)
    creation = a_creation()
    officer.send(creation)
    statuses: list[int] = []

    def change(number):
        request, session = own_line(world)
        mine = Client(request, OKONJO, officer.device, officer.tokens)
        statuses.append(mine.send(a_change(creation["record"], 1, {"title": f"Take {number}"}))[0]["status"])
        session.close()

    threads = [threading.Thread(target=change, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 409, 409, 409, 409]
    assert officer.everything()[creation["record"]]["version"] == 2


def test_the_same_change_sent_twice_at_once_takes_effect_once(world):
    officer = world.client(OKONJO)
    creation = a_creation(step="submit")
    statuses: list[int] = []

    def send():
        request, session = own_line(world)
        mine = Client(request, OKONJO, officer.device, officer.tokens)
        statuses.append(mine.send(creation)[0]["status"])
        session.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 208, 208, 208]
    found = officer.everything()[creation["record"]]
    assert (found["version"], found["document"]["reference"]) == (1, "QM-26-000001")
