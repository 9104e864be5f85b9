"""What only the service knows to wait for a person: old drafts in their unit, and changes kept for it."""

from __future__ import annotations

from dataclasses import replace

from crimint_desktop.actions import changing
from crimint_desktop.actions.desk import Desk
from crimint_desktop.actions.home import Elsewhere, KeptLine, OldDraftLine
from crimint_desktop.actions.unsent import words_of
from crimint_desktop.remote.handing_in import Requests
from crimint_desktop.remote.service import Service
from crimint_desktop.ui.kept.page import KeptView
from crimint_domain.access import Principal
from crimint_domain.report import Item
from crimint_domain.submission import new_draft
from crimint_domain.views import instant, report_document

__all__ = ["dismiss_kept", "look_at_kept", "look_elsewhere", "take_over_kept"]


def look_elsewhere(service: Service, principal: Principal) -> Elsewhere:
    """Ask the service; nothing for who does not supervise. Raises Unavailable and Refused."""
    if "lio" not in principal.roles:
        return Elsewhere()
    old, kept = Requests(service).old_drafts(), Requests(service).kept()
    return Elsewhere(
        tuple(OldDraftLine(each.name, each.author_name, each.days) for each in old),
        tuple(KeptLine(each.id, each.author_name, each.reference, instant(each.at)) for each in kept),
    )


def look_at_kept(service: Service, change: str) -> KeptView:
    """Ask for a kept change with its content. Raises Unavailable and Refused."""
    found = Requests(service).kept_change(change)
    return KeptView(found.id, found.author_name, found.reference, words_of(found.parts, found.step, found.reason))


def dismiss_kept(service: Service, change: str, reason: str) -> None:
    """Let a kept change wait no longer, and say why. Raises Unavailable and Refused."""
    Requests(service).decide_kept(change, "dismiss", reason)


def take_over_kept(service: Service, desk: Desk, kept: KeptView, reason: str) -> str:
    """Make a draft of one's own of a kept change and return its record: the words first, then the decision."""
    report = new_draft(desk.new_id(), desk.new_id(), desk.principal, desk.unit.id, "", desk.now())
    title = f"Taken over from {kept.author_name}" + (f", for {kept.reference}" if kept.reference else "")
    document = report_document(replace(report, title=title, items=(Item(report.items[0].id, text=kept.words),)))
    desk.act(lambda conn: changing.create(conn, desk, "report", report.id, document)).result()
    desk.changed()
    Requests(service).decide_kept(kept.id, "take-over", reason)
    return report.id
