"""The service in memory: the same protocol, the same rules of the domain, nothing kept.

It answers requests as they travel (method, path, headers, bytes), so that everything on the desktop's side is real.
It passes the tests in this folder as the real service does.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from crimint_domain.access import Principal, entitled
from crimint_domain.audit import GENESIS, Entry, verify
from crimint_domain.device import log_piece
from crimint_domain.errors import Refused
from crimint_domain.ids import Clock, is_id
from crimint_domain.views import instant_text
from tests.protocol.fake_erasures import FakeErasures
from tests.protocol.fake_files import FakeFiles
from tests.protocol.fake_log import FakeLog
from tests.protocol.fake_register import Fault, Register, change_from
from tests.protocol.fake_sealed import FakeSealed
from tests.protocol.fake_search import READING, search, version_of

MOST_BYTES = 1024 * 1024
_ALWAYS = ("desk/", "holding/")


@dataclass(frozen=True)
class Reply:
    """What goes back over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Person:
    """An account."""

    principal: Principal
    password: str
    units: tuple[tuple[str, str], ...]
    access_version: int = 1
    cache_mode: str = "cached"


@dataclass
class DeviceLog:
    """How far a device's log has arrived."""

    entries: list[Entry] = field(default_factory=list)
    public_key: str = ""
    reasons: dict[int, str] = field(default_factory=dict)

    @property
    def end(self) -> str:
        return self.entries[-1].hash if self.entries else GENESIS


@dataclass(frozen=True)
class Caller:
    person: Person
    device: str

    @property
    def principal(self) -> Principal:
        return self.person.principal


class FakeService:
    """One service. ``people`` may be changed at any time with :meth:`change_person`."""

    def __init__(self, clock: Clock, new_id: Callable[[], str], *, page_records: int = 1000) -> None:
        self.clock = clock
        self.register = Register(clock, epoch=new_id())
        self.page_records = page_records
        self.people: dict[str, Person] = {}
        self.logs: dict[tuple[str, str], DeviceLog] = {}
        self.commands: dict[str, str] = {}
        self.told: dict[str, set[str]] = {}
        self.devices: dict[str, str] = {}
        self.approval = "approved"
        self.chosen: dict[str, set[str]] = {}
        self.ceiling = 1_000_000
        self.lease_key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self.log = FakeLog()
        self.standings: list[tuple[str, dict[str, Any]]] = []
        self.searches: list[tuple[str, str, str]] = []
        self.min_client = "0.1.0"
        self.token_s = 600
        self._tokens: dict[str, tuple[str, str, float, str]] = {}
        self._refresh: dict[str, tuple[str, str, str]] = {}
        self._used: set[str] = set()
        self._revoked: set[str] = set()
        self._numbers = 0
        self._guard = threading.Condition(threading.RLock())
        self.files = FakeFiles(self.register)
        self.register.files = self.files
        self.sealed = FakeSealed(self.register, self.people, new_id)
        self.erasures = FakeErasures(self.register, self.told, self.logs, lambda user: self.people[user].principal.name)

    # --- for tests ---

    def add_person(self, principal: Principal, password: str = "correct horse", **more: Any) -> Person:
        units = tuple((unit, unit.title()) for unit in sorted(principal.units))
        self.people[principal.user] = Person(principal, password, units, **more)
        return self.people[principal.user]

    def change_person(self, user: str, **changed: Any) -> None:
        """Give somebody other roles, units, lists …: what they may read changes with it."""
        with self._guard:
            person = self.people[user]
            person.principal = replace(person.principal, **changed)
            person.access_version += 1
            self._guard.notify_all()

    # --- the wire ---

    def handle(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Reply:
        """Answer one request."""
        lower = {name.lower(): value for name, value in headers.items()}
        with self._guard:
            try:
                status, answer, more = self._route(method, path, query, lower, body)
            except Fault as fault:
                return self._problem(fault)
            except Refused as refused:
                return self._problem(Fault(422, "refused", str(refused)))
        if answer is None:
            return Reply(status, {"Cache-Control": "no-store", **more}, b"")
        if isinstance(answer, bytes):
            return Reply(status, {"Content-Type": "application/octet-stream", **more}, answer)
        raw = json.dumps(answer, ensure_ascii=False).encode()
        sent = {"Content-Type": "application/json", "Cache-Control": "no-store", **more}
        if len(raw) > 1024 and "zstd" in lower.get("accept-encoding", ""):
            raw = zstandard.ZstdCompressor().compress(raw)
            sent["Content-Encoding"] = "zstd"
        return Reply(status, sent, raw)

    @staticmethod
    def _problem(fault: Fault) -> Reply:
        body = {
            "type": f"urn:crimint:problem:{fault.name}", "title": "The request was not carried out.",
            "status": fault.status, "detail": fault.says, **fault.members,
        }  # fmt: skip
        headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}
        if fault.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return Reply(fault.status, headers, json.dumps(body, ensure_ascii=False).encode())

    def _route(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Any, dict[str, str]]:
        if (method, path) == ("GET", "/.well-known/crimint"):
            return 200, self._hello(), {}
        if (method, path) == ("GET", "/healthz"):
            return 200, {"ok": True}, {}
        device = headers.get("x-device", "")
        if not is_id(device):
            raise Fault(400, "device-missing", "The request must name its device in X-Device.")
        if path.startswith("/v1/attachments"):
            return self.files.answer(self._caller(headers, device).principal, method, path, headers, body)
        asked = _json(body, headers) if body else {}
        unnamed: dict[str, Callable[[], Any]] = {
            "/v1/token": lambda: self._token(asked, device),
            "/v1/sealed": lambda: self.sealed.hand_in(asked),
            "/v1/sealed/files": lambda: self.sealed.hand_in_piece(asked, self.files),
        }
        if method == "POST" and path in unnamed:
            return 200, unnamed[path](), {}
        caller = self._caller(headers, device)
        self._refuse_blocked(caller)
        for pattern, of_method, answer in self._routes:
            found = re.fullmatch(pattern, path)
            if found and method == of_method:
                if pattern in READING and version_of(headers) < version_of({"x-client-version": self.min_client}):
                    raise Fault(426, "client-too-old", "This program is too old.", {"min_client": self.min_client})
                answered: tuple[int, Any, dict[str, str]] = answer(self, caller, asked, query, headers, *found.groups())
                return answered
        raise Fault(404, "not-found", "There is nothing here.")

    # --- signing in ---

    def _hello(self) -> Any:
        return {
            "api": ["v1"], "sign_in": "local", "environment": "sample",
            "environment_words": "Sample register: everything here is invented", "min_client": self.min_client,
            "recovery_key": base64.b64encode(bytes(32)).decode(), "drop_key": self.sealed.drop_key,
            "lease_key": _public(self.lease_key), "log_key": self.log.public_key,
        }  # fmt: skip

    def _token(self, asked: Any, device: str) -> Any:
        if asked.get("grant") == "password":
            if not asked.get("user") or not asked.get("password"):
                raise Fault(400, "malformed", "A sign-in needs a name and a password.")
            person = self.people.get(asked["user"])
            if person is None or person.password != asked["password"]:
                raise Fault(401, "sign-in-refused", "The name or the password is not right.")
            self._numbers += 1
            return self._tokens_for(asked["user"], device, f"family{self._numbers}")
        if asked.get("grant") != "refresh":
            raise Fault(400, "malformed", "There is no such grant.")
        refresh = str(asked.get("refresh", ""))
        user, of_device, family = self._refresh.get(refresh, ("", "", ""))
        if refresh in self._used:
            self._revoked.add(family)
        if not user or of_device != device or family in self._revoked:
            raise Fault(401, "token-expired", "Please sign in again.")
        self._used.add(refresh)
        return self._tokens_for(user, device, family)

    def _tokens_for(self, user: str, device: str, family: str) -> Any:
        self._numbers += 1
        token, refresh = f"token-{self._numbers}", f"refresh-{self._numbers}"
        self._tokens[token] = (user, device, self.clock.now().timestamp() + self.token_s, family)
        self._refresh[refresh] = (user, device, family)
        return {"token": token, "expires_s": self.token_s, "refresh": refresh}

    def _caller(self, headers: Mapping[str, str], device: str) -> Caller:
        token = headers.get("authorization", "").removeprefix("Bearer ").strip()
        user, of_device, until, family = self._tokens.get(token, ("", "", 0.0, ""))
        expired = until <= self.clock.now().timestamp()
        if not user or of_device != device or expired or family in self._revoked:
            raise Fault(401, "token-expired", "Please sign in.")
        return Caller(self.people[user], device)

    def expire_tokens(self) -> None:
        """Let every token run out now; refresh tokens stay."""
        self._tokens.clear()

    def _me(self, caller: Caller, *_: Any) -> tuple[int, Any, dict[str, str]]:
        person, principal = caller.person, caller.principal
        return 200, {
            "user": principal.user, "name": principal.name, "roles": sorted(principal.roles),
            "units": [{"id": unit, "name": name} for unit, name in person.units], "clearance": principal.clearance,
            "compartments": sorted(principal.compartments), "lists": sorted(principal.lists),
            "covers": sorted(principal.covers),
            "operations": ["MARZIPAN"], "cache_mode": person.cache_mode, "access_version": person.access_version,
            "folders": self._folders(caller), "ceiling": {"records": self.ceiling, "bytes": self.ceiling * 1000},
        }, {}  # fmt: skip

    # --- devices ---

    def state_of(self, device: str) -> str:
        """How a device stands: approved, waiting, quarantined, revoked or wiped."""
        return self.devices.setdefault(device, self.approval)

    def _refuse_blocked(self, caller: Caller) -> None:
        if self.state_of(caller.device) in ("quarantined", "revoked", "wiped"):
            raise Fault(403, "device-blocked", "The service no longer deals with this device.")

    def _register(self, caller: Caller, asked: Any, *_: Any) -> tuple[int, Any, dict[str, str]]:
        log, key = self._log(caller), asked.get("public_key", "")
        _key_from(key)
        if log.public_key not in ("", key):
            raise Fault(409, "device-key", "This device is registered under another key.")
        log.public_key = key
        state = self.state_of(caller.device)
        return 202 if state == "waiting" else 201, {"device_id": caller.device, "state": state}, {}

    def _subscribe(self, caller: Caller, asked: Any, *_: Any) -> tuple[int, Any, dict[str, str]]:
        wanted, before = asked.get("folders"), self.chosen.pop(caller.device, None)
        if wanted is not None:
            self.chosen[caller.device] = set(wanted)
        held = [each for each in self._folders(caller) if each["held"]]
        records, size = sum(each["records"] for each in held), sum(each["bytes"] for each in held)
        asked = any(not each["always"] for each in held)
        if wanted is not None and asked and records > self.ceiling:
            self.chosen.pop(caller.device)
            if before is not None:
                self.chosen[caller.device] = before
            raise Fault(413, "briefcase-too-large", "Choose fewer.", {"records": records})
        ceiling = {"records": self.ceiling, "bytes": self.ceiling * 1000}
        return 200, {"folders": held, "records": records, "bytes": size, "ceiling": ceiling}, {}

    def _folders(self, caller: Caller) -> list[dict[str, Any]]:
        sizes: dict[str, int] = {}
        for each in self.register.streams_of(caller.principal):
            sizes[each.folder.id] = sizes.get(each.folder.id, 0) + len(each.puts)
        return [
            {
                "id": name, "records": records, "bytes": records * 1000, "held": self._holds(caller, name),
                "always": name.startswith(_ALWAYS),
            }
            for name, records in sorted(sizes.items())
        ]  # fmt: skip

    def _holds(self, caller: Caller, folder: str) -> bool:
        chosen = self.chosen.get(caller.device)
        return chosen is None or folder in chosen or folder.startswith(_ALWAYS)

    def _done(self, caller: Caller, asked: Any, *_: Any) -> tuple[int, Any, dict[str, str]]:
        if self.commands.get(caller.device) == asked.get("command"):
            del self.commands[caller.device]
            if asked["command"] == "wipe":
                self.devices[caller.device] = "wiped"
            self._revoked |= {family for _, device, _, family in self._tokens.values() if device == caller.device}
        return 200, {"done": True}, {}

    def _lease(self, user: str, device: str) -> tuple[str, str]:
        now = self.clock.now()
        until = now + timedelta(hours=12)
        claims = {"sub": user, "device": device, "iat": int(now.timestamp()), "exp": int(until.timestamp())}
        signed = ".".join(_part(json.dumps(each).encode()) for each in ({"alg": "EdDSA"}, claims))
        return f"{signed}.{_part(self.lease_key.sign(signed.encode()))}", instant_text(until) or ""

    # --- sync ---

    def _checkpoint(self, caller: Caller, asked: Any, *_: Any) -> tuple[int, Any, dict[str, str]]:
        self._same_epoch(str(asked.get("epoch", "")))
        log, state = self._log(caller), self.state_of(caller.device)
        command = self.commands.get(caller.device)
        if command or state == "waiting":
            return 200, self._checkpoint_saying(caller, log, [], command=command), {}
        readable = self.register.streams_of(caller.principal)
        streams = [each for each in readable if self._holds(caller, each.folder.id)]
        unchanged = asked.get("have_digest", "") == self.register.digest_of(streams)
        told = self.told.setdefault(f"{caller.principal.user} {caller.device}", set())
        now_held = {each.id for each in streams}
        removed = [] if unchanged else sorted(told - now_held)
        told |= now_held
        if unchanged:
            told &= now_held
        renewed = len(log.entries) >= int(asked.get("audit_seq", 0))
        lease, until = self._lease(caller.principal.user, caller.device) if renewed else ("", "")
        may_read = {each.id for each in readable}
        reasons = [{"id": name, "reason": "unsubscribed" if name in may_read else "revoked"} for name in removed]
        shown = [] if unchanged else [each.state() for each in streams]
        return 200, self._checkpoint_saying(
            caller, log, shown, removed=reasons, full=not unchanged, unchanged=unchanged, lease=lease,
            lease_until=until,
        ), {}  # fmt: skip

    def _checkpoint_saying(self, caller: Caller, log: DeviceLog, streams: list[Any], **more: Any) -> Any:
        return {
            "epoch": self.register.epoch, "access_version": caller.person.access_version,
            "server_time": instant_text(self.clock.now()), "streams": streams, "removed": [], "full": False,
            "unchanged": False, "lease": "", "lease_until": "", "command": None,
            "device": self.state_of(caller.device), "next_check_s": 60, "audit_acked": len(log.entries),
            "log": self._head(),
        } | more  # fmt: skip

    def _head(self) -> str:
        return self.log.head(self.logs, self.register.epoch, instant_text(self.clock.now()) or "")

    def _proof(self, _caller: Caller, _asked: Any, query: Mapping[str, str], _headers: Any, what: str) -> Any:
        if what == "checkpoint":
            return 200, {"log": self._head()}, {}
        if what == "proof/inclusion":
            return 200, self.log.inclusion(query["leaf"], int(query["size"])), {}
        return 200, self.log.consistency(int(query["from"]), int(query["to"])), {}

    def _log(self, caller: Caller) -> DeviceLog:
        return self.logs.setdefault((caller.principal.user, caller.device), DeviceLog())

    def _same_epoch(self, epoch: str) -> None:
        if epoch and epoch != self.register.epoch:
            raise Fault(409, "epoch-changed", "The register was restored.", {"epoch": self.register.epoch})

    def _changes_of(
        self, caller: Caller, _asked: Any, query: Mapping[str, str], _headers: Any, name: str
    ) -> tuple[int, Any, dict[str, str]]:
        stream = self.register.streams.get(name)
        told = self.told.get(f"{caller.principal.user} {caller.device}", set())
        if stream is None or not entitled(caller.principal, stream.label) or name not in told:
            raise Fault(404, "stream-unknown", "There is no such stream for you.")
        seq, base = 0, stream.floor
        if query.get("cursor"):
            try:
                seq, base, epoch, of = json.loads(base64.urlsafe_b64decode(query["cursor"]))
            except ValueError as fault:
                raise Fault(400, "bad-cursor", "This cursor was not made here.") from fault
            if of != name:
                raise Fault(400, "bad-cursor", "This cursor was not made for this stream.")
            self._same_epoch(epoch)
        if seq < stream.floor and base < stream.floor:
            raise Fault(410, "cursor-expired", "This cursor is too old.")
        limit = int(query.get("limit", "1000"))
        if not 1 <= limit <= 1000:
            raise Fault(400, "malformed", "The request cannot be read: query/limit.")
        entries = [each for each in stream.feed() if each["seq"] > seq]
        page = entries[: min(limit, self.page_records)]
        for each in page:
            self.register.readers.setdefault(each["id"], set()).add(caller.principal.user)
        reached = stream.head if len(page) == len(entries) else page[-1]["seq"]
        cursor = base64.urlsafe_b64encode(json.dumps([reached, base, self.register.epoch, name]).encode()).decode()
        return 200, {"entries": page, "cursor": cursor, "head": stream.head, "more": reached < stream.head}, {}

    def _send(self, caller: Caller, asked: Any, *_: Any) -> tuple[int, Any, dict[str, str]]:
        self._same_epoch(str(asked.get("epoch", "")))
        sent = asked.get("changes")
        if not isinstance(sent, list):
            raise Fault(400, "malformed", "The request cannot be read as changes.")
        if len(sent) > 100:
            raise Fault(413, "too-large", "At most 100 changes can be sent at once.")
        if any(each.get("base_version") is None for each in sent):
            raise Fault(428, "base-missing", "Every change must say on which version it is based.")
        failed: set[str] = set()
        receipts = []
        for raw in sent:
            receipt = self.register.take(caller.principal, change_from(raw), failed)
            receipts.append(
                {
                    "id": receipt.id, "status": receipt.status, "version": receipt.version,
                    "current": receipt.current, "problem": receipt.problem,
                }
            )  # fmt: skip
        self._guard.notify_all()
        return 200, {"receipts": receipts, "checkpoint_hint": {}}, {}

    def _receipt(self, caller: Caller, _asked: Any, _query: Any, _headers: Any, name: str) -> Any:
        kept = self.register.receipts.get(name)
        if kept is None or kept.author != caller.principal.user:
            raise Fault(404, "receipt-unknown", "There is no such change of yours.")
        receipt = kept.receipt
        return 200, {
            "id": receipt.id, "status": receipt.status, "version": receipt.version, "current": receipt.current,
            "problem": receipt.problem,
        }, {}  # fmt: skip

    def _record(self, caller: Caller, _asked: Any, _query: Any, headers: Mapping[str, str], name: str) -> Any:
        found = self.register.find(caller.principal, name)
        tag = f'"v{found.version}"'
        if headers.get("if-none-match") == tag:
            return 304, None, {"ETag": tag}
        return 200, found.shown(), {"ETag": tag}

    def _history(self, caller: Caller, _asked: Any, _query: Any, _headers: Any, name: str) -> Any:
        found = self.register.find(caller.principal, name)
        return 200, {"versions": list(reversed(list(_told(found.past, caller.principal))))}, {}

    def _search(self, caller: Caller, asked: Any, *_: Any) -> tuple[int, Any, dict[str, str]]:
        found = search(self.register, caller.principal, asked)
        self.searches.append((caller.principal.user, str(asked.get("text", "")), str(asked.get("reason", ""))))
        return 200, found, {}

    def _upload(self, caller: Caller, asked: Any, *_: Any) -> tuple[int, Any, dict[str, str]]:
        if asked.get("device") != caller.device:
            raise Fault(422, "audit-invalid", "The log is another device's.")
        log = self._log(caller)
        entries = [Entry(**{**each, "records": tuple(each["records"])}) for each in asked["events"]]
        start, previous = int(asked["from_seq"]), str(asked["previous"])
        if start > len(log.entries) + 1:
            raise Fault(422, "audit-gap", "Entries are missing.", {"acked_seq": len(log.entries)})
        _check_signature(log.public_key, caller, asked, entries)
        try:
            verify(entries, start=start, previous=previous)
        except Refused as refused:
            raise Fault(422, "audit-invalid", str(refused)) from refused
        if any(each.user != caller.principal.user or each.device != caller.device for each in entries):
            raise Fault(422, "audit-invalid", "The log holds entries of another person or device.")
        there = {each.sequence: each.hash for each in log.entries} | {0: GENESIS}
        told_before = [there.get(each.sequence, each.hash) == each.hash for each in entries]
        if there.get(start - 1) != previous or not all(told_before):
            self.devices[caller.device] = "quarantined"
            raise Fault(409, "audit-fork", "This device's log differs from what it sent before.")
        log.entries += [each for each in entries if each.sequence > len(log.entries)]
        log.reasons |= {each["seq"]: each["text"] for each in asked.get("reasons", ())}
        return 200, {"acked_seq": len(log.entries), "chain_hash": log.end}, {}

    def _wait(self, caller: Caller, _asked: Any, query: Mapping[str, str], *_: Any) -> tuple[int, Any, dict[str, str]]:
        def differs() -> bool:
            streams = self.register.streams_of(caller.principal)
            held = [each for each in streams if self._holds(caller, each.folder.id)]
            told = caller.device in self.commands or self.state_of(caller.device) not in ("approved", "waiting")
            return told or self.register.digest_of(held) != query.get("digest", "")

        if self._guard.wait_for(differs, timeout=float(query.get("timeout", "50"))):
            return 200, {"check": True}, {}
        return 204, None, {}

    def _stand(self, caller: Caller, asked: Any, *_: Any) -> tuple[int, Any, dict[str, str]]:
        self.standings.append((caller.principal.user, dict(asked)))
        return 204, None, {}

    def _permit(self, caller: Caller, *_: Any) -> tuple[int, Any, dict[str, str]]:
        return 200, self.sealed.permit(caller.principal.user), {}

    def _untouched(self, _caller: Caller, *_: Any) -> tuple[int, Any, dict[str, str]]:
        return 200, {"drafts": []}, {}

    def _erasing(self, caller: Caller, asked: Any, _query: Any, _headers: Any, name: str) -> Any:
        self._guard.notify_all()
        return 200, self.erasures.answer(caller.principal, "POST", name, asked), {}

    def _erasures(self, caller: Caller, _asked: Any, _query: Any, _headers: Any, name: str) -> Any:
        return 200, self.erasures.answer(caller.principal, "GET", name, {}), {}

    _routes: Any = (
        ("/v1/erasures/?([^/]*)", "GET", _erasures),
        ("/v1/erasures/?((?:[^/]+/decision)?)", "POST", _erasing),
        ("/v1/sealed/permits", "POST", _permit),
        ("/v1/drafts/untouched", "GET", _untouched),
        ("/v1/access/me", "GET", _me),
        ("/v1/devices", "POST", _register),
        ("/v1/devices/self/subscriptions", "PUT", _subscribe),
        ("/v1/devices/self/done", "POST", _done),
        ("/v1/sync/checkpoint", "POST", _checkpoint),
        ("/v1/streams/([^/]+)/changes", "GET", _changes_of),
        ("/v1/changes", "POST", _send),
        ("/v1/changes/([^/]+)", "GET", _receipt),
        ("/v1/records/([^/]+)", "GET", _record),
        ("/v1/records/([^/]+)/history", "GET", _history),
        ("/v1/search", "POST", _search),
        ("/v1/audit/events", "POST", _upload),
        ("/v1/audit/(checkpoint|proof/inclusion|proof/consistency)", "GET", _proof),
        ("/v1/sync/wait", "GET", _wait),
        ("/v1/sync/standing", "POST", _stand),
    )


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def _key_from(text: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except ValueError as fault:
        raise Fault(422, "refused", "This is no Ed25519 key.") from fault


def _check_signature(key: str, caller: Caller, asked: Any, entries: Sequence[Entry]) -> None:
    if not key:
        return
    end = entries[-1].hash if entries else asked["previous"]
    piece = log_piece(caller.principal.user, caller.device, int(asked["from_seq"]), str(asked["previous"]), end)
    try:
        _key_from(key).verify(base64.b64decode(asked.get("sig", ""), validate=True), piece)
    except (InvalidSignature, ValueError) as fault:
        raise Fault(422, "audit-signature", "The log was not signed by this device.") from fault


def _json(body: bytes, headers: Mapping[str, str]) -> Any:
    if len(body) > MOST_BYTES:
        raise Fault(413, "too-large", "A request may hold at most 1,048,576 bytes.")
    encoding = headers.get("content-encoding", "")
    if encoding not in ("", "identity", "zstd"):
        raise Fault(415, "encoding-unknown", "The service reads plain or zstd-encoded requests.")
    try:
        plain = zstandard.ZstdDecompressor().stream_reader(body).read(MOST_BYTES + 1) if encoding == "zstd" else body
        if len(plain) > MOST_BYTES:
            raise Fault(413, "too-large", "A request may hold at most 1,048,576 bytes.")
        asked = json.loads(plain)
    except (ValueError, zstandard.ZstdError) as fault:
        raise Fault(400, "malformed", "The request cannot be read.") from fault
    if not isinstance(asked, dict):
        raise Fault(400, "malformed", "The request cannot be read.")
    return asked


def _told(past: Sequence[Mapping[str, Any]], principal: Principal) -> Iterator[dict[str, Any]]:
    """Each version as this person may read it: under the label it had when it was made."""
    follows_closed = False
    for line in past:
        shown = {key: value for key, value in line.items() if key not in ("label", "whole")}
        if not entitled(principal, line["label"]):
            follows_closed = True
            yield {**shown, "reason": "", "parts": {}, "aside": None}
            continue
        yield {**shown, "parts": line["whole"] if follows_closed else shown["parts"]}
        follows_closed = False
