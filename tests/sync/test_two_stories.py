"""A device that was put back to an older copy tells two stories, and is found out by the first thing it logs."""

from __future__ import annotations

from contextlib import closing

import sqlalchemy as sa

from crimint_desktop.store import logbook
from crimint_desktop.store.cache_file import open_cache
from crimint_service.tables import device
from tests.service.world import a_world
from tests.sync.conftest import KEY, a_document


def test_a_device_put_back_to_an_older_copy_is_quarantined_at_the_first_thing_it_logs(sit, tmp_path):
    path = tmp_path / "cache-1.db"
    with a_world(str(tmp_path / "register.db")) as world:
        officer = sit(world.url, "okonjo")
        officer.create(officer.new_id(), a_document(author="okonjo"))
        officer.round()
        officer.db.checkpoint_truncate().result()
        older = path.read_bytes()
        officer.run(lambda conn: logbook.append(conn, officer.book, "consultation", "open", ("a@1",), "A task"))
        officer.round()
        officer.db.close()
        for file in tmp_path.glob("cache-1.db*"):
            file.unlink()
        path.write_bytes(older)
        officer.db = open_cache(path, KEY)
        with closing(officer.db):
            assert officer.round().told == ()  # nothing was done yet that could tell
            officer.run(lambda conn: logbook.append(conn, officer.book, "consultation", "open", ("b@1",), "Another"))
            outcome = officer.round()
        (state,) = world.rows(sa.select(device.c.state).where(device.c.device_id == officer.book.device))
        assert state == ("quarantined",)
    assert outcome.command == "lock"
    assert outcome.told == (
        "The service did not accept this device's log, because it does not continue the one it holds. Tell your"
        " administrator; nothing was lost.",
        "The service has blocked this device, so the copy on it is locked. Ask your administrator.",
    )
