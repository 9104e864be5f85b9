"""What the service tells an evaluator alone, and what they make of it."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_desktop.actions import home
from crimint_desktop.app.elsewhere import dismiss_kept, look_at_kept, look_elsewhere, take_over_kept
from crimint_service.tables import kept_change
from tests.app.test_sealed_drafts import run_round
from tests.protocol.client import a_creation, a_document, new_id
from tests.protocol.people import OKONJO


def keep_one(central):
    """Put a change there as one is kept whose author had lost access."""
    creation = a_creation(a_document("The blue van"), step="submit")
    central.client(OKONJO).send(creation)
    row = {
        "change_id": new_id(), "record_id": creation["record"], "unit": "quillmarsh", "author": "holt",
        "device": new_id(), "at": "2026-11-20T03:00:00+00:00",
        "content": '{"base_version": 1, "parts": {"items/i1/text": "It was green"}, "step": "", "reason": "Seen"}',
    }  # fmt: skip
    central.write(lambda connection: connection.execute(sa.insert(kept_change).values(row)))
    return row["change_id"]


def test_a_kept_change_is_taken_over_as_a_draft_of_ones_own(central, sign_in):
    change = keep_one(central)
    opened = sign_in("peters")
    service = opened.line_to_service()
    try:
        told = look_elsewhere(service, opened.desk.principal)
        assert change in {each.id for each in told.kept}
        kept = look_at_kept(service, change)
        assert kept.words == "Seen\nitems/i1/text: It was green"
        record = take_over_kept(service, opened.desk, kept, "Worth keeping")
        run_round(opened)
        drafts = {each.record: each.title for each in home.look(opened.desk).result().drafts}
        assert drafts[record].startswith("Taken over from Sam Holt-Test, for QM-26-")
        assert change not in {each.id for each in look_elsewhere(service, opened.desk.principal).kept}
    finally:
        service.close()


def test_a_kept_change_is_dismissed_with_a_reason(central, sign_in):
    change = keep_one(central)
    opened = sign_in("peters")
    service = opened.line_to_service()
    try:
        dismiss_kept(service, change, "Known already")
        assert change not in {each.id for each in look_elsewhere(service, opened.desk.principal).kept}
    finally:
        service.close()


def test_who_does_not_evaluate_is_told_nothing_and_nothing_is_asked(central, sign_in):
    opened = sign_in("okonjo")
    service = opened.line_to_service()
    try:
        assert look_elsewhere(service, opened.desk.principal) == home.Elsewhere()
    finally:
        service.close()
