"""The central service as this program asks it: one method for each thing it can be asked.

Only Refused and Unavailable come out. An answer is whole, in time, of a sane size and checked, or it is not taken.
"""

from __future__ import annotations

import email.utils
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from crimint_desktop.remote import failure, wire
from crimint_desktop.remote.files import Files
from crimint_desktop.remote.line import Answer, Line, Question
from crimint_desktop.remote.log_proofs import LogProofs
from crimint_desktop.remote.unpacking import packed
from crimint_domain.change import INVALID, Receipt
from crimint_domain.errors import Problem, Refused, Unavailable

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import (
        Access,
        Acknowledged,
        Briefcase,
        Checkpoint,
        FeedPage,
        Hello,
        RecordNow,
        Registered,
        Tokens,
        VersionLine,
    )
    from crimint_desktop.remote.sign_in import SignIn
    from crimint_domain.audit import Entry
    from crimint_domain.change import Change

__all__ = ["Device", "Service"]

_PAGE_BYTES: Final = 32 * 1024 * 1024
_PAGE_S: Final = 60.0
_BATCH_BYTES: Final = 1024 * 1024
_QUICK_S: Final = 15.0
_OK, _CREATED, _TAKEN, _NOTHING, _NOT_MODIFIED = 200, 201, 202, 204, 304
_BAD, _UNAUTHORISED, _FORBIDDEN = 400, 401, 403
_NOT_FOUND, _CLASH, _GONE, _TOO_LARGE, _INVALID, _TOO_OLD = 404, 409, 410, 413, 422, 426
_TOO_MANY, _FAULT, _BUSY = 429, 500, 503


@dataclass(frozen=True, slots=True)
class Device:
    """Which device asks, by its UUID, and with which version of the program; what its owner would know it by, and how
    it keeps what it is given: ``encrypted`` on its disk, or only in ``memory``."""

    id: str
    version: str
    name: str = ""
    platform: str = ""
    cache: str = "encrypted"


class Service:
    """The service over one line, for one lane. ``sign_in`` is shared by all lanes of a person."""

    def __init__(self, line: Line, device: Device, sign_in: SignIn) -> None:
        self._line = line
        self._device = device
        self._sign_in = sign_in
        self._me: tuple[str, Access] | None = None

    def hello(self) -> Hello:
        """Ask a service who it is; needs no sign-in."""
        answer = self._ask(Question("GET", "/.well-known/crimint", within_s=_QUICK_S), signed_in=False)
        return wire.hello_from(answer.body)

    def sign_in(self, user: str, password: str) -> Tokens:
        """Sign in with name and password; raises Refused when the service does not accept them."""
        return self._tokens({"grant": "password", "user": user, "password": password})

    def renew(self, refresh: str) -> Tokens:
        """Turn a refresh token into a new pair of tokens, once; raises SignedOut when it is not accepted."""
        try:
            return self._tokens({"grant": "refresh", "refresh": refresh})
        except Refused as fault:
            raise failure.SignedOut from fault

    def me(self) -> Access:
        """Ask who is signed in and what they may do."""
        headers = {"If-None-Match": self._me[0]} if self._me else {}
        question = Question("GET", "/v1/access/me", headers=headers, within_s=_QUICK_S, largest=4 * _BATCH_BYTES)
        answer = self._ask(question, {_NOT_MODIFIED: None})
        if answer.status == _NOT_MODIFIED and self._me:
            return self._me[1]
        found = wire.access_from(answer.body)
        self._me = (answer.headers.get("etag", ""), found) if answer.headers.get("etag") else None
        return found

    def register(self, public_key: str) -> Registered:
        """Make this device's key known, and learn how it stands."""
        body = {"public_key": public_key, "name": self._device.name, "platform": self._device.platform}
        return wire.registered_from(self._post("/v1/devices", wire.encoded(body)).body)

    def subscribe(self, folders: Sequence[str] | None) -> Briefcase:
        """Choose the folders that are held offline; None for all there is room for. Raises Refused above the ceiling
        of policy."""
        body = wire.encoded({"folders": None if folders is None else list(folders)})
        question = self._posting("/v1/devices/self/subscriptions", body, method="PUT")
        return wire.briefcase_from(self._ask(question).body)

    def done(self, command: str) -> None:
        """Say that this device has locked or wiped itself, as it was told."""
        self._post("/v1/devices/self/done", wire.encoded({"command": command}))

    def checkpoint(self, epoch: str, access_version: int, have_digest: str, audit_seq: int) -> Checkpoint:
        """Ask how everything stands. Raises EpochChanged when the service's history is another one."""
        asked = {
            "epoch": epoch,
            "access_version": access_version,
            "have_digest": have_digest,
            "audit_seq": audit_seq,
            "cache": self._device.cache,
        }
        return wire.checkpoint_from(self._post("/v1/sync/checkpoint", wire.encoded(asked)).body)

    def changes(self, stream: str, cursor: str, limit: int) -> FeedPage:
        """Ask for the page of a stream behind a cursor (empty: from its beginning).

        Raises CursorExpired, EpochChanged or StreamUnknown.
        """
        return self.page_body(stream, cursor, limit).read()

    def page_body(self, stream: str, cursor: str, limit: int) -> wire.PageBody:
        """Ask as :meth:`changes` does and return the page unread, so that the next can be asked for meanwhile."""
        path = f"/v1/streams/{quote(stream, safe='')}/changes"
        asked: dict[str, str | int] = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        question = Question("GET", path, asked, within_s=_PAGE_S, largest=_PAGE_BYTES)
        # A cursor that the service says it never made is as worthless as one that is too old.
        worthless = failure.CursorExpired
        answer = self._ask(question, {_NOT_FOUND: failure.StreamUnknown, _GONE: worthless, _BAD: worthless})
        return wire.PageBody(answer.body, cursor)

    def send(self, changes: Sequence[Change], epoch: str = "") -> tuple[Receipt, ...]:
        """Send changes and return a receipt for each. Sending them again does no harm: their ids make it so.

        ``epoch`` is the history on whose versions they were made, empty where none is known. Raises EpochChanged,
        and nothing was taken, when the service's is another one.
        """
        body = wire.changes_body(changes, epoch)
        if len(body) <= _BATCH_BYTES:
            try:
                return wire.receipts_from(self._post("/v1/changes", body, {_TOO_LARGE: _TooLarge}).body, changes)
            except _TooLarge:
                pass
        if len(changes) == 1:
            return (Receipt(changes[0].id, INVALID, 0, "It is larger than the service takes. Shorten the text."),)
        half = len(changes) // 2
        return self.send(changes[:half], epoch) + self.send(changes[half:], epoch)

    def receipt(self, change: str) -> Receipt | None:
        """Ask what became of a change; None when the service never had it, so that it is safe to send again."""
        answer = self._ask(
            Question("GET", f"/v1/changes/{quote(change, safe='')}", within_s=_QUICK_S), {_NOT_FOUND: None}
        )
        return None if answer.status == _NOT_FOUND else wire.receipt_from(answer.body, change)

    def record(self, record: str) -> RecordNow | None:
        """Ask for one record as it stands; None when it is not there, or not for us."""
        answer = self._ask(self._about(record), {_NOT_FOUND: None, _GONE: None})
        return wire.record_from(answer.body, record) if answer.status == _OK else None

    def history(self, record: str) -> tuple[VersionLine, ...]:
        """Ask for a record's past, newest first; empty when it is not there, or not for us."""
        answer = self._ask(self._about(record, "/history"), {_NOT_FOUND: None, _GONE: None})
        return wire.history_from(answer.body) if answer.status == _OK else ()

    def upload(
        self, entries: Sequence[Entry], reasons: Sequence[Mapping[str, Any]], signature: str = ""
    ) -> Acknowledged:
        """Send a piece of this device's log. Raises LogGap when the service has not got that far, and LogRejected
        when it does not take it."""
        body = wire.log_body(self._device.id, entries, reasons, signature)
        answer = self._post(
            "/v1/audit/events", body, {_CLASH: lambda: failure.LogRejected("log-forked"), _INVALID: None}
        )
        if answer.status == _INVALID:
            kind, _ = wire.problem_from(answer.body)
            raise failure.LogGap(wire.acked_in(answer.body)) if kind == "audit-gap" else failure.LogRejected(kind)
        return wire.acknowledged_from(answer.body)

    def stand(self, said: Mapping[str, Any]) -> None:
        """Say how it stands with this device, in numbers, for the report that administrators read."""
        self._post("/v1/sync/standing", wire.encoded(said))

    def wait(self, digest: str, timeout_s: int) -> bool:
        """Wait at the service until something may have changed; False when nothing did. A hint only."""
        question = Question(
            "GET", "/v1/sync/wait", {"digest": digest, "timeout": timeout_s}, within_s=timeout_s + _QUICK_S
        )
        return self._ask(question).status == _OK

    def get(self, path: str) -> bytes:
        """Ask for something beside the sync and return the answer's body."""
        return self._ask(Question("GET", path, within_s=_QUICK_S)).body

    def post(
        self, path: str, body: bytes, known: Mapping[int, Any] | None = None, *, signed_in: bool = True
    ) -> bytes:  # fmt: skip
        """Send something beside the sync and return the answer's body; ``known`` says what a status raises."""
        return self._ask(self._posting(path, body), known, signed_in=signed_in).body

    @property
    def files(self) -> Files:
        """Files beside reports, over this line."""
        return Files(self._ask)

    @property
    def log_proofs(self) -> LogProofs:
        """Proofs about the service's log, over this line."""
        return LogProofs(self._ask)

    def abandon(self) -> None:
        """Give up what is under way, from any thread."""
        self._line.abandon()

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _tokens(self, grant: Mapping[str, str]) -> Tokens:
        question = self._posting("/v1/token", wire.encoded(grant), repeatable=False)
        answer = self._ask(question, {_UNAUTHORISED: _not_accepted}, signed_in=False)
        return wire.tokens_from(answer.body)

    def _about(self, record: str, more: str = "") -> Question:
        return Question("GET", f"/v1/records/{quote(record, safe='')}{more}", largest=_PAGE_BYTES)

    def _post(self, path: str, body: bytes, known: Mapping[int, Any] | None = None) -> Answer:
        return self._ask(self._posting(path, body), known)

    @staticmethod
    def _posting(path: str, body: bytes, *, repeatable: bool = True, method: str = "POST") -> Question:
        headers = {"Content-Type": "application/json"}
        small = packed(body)
        if small is not None:
            headers["Content-Encoding"] = "zstd"
        return Question(
            method, path, headers=headers, body=body if small is None else small, within_s=_PAGE_S,
            largest=4 * _BATCH_BYTES, repeatable=repeatable,
        )  # fmt: skip

    def _ask(self, question: Question, known: Mapping[int, Any] | None = None, *, signed_in: bool = True) -> Answer:
        """Return the answer if it is a success, or of a status in ``known`` that maps to None; else raise."""
        if not signed_in:
            return _judged(self._line.exchange(self._with_headers(question, "")), known or {})
        token = self._sign_in.token or self._sign_in.renewed("", self.renew)
        answer = self._line.exchange(self._with_headers(question, token))
        if answer.status == _UNAUTHORISED:
            token = self._sign_in.renewed(token, self.renew)
            answer = self._line.exchange(self._with_headers(question, token))
        return _judged(answer, known or {})

    def _with_headers(self, question: Question, token: str) -> Question:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "zstd",
            "X-Device": self._device.id,
            "X-Client-Version": self._device.version,
            "X-Request-Id": str(uuid.uuid4()),
            **question.headers,
        }
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return Question(
            question.method, question.path, question.query, headers, question.body, question.within_s,
            question.largest, question.repeatable,
        )  # fmt: skip


class _TooLarge(Exception):
    """The service takes less at once."""


def _not_accepted() -> Refused:
    return Refused(Problem("password", "The service did not accept this name and password."))


def _judged(answer: Answer, known: Mapping[int, Any]) -> Answer:
    if answer.status in (_OK, _CREATED, _TAKEN, _NOTHING):
        return answer
    if answer.status in known:
        fault = known[answer.status]
        if fault is None:
            return answer
        kind, _ = wire.problem_from(answer.body)
        raise failure.EpochChanged(wire.epoch_from(answer.body)) if kind == "epoch-changed" else fault()
    raise _fault_of(answer)


def _fault_of(answer: Answer) -> Exception:
    kind, says = wire.problem_from(answer.body)
    if kind == "epoch-changed":
        return failure.EpochChanged(wire.epoch_from(answer.body))
    if kind in _BY_KIND:
        return _BY_KIND[kind]()
    if answer.status in (_TOO_MANY, _BUSY):
        return failure.busy(_retry_after(answer))
    if answer.status == _FORBIDDEN or (answer.status in (_BAD, _INVALID) and says) or kind in _MENDABLE:
        return Refused(Problem("", says or "The service does not allow this."))
    if answer.status in _BY_STATUS:
        return _BY_STATUS[answer.status]()
    return failure.failed() if answer.status >= _FAULT else failure.rubbish()


_BY_KIND: Final[Mapping[str, Callable[[], Unavailable]]] = {
    "device-blocked": failure.Blocked,
    "lease-denied": lambda: failure.Blocked("lease-denied"),
}
_MENDABLE: Final = frozenset(
    {"briefcase-too-large", "erasure-over", "erasure-unknown", "erasure-waiting", "record-changed"}
)
_BY_STATUS: Final[Mapping[int, Callable[[], Unavailable]]] = {
    _UNAUTHORISED: failure.SignedOut,
    _TOO_OLD: failure.TooOld,
}


def _retry_after(answer: Answer) -> float | None:
    """Seconds, from either form of the header (RFC 9110 section 10.2.3)."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdigit():
        return float(said)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
