"""Words for files: what they are, and how they stand on this device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crimint_domain.attachment import Attachment, size_words

if TYPE_CHECKING:
    from crimint_desktop.actions.attachments import Kept

__all__ = ["file_words", "state_words"]


def file_words(file: Attachment) -> str:
    """Say kind and size, such as ``JPEG picture, 2.4 MB``."""
    kind = file.file_type.words if file.file_type else "a kind that this program does not know"
    return f"{kind}, {size_words(file.size)}"


def state_words(kept: Kept | None) -> str:
    """Say how a file stands: on its way, here, or not taken and why."""
    if kept is None:
        return "Not on this device"
    share = min(99, 100 * kept.done // max(1, kept.file.size))
    if kept.state == "waiting":
        return f"Waiting to be sent, {share} %" if kept.done else "Waiting to be sent"
    if kept.state == "wanted":
        return f"Coming, {share} %" if kept.done else "Comes when it is opened"
    return f"Not taken: {kept.says}" if kept.state == "refused" else "On this device"
