"""Who may keep no cache on a device keeps none, whatever they typed and however good the keyring is."""

import pytest
import sqlalchemy as sa

from crimint_desktop.keys.header_file import HeaderFile
from crimint_desktop.remote.line import checked_origin
from crimint_service.tables import account


@pytest.fixture
def narrowed(central):
    """Take the right to an offline cache from one person, and give it back."""

    def mode(kept):
        central.write(
            lambda connection: connection.execute(
                sa.update(account).where(account.c.user_id == "okonjo").values(cache_mode=kept)
            )
        )

    mode("none")
    yield
    mode("cached")


def test_a_person_who_may_keep_no_cache_works_without_one(narrowed, sign_in, central, profile):
    opened = sign_in()
    folder = profile.cache_folder(checked_origin(central.url), "okonjo")
    assert opened.temporary
    assert opened.key is None
    assert not HeaderFile(folder / "key.json").exists()
    opened.close()
    assert not opened.folder.exists()
