"""Files beside reports, read from both sides by plain SQL: what is named is whole, and nothing of the rest is left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from crimint_domain.ids import text_of
from tests.simulation.desk import SimDesk
from tests.simulation.oracle import Register, holds
from tests.simulation.register import SimRegister

__all__ = ["check_files_at", "check_files_of"]


def _named(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, body in (document.get("attachments") or {}).items():
        yield name, body["digest"]


def _digest(pieces: list[tuple[bytes]]) -> str:
    return hashlib.sha256(b"".join(bytes(piece) for (piece,) in pieces)).hexdigest()


def check_files_of(service: SimRegister, register: Register) -> None:
    """Every file that a record names is whole at the service, and of what was erased no byte is left."""
    ask = service.memory.ask
    for record, (_, document) in register.records.items():
        for name, digest in _named(document):
            pieces = ask("SELECT bytes FROM attachment_part WHERE attachment_id = ? ORDER BY number", (name,))
            holds("a file that is named is whole", _digest(pieces) == digest, f"{name} of {record} at the service")
    for name, record in ask("SELECT id, record_id FROM attachment"):
        holds("nothing erased stays", record not in register.erased, f"the file {name} of {record}")


def check_files_at(desk: SimDesk, register: Register) -> None:
    """Every file that a record in this cache names is whole here, and no other file of the service's is left."""
    here = {text_of(raw): (text_of(record), state) for raw, record, state in desk.cache.ask(
        "SELECT id, record, state FROM attachment"
    )}  # fmt: skip
    held = desk.held()
    for record in held:
        for name, digest in _named(register.records[record][1]):
            raw = bytes.fromhex(name.replace("-", ""))
            pieces = desk.cache.ask("SELECT bytes FROM attachment_piece WHERE attachment = ? ORDER BY number", (raw,))
            whole = here.get(name, ("", ""))[1] == "here" and _digest(pieces) == digest
            holds("a file that is named is whole", whole, f"{name} of {record} at {desk.name}: {here.get(name)}")
    for name, (record, state) in here.items():
        holds("nothing erased stays", record not in register.erased, f"the file {name} of {record} at {desk.name}")
        taken = state in ("here", "wanted")
        allowed = not taken or record in held or record in desk.worked_on()
        holds("nothing is held that may not be read", allowed, f"the file {name} of {record} at {desk.name}")
    of = {text_of(raw) for (raw,) in desk.cache.ask("SELECT attachment FROM attachment_piece")}
    holds("no piece outlives its file", of <= here.keys(), f"{sorted(of - here.keys())} at {desk.name}")
