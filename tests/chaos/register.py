"""What a register says of itself in its own tables, past the service, and what must hold of it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crimint_domain.audit import Entry, verify
from crimint_domain.change import ACCEPTED
from crimint_service.encrypted_file import connect, key_beside

__all__ = ["Register", "look"]

_WORD = re.compile(r"\w+x\d{5}z")


@dataclass(frozen=True)
class Register:
    """``receipts``: of each change taken, its record and version; ``versions``: of each version, the words it set;
    ``logs``: how far each device's chain has arrived."""

    receipts: dict[str, tuple[str, int]]
    versions: dict[tuple[str, int], tuple[str, ...]]
    documents: dict[str, tuple[int, Any]]
    logs: dict[str, int]

    def words(self) -> Counter[str]:
        """Count in how many versions each word was set."""
        return Counter(word for words in self.versions.values() for word in words)

    def assert_sound(self) -> None:
        """No change was done twice or by halves."""
        made = Counter(self.receipts.values())
        assert not [each for each, times in made.items() if times > 1], "one version was made by two changes"
        assert made.keys() == self.versions.keys(), "there is a version without a receipt, or a receipt without one"
        by_record = defaultdict(set)
        for record, version in self.versions:
            by_record[record].add(version)
        assert by_record.keys() == self.documents.keys()
        for record, versions in by_record.items():
            assert versions == set(range(1, self.documents[record][0] + 1)), "a version is missing"
        assert not [word for word, times in self.words().items() if times > 1], "a change was applied twice"


def look(database: Path) -> Register:
    """Read a register's tables as they stand at this moment, and verify every device's log in it."""
    path, key = key_beside(str(database))
    connection = connect(path, key)
    try:
        connection.execute("BEGIN")
        return _read(connection)
    finally:
        connection.close()


def _read(connection: Any) -> Register:
    receipts = {
        str(change): (str(record), int(version))
        for change, record, status, version in connection.execute(
            "SELECT change_id, record_id, status, version FROM receipt"
        )
        if status in ACCEPTED
    }
    versions = {
        (str(record), int(version)): tuple(_WORD.findall(parts or ""))
        for record, version, parts in connection.execute("SELECT record_id, version, parts FROM record_version")
    }
    documents = {
        str(record): (int(version), json.loads(document))
        for record, version, document in connection.execute("SELECT id, version, document FROM record")
    }
    return Register(receipts, versions, documents, _logs(connection))


def _logs(connection: Any) -> dict[str, int]:
    names = list(Entry.__dataclass_fields__)
    columns = [{"user": "user_id", "device": "device_id"}.get(name, name) for name in names]
    chains: dict[str, list[Entry]] = defaultdict(list)
    for row in connection.execute(f"SELECT {', '.join(columns)} FROM device_entry ORDER BY device_id, sequence"):
        values = dict(zip(names, row, strict=True))
        values["records"] = tuple(json.loads(values["records"]))
        chains[str(values["device"])].append(Entry(**values))
    return {device: verify(entries)[0] for device, entries in chains.items()}
