"""The two exchanges that carry nearly everything: pages out, changes in. Encoded and read without a detour."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from crimint_domain.change import Change, Receipt
from crimint_service.faults import Fault
from crimint_service.feed import Page, Put

__all__ = ["ChangesReply", "ChangesRequest", "FeedPage", "ReceiptOut", "page_bytes", "read_changes", "receipt_out"]


class PutEntry(msgspec.Struct, tag_field="op", tag="put", frozen=True):
    """A record as it stands."""

    seq: int
    id: str
    kind: str
    schema: int
    version: int
    document: msgspec.Raw
    by: str
    at: str


class GoneEntry(msgspec.Struct, tag_field="op", tag="gone", frozen=True):
    """That a record left this stream."""

    seq: int
    id: str
    version: int
    reason: Literal["moved", "erased", "closed"]


class FeedPage(msgspec.Struct, frozen=True):
    """A piece of a stream."""

    entries: list[PutEntry | GoneEntry]
    cursor: str
    head: int
    more: bool


class ChangeIn(msgspec.Struct, frozen=True):
    """One user's edit of one record."""

    id: str
    kind: str
    schema: int
    record: str
    base_version: int | None = None
    document: dict[str, Any] | None = None
    set: dict[str, Any] | None = None
    step: str | None = None
    reason: str | None = None
    aside: dict[str, Any] | None = None


class ChangesRequest(msgspec.Struct, frozen=True):
    """Changes in the order in which they were made; ``epoch`` is the history on whose versions they were made, empty
    where none is known."""

    changes: list[ChangeIn]
    epoch: str = ""


class ReceiptOut(msgspec.Struct, frozen=True):
    """What became of a change."""

    id: str
    status: int
    version: int
    current: int
    problem: str


class ChangesReply(msgspec.Struct, frozen=True):
    """A receipt for each change, in the same order, and the heads the sender may expect to see move."""

    receipts: list[ReceiptOut]
    checkpoint_hint: dict[str, int]


def page_bytes(page: Page, cursor: str) -> bytes:
    """Encode a page; documents go out as they are kept."""
    entries: list[PutEntry | GoneEntry] = [
        PutEntry(
            each.seq,
            each.id,
            each.kind,
            each.schema,
            each.version,
            msgspec.Raw(each.document.encode()),
            each.by,
            each.at,
        )
        if isinstance(each, Put)
        else GoneEntry(each.seq, each.id, each.version, each.reason)  # type: ignore[arg-type]  # only these are written
        for each in page.entries
    ]
    return msgspec.json.encode(FeedPage(entries, cursor, page.head, page.more))


def read_changes(body: bytes, most: int) -> tuple[str, tuple[Change, ...]]:
    """Read the epoch and the changes; raises Fault for a body that is none (400), for too many (413), and without a
    base (428)."""
    try:
        asked = msgspec.json.decode(body, type=ChangesRequest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Fault(400, "malformed", "The request cannot be read as changes.") from error
    sent = asked.changes
    if len(sent) > most:
        raise Fault(413, "too-large", f"At most {most} changes can be sent at once.")
    if any(each.base_version is None for each in sent):
        raise Fault(428, "base-missing", "Every change must say on which version it is based.")
    return asked.epoch, tuple(
        Change(
            id=each.id, kind=each.kind, schema=each.schema, record=each.record, base_version=each.base_version or 0,
            document=each.document, parts=each.set, step=each.step or "", reason=each.reason or "", aside=each.aside,
        )
        for each in sent
    )  # fmt: skip


def receipt_out(receipt: Receipt) -> ReceiptOut:
    """Write a receipt as it travels."""
    return ReceiptOut(receipt.id, receipt.status, receipt.version, receipt.current, receipt.problem)
