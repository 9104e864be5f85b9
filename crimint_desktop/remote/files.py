"""Files beside reports as this program sends them to the service and asks for them: in pieces, each by itself."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from crimint_desktop.remote import failure, wire
from crimint_desktop.remote.line import Answer, Question
from crimint_domain.attachment import Attachment
from crimint_domain.errors import Problem, Refused, Unavailable

__all__ = ["Announced", "Files", "NotForUs"]

_OK, _CREATED, _NOTHING, _PART = 200, 201, 204, 206
_BAD, _FORBIDDEN, _NOT_FOUND, _CLASH, _GONE, _TOO_LARGE, _BEYOND, _INVALID = 400, 403, 404, 409, 410, 413, 416, 422
_JUDGED_HERE: Final[Mapping[int, Any]] = dict.fromkeys(
    (_PART, _BAD, _FORBIDDEN, _NOT_FOUND, _CLASH, _GONE, _TOO_LARGE, _BEYOND, _INVALID)
)
# Of these a second sending may come out better; anything else refused stays refused.
_SEND_AGAIN: Final = frozenset(
    {"attachment-changed", "attachments-under-way", "digest-mismatch", "malformed", "parts-missing"}
)
_PIECE_S: Final = 120.0
_MOST_PARTS: Final = 100_000
_SPAN: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")


class NotForUs(Unavailable):
    """The file is not there, or not for us: the service does not say which."""

    def __init__(self) -> None:
        super().__init__("The service does not hand out this file to you.", cause="attachment-unknown")


@dataclass(frozen=True, slots=True)
class Announced:
    """How the service takes a file: in pieces of ``part_size`` bytes; ``have`` are those that have arrived."""

    part_size: int
    parts: int
    have: frozenset[int]
    whole: bool


class _Standing(msgspec.Struct):
    id: str
    state: str
    part_size: int
    parts: int
    have: list[int]


class Files:
    """Speaks of files over the line of one service. Raises Refused for a file that is not taken, Unavailable for
    what may come out better another time."""

    def __init__(self, ask: Callable[[Question, Mapping[int, Any]], Answer]) -> None:
        """Ask through ``ask``, which adds who asks and judges what goes wrong on the way."""
        self._ask = ask

    def announce(self, file: Attachment, record: str) -> Announced:
        """Say which file is to come; doing it again says how far it has come."""
        asked = {"id": file.id, "record": record, "sha256": file.digest, "size": file.size, "name": file.name,
                 "type": file.type}  # fmt: skip
        return self._standing(self._post("/v1/attachments", wire.encoded(asked)), file)

    def send_part(self, file: Attachment, number: int, raw: bytes) -> None:
        """Send one piece; sending it again does no harm."""
        digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
        headers = {"Content-Type": "application/octet-stream", "Content-Digest": f"sha-256=:{digest}:"}
        path = f"/v1/attachments/{file.id}/parts/{number}"
        _taken(self._ask(Question("PUT", path, headers=headers, body=raw, within_s=_PIECE_S), _JUDGED_HERE))

    def complete(self, file: Attachment) -> None:
        """Have a file judged whose pieces have all been sent."""
        if not self._standing(self._post(f"/v1/attachments/{file.id}/complete", b"{}"), file).whole:
            raise failure.rubbish()

    def section(self, file: Attachment, begin: int, length: int) -> bytes:
        """Ask for so many bytes of a file from a place on; raises NotForUs."""
        end = min(begin + length, file.size) - 1
        headers = {"Range": f"bytes={begin}-{end}", "If-Range": f'"{file.digest}"', "Accept-Encoding": "identity"}
        headers["Accept"] = "application/octet-stream"
        question = Question(
            "GET", f"/v1/attachments/{file.id}", headers=headers, within_s=_PIECE_S, largest=length + 65_536
        )
        answer = self._ask(question, _JUDGED_HERE)
        if answer.status in (_NOT_FOUND, _GONE, _FORBIDDEN):
            raise NotForUs
        span = _SPAN.fullmatch(answer.headers.get("content-range", ""))
        if answer.status == _OK and (begin, end) == (0, file.size - 1) and len(answer.body) == file.size:
            return answer.body
        right = span is not None and (int(span[1]), int(span[2]), int(span[3])) == (begin, end, file.size)
        if answer.status != _PART or not right or len(answer.body) != end - begin + 1:
            raise failure.rubbish()
        return answer.body

    def _post(self, path: str, body: bytes) -> Answer:
        headers = {"Content-Type": "application/json"}
        return _taken(self._ask(Question("POST", path, headers=headers, body=body, within_s=_PIECE_S), _JUDGED_HERE))

    @staticmethod
    def _standing(answer: Answer, file: Attachment) -> Announced:
        try:
            read = msgspec.json.decode(answer.body, type=_Standing)
        except (msgspec.MsgspecError, ValueError, RecursionError) as fault:
            raise failure.rubbish() from fault
        fits = read.part_size > 0 and read.parts == max(1, -(-file.size // read.part_size))
        if read.id != file.id or not fits or read.parts > _MOST_PARTS:
            raise failure.rubbish()
        return Announced(read.part_size, read.parts, frozenset(read.have), read.state in ("whole", "named"))


def _taken(answer: Answer) -> Answer:
    """Return the answer to something sent, if it was taken."""
    if answer.status in (_OK, _CREATED, _NOTHING):
        return answer
    kind, says = wire.problem_from(answer.body)
    if kind in _SEND_AGAIN:
        raise Unavailable(says, cause=kind, retry_after_s=60.0)
    if answer.status in (_BEYOND, _PART) or not kind:
        raise failure.rubbish()
    raise Refused(Problem("attachments", says or "The service did not take this file."))
