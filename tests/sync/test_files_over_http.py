"""Files over real sockets, before the real service and before the one in memory: the same outcome."""

import hashlib
from functools import partial

import pytest

from crimint_desktop.store import attachments
from crimint_domain.attachment import Attachment, attachment_document
from tests.builders import an_id
from tests.files import a_picture
from tests.protocol.fake_line import fake_service
from tests.service.world import a_world
from tests.sync.conftest import a_document

R = an_id(1, who=1)
PICTURE = a_picture(size=(900, 700))


@pytest.fixture(params=["real", "in memory"])
def address(request, tmp_path, clock):
    if request.param == "real":
        with a_world(str(tmp_path / "register.db"), attachment_part_bytes=3_000) as world:
            yield world.url
    else:
        with fake_service(clock) as (fake, served_at):
            fake.files.part_size = 3_000
            yield served_at


@pytest.fixture
def desk(sit, address):
    return partial(sit, address)


def test_a_picture_reaches_the_evaluator_whole_and_leaves_with_the_attachment(desk):
    officer, lio = desk("okonjo"), desk("peters")
    file = Attachment(an_id(7), "van.jpg", "jpeg", len(PICTURE), hashlib.sha256(PICTURE).hexdigest(), "A van")
    officer.run(lambda conn: attachments.add(conn, file, R, PICTURE, officer.clock.now()))
    officer.create(R, a_document(attachments={file.id: attachment_document(file, "")}), "submit")
    assert officer.round().agreed_at is not None
    assert not officer.waiting()
    lio.round()
    assert lio.run(lambda conn: attachments.content(conn, file.id)) == PICTURE
    officer.edit(R, {f"attachments/{file.id}": None})
    officer.round()
    lio.round()
    assert lio.run(lambda conn: attachments.find(conn, file.id)) is None
