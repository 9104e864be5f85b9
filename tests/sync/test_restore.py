"""A service that was put back from a backup: nobody loses what it had acknowledged, as long as their device knows."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from crimint_desktop.remote.failure import SignedOut
from crimint_desktop.remote.line import HttpLine
from crimint_desktop.store import cursors, logbook, outbox, records
from crimint_service import erasing
from crimint_service.app import create
from crimint_service.backup import back_up
from crimint_service.erasure_list import keep_list
from crimint_service.restoring import Wanted, restore
from tests.builders import an_id
from tests.protocol.people import PASSWORD
from tests.service.world import a_world, listening, quick
from tests.sync.conftest import a_document

R, S, T = (an_id(number, who=1) for number in (1, 2, 3))


def move(client, url):
    """The same desk before the restored service: signed in anew, because nobody is any more."""
    client.line.close()
    client.line = HttpLine(url)
    client.port._line = client.line
    client.port._sign_in.take(client.port.sign_in(client.user, PASSWORD))


@pytest.fixture
def restored(tmp_path):
    """Put the register back from the backup at ``copy`` and serve it."""

    @contextmanager
    def put_back():
        settings = quick(str(tmp_path / "new" / "register.db"))
        restore(
            settings,
            Wanted(tmp_path / "copy", tmp_path / "copy.key", [tmp_path / "erasures.jsonl"], "watch", "A lost disk"),
        )
        with listening(create(settings)) as url:
            yield url

    return put_back


def saved(world, tmp_path):
    back_up(world.parts.settings, tmp_path / "copy", tmp_path / "copy.key", tmp_path / "erasures.jsonl")


def test_what_was_acknowledged_after_the_backup_is_offered_again_and_nothing_is_done_twice(sit, restored, tmp_path):
    with a_world(str(tmp_path / "register.db")) as world:
        officer, lio = sit(world.url, "okonjo"), sit(world.url, "peters")
        officer.create(R, a_document(title="Before the backup"))
        officer.round()
        saved(world, tmp_path)
        officer.edit(R, {"title": "After the backup"}, step="submit")
        officer.create(S, a_document(title="Made after the backup"))
        officer.round()
        lio.round()
        lio.edit(R, {"items/a/grading": {"scheme": "3x5x2", "source": "3", "assessment": "D"}}, step="claim")
        lio.round()
        officer.round()
        assert officer.version(R) == 3
        officer.create(T, a_document(title="Never sent"))
        assert officer.waiting()

    with restored() as url:
        for client in (officer, lio):
            move(client, url)
        outcome = officer.round()
        assert any("put back to an earlier state" in each and "changes of yours" in each for each in outcome.told)
        for client in (lio, officer, lio, officer):
            assert client.round().agreed_at is not None

        assert officer.held().keys() == {R, S, T}
        assert officer.document(R)["title"] == "After the backup"
        assert officer.document(R)["items"]["a"]["grading"]["source"] == "3"
        assert officer.document(R) == lio.document(R)
        assert lio.document(R)["claimed_by"] == "peters"
        assert officer.document(S)["title"] == "Made after the backup"
        assert officer.waiting() == lio.waiting() == ()
        assert officer.version(R) == 3
        assert officer.run(logbook.verify_chain)


def test_a_backup_that_lacks_nothing_answers_that_all_was_done_before(sit, restored, tmp_path):
    with a_world(str(tmp_path / "register.db")) as world:
        officer = sit(world.url, "okonjo")
        officer.create(R, a_document())
        officer.round()
        officer.edit(R, {"title": "Twice"})
        officer.round()
        saved(world, tmp_path)
        officer.run(lambda conn: logbook.append(conn, officer.book, "consultation", "open", (f"{R}@2",), "A reason"))
        officer.round()
    with restored() as url:
        move(officer, url)
        assert officer.round().agreed_at is not None
        assert officer.held() == {R: 2}
        assert officer.waiting() == ()
        again = officer.round()
        assert again.lease
        assert not again.told


def test_what_was_erased_after_the_backup_is_not_brought_back_by_a_device_that_had_written_it(sit, restored, tmp_path):
    with a_world(str(tmp_path / "register.db")) as world:
        officer = sit(world.url, "okonjo")
        saved(world, tmp_path)
        officer.create(R, a_document(title="Gone for good"))
        officer.round()
        world.write(
            lambda conn: erasing.erase(conn, R, by="keeper", second="peters", reason="Too long", at="2026-11-20")
        )
        keep_list(world.parts.database, tmp_path / "erasures.jsonl")
    with restored() as url:
        move(officer, url)
        outcome = officer.round()
        assert outcome.agreed_at is not None
        assert officer.held() == {}
        assert officer.waiting() == ()
        assert officer.run(lambda conn: records.find(conn, R)) is None


def test_everybody_is_signed_out_by_a_restore_and_unsent_work_waits_for_the_sign_in(sit, restored, tmp_path):
    with a_world(str(tmp_path / "register.db")) as world:
        officer = sit(world.url, "okonjo")
        officer.create(R, a_document())
        officer.round()
        saved(world, tmp_path)
    officer.edit(R, {"title": "Typed while it was away"})
    with restored() as url:
        officer.line.close()
        officer.line = officer.port._line = HttpLine(url)
        with pytest.raises(SignedOut):
            officer.round()
        assert [each.change.parts for each in officer.run(outbox.all)] == [{"title": "Typed while it was away"}]
        officer.port._sign_in.take(officer.port.sign_in("okonjo", PASSWORD))
        assert officer.round().agreed_at is not None
        assert officer.document(R)["title"] == "Typed while it was away"
        assert officer.run(cursors.epoch)
