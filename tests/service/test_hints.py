"""Waiting for something to move."""

import threading
import time

import sqlalchemy as sa

from crimint_service import people
from crimint_service.feed import have_digest
from crimint_service.tables import stream
from tests.protocol.client import a_creation
from tests.protocol.people import OKONJO, PETERS
from tests.service.world import World


def digest_of(client):
    """Return the digest of what a client would hold after reading everything."""

    class State:
        def __init__(self, plain):
            self.__dict__.update(plain)

    return have_digest([State(each) for each in client.checkpoint()["streams"]])


def waiting(client, digest, timeout=20):
    """Wait in another thread and return where its answer will stand."""
    answers: list[tuple[int, float]] = []

    def wait():
        began = time.monotonic()
        status, _, _ = client.ask("GET", f"/v1/sync/wait?digest={digest}&timeout={timeout}")
        answers.append((status, time.monotonic() - began))

    thread = threading.Thread(target=wait)
    thread.start()
    return thread, answers


def test_a_checkpoint_with_the_digest_of_everything_says_unchanged(world):
    officer = world.client(OKONJO)
    officer.send(a_creation())
    answer = officer.checkpoint(have_digest=digest_of(officer))
    assert (answer["unchanged"], answer["full"], answer["streams"]) == (True, False, [])
    assert answer["lease"]


def test_nothing_new_ends_the_wait_with_nothing(world):
    officer = world.client(OKONJO)
    assert officer.ask("GET", f"/v1/sync/wait?digest={digest_of(officer)}&timeout=0")[0] == 204
    assert officer.ask("GET", "/v1/sync/wait?digest=other&timeout=20")[2] == {"check": True}


def test_an_evaluator_who_waits_is_told_within_moments_of_a_submission(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    other: World = world
    thread, answers = waiting(evaluator, digest_of(evaluator))
    time.sleep(0.2)
    assert answers == []
    officer.request = _own_line(other)
    officer.send(a_creation(step="submit"))
    thread.join(10)
    assert [status for status, _ in answers] == [200]
    assert answers[0][1] < 5


def test_what_another_process_writes_and_lost_access_are_noticed_too(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    officer.send(a_creation(step="submit"))
    for work in (
        lambda connection: connection.execute(sa.update(stream).values(head=stream.c.head + 1)),
        lambda connection: people.change_access(connection, people.Account("peters", "J", ("lio",), ("harrowgate",))),
    ):
        thread, answers = waiting(evaluator, digest_of(evaluator))
        time.sleep(0.2)
        world.write(work)
        thread.join(10)
        assert [status for status, _ in answers] == [200]


def _own_line(world):
    """Return a way to ask beside somebody who is waiting on the shared session."""
    import requests

    def request(method, path, json=None, headers=None):
        answer = requests.request(method, world.url + path, json=json, headers=dict(headers or {}), timeout=30)
        return answer.status_code, dict(answer.headers), answer.json() if answer.content else None

    return request
