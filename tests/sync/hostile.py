"""What a hostile service could do, each as a change of an honest answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crimint_desktop.remote.line import Answer, Question
from crimint_domain.access import Folder, Label
from tests.builders import an_id

Body = dict[str, Any]
Twist = Callable[[Body], Any]

CHECKPOINT, PAGES, CHANGES, LOG = "/v1/sync/checkpoint", "/changes", "/v1/changes", "/v1/audit/events"
STRANGER = an_id(91)
ELSEWHERE = Label("open", marking="OFFICIAL-SENSITIVE", compartment="LANTERN")
SECRET = {"level": "SECRET", "instructions": []}
OTHERS = Folder("desk", "somebody-else")


@dataclass(frozen=True)
class Behaviour:
    """``alarm`` says that the device must tell somebody: by a sentence of the round, or by breaking it off. ``forges``
    says that it makes up records for their own reader, which nothing but the checksum can find out."""

    name: str
    where: str
    twist: Twist
    alarm: bool = True
    forges: bool = False

    def applies(self, question: Question) -> bool:
        """Whether this is the answer it changes."""
        if self.where == PAGES:
            return question.path.startswith("/v1/streams/")
        return question.path == self.where and question.method == "POST"

    def answer(self, honest: Answer) -> Answer:
        """Change an honest answer."""
        if honest.status != 200:
            return honest
        twisted = self.twist(json.loads(honest.body))
        body = twisted if isinstance(twisted, bytes) else json.dumps(twisted).encode()
        return Answer(200, honest.headers, body)


def _checkpoint(**changes: Any) -> Twist:
    return lambda body: body | changes


def _each_stream(**changes: Any) -> Twist:
    def twist(body: Body) -> Body:
        return body | {"unchanged": False, "streams": [each | changes for each in body["streams"]]}

    return twist


def _more_streams(*streams: Body) -> Twist:
    def twist(body: Body) -> Body:
        return body | {"unchanged": False, "streams": [*body["streams"], *streams]}

    return twist


def _stream(**changes: Any) -> Body:
    plain = {"id": "s-made-up", "folder": OTHERS.id, "label": Label("own", user="somebody-else").key}
    return plain | {"head": 3, "floor": 0, "count": 3, "checksum": 77} | changes


def _twice(body: Body) -> Body:
    again = [each | {"head": each["head"] + 5, "count": each["count"] + 5} for each in body["streams"]]
    return body | {"unchanged": False, "streams": body["streams"] + again}


def _lease(**claims: Any) -> Twist:
    def twist(body: Body) -> Body:
        head, middle, mark = body["lease"].split(".")
        padded = middle + "=" * (-len(middle) % 4)
        said = json.loads(base64.urlsafe_b64decode(padded)) | claims
        middle = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
        return body | {"lease": f"{head}.{middle}.{mark}"}

    return twist


def _unsigned(body: Body) -> Body:
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"crimint-lease"}').decode().rstrip("=")
    return body | {"lease": f"{head}.{body['lease'].split('.')[1]}."}


def _each_put(**changes: Any) -> Twist:
    def twist(body: Body) -> Body:
        entries = [each | changes if each["op"] == "put" else each for each in body["entries"]]
        return body | {"entries": entries}

    return twist


def _each_document(**parts: Any) -> Twist:
    def twist(body: Body) -> Body:
        for each in body["entries"]:
            if each["op"] == "put":
                each["document"] = each["document"] | parts
        return body

    return twist


def _raw(find: bytes, put: bytes) -> Twist:
    return lambda body: json.dumps(body).encode().replace(find, put)


def _nested(body: Body) -> Body:
    deep: Any = "end"
    for _ in range(200):
        deep = {"a": deep}
    nested: Body = _each_document(title_of_all=deep)(body)
    return nested


def _many(body: Body) -> Body:
    first = body["entries"][0]
    entries = [first | {"seq": number, "id": an_id(number, who=8)} for number in range(1, 10_001)]
    return body | {"entries": entries, "head": 10_000}


def _endless(body: Body) -> Body:
    if not body["entries"]:
        return body
    last = body["entries"][-1]
    seq = last["seq"] + 1
    extra = last | {"seq": seq, "id": an_id(seq, who=7)}
    return body | {"entries": [*body["entries"], extra], "head": seq + 1, "more": True, "cursor": f"endless-{seq}"}


def _going_nowhere(body: Body) -> Body:
    return body | {"more": True, "cursor": body["cursor"] + "x"}


def _gone(body: Body) -> Body:
    entries = [
        {"seq": each["seq"], "op": "gone", "id": each["id"], "version": each["version"], "reason": "erased"}
        for each in body["entries"]
    ]
    return body | {"entries": entries}


def _receipts(**changes: Any) -> Twist:
    return lambda body: body | {"receipts": [each | changes for each in body["receipts"]]}


BEHAVIOURS = (
    # the checkpoint
    Behaviour("offers somebody else's drafts", CHECKPOINT, _more_streams(_stream())),
    Behaviour("offers a compartment", CHECKPOINT, _more_streams(_stream(label=ELSEWHERE.key, folder="shelf/q"))),
    Behaviour("offers a stream twice", CHECKPOINT, _twice),
    Behaviour("a head below nothing", CHECKPOINT, _each_stream(head=-1)),
    Behaviour("a head beyond all numbers", CHECKPOINT, _each_stream(head=2**70)),
    Behaviour("a head nobody reaches", CHECKPOINT, _each_stream(head=2**40), alarm=False),
    Behaviour("a count below nothing", CHECKPOINT, _each_stream(count=-3)),
    Behaviour("a wrong count", CHECKPOINT, _each_stream(count=4_000)),
    Behaviour("a wrong checksum", CHECKPOINT, _each_stream(checksum=1)),
    Behaviour("a label that is none", CHECKPOINT, _each_stream(label="everybody")),
    Behaviour("a folder that is none", CHECKPOINT, _each_stream(folder="../../etc")),
    Behaviour("an id with a path", CHECKPOINT, _each_stream(id="../../records")),
    Behaviour("another history each time", CHECKPOINT, lambda body: body | {"epoch": an_id(id(body) % 10_000, who=6)}),
    Behaviour("no history", CHECKPOINT, _checkpoint(epoch="")),
    Behaviour("a lease for somebody else", CHECKPOINT, _lease(sub="varga")),
    Behaviour("a lease for another device", CHECKPOINT, _lease(device=an_id(66))),
    Behaviour("a lease for a hundred years", CHECKPOINT, _lease(exp=4_000_000_000)),
    Behaviour("a lease without a signature", CHECKPOINT, _unsigned),
    Behaviour("a lease that is none", CHECKPOINT, _checkpoint(lease="granted")),
    Behaviour("a lease of ten megabytes", CHECKPOINT, _checkpoint(lease="x" * 10_000_000)),
    Behaviour("an order nobody knows", CHECKPOINT, _checkpoint(command="format")),
    Behaviour("asks to be asked a million times a second", CHECKPOINT, _checkpoint(next_check_s=0), alarm=False),
    Behaviour("asks never to be asked again", CHECKPOINT, _checkpoint(next_check_s=10**12), alarm=False),
    Behaviour("a time that is none", CHECKPOINT, _checkpoint(server_time="yesterday")),
    Behaviour("rights that go back", CHECKPOINT, _checkpoint(access_version=-5), alarm=False),
    Behaviour("takes away what was never there", CHECKPOINT,
              _checkpoint(removed=[{"id": "nowhere", "reason": "revoked"}]), alarm=False),
    Behaviour("has more of the log than there is", CHECKPOINT, _checkpoint(audit_acked=10**9), alarm=False),
    Behaviour("a list of a million streams", CHECKPOINT,
              _more_streams(*(_stream(id=f"s{number}") for number in range(50_000)))),
    # pages
    Behaviour("a record with another's id", PAGES, _each_put(id=STRANGER), forges=True),
    Behaviour("an id that is a path", PAGES, _each_put(id="../../../etc/passwd")),
    Behaviour("a version below nothing", PAGES, _each_put(version=-1)),
    Behaviour("a version beyond all numbers", PAGES, _each_put(version=2**63)),
    Behaviour("a record above this system", PAGES, _each_document(marking=SECRET)),
    Behaviour("somebody else's draft", PAGES, _each_document(author="varga", state="draft")),
    Behaviour("a report of a compartment", PAGES, _each_document(state="released", compartment="LANTERN")),
    Behaviour("a report that excludes its reader", PAGES, _each_document(exclusions=["okonjo"], author="varga")),
    Behaviour("a document that is a list", PAGES, _each_put(document=[])),
    Behaviour("a document that is a number", PAGES, _each_put(document=7)),
    Behaviour("a document without end", PAGES, _nested),
    Behaviour("ten thousand records at once", PAGES, _many),
    Behaviour("a kind that has no name", PAGES, _each_put(kind="")),
    Behaviour("a schema below nothing", PAGES, _each_put(schema=-1)),
    Behaviour("an order in a page", PAGES, _each_put(op="wipe")),
    Behaviour("numbers that do not rise", PAGES,
              lambda body: body | {"entries": [each | {"seq": 1} for each in body["entries"] * 2]}),
    Behaviour("numbers beyond the head", PAGES, lambda body: body | {"head": 0}),
    Behaviour("pages without end", PAGES, _endless, forges=True),
    Behaviour("pages that go nowhere", PAGES, _going_nowhere, alarm=False),
    Behaviour("everything is gone", PAGES, _gone),
    Behaviour("half a character", PAGES, _raw(b"Blue van", b"Blue \\ud800 van")),
    Behaviour("nothing in a text", PAGES, _raw(b"Blue van", b"Blue\\u0000van")),
    Behaviour("a number too large to be one", PAGES, _raw(b'"version": 1', b'"version": 1e999')),
    Behaviour("not a number", PAGES, _raw(b'"version": 1', b'"version": NaN')),
    Behaviour("half a page", PAGES, lambda body: json.dumps(body).encode()[:-9]),
    Behaviour("no page at all", PAGES, lambda _body: b"<html>sign in to the free network</html>"),
    # receipts
    Behaviour("a receipt for another change", CHANGES, _receipts(id=an_id(44))),
    Behaviour("no receipts", CHANGES, lambda body: body | {"receipts": []}),
    Behaviour("every receipt twice", CHANGES, lambda body: body | {"receipts": body["receipts"] * 2}),
    Behaviour("a receipt for version nothing", CHANGES, _receipts(version=0)),
    Behaviour("a receipt for a version below nothing", CHANGES, _receipts(version=-2)),
    Behaviour("a receipt that means nothing", CHANGES, _receipts(status=999)),
    # the log
    Behaviour("takes more of the log than was sent", LOG, _checkpoint(acked_seq=10**6)),
    Behaviour("takes another log than was sent", LOG, _checkpoint(chain_hash="0" * 64)),
)  # fmt: skip
