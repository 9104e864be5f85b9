"""The way between a desk and the service, and seven things that go wrong on it.

Between the two, others may act: before a question arrives, and before its answer does.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from crimint_desktop.remote import failure
from crimint_desktop.remote.line import Answer, Question
from crimint_desktop.remote.unpacking import unpacked
from tests.simulation.register import Reply, ServiceDown, SimRegister

__all__ = ["FAULTS", "Heard", "SimLine"]

FAULTS: Final = ("drop request", "drop answer", "duplicate", "reorder", "truncate", "garble", "delay")
_RUBBISH: Final = (b"", b"null", b"[]", b"{}", b"<html><body>Please sign in to the network</body></html>", b"\xff\xfe")


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer that reached a desk whole: what was asked, as JSON, and what was said."""

    path: str
    asked: Any
    status: int
    said: Any


class SimLine:
    """A desk's line. ``share`` of the exchanges go wrong in one of the ways in ``faults``."""

    def __init__(self, register: SimRegister, chance: random.Random) -> None:
        self._register = register
        self._chance = chance
        self.faults: tuple[str, ...] = ()
        self.share = 0.0
        self._told = ""
        self.packs = False
        self.meanwhile: Callable[[], None] = lambda: None
        self.answered: Callable[[Question], None] = lambda _question: None
        self.heard: Callable[[Heard], None] = lambda _heard: None
        self.late: list[Question] = []
        self.failures = 0

    def exchange(self, question: Question) -> Answer:
        """Carry a question and its answer, or not."""
        self.meanwhile()
        fault = self._chance.choice(self.faults) if self.faults and self._chance.random() < self.share else ""
        fault = self._as_told(question.path) or fault
        self.failures += bool(fault)
        self._deliver_late()
        try:
            answer = self._carried(question, fault)
            self.answered(question)
        except ServiceDown:
            self.failures += 1
            raise failure.cut() if self._chance.random() < 0.5 else failure.down() from None
        self.meanwhile()
        self._tell(question, answer)
        return answer

    def spoils(self, how: str) -> None:
        """Lose what a scene says, until told otherwise: requests or answers about changes, all but changes, files, half
        of what is about them, or everything."""
        self._told = how

    def _as_told(self, path: str) -> str:
        about_changes = path == "/v1/changes"
        if self._told == "only changes":
            return "" if about_changes else "drop request"
        if self._told == "no files":
            return "drop request" if path.startswith("/v1/attachments") else ""
        if self._told == "half of the files":
            return "drop request" if path.startswith("/v1/attachments") and self._chance.random() < 0.5 else ""
        if self._told == "no way":
            return "drop request"
        return self._told if about_changes else ""

    def _carried(self, question: Question, fault: str) -> Answer:
        match fault:
            case "drop request":
                raise failure.down()
            case "delay" | "reorder":
                self.late.append(question)
                raise failure.slow()
            case "drop answer":
                self._answer(self._ask(question), question)
                raise failure.cut()
            case "duplicate":
                first, second = self._ask(question), self._ask(question)
                return self._answer(self._chance.choice((first, second)), question)
            case "truncate":
                reply = self._ask(question)
                if not reply.body:
                    return self._answer(reply, question)
                return self._answer(_cut(reply, reply.body[: self._chance.randrange(len(reply.body))]), question)
            case "garble":
                if self._chance.random() < 0.3:
                    return self._answer(self._ask(_garbled(question, self._chance)), question)
                return self._answer(_cut(self._ask(question), self._rubbish()), question)
        return self._answer(self._ask(question), question)

    def _rubbish(self) -> bytes:
        return self._chance.choice((*_RUBBISH, self._chance.randbytes(40)))

    def _deliver_late(self) -> None:
        """What was held up arrives now, perhaps not all of it, and not in the order in which it left."""
        if not self.late or self._chance.random() < 0.4:
            return
        if self._chance.random() < 0.5:
            self._chance.shuffle(self.late)
        for _ in range(self._chance.randint(1, len(self.late))):
            question = self.late.pop(0)
            try:
                self._ask(question)
            except ServiceDown:
                return

    def deliver_all(self) -> None:
        """Let everything arrive that was held up."""
        late, self.late = self.late, []
        for question in late:
            self._ask(question)

    def _ask(self, question: Question) -> Reply:
        headers = {name: value for name, value in question.headers.items() if self.packs or name != "Accept-Encoding"}
        return self._register.ask(question, headers, question.body or b"")

    @staticmethod
    def _answer(reply: Reply, question: Question) -> Answer:
        body = unpacked(reply.body, reply.headers.get("content-encoding", ""), question.largest)
        return Answer(reply.status, reply.headers, body)

    def _tell(self, question: Question, answer: Answer) -> None:
        """Tell the oracle what a desk has heard, if it can be read at all."""
        if question.path.startswith("/v1/attachments"):
            return  # bytes, and how far they have come
        encoding = question.headers.get("Content-Encoding", "")
        asked = unpacked(question.body or b"", encoding, 2**24)
        try:
            said = msgspec.json.decode(answer.body) if answer.body else None
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return
        self.heard(Heard(question.path, msgspec.json.decode(asked) if asked else None, answer.status, said))

    def abandon(self) -> None:
        """Nothing is ever under way."""

    def close(self) -> None:
        """Nothing is open."""


def _cut(reply: Reply, body: bytes) -> Reply:
    headers = {name: value for name, value in reply.headers.items() if name != "content-encoding"}
    return Reply(reply.status, headers, body)


def _garbled(question: Question, chance: random.Random) -> Question:
    """Return the question with its body cut or overwritten, so that it cannot be read any more."""
    if not question.body:
        return question
    body = question.body[: chance.randrange(len(question.body))] + b"\xff"
    return Question(
        question.method, question.path, question.query, question.headers, body, question.within_s, question.largest,
        question.repeatable,
    )  # fmt: skip
