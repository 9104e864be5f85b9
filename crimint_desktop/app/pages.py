"""The keys under which the window keeps pages that are no place of their own."""

from __future__ import annotations

__all__ = [
    "EVERYWHERE", "NEWS", "OFFLINE", "PREVIEW", "PROPOSE", "attachment", "conflict", "erasure", "form", "kept",
    "report",
]  # fmt: skip

PREVIEW = "preview"
OFFLINE = "offline"
NEWS = "news"
EVERYWHERE = "everywhere"
PROPOSE = "propose"


def form(record: str) -> str:
    """The form of a report."""
    return f"form:{record}"


def report(record: str) -> str:
    """A report in full."""
    return f"report:{record}"


def attachment(name: str) -> str:
    """A file beside a report."""
    return f"attachment:{name}"


def conflict(conflict_id: str) -> str:
    """One conflict."""
    return f"conflict:{conflict_id}"


def kept(change: str) -> str:
    """A change kept for one's unit."""
    return f"kept:{change}"


def erasure(proposal: str) -> str:
    """A proposal to erase a record."""
    return f"erasure:{proposal}"
