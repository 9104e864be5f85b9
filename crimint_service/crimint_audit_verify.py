"""``crimint-audit-verify``: whether an exported log, or the evidence of one record, is whole, unaltered and signed.

One file, Python and nothing else: copy it to where the export is and run ``python crimint_audit_verify.py FILE``, best
with the public key and a head that were kept elsewhere since. It says in sentences what is wrong, and of evidence also
what it proves. It ends with 0 if all is well, 1 if something is wrong, 2 if that could not be found out.
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

__all__ = ["Checked", "genuine", "main", "problems"]

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


def _point(raw: bytes) -> _Point | None:
    number = int.from_bytes(raw, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if y >= _P or (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


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
    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        levels, self.size = [level for level in range(size.bit_length()) if size >> level & 1], size
        self._peaks = list(zip(reversed(levels), peaks, strict=True))  # from the left: their level and hash

    def add(self, leaf: bytes) -> None:
        level = 0
        while self._peaks and self._peaks[-1][0] == level:
            leaf, level = hashlib.sha256(b"\x01" + self._peaks.pop()[1] + leaf).digest(), level + 1
        self._peaks.append((level, leaf))
        self.size += 1

    def root(self) -> bytes:
        found = self._peaks[-1][1] if self._peaks else hashlib.sha256(b"").digest()
        for _, left in reversed(self._peaks[:-1]):
            found = hashlib.sha256(b"\x01" + left + found).digest()
        return found


def _is_included(leaf: bytes, index: int, size: int, path: Iterable[bytes], root: bytes) -> bool:
    number, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = hashlib.sha256(b"\x01" + each + found).digest()
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + each).digest()
        number, last = number >> 1, last >> 1
    return 0 <= index < size and last == 0 and found == root


# --- an exported log, or the evidence of a record: lines of JSON ---

_ENTRY = (
    "sequence", "at", "monotonic_ms", "action", "act", "user", "device", "records", "commitment", "previous",
)  # fmt: skip
_SERVED = ("id", "at", "user", "device", "act", "subject", "amount")


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hex(text: str) -> bytes:
    raw = bytes.fromhex(text)
    if raw.hex() != text:
        raise ValueError("not written in the one way of writing it")
    return raw


def _body(source: str, entry: dict[str, Any]) -> object:
    """Return what the leaf of an entry is of; raises ValueError for what is no such entry."""
    kept = {"device": ("device", "user", "sequence", "hash"), "served": _SERVED}.get(source)
    if kept is None:
        if entry["source"] != source:
            raise ValueError("of another kind than it says")
        return entry
    if set(entry) != {*_ENTRY, "hash"} if source == "device" else set(entry) != {*_SERVED, "records"}:
        raise ValueError("not an entry of a device, or about something served")
    named = {name: entry[name] for name in kept} | {"source": source}
    return named | ({"records": _sha("\n".join(entry["records"]).encode())} if source == "served" else {})


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


class Checked:
    """What has been read: ``life`` says what the evidence of a record proves, ``unsure`` what could not be compared."""

    def __init__(self, key: bytes | None, kept: Iterable[str]) -> None:
        self.life, self.unsure, self.record = list[str](), list[str](), ""
        self._key, self._kept, self.kind = key, list(kept), "log"
        self._tree, self._roots = _Tree(), {0: _Tree().root()}
        self._chains: dict[tuple[str, str], tuple[int, str]] = {}
        self._epochs: set[str] = set()
        self._heads: list[_Head] = []
        self._digest, self._begun, self._ended, self._entries = hashlib.sha256(), False, False, 0
        self._from, self._index, self._number, self._versions = 0, -1, 0, set[int]()

    def line(self, raw: bytes) -> Iterator[str]:
        """Yield what is wrong with the next line."""
        try:
            said = json.loads(raw)
            if not isinstance(said, dict) or _canonical(said) != raw:
                raise ValueError("not written in the one way of writing it")
        except (ValueError, RecursionError):
            yield "cannot be read as a line of an exported log."
            return
        if self._ended or self._begun == (said.get("line") in ("log", "evidence")):
            yield "stands behind the end, or where the line that says whose log this is should be the first."
        takes: Mapping[str, Callable[[dict[str, Any]], Iterator[str]]] = {
            "log": self._begin, "evidence": self._begin, "entry": self._entry, "head": self._head, "end": self._end,
        }  # fmt: skip
        try:
            yield from takes[said["line"]](said)
        except (KeyError, TypeError, ValueError, AttributeError):
            yield "lacks what such a line says, or says it in another way."
        self._digest.update(raw + b"\n")

    def _begin(self, said: dict[str, Any]) -> Iterator[str]:
        stated = base64.b64decode(said["key"], validate=True)
        if self._key is not None and stated != self._key:
            yield "names another key than the one given: all of it may be a forgery."
        self._key, self._begun = self._key or stated, True
        names = {"line", "key"} | ({"record", "by", "at"} if said["line"] == "evidence" else set())
        if said["line"] == "evidence":
            self.record, self.kind = said["record"] + "", "evidence"
            self.life.append(f"{said['at']}: {said['by']} asked for this evidence of {self.record}.")
        elif "from" in said:
            names |= {"from", "peaks"}
            self._from, self._tree = said["from"], _Tree(said["from"], [_hex(each) for each in said["peaks"]])
            self._roots = {self._from: self._tree.root()}
        plain = set(said) == names and base64.b64encode(stated).decode() == said["key"]
        if not plain or said.get("record") == "" or (self._from < 1) == ("from" in said):
            raise ValueError("not a first line")

    def _entry(self, said: dict[str, Any]) -> Iterator[str]:
        source, entry = said["source"], said["entry"]
        leaf = hashlib.sha256(b"\x00" + _canonical(_body(source, entry))).digest()
        yield from (wrong := list(self._wrong_with(said, leaf, entry, source)))
        self._entries += 1
        if not self.record:
            self._tree.add(leaf)
            self._roots[self._tree.size] = self._tree.root()
        elif not wrong:
            self.life.append(f"{_told(source, entry, said.get('pieces'))} [entry {said['index']}]")

    def _wrong_with(self, said: dict[str, Any], leaf: bytes, entry: dict[str, Any], source: str) -> Iterator[str]:
        index, names = said["index"], {"line", "index", "source", "entry", "leaf", "words"}
        yield from self._proved(said, leaf) if self.record else self._placed(index)
        yield from self._chain(entry) if source == "device" else ()
        if source == "epoch":
            self._epochs.add(entry["epoch"])
        if leaf.hex() != said["leaf"]:
            yield f"entry {index} has been altered: it is not what its leaf is of."
        hidden, words = entry[{"device": "commitment", "served": "subject"}.get(source, "words")], said.get("words")
        if words is not None and (
            set(words) != {"salt", "text"} or _sha(_hex(words["salt"]) + words["text"].encode()) != hidden
        ):
            yield f"entry {index}: the words beside it are not those it was written with."
        if self.record and source == "version":
            yield from self._pieces(index, entry, said.get("pieces"))
        if set(said) - names - ({"path", "pieces"} if self.record else set()):
            yield f"entry {index} says more than an entry does."

    def _placed(self, index: int) -> Iterator[str]:
        if index != self._tree.size:
            yield f"is entry {index}, where entry {self._tree.size} belongs: something is missing, repeated or moved."

    def _proved(self, said: dict[str, Any], leaf: bytes) -> Iterator[str]:
        index, path = said["index"], [_hex(each) for each in said["path"]]
        head = self._heads[-1] if self._heads else None
        if head is None or not _is_included(leaf, index, head.size, path, head.root):
            yield f"entry {index} is not proved to be in the log."
        if index <= self._index:
            yield f"entry {index} is repeated or moved."
        if self.record not in _canonical(said["entry"]).decode():
            yield f"entry {index} is about something else than record {self.record}."
        self._index = index

    def _pieces(self, index: int, entry: dict[str, Any], pieces: dict[str, Any] | None) -> Iterator[str]:
        self._versions.add(int(entry["version"]))
        if pieces is None:
            return  # erased
        hashes = {
            name: each if isinstance(each, str) else _sha(_hex(each["salt"]) + _canonical(each["value"]))
            for name, each in pieces.items()
        }
        more = any(set(each) != {"salt", "value"} for each in pieces.values() if isinstance(each, dict))
        if more or _sha(_canonical(hashes)) != entry["content"]:
            yield f"entry {index}: what version {entry['version']} is said to hold is not what was written."

    def _chain(self, entry: dict[str, Any]) -> Iterator[str]:
        whose = (entry["device"], entry["user"])
        where = f"the log of device {whose[0]}, entry {entry['sequence']}"
        if _sha(_canonical({name: entry[name] for name in _ENTRY})) != entry["hash"]:
            yield f"{where}, has been altered."
        middle = entry["sequence"] - 1, entry["previous"]  # where what is told begins in the middle
        count, last = self._chains.get(whose, middle if self._from or self.record else (0, "0" * 64))
        whole = entry["sequence"] == count + 1 and entry["previous"] == last
        if not whole and not (self.record and entry["sequence"] > count):
            yield f"{where}, does not follow entry {count}: something is missing, moved, or of another story."
        self._chains[whose] = (entry["sequence"], entry["hash"])

    def _head(self, said: dict[str, Any]) -> Iterator[str]:
        number = said["number"] if self._from and not self._heads else self._number + 1
        self._number = said["number"]
        if set(said) != {"line", "number", "note"} or said["number"] != number:
            yield f"is head {said['number']}, where head {number} belongs."
        try:
            head = _Head(said["note"], self._key or b"")
        except ValueError:
            yield f"head {number} is not signed by the service's key, or was altered."
            return
        before = self._heads[-1] if self._heads else None
        if self.record:
            self._roots = {head.size: head.root}
            if before is not None or self._entries:
                yield "is a second head, or stands behind what it is to prove."
        elif head.size != self._tree.size or head.root != self._tree.root():
            yield f"head {number} says otherwise: of {head.size} entries, under another root. The log was rewritten."
        if before is not None and (head.size < before.size or head.at < before.at):
            yield f"head {number} is older than the one before it."
        self._heads.append(head)

    def _end(self, said: dict[str, Any]) -> Iterator[str]:
        self._ended = True
        counted: dict[str, Any] = {"line": "end", "entries": self._entries, "sha256": self._digest.hexdigest()}
        more = {"signature": said["signature"]} if self.record else {"heads": len(self._heads)}
        if said != counted | more:
            yield "does not agree with the lines before it: some were altered, left out or added."
        elif self.record:
            signed = f"crimint-evidence\n{self.record}\n{said['sha256']}\n".encode()
            if not genuine(self._key or b"", signed, _hex(said["signature"])):
                yield "is not signed by the service: lines may have been left out."

    def finish(self) -> Iterator[str]:
        """Yield what is wrong with the whole."""
        if not self._ended:
            yield "It is cut off: its last line is missing."
        if not self._heads or (not self.record and self._heads[-1].size != self._tree.size):
            yield "It ends with entries under which there is no signed head."
        for number in sorted({*range(1, max(self._versions, default=0))} - self._versions):
            self.life.append(f"Version {number} is not proved here: it is older than this log, or of an older service.")
        for earlier, later in pairwise(each.origin for each in self._heads):
            if earlier != later and later.split("/")[-1] not in self._epochs:
                yield "A head is of another history, and nobody wrote down that a new one was begun."
        for note in self._kept:
            try:
                head = _Head(note, self._key or b"")
            except ValueError:
                yield "A head that was kept elsewhere is not signed by this log's key."
                continue
            if (self.record and head.size not in self._roots) or head.size < self._from:
                self.unsure.append(f"The head of {head.size} entries that was kept elsewhere could not be compared.")
            elif self._roots.get(head.size) != head.root:
                yield f"The head of {head.size} entries that was kept elsewhere is not of this log: it was rewritten."


def _told(source: str, entry: dict[str, Any], pieces: dict[str, Any] | None) -> str:
    if source == "device":
        return f"{entry['at']}: {entry['user']}, {entry['action']} ({entry['act']}), at device {entry['device']}"
    if source == "served":
        return f"{entry['at']}: the service handed it to {entry['user']} ({entry['act']})"
    if source != "version":
        return f"{source}: " + ", ".join(f"{name} {said}" for name, said in entry.items() if said and name != "words")
    shown = [(name.removeprefix("set/"), each["value"]) for name, each in (pieces or {}).items() if type(each) is dict]
    ways = {" ".join(part.rpartition("-")[2] for part in name.split("/")): said for name, said in shown}
    holds = [f"{way} {_canonical(said).decode()}" for way, said in ways.items() if said]
    rest = "; ".join([*holds, f"{len(pieces or {}) - len(shown)} more not shown"])
    step = f"{entry['step'] or 'change'} by {entry['by_user'] or 'the service'}"
    return f"{entry['at']}: version {entry['version']}, {step}: {'what it held was erased' if pieces is None else rest}"


def problems(
    lines: Iterable[bytes], key: bytes | None = None, kept: Iterable[str] = (), checked: Checked | None = None
) -> Iterator[str]:
    """Yield what is wrong with an exported log or evidence, in sentences. ``key`` (the service's) and ``kept`` (signed
    heads) are from elsewhere; without a key, the one that the first line states is believed."""
    checked = checked or Checked(key, kept)
    for number, raw in enumerate(lines, 1):
        for found in checked.line(raw.removesuffix(b"\n")):
            yield f"Line {number} {found}" if raw.endswith(b"\n") else f"Line {number} (cut off) {found}"
        if not raw.endswith(b"\n"):
            yield f"Line {number} is cut off."
    yield from checked.finish()


def _say(says: str) -> None:
    print("".join(each if each.isprintable() else "?" for each in says))


def main(arguments: list[str] | None = None) -> int:
    """Check a file, say what is wrong and what it proves, and return the exit status."""
    parser = argparse.ArgumentParser(prog="crimint-audit-verify", description="Check an exported log, or evidence.")
    parser.add_argument("file", type=Path, help="what crimint-service audit export, or audit evidence, wrote")
    parser.add_argument("--key", default="", help="the public key of the service's log, in base64, from elsewhere")
    parser.add_argument("--head", type=Path, action="append", default=[], help="a signed head that was kept elsewhere")
    asked, wrong = parser.parse_args(arguments), 0
    try:
        kept = [each.read_text(encoding="utf-8") for each in asked.head]
        checked = Checked(base64.b64decode(asked.key, validate=True) if asked.key else None, kept)
        with asked.file.open("rb") as lines:
            for says in problems(lines, checked=checked):
                _say(says)
                wrong += 1
    except (OSError, ValueError) as error:
        print(f"It could not be checked: {error}.")
        return 2
    for says in (*checked.life, *checked.unsure):
        _say(says)
    if not asked.key:
        print("The key was taken from the file: compare it with the one you know, or give it with --key.")
    print(f"{wrong} found to be wrong." if wrong else f"The {checked.kind} is whole, unaltered and signed.")
    return 1 if wrong else 2 if checked.unsure else 0


if __name__ == "__main__":
    sys.exit(main())
