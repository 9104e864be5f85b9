"""What only the service knows to wait for a person: old drafts in their unit, and changes kept for it."""

from __future__ import annotations

from crimint_desktop.actions.home import Elsewhere, OldDraftLine
from crimint_desktop.remote.handing_in import Requests
from crimint_desktop.remote.service import Service
from crimint_domain.access import Principal

__all__ = ["look_elsewhere"]


def look_elsewhere(service: Service, principal: Principal) -> Elsewhere:
    """Ask the service; nothing for who does not supervise. Raises Unavailable and Refused."""
    if "lio" not in principal.roles:
        return Elsewhere()
    old = Requests(service).old_drafts()
    return Elsewhere(tuple(OldDraftLine(each.name, each.author_name, each.days) for each in old))
