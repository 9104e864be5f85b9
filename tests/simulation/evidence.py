"""Facts for the oracle, read from both sides by plain SQL, past every line of the program and of the service."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import zstandard

from tests.simulation.desk import SimDesk
from tests.simulation.oracle import Register, Stream, Version, holds
from tests.simulation.register import SimRegister

__all__ = ["check_index", "chosen_by", "found_in", "handed_by", "log_at_service", "log_of", "logged_as"]


def found_in(register: SimRegister) -> Register:
    """Return what the register holds."""
    ask = register.memory.ask
    records = {
        name: (version, json.loads(text)) for name, version, text in ask("SELECT id, version, document FROM record")
    }
    history: dict[str, list[Version]] = defaultdict(list)
    came_from = {
        (record, version): device for record, version, device in ask(
            "SELECT record_id, version, device FROM receipt WHERE status IN (200, 201)"
        )
    }  # fmt: skip
    columns = "record_id, version, by_user, step, reason, parts, aside"
    for name, number, by, step, reason, parts, aside in ask(
        f"SELECT {columns} FROM record_version ORDER BY record_id, version"
    ):
        device = came_from.get((name, number), "")
        history[name].append(Version(number, by, step, reason, json.loads(parts), json.loads(aside or "{}"), device))
    return Register(
        records,
        {name: tuple(versions) for name, versions in history.items()},
        frozenset(name for (name,) in ask("SELECT record_id FROM erasure")),
        tuple(content for (content,) in ask("SELECT content FROM kept_change")),
        {change: (record, status, version) for change, record, status, version in ask(
            "SELECT change_id, record_id, status, version FROM receipt"
        )},
        _streams(register),
        ask("SELECT value FROM setting WHERE name = 'epoch'")[0][0],
        frozenset(name for (name,) in ask("SELECT id FROM record WHERE kind = 'card'")),
    )  # fmt: skip


def _streams(register: SimRegister) -> dict[str, Stream]:
    ask = register.memory.ask
    numbers: dict[tuple[int, int], list[int]] = defaultdict(list)
    live: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    left: dict[tuple[int, int], list[str]] = defaultdict(list)
    for folder, label, seq, name, version in ask("SELECT folder_id, label_id, seq, id, version FROM record"):
        numbers[folder, label].append(seq)
        live[folder, label].append((name, version))
    for folder, label, seq, name in ask("SELECT folder_id, label_id, seq, record_id FROM gone"):
        numbers[folder, label].append(seq)
        left[folder, label].append(name)
    return {
        name: Stream(
            head,
            count,
            checksum,
            tuple(numbers[folder, label]),
            tuple(live[folder, label]),
            frozenset(left[folder, label]),
        )
        for name, folder, label, head, count, checksum in ask(
            "SELECT id, folder_id, label_id, head, live, checksum FROM stream"
        )
    }


def log_of(desk: SimDesk) -> list[tuple[str, str]]:
    """Return a desk's own log: what was done, and with which record."""
    return [_line(*row) for row in desk.cache.ask("SELECT act, records FROM audit ORDER BY sequence")]


def logged_as(desk: SimDesk, act: str) -> set[str]:
    """Return the records that a desk's log names under an act."""
    found = desk.cache.ask("SELECT records FROM audit WHERE act = ?", (act,))
    return {str(each).partition("@")[0] for (records,) in found for each in json.loads(records)}


def log_at_service(register: SimRegister, desk: SimDesk) -> list[tuple[str, str]]:
    """Return a desk's log as it has arrived."""
    query = "SELECT act, records FROM device_entry WHERE device_id = ? AND user_id = ? ORDER BY sequence"
    return [_line(*row) for row in register.memory.ask(query, (desk.persona.device, desk.persona.user))]


def handed_by(register: SimRegister, desk: SimDesk) -> set[str]:
    """Return what the service's log says it handed to a desk."""
    found = register.memory.ask("SELECT records FROM served WHERE device = ?", (desk.persona.device,))
    return {each for (packed,) in found for each in zstandard.decompress(packed).decode().split("\n")}


def chosen_by(register: SimRegister, desk: SimDesk) -> frozenset[str] | None:
    """Return the folders that are to be offline at a desk; None for all."""
    this = (desk.persona.device, desk.persona.user)
    ((subscribed,),) = register.memory.ask("SELECT subscribed FROM device WHERE device_id = ? AND user_id = ?", this)
    asked = register.memory.ask("SELECT folder FROM subscription WHERE device_id = ? AND user_id = ?", this)
    return frozenset(folder for (folder,) in asked) if subscribed == "chosen" else None


def _line(act: str, records: Any) -> tuple[str, str]:
    named = json.loads(records)
    return act, named[0].partition("@")[0] if named else ""


def check_index(desk: SimDesk, tokens: dict[str, str]) -> None:
    """No word leads to a record that is not here: ``tokens`` says which record each word was typed on."""
    here = {record: place for place, record in desk.cache.ask("SELECT place, id FROM record")}
    places = set(here.values())
    for token, record in tokens.items():
        found = {
            place for (place,) in desk.cache.ask("SELECT rowid FROM record_text WHERE record_text MATCH ?", (token,))
        }
        found |= {place for (place,) in desk.cache.ask("SELECT rowid FROM card_text WHERE card_text MATCH ?", (token,))}
        allowed = {here.get(bytes.fromhex(record.replace("-", "")))}
        holds("no word outlives its record", found <= places & allowed, f"{token} leads to {found} at {desk.name}")
