"""The first bytes of an encrypted file hold the salt of its seals, and are read before its log: found by power cuts."""

import random
import shutil
from contextlib import closing

import pytest
import sqlalchemy as sa

from crimint_desktop.store.database import Database
from crimint_service.encrypted_file import connect, key_beside
from tests.sync.conftest import KEY

DAMAGE = [pytest.param(bytes(512), id="zeros"), pytest.param(random.Random(5).randbytes(512), id="noise")]
WRITE = "CREATE TABLE note AS SELECT 'kept' AS words"


def cut_while_the_log_was_moved(path, into, damage):
    """Copy a store as it stands, its first sector torn: its log still has the whole page."""
    for each in path.parent.iterdir():
        if not each.name.endswith("-shm"):
            shutil.copy(each, into)
    with (into / path.name).open("r+b") as file:
        file.write(damage)
    return into / path.name


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_cache_whose_first_sector_was_torn_while_its_log_was_moved_opens(tmp_path, damage):
    path, after = tmp_path / "before" / "cache.db", tmp_path / "after"
    after.mkdir()
    with closing(Database.create(path, KEY)) as database:
        database.run(lambda conn: conn.execute(sa.text(WRITE))).result()
        torn = cut_while_the_log_was_moved(path, after, damage)
    with closing(Database.open(torn, KEY)) as database:
        found = database.read(lambda conn: conn.execute(sa.text("SELECT words FROM note")).scalar_one()).result()
    assert found == "kept"


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_register_whose_first_sector_was_torn_while_its_log_was_moved_opens(tmp_path, damage):
    path, key = key_beside(str(tmp_path / "before" / "register.db"))
    after = tmp_path / "after"
    after.mkdir()
    with closing(connect(path, key)) as register:
        register.execute(WRITE)
        torn = cut_while_the_log_was_moved(path, after, damage)
    with closing(connect(torn, key)) as register:
        assert register.execute("SELECT words FROM note").fetchone() == ("kept",)
