"""What was not sent in a copy that had to be set aside goes on in the new one."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import closing

import pytest

from crimint_desktop.actions import drafting
from crimint_desktop.app.set_aside import set_aside
from crimint_desktop.store import attachments, edits, logbook, outbox, records
from crimint_desktop.sync import round as rounds
from crimint_domain.attachment import Attachment, attachment_document
from crimint_domain.errors import Unavailable
from crimint_domain.parts import with_parts
from tests.app.conftest import PASSPHRASE
from tests.files import a_picture
from tests.protocol.client import Client
from tests.protocol.people import OKONJO, PASSWORD


def _round(opened):
    with closing(opened.line_to_service()) as line:
        desk = opened.desk
        return rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _progress: None)


def _typed(opened, words):
    editing = drafting.begin_draft(opened.desk, "").result()
    (item,) = editing.document["items"]
    typed = with_parts(editing.document, {f"items/{item}/text": words})
    drafting.keep(opened.desk, editing.report.id, typed).result()
    return editing.report.id


@pytest.fixture
def cut(sign_in, tmp_path):
    """A copy that was put back from an older one."""
    opened = sign_in()
    sent = _typed(opened, "Sent before.")
    drafting.leave(opened.desk, sent).result()
    _round(opened)
    opened.close()
    shutil.copytree(opened.folder, tmp_path / "older")
    opened = sign_in()
    for number in range(3):
        drafting.leave(opened.desk, _typed(opened, f"Lost with the newer copy {number}.")).result()
    opened.close()
    shutil.rmtree(opened.folder)
    shutil.copytree(tmp_path / "older", opened.folder)
    return opened.folder


def test_a_copy_that_was_cut_says_what_to_do_and_a_new_one_takes_over_what_was_not_sent(
    opener, central, profile, sign_in
):
    opened = sign_in()
    written = _typed(opened, "Written and not sent.")
    drafting.leave(opened.desk, written).result()
    typing = _typed(opened, "Still in the form.")
    before = opened.device.id
    opened.close()

    told = set_aside(profile, opener.clock, central.url, "okonjo")
    assert "If you choose the passphrase of the old one again" in told
    with closing(sign_in()) as fresh:
        assert fresh.device.id != before
        waiting = fresh.desk.look(outbox.all).result()
        assert [each.change.record for each in waiting] == [written]
        assert "Still in the form." in str(fresh.desk.look(lambda conn: edits.find(conn, typing)).result())
        last = fresh.desk.look(lambda conn: logbook.of_record(conn, written)).result()[0]
        assert last.act == "carry over"
        outcome = _round(fresh)
        assert (outcome.sent, outcome.agreed_at is not None) == (1, True)
        held = fresh.desk.look(lambda conn: records.find(conn, written)).result()
        assert "Written and not sent." in str(held.document)
    with closing(sign_in()) as again:
        assert again.desk.look(outbox.all).result() == ()  # once, not each time


def test_a_file_beside_a_report_that_was_not_sent_comes_over_and_arrives_with_it(opener, central, profile, sign_in):
    opened = sign_in()
    report, form = _typed(opened, "With a picture."), _typed(opened, "In the form, with a picture.")
    files = {}
    for record in (report, form):
        raw = a_picture(size=(900, 700)) + record.encode()
        held = Attachment(opened.desk.new_id(), "van.jpg", "jpeg", len(raw), hashlib.sha256(raw).hexdigest())
        files[record] = (held, raw)
        opened.desk.act(
            lambda conn, each=held, of=record, all_of_it=raw: attachments.add(
                conn, each, of, all_of_it, opened.desk.now()
            )
        ).result()
        editing = drafting.resume(opened.desk, record, "").result()
        named = with_parts(editing.document, {f"attachments/{held.id}": attachment_document(held, "a")})
        drafting.keep(opened.desk, record, named).result()
    drafting.leave(opened.desk, report).result()
    opened.close()
    set_aside(profile, opener.clock, central.url, "okonjo")
    with closing(sign_in()) as fresh:
        for held, raw in files.values():
            assert fresh.desk.look(lambda conn, name=held.id: attachments.content(conn, name)).result() == raw
        drafting.leave(fresh.desk, form).result()
        outcome = _round(fresh)
        assert (outcome.sent, fresh.desk.look(outbox.all).result()) == (2, ())
    central_view = Client(central.request, OKONJO).sign_in()
    for record, (held, _raw) in files.items():
        assert held.id in central_view.get(f"/v1/records/{record}")["document"]["attachments"]


def test_a_copy_whose_log_was_cut_leads_there(cut, opener, central, profile, sign_in):
    with pytest.raises(Unavailable, match="begin a new copy at the sign-in") as caught:
        opener.sign_in(central.url, "okonjo", PASSWORD, PASSPHRASE)
    assert caught.value.cause == "log-cut"
    set_aside(profile, opener.clock, central.url, "okonjo")
    with closing(sign_in()) as fresh:
        assert _round(fresh).agreed_at is not None


def test_another_passphrase_takes_nothing_over_and_leaves_the_old_copy_for_its_recovery(
    opener, central, profile, sign_in
):
    opened = sign_in()
    drafting.leave(opened.desk, _typed(opened, "Not sent.")).result()
    opened.close()
    set_aside(profile, opener.clock, central.url, "okonjo")
    with closing(sign_in(passphrase="three other words")) as fresh:
        assert fresh.desk.look(outbox.all).result() == ()
        assert list(fresh.folder.parent.glob("*.aside-*/cache.db"))
