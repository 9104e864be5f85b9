"""``crimint-audit-verify``: whether an exported log is whole, unaltered and signed. One file, Python and nothing else.

It needs neither the service nor its database: copy it to where the export is and run it, best with the public key and
a head that were kept elsewhere since. It says in sentences what is wrong, and ends with 1 if anything is.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

__all__ = ["genuine", "main", "problems"]

# --- Ed25519 (RFC 8032, section 5.1): checking only ---

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def _add(one: _Point, other: _Point) -> _Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % _P, (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: _Point) -> _Point:
    found: _Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = _add(found, point)
        point, factor = _add(point, point), factor >> 1
    return found


def _x_of(y: int, sign: int) -> int | None:
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return _P - x if x & 1 != sign else x


def _point(raw: bytes) -> _Point | None:
    number = int.from_bytes(raw, "little")
    y = number & ((1 << 255) - 1)
    x = _x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % _P)


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE_X = _x_of(_BASE_Y, 0) or 0
_BASE: _Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


def genuine(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature (64 bytes) under a message is of this public key (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:  # noqa: PLR2004 - as the RFC says
        return False
    key, nonce, answer = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or answer >= _L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    left, right = _times(answer, _BASE), _add(nonce, _times(challenge, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % _P or (left[1] * right[2] - right[1] * left[2]) % _P)


# --- the tree (RFC 9162, section 2.1) ---


class _Tree:
    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []  # complete subtrees from the left: their level and hash

    def add(self, leaf: bytes) -> None:
        level = 0
        while self._peaks and self._peaks[-1][0] == level:
            leaf, level = hashlib.sha256(b"\x01" + self._peaks.pop()[1] + leaf).digest(), level + 1
        self._peaks.append((level, leaf))
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        found = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            found = hashlib.sha256(b"\x01" + left + found).digest()
        return found


# --- the log ---

_ENTRY = (
    "sequence", "at", "monotonic_ms", "action", "act", "user", "device", "records", "commitment", "previous",
)  # fmt: skip
_SERVED = ("id", "at", "user", "device", "act", "subject", "amount")
_GENESIS = "0" * 64


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _Head:
    """A signed note, read; raises ValueError for what is none."""

    def __init__(self, note: str, public: bytes) -> None:
        self.text, found, signed = note.partition("\n\n\u2014 ")
        self.text += "\n"
        self.origin, size, root, time = self.text.removesuffix("\n").split("\n")
        name, _, packed = signed.removesuffix("\n").partition(" ")
        raw = base64.b64decode(packed, validate=True)
        self.size, self.root, self.at = int(size), base64.b64decode(root, validate=True), time.removeprefix("time ")
        key_id = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
        same = f"{self.text}\n\u2014 {name} {base64.b64encode(raw).decode()}\n" == note and str(self.size) == size
        plain = base64.b64encode(self.root).decode() == root and time.startswith("time ")
        if not (found and same and plain and name == self.origin and raw[:4] == key_id):
            raise ValueError("not a head under this key")
        if not genuine(public, self.text.encode(), raw[4:]):
            raise ValueError("not signed by this key")


class _Log:
    """What has been read so far of an export."""

    def __init__(self, key: bytes | None, kept: Iterable[str]) -> None:
        self._key, self._kept = key, list(kept)
        self._tree, self._roots = _Tree(), {0: _Tree().root()}
        self._chains: dict[tuple[str, str], tuple[int, str]] = {}
        self._epochs: set[str] = set()
        self._heads: list[_Head] = []
        self._digest, self._begun, self._ended, self._entries = hashlib.sha256(), False, False, 0

    def line(self, raw: bytes) -> Iterator[str]:
        try:
            said = json.loads(raw)
            if not isinstance(said, dict) or _canonical(said) != raw:
                raise ValueError("not written in the one way of writing it")
        except (ValueError, RecursionError):
            yield "cannot be read as a line of an exported log."
            return
        if self._ended:
            yield "stands behind the end of the log."
        takes: Mapping[str, Callable[[dict[str, Any]], Iterator[str]]] = {
            "log": self._begin, "entry": self._entry, "head": self._head, "end": self._end,
        }  # fmt: skip
        try:
            yield from takes[said["line"]](said)
        except (KeyError, TypeError, ValueError, AttributeError):
            yield "lacks what such a line says, or says it in another way."
        self._digest.update(raw + b"\n")

    def _begin(self, said: dict[str, Any]) -> Iterator[str]:
        stated = base64.b64decode(said["key"], validate=True)
        if self._key is not None and stated != self._key:
            yield "names another key than the one given: the whole log may be a forgery."
        if self._key is None:
            self._key = stated
        if self._begun:
            yield "begins a log within another."
        self._begun = True

    def _entry(self, said: dict[str, Any]) -> Iterator[str]:
        index, source, entry = said["index"], said["source"], said["entry"]
        if index != self._tree.size:
            yield f"is entry {index}, where entry {self._tree.size} belongs: something is missing, repeated or moved."
        body = self._device(entry) if source == "device" else self._served(entry) if source == "served" else entry
        yield from self._chain(entry) if source == "device" else ()
        if source not in ("device", "served") and entry.get("source") != source:
            yield f"entry {index} is of another kind than it says."
        if source == "epoch":
            self._epochs.add(entry["epoch"])
        leaf = hashlib.sha256(b"\x00" + _canonical(body)).digest()
        if leaf.hex() != said["leaf"]:
            yield f"entry {index} has been altered: it is not what its leaf is of."
        hidden = entry.get("commitment", "") if source == "device" else entry.get("words", "")
        yield from self._words(index, said.get("words"), entry["subject"] if source == "served" else hidden)
        extra = set(said) - {"line", "index", "source", "entry", "leaf", "words"}
        if extra:
            yield f"entry {index} says more than an entry does."
        self._tree.add(leaf)
        self._entries += 1
        self._roots[self._tree.size] = self._tree.root()

    @staticmethod
    def _words(index: int, words: dict[str, str] | None, hidden: str) -> Iterator[str]:
        if words is None:
            return
        salt = bytes.fromhex(words["salt"])
        if set(words) != {"salt", "text"} or salt.hex() != words["salt"] or not hidden:
            yield f"entry {index}: the words beside it are not written as they should be."
        elif _sha(salt + words["text"].encode()) != hidden:
            yield f"entry {index}: the words beside it are not those it was written with."

    @staticmethod
    def _device(entry: dict[str, Any]) -> object:
        if set(entry) != {*_ENTRY, "hash"}:
            raise ValueError("not an entry of a device")
        named = {name: entry[name] for name in ("device", "user", "sequence", "hash")}
        return {"source": "device", **named}

    @staticmethod
    def _served(entry: dict[str, Any]) -> object:
        if set(entry) != {*_SERVED, "records"}:
            raise ValueError("not an entry about something served")
        return {
            "source": "served", "records": _sha("\n".join(entry["records"]).encode()),
            **{name: entry[name] for name in _SERVED},
        }  # fmt: skip

    def _chain(self, entry: dict[str, Any]) -> Iterator[str]:
        whose = (entry["device"], entry["user"])
        count, last = self._chains.get(whose, (0, _GENESIS))
        where = f"the log of device {whose[0]}, entry {entry['sequence']}"
        if _sha(_canonical({name: entry[name] for name in _ENTRY})) != entry["hash"]:
            yield f"{where}, has been altered."
        if entry["sequence"] != count + 1 or entry["previous"] != last:
            yield f"{where}, does not follow entry {count}: something is missing, moved, or of another story."
        self._chains[whose] = (entry["sequence"], entry["hash"])

    def _head(self, said: dict[str, Any]) -> Iterator[str]:
        number = len(self._heads) + 1
        if said["number"] != number or set(said) != {"line", "number", "note"}:
            yield f"is head {said['number']}, where head {number} belongs."
        try:
            head = _Head(said["note"], self._key or b"")
        except ValueError:
            yield f"head {number} is not signed by the service's key, or was altered."
            return
        before = self._heads[-1] if self._heads else None
        if head.size != self._tree.size or head.root != self._tree.root():
            yield f"head {number} says otherwise: of {head.size} entries, under another root. The log was rewritten."
        if before is not None and (head.size < before.size or head.at < before.at):
            yield f"head {number} is older than the one before it."
        self._heads.append(head)

    def _end(self, said: dict[str, Any]) -> Iterator[str]:
        self._ended = True
        counted = {"line": "end", "entries": self._entries, "heads": len(self._heads)}
        if said != {**counted, "sha256": self._digest.hexdigest()}:
            yield "does not agree with the lines before it: some were altered, left out or added."

    def finish(self) -> Iterator[str]:
        if not self._ended:
            yield "The log is cut off: its last line is missing."
        if not self._heads or self._heads[-1].size != self._tree.size:
            yield "The log ends with entries under which there is no signed head."
        for earlier, later in pairwise(each.origin for each in self._heads):
            if earlier != later and later.split("/")[-1] not in self._epochs:
                yield "A head is of another history, and nobody wrote down that a new one was begun."
        for note in self._kept:
            try:
                head = _Head(note, self._key or b"")
            except ValueError:
                yield "A head that was kept elsewhere is not signed by this log's key."
                continue
            if self._roots.get(head.size) != head.root:
                yield f"The head of {head.size} entries that was kept elsewhere is not of this log: it was rewritten."


def problems(lines: Iterable[bytes], key: bytes | None = None, kept: Iterable[str] = ()) -> Iterator[str]:
    """Yield in a sentence each thing that is wrong with an exported log.

    ``key`` is the service's public key, ``kept`` are signed heads, both from elsewhere; without a key, the one that
    the log itself states is believed.
    """
    log, number = _Log(key, kept), 0
    for number, raw in enumerate(lines, 1):
        if number == 1 and not raw.startswith(b'{"key":'):
            yield "The first line does not say whose log this is."
        for found in log.line(raw.removesuffix(b"\n")):
            yield f"Line {number} {found}" if raw.endswith(b"\n") else f"Line {number} (cut off) {found}"
        if not raw.endswith(b"\n"):
            yield f"Line {number} is cut off."
    yield from log.finish()


def main(arguments: list[str] | None = None) -> int:
    """Check a file; print what is wrong and return the exit status."""
    parser = argparse.ArgumentParser(prog="crimint-audit-verify", description="Check an exported log.")
    parser.add_argument("file", type=Path, help="what crimint-service audit export wrote")
    parser.add_argument("--key", default="", help="the public key of the service's log, in base64, from elsewhere")
    parser.add_argument("--head", type=Path, action="append", default=[], help="a signed head that was kept elsewhere")
    asked = parser.parse_args(arguments)
    kept = [each.read_text(encoding="utf-8") for each in asked.head]
    wrong = 0
    with asked.file.open("rb") as lines:
        for says in problems(lines, base64.b64decode(asked.key) if asked.key else None, kept):
            print(says)
            wrong += 1
    if not asked.key:
        print("The key was taken from the file: compare it with the one you know, or give it with --key.")
    print(f"{wrong} found to be wrong." if wrong else "The log is whole, unaltered and signed.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
