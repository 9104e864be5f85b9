"""Between the JSON of the wire and values: everything that comes in is checked here before anybody applies it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import msgspec

from crimint_desktop.remote import failure
from crimint_desktop.remote.answers import (
    Access,
    Acknowledged,
    Briefcase,
    Checkpoint,
    FeedEntry,
    FeedPage,
    Hello,
    RecordNow,
    Registered,
    Tokens,
    VersionLine,
)
from crimint_desktop.shape import reading_reports
from crimint_domain.access import label_from
from crimint_domain.change import STATUSES, Change, Receipt
from crimint_domain.document import checked
from crimint_domain.errors import Refused
from crimint_domain.marking import refuse_above_official
from crimint_domain.views import instant

if TYPE_CHECKING:
    from crimint_domain.audit import Entry

__all__ = [
    "PageBody", "access_from", "acked_in", "acknowledged_from", "briefcase_from", "changes_body", "checkpoint_from",
    "encoded", "epoch_from", "hello_from", "history_from", "log_body", "page_from", "problem_from", "receipt_from",
    "receipts_from", "record_from", "registered_from", "tokens_from",
]  # fmt: skip

MOST_RECORDS = 1_000
_HIGHEST = 2**62
# An identifier in the one accepted way of writing it.
_MOST_STREAMS: Final = 20_000
_IS_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,200}").fullmatch
_IS_FOLDER: Final = re.compile(r"[a-z]{1,40}/[^/\\\x00-\x1f]{1,200}").fullmatch
_IS_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
_Read = TypeVar("_Read")


class _Entry(msgspec.Struct, gc=False):
    seq: int
    op: Literal["put", "gone"]
    id: str
    version: int
    kind: str = ""
    schema: int = 0
    document: msgspec.Raw = msgspec.Raw(b"null")
    by: str = ""
    at: str = ""
    reason: str = ""


class _Page(msgspec.Struct):
    entries: list[_Entry]
    cursor: str
    head: int
    more: bool


class _Behind(msgspec.Struct):
    cursor: str
    more: bool


class _Receipt(msgspec.Struct):
    id: str
    status: int
    version: int | None = None
    current: int | None = None
    problem: str | None = None


class _Receipts(msgspec.Struct):
    receipts: list[_Receipt]


class _Gap(msgspec.Struct):
    acked_seq: int


class _History(msgspec.Struct):
    versions: tuple[VersionLine, ...]


class _Problem(msgspec.Struct):
    type: str = ""
    title: str = ""
    detail: str = ""


class _OtherEpoch(msgspec.Struct):
    epoch: str = ""


def _read(body: bytes, kind: type[_Read]) -> _Read:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as fault:
        raise failure.rubbish() from fault


def _assert(holds: bool) -> None:
    """Nothing of an answer that breaks the protocol is taken over."""
    if not holds:
        raise failure.rubbish()


def encoded(value: Any) -> bytes:  # noqa: ANN401 - anything JSON can say
    """Return a value as JSON."""
    return msgspec.json.encode(value)


def hello_from(body: bytes) -> Hello:
    """Read what a service says about itself."""
    return _read(body, Hello)


def tokens_from(body: bytes) -> Tokens:
    """Read a pair of tokens."""
    tokens = _read(body, Tokens)
    _assert(bool(tokens.token) and bool(tokens.refresh))
    return tokens


def access_from(body: bytes) -> Access:
    """Read who is signed in."""
    access = _read(body, Access)
    _assert(bool(access.user))
    return access


def checkpoint_from(body: bytes) -> Checkpoint:
    """Read how the streams stand; each is named once."""
    checkpoint = _read(body, Checkpoint)
    names = [stream.id for stream in checkpoint.streams]
    _assert(bool(checkpoint.epoch) and len(set(names)) == len(names) and all(names))
    _assert(all(0 <= stream.head < _HIGHEST and 0 <= stream.count <= stream.head for stream in checkpoint.streams))
    _assert(len(names) <= _MOST_STREAMS and instant(checkpoint.server_time) is not None)
    for stream in checkpoint.streams:
        _assert(_IS_NAME(stream.id) is not None and _IS_FOLDER(stream.folder) is not None)
        try:
            label_from(stream.label)
        except (TypeError, ValueError) as fault:
            raise failure.rubbish() from fault
    return checkpoint


def page_from(body: bytes, cursor: str) -> FeedPage:
    """Read a page that was asked for behind ``cursor``: entries rise, ids are ids, documents can be kept."""
    page = _read(body, _Page)
    _assert(len(page.entries) <= MOST_RECORDS and bool(page.cursor))
    _assert(not page.more or (bool(page.entries) and page.cursor != cursor))
    checking = _Checking(body)
    before = 0
    entries: list[FeedEntry] = []
    for entry in page.entries:
        _assert(before < entry.seq <= page.head)
        before = entry.seq
        entries.append(checking.checked(entry))
    return FeedPage(tuple(entries), page.cursor, page.head, page.more)


class PageBody:
    """A page of a stream as it came, asked for behind ``cursor``: reading and checking it may wait."""

    def __init__(self, body: bytes, cursor: str) -> None:
        self._body = body
        self._cursor = cursor

    @property
    def following(self) -> str:
        """The cursor of the page behind it, as it says itself before anything is checked; empty where it says none."""
        try:
            behind = msgspec.json.decode(self._body, type=_Behind)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return ""
        return behind.cursor if behind.more and behind.cursor != self._cursor else ""

    def read(self) -> FeedPage:
        """Return the page; raises Unavailable for one that breaks the protocol."""
        return page_from(self._body, self._cursor)


class _Checking:
    """Looks at the entries of one page. Markings are few, so each is looked at once."""

    def __init__(self, page: bytes) -> None:
        self._shaped = reading_reports(page)
        self._markings: set[tuple[str, ...]] = set()

    def checked(self, entry: _Entry) -> FeedEntry:
        """Return an entry that can be kept; raises Unavailable for one that breaks the protocol."""
        _assert(_IS_ID(entry.id) is not None and 0 < entry.version < _HIGHEST)
        if entry.op == "gone":
            return FeedEntry(entry.seq, "gone", entry.id, entry.version, reason=entry.reason)
        _assert(bool(entry.kind) and entry.schema > 0)
        raw = bytes(entry.document)
        shape = self._shaped(entry.kind, entry.schema, raw)
        if shape is None:
            _keepable(_read(raw, Any))
        else:
            self._refuse_above_official(shape.markings)
        return FeedEntry(
            entry.seq, "put", entry.id, entry.version, entry.kind, entry.schema, raw, entry.by, entry.at, shape=shape
        )

    def _refuse_above_official(self, words: tuple[str, ...]) -> None:
        if words not in self._markings:
            try:
                refuse_above_official(*words)
            except Refused as fault:
                raise failure.rubbish() from fault
            self._markings.add(words)


def _keepable(document: Any) -> None:  # noqa: ANN401 - not yet checked
    try:
        checked(document)
    except Refused as fault:
        raise failure.rubbish() from fault


def record_from(body: bytes, record: str) -> RecordNow:
    """Read one record; it must be the one asked for."""
    now = _read(body, RecordNow)
    _assert(now.id == record and now.version > 0)
    _keepable(now.document)
    return now


def history_from(body: bytes) -> tuple[VersionLine, ...]:
    """Read a record's past, newest first."""
    return _read(body, _History).versions


def changes_body(changes: Sequence[Change], epoch: str = "") -> bytes:
    """Write changes as they are sent, with the history on whose versions they were made, where it is known."""
    return encoded({"changes": [_change(each) for each in changes]} | ({"epoch": epoch} if epoch else {}))


def _change(change: Change) -> dict[str, Any]:
    aside = {} if change.aside is None else {"aside": dict(change.aside)}
    return {
        "id": change.id,
        "kind": change.kind,
        "schema": change.schema,
        "record": change.record,
        "base_version": change.base_version,
        "document": change.document,
        "set": None if change.parts is None else dict(change.parts),
        "step": change.step,
        "reason": change.reason,
        **aside,
    }


def receipts_from(body: bytes, sent: Sequence[Change]) -> tuple[Receipt, ...]:
    """Read what became of the changes sent: one receipt for each, none for anything else, in their order."""
    receipts = _read(body, _Receipts).receipts
    found = {each.id: each for each in receipts}
    _assert(len(found) == len(receipts) and found.keys() == {change.id for change in sent})
    return tuple(_as_receipt(found[change.id]) for change in sent)


def receipt_from(body: bytes, change: str) -> Receipt:
    """Read a stored receipt; it must be the one asked for."""
    receipt = _as_receipt(_read(body, _Receipt))
    _assert(receipt.id == change)
    return receipt


def _as_receipt(read: _Receipt) -> Receipt:
    receipt = Receipt(read.id, read.status, read.version or 0, read.problem or "", read.current or 0)
    _assert(receipt.status in STATUSES and (not receipt.accepted or receipt.version > 0))
    return receipt


def log_body(device: str, entries: Sequence[Entry], reasons: Sequence[Mapping[str, Any]], signature: str) -> bytes:
    """Write a piece of this device's log, signed, with the salts and texts that stand beside its chain."""
    return encoded(
        {
            "device": device,
            "from_seq": entries[0].sequence,
            "previous": entries[0].previous,
            "events": [asdict(each) for each in entries],
            "reasons": list(reasons),
            "sig": signature,
        }
    )


def acknowledged_from(body: bytes) -> Acknowledged:
    """Read how far the log has arrived."""
    return _read(body, Acknowledged)


def acked_in(body: bytes) -> int:
    """Return up to which entry the service says it has the log, in the problem of a gap."""
    acked = _read(body, _Gap).acked_seq
    _assert(0 <= acked < _HIGHEST)
    return acked


def registered_from(body: bytes) -> Registered:
    """Read how this device stands."""
    return _read(body, Registered)


def briefcase_from(body: bytes) -> Briefcase:
    """Read what is held after folders were chosen."""
    return _read(body, Briefcase)


def epoch_from(body: bytes) -> str:
    """Return the history that a service names which has another one than the asker; empty where it names none."""
    try:
        epoch = msgspec.json.decode(body, type=_OtherEpoch).epoch
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ""
    return epoch if _IS_NAME(epoch) else ""


def problem_from(body: bytes) -> tuple[str, str]:
    """Return the last word of a problem's type and its sentence; two empty texts where there are none."""
    try:
        problem = msgspec.json.decode(body, type=_Problem)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return "", ""
    return problem.type.rstrip("/").rpartition("/")[2].rpartition(":")[2], problem.detail or problem.title
