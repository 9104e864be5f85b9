"""Files beside reports in the service in memory: the same answers, the same judgement, nothing kept."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crimint_domain import lifecycle
from crimint_domain.access import Principal
from crimint_domain.attachment import FILE_TYPES, LARGEST, PART_BYTES, ids_named
from crimint_domain.change import EARLIER_FAILED
from crimint_domain.content import judged
from crimint_domain.errors import Problem, Refused
from crimint_domain.file_names import cleaned_name
from crimint_domain.ids import is_id
from crimint_domain.views import report_from
from tests.protocol.fake_register import Fault, Register

Told = tuple[int, Any, dict[str, str]]


@dataclass
class File:
    """A file, its pieces as they came, and how it stands."""

    told: dict[str, Any]
    by: str
    state: str = "open"
    says: str = ""
    pieces: dict[int, bytes] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        return b"".join(self.pieces[number] for number in sorted(self.pieces))


class FakeFiles:
    """Files by id. ``handed_out`` is what was served to whom, for tests."""

    def __init__(self, register: Register, part_size: int = PART_BYTES) -> None:
        self.register = register
        self.part_size = part_size
        self.files: dict[str, File] = {}
        self.handed_out: list[tuple[str, str]] = []

    def answer(self, principal: Principal, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Told:
        """Answer a request below ``/v1/attachments``."""
        if (method, path) == ("POST", "/v1/attachments"):
            return 201, self._announce(principal, json.loads(body)), {}
        if found := re.fullmatch(r"/v1/attachments/([^/]+)/parts/(\d+)", path):
            self._take(principal, found[1], int(found[2]), headers.get("content-digest", ""), body)
            return 204, None, {}
        if found := re.fullmatch(r"/v1/attachments/([^/]+)/complete", path):
            return 200, self._complete(principal, found[1]), {}
        if found := re.fullmatch(r"/v1/attachments/([^/]+)", path):
            return self._hand_out(principal, found[1], headers)
        raise Fault(404, "not-found", "There is nothing here.")

    def _standing(self, name: str) -> dict[str, Any]:
        file = self.files[name]
        parts = max(1, -(-file.told["size"] // self.part_size))
        return {"id": name, "state": file.state, "part_size": self.part_size, "parts": parts,
                "have": sorted(file.pieces)}  # fmt: skip

    def _announce(self, principal: Principal, told: dict[str, Any]) -> dict[str, Any]:
        known = self.files.get(told["id"])
        if known is not None:
            if known.by != principal.user or any(known.told[key] != told[key] for key in ("record", "sha256", "size")):
                raise Fault(422, "identifier-used", "This identifier cannot be used.")
            return self._standing(told["id"])
        kind = FILE_TYPES.get(told["type"])
        fits = is_id(told["id"]) and is_id(told["record"]) and kind and 0 < told["size"] <= LARGEST
        if not fits or kind is None or cleaned_name(told["name"], kind) != told["name"]:
            raise Refused(Problem("", "Such a file is not taken."))
        self._refuse_record(principal, told["record"], told["id"])
        self.files[told["id"]] = File(told, principal.user)
        return self._standing(told["id"])

    def _refuse_record(self, principal: Principal, record: str, name: str) -> None:
        if record in self.register.erased:
            raise Fault(410, "erased", "The record has been erased.")
        if record not in self.register.records:
            return
        try:
            there = self.register.find(principal, record)
        except Fault:
            if principal.user not in self.register.readers.get(record, set()):
                raise
            return
        if not lifecycle.may_set(principal, report_from(record, there.document), f"attachments/{name}"):
            raise Fault(403, "not-allowed", "You may not change this report as it stands.")

    def _mine(self, principal: Principal, name: str) -> File:
        file = self.files.get(name)
        if file is None or file.by != principal.user:
            raise Fault(404, "attachment-unknown", "There is no such attachment for you.")
        return file

    def _take(self, principal: Principal, name: str, number: int, digest: str, body: bytes) -> None:
        file = self._mine(principal, name)
        if digest != f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:":
            raise Fault(422, "digest-mismatch", "The piece was damaged on its way. Send it again.")
        parts = self._standing(name)["parts"]
        last = file.told["size"] - self.part_size * (parts - 1)
        if not 0 <= number < parts or len(body) != (self.part_size if number < parts - 1 else last):
            raise Refused(Problem("", "The piece is of another size."))
        if file.state != "open":
            if file.pieces.get(number) == body:
                return
            raise Fault(409, "attachment-complete", "This file is whole already and cannot be changed.")
        file.pieces[number] = body

    def _complete(self, principal: Principal, name: str) -> dict[str, Any]:
        file = self._mine(principal, name)
        if file.state == "open":
            if len(file.pieces) != self._standing(name)["parts"]:
                raise Fault(422, "parts-missing", "Not every piece of this file has arrived.")
            if hashlib.sha256(file.raw).hexdigest() != file.told["sha256"]:
                raise Fault(422, "digest-mismatch", "What arrived is not the file that was announced.")
            try:
                kind, _ = judged(file.raw, file.told["name"])
                file.says = "" if kind.key == file.told["type"] else "It is another kind of file."
            except Refused as refused:
                file.says = str(refused)
            file.state = "refused" if file.says else "whole"
        if file.state == "refused":
            raise Refused(Problem("", file.says))
        return self._standing(name)

    def take_sealed(self, principal: Principal, told: dict[str, Any], number: int, raw: bytes) -> None:
        """Take a piece that was sealed; with the last one the file is judged."""
        self._announce(principal, told)
        digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
        self._take(principal, told["id"], number, f"sha-256=:{digest}:", raw)
        standing = self._standing(told["id"])
        if len(standing["have"]) == standing["parts"]:
            self._complete(principal, told["id"])

    def is_here(self, user: str, record: str, name: str) -> bool:
        """Whether a file has arrived whole and may stand beside a record."""
        file = self.files.get(name)
        if file is None or file.told["record"] != record:
            return False
        return file.state == "named" or (file.state == "whole" and file.by == user)

    def _hand_out(self, principal: Principal, name: str, headers: Mapping[str, str]) -> Told:
        file = self.files.get(name)
        unknown = Fault(404, "attachment-unknown", "There is no such attachment for you.")
        if file is None or file.state not in ("whole", "named"):
            raise unknown
        try:
            named = name in ids_named(self.register.find(principal, file.told["record"]).document)
        except Fault:
            named = False
        if not named and (file.state != "whole" or file.by != principal.user):
            raise unknown
        self.handed_out.append((principal.user, name))
        tag, size = f'"{file.told["sha256"]}"', len(file.raw)
        more = {"ETag": tag, "Accept-Ranges": "bytes"}
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", headers.get("range", ""))
        if asked is None or headers.get("if-range", tag) != tag:
            return 200, file.raw, more
        begin, end = int(asked[1]), min(int(asked[2]) + 1, size)
        if begin >= size:
            raise Fault(416, "range-unsatisfiable", "The file is shorter.", {"size": size})
        return 206, file.raw[begin:end], more | {"Content-Range": f"bytes {begin}-{end - 1}/{size}"}

    # --- what records say of them ---

    def refuse_missing(
        self, principal: Principal, record: str, document: Mapping[str, Any], fresh: frozenset[str]
    ) -> None:  # fmt: skip
        """Refuse a change that names files which are not here, or not as it says."""
        for name in fresh:
            says, file = (document.get("attachments") or {}).get(name), self.files.get(name)
            if says is None:
                continue
            if file is None or file.told["record"] != record or file.state == "open" or (
                file.by != principal.user and file.state != "named"
            ):  # fmt: skip
                raise Fault(EARLIER_FAILED, "attachment-missing", "A file has not arrived whole.")
            told = file.told
            same = [told[key] for key in ("sha256", "size", "name", "type")]
            if file.state == "refused" or [says.get(key) for key in ("digest", "size", "name", "type")] != same:
                raise Refused(Problem("", "A file was not taken, or is another one."))
            file.state = "named"

    def erase(self, record: str) -> None:
        """Forget the files of a record."""
        self.files = {name: file for name, file in self.files.items() if file.told["record"] != record}
