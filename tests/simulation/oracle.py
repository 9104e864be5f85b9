"""The oracle: what must hold, known from plain dicts alone. It imports nothing of the program and of the service.

It is told what was typed, what each desk heard from the service, who may do what, and what was shown; and it is
handed facts as they were found. It believes neither side: access is decided by its own rule, documents are put
together anew from their history, checksums are computed again.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.entitled import Grant, Opened, Person, folder_of, may_read, opened

__all__ = ["Broken", "Door", "Oracle", "Person", "Register", "Stream", "Version", "holds"]

_ACCEPTED = (200, 201, 208)
_NEVER = 2**62


class Broken(AssertionError):
    """Something does not hold; ``invariant`` is its name."""

    def __init__(self, invariant: str, says: str) -> None:
        super().__init__(f"{invariant}: {says}")
        self.invariant = invariant


def holds(invariant: str, is_so: bool, says: object) -> None:
    """Raise Broken unless it is so."""
    if not is_so:
        raise Broken(invariant, str(says))


@dataclass(slots=True)
class Door:
    """Whether a cache may be opened: by a clock that never counts backwards, the latest time seen at the desk and when
    its lease ends (0 where there never was one); and whether it was locked or wiped by order."""

    latest: float = 0.0
    lease_ends: float = 0.0
    locked: bool = False
    wiped: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """A version in a record's history, and the device it came from (empty where no receipt says so)."""

    number: int
    by: str
    step: str
    reason: str
    parts: Mapping[str, Any]
    aside: Mapping[str, Any]
    device: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream as it was found: its counters, every number in it, the live records with versions, and who left."""

    head: int
    count: int
    checksum: int
    numbers: tuple[int, ...]
    live: tuple[tuple[str, int], ...]
    left: frozenset[str]


@dataclass(frozen=True, slots=True)
class Register:
    """Facts found in the register: records with version and document, their histories, the erased, what was kept
    for units, accepted receipts, the streams, and which of the records are cards."""

    records: Mapping[str, tuple[int, Mapping[str, Any]]]
    history: Mapping[str, tuple[Version, ...]]
    erased: frozenset[str]
    kept: tuple[str, ...]
    receipts: Mapping[str, tuple[str, int, int]]
    streams: Mapping[str, Stream]
    epoch: str
    cards: frozenset[str] = frozenset()

    def words(self) -> Iterable[str]:
        """Yield everything the register keeps of what people typed."""
        for versions in self.history.values():
            for each in versions:
                yield json.dumps([each.parts, each.aside, each.reason])
        yield from self.kept


@dataclass
class Oracle:
    """What is known so far."""

    people: dict[str, Person] = field(default_factory=dict)
    typed: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    let_go: set[str] = field(default_factory=set)
    acknowledged: dict[str, tuple[str, int, Any]] = field(default_factory=dict)
    openings: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    for_good: frozenset[str] = frozenset()
    based_on: dict[str, int] = field(default_factory=dict)
    brought_back: list[tuple[str, str]] = field(default_factory=list)
    handed: dict[str, set[str]] = field(default_factory=dict)
    highest: dict[str, dict[str, int]] = field(default_factory=dict)
    chosen: dict[str, frozenset[str] | None] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    doors: dict[str, Door] = field(default_factory=dict)
    seen_before: dict[str, frozenset[str]] = field(default_factory=dict)
    now_s: int = 0

    def copy(self) -> Oracle:
        """Return an oracle that knows the same."""
        return copy.deepcopy(self)

    # --- being told ---

    def typed_now(self, token: str, desk: str, record: str, part: str, version: int, *, for_good: bool = False) -> None:
        """A word was typed and kept, by somebody who had this version before them; what the same desk had typed in
        the same part is given up with it, unless each of the two is ``for_good``: an act of its own."""
        self.based_on[token] = version
        if part != "reason":
            self.gave_up(desk, record, part, whole=True, but=self.for_good if for_good else frozenset())
        if for_good:
            self.for_good |= {token}
        self.typed[token] = (desk, record, part)

    def gave_up(
        self, desk: str, record: str, part: str, *, whole: bool = False, but: frozenset[str] = frozenset()
    ) -> None:
        """The author lets go of what stood in a part, or in the parts that begin so."""
        for token, (of_desk, of_record, of_part) in self.typed.items():
            same = of_part == part if whole else of_part.startswith(part)
            if (of_desk, of_record) == (desk, record) and same and token not in but:
                self.given_up.add(token)

    def chose(self, desk: str, record: str, version: int, brought_back: str = "") -> None:
        """Somebody settled a conflict: what they chose was chosen with this version before them. Others' words in
        ``brought_back`` they chose over what they had typed since themselves, so these are said once more."""
        self.brought_back += [(desk, token) for token in self.typed if token in brought_back]
        for token, (of_desk, of_record, _) in self.typed.items():
            if (of_desk, of_record) == (desk, record):
                self.based_on[token] = max(version, self.based_on[token])

    def shown(self, desk: str, act: str, record: str) -> None:
        """A document was shown at a desk."""
        self.openings.setdefault(desk, []).append((act, record))

    def heard_receipts(self, sent: Any, said: Any) -> None:
        """A desk has heard receipts: from now on each accepted change must be in the history for good."""
        receipts = said.get("receipts") if isinstance(said, dict) else None
        if not isinstance(receipts, list) or len(receipts) != len(sent.get("changes", ())):
            return
        for change, receipt in zip(sent["changes"], receipts, strict=True):
            if receipt["status"] in _ACCEPTED:
                content = (change["document"], change["set"], change["step"], change.get("aside"))
                known = (change["record"], receipt["version"], content)
                before = self.acknowledged.setdefault(change["id"], known)
                holds("one change, one version", before == known, f"{change['id']}: {before} and {known}")

    def heard_checkpoint(self, asked: Any, said: Any) -> None:
        """A desk has heard how everything stands: without its whole log at the service there is no lease."""
        if isinstance(said, dict) and "audit_acked" in said:
            renewed = bool(said["lease"])
            holds("no log, no lease", not renewed or said["audit_acked"] >= asked["audit_seq"], f"{asked}: {said}")
            given = said["streams"] or said["lease"]
            holds("nothing is handed to a device under orders", not (said["command"] and given), f"{said}")

    # --- whether a cache may be opened ---

    def heard_lease(self, desk: str, said: Any, local_s: float) -> None:
        """A desk has heard a lease, at this time by its clock: it lasts as long as it says, at most to its date."""
        if not isinstance(said, dict) or not said.get("lease"):
            return
        body = said["lease"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        door = self.doors[desk]
        ends = min(claims["exp"], max(door.latest, local_s) + claims["exp"] - claims["iat"])
        door.lease_ends = max(door.lease_ends, ends)

    def opened_at(self, desk: str, local_s: float) -> None:
        """A cache was opened without a sign-in, at this time by the desk's clock."""
        door = self.doors[desk]
        door.latest = max(door.latest, local_s)
        ended = door.lease_ends and door.latest > door.lease_ends
        holds("past its lease no cache is opened", not ended, f"{desk} at {door.latest}, to {door.lease_ends}")
        holds("what is locked opens only with a sign-in", not door.locked, desk)
        holds("what was wiped opens no more", not door.wiped, desk)

    def was_wiped(self, desk: str, left: str) -> None:
        """A cache was destroyed by order, with words in it that the service would not, or could not, be given."""
        self.doors[desk].wiped = True
        self.given_up |= {token for token, (of_desk, _, _) in self.typed.items() if of_desk == desk and token in left}

    def entered(self, desk: str, local_s: float) -> None:
        """Somebody has signed in at a desk."""
        door = self.doors[desk]
        door.locked, door.latest = False, max(door.latest, local_s)

    def heard_page(self, desk: str, said: Any) -> None:
        """A desk was handed records: each must be in the service's log of what it handed out."""
        entries = said.get("entries") if isinstance(said, dict) else None
        for entry in entries or ():
            if entry["op"] == "put":
                self.handed.setdefault(desk, set()).add(f"{entry['id']}@{entry['version']}")

    def went_back(self, before: Register, after: Register, untaken: str, *, lately: bool) -> None:
        """The register was restored: its versions begin again. What it lost is offered again by those who had it
        accepted, unless that was too long ago.

        ``untaken`` is what the service does not have: who typed it had before them what is left of what they had
        seen, and of the rest its words, which may come again."""
        there = "\n".join(after.words())
        gone = "\n".join(before.words())
        # A wiped cache has nothing left to offer, and nobody else keeps what its person had accepted. Nor has one that
        # had to let go of the record meanwhile, with everything of it.
        for token, (of_desk, _, _) in self.typed.items():
            nowhere = not lately or self._is_wiped(of_desk) or token in self.let_go
            if nowhere and token in gone and token not in there:
                self.given_up.add(token)
        self.acknowledged.clear()
        self.highest.clear()
        self.handed.clear()
        for token, (_, record, part) in self.typed.items():
            known = self.based_on[token]
            if token not in untaken or known == _NEVER:
                self.based_on[token] = _NEVER
                continue
            seen = {json.dumps(_value(each, part)) for each in before.history.get(record, ()) if each.number <= known}
            self.seen_before[token] = frozenset(seen)
            self.based_on[token] = min(known, len(after.history.get(record, ())))

    def left_desk(self, desk: str, user: str, known: Collection[str], register: Register) -> None:
        """Some records are not at a desk. Where they need not be, because they may not be read there any more or stand
        in a folder not chosen, what was typed on them there and has arrived is not kept there either: a service that
        is put back to before that loses it."""
        gone = {token: of for token, (by, of, _) in self.typed.items() if by == desk and of not in known}
        if gone:
            wanted, arrived = self.readable(desk, user, register), "\n".join(register.words())
            self.let_go |= {token for token, record in gone.items() if record not in wanted and token in arrived}

    def _is_wiped(self, desk: str) -> bool:
        return desk in self.doors and self.doors[desk].wiped

    # --- access, by the oracle's own rule ---

    def may_read(self, user: str, document: Mapping[str, Any], *, card: bool = False) -> bool:
        """Whether this person may read a report, or a card, with this document now."""
        return may_read(self.people[user], self.open_to(user), document, card=card)

    def open_to(self, user: str) -> Opened:
        """Return what grants open to somebody now."""
        return opened(self.grants.values(), user, self.now_s)

    def readable(self, desk: str, user: str, register: Register) -> dict[str, int]:
        """Return what the cache at a desk must hold, with versions: what its user may read of the folders chosen."""
        chosen, person, open_to = self.chosen.get(desk), self.people[user], self.open_to(user)

        def is_for(record: str, document: Mapping[str, Any]) -> bool:
            card = record in register.cards
            asked = chosen is None or folder_of(document, card=card) in {"", *chosen}
            return asked and may_read(person, open_to, document, card=card)

        return {record: version for record, (version, document) in register.records.items() if is_for(record, document)}

    # --- at any moment ---

    def check_versions(self, desk: str, held: Mapping[str, int]) -> None:
        """The versions of a record in one cache never fall."""
        highest = self.highest.setdefault(desk, {})
        for record, version in held.items():
            holds("versions only rise", version >= highest.get(record, 0), f"{desk} has {record} at {version}")
            highest[record] = version

    def check_agreed(self, desk: str, user: str, held: Mapping[str, int], register: Register) -> None:
        """After a round that agreed, a cache holds exactly what its user may read, and nothing that was erased."""
        wanted = self.readable(desk, user, register)
        extra = sorted(held.keys() - wanted.keys())
        holds(
            "nothing erased stays", not register.erased & held.keys(), f"{desk} holds {register.erased & held.keys()}"
        )
        holds("nothing is held that may not be read", not extra, f"{desk} holds {extra}")
        holds("the cache is what may be read", dict(held) == wanted, f"{desk} holds {dict(held)}, not {wanted}")

    # --- the register by itself ---

    def check_register(self, register: Register) -> None:
        """Histories are whole and make the documents, streams are dense and sum up, and nothing is done twice."""
        for record, (version, document) in register.records.items():
            versions = register.history.get(record, ())
            counted = [each.number for each in versions]
            holds("a history is whole", counted == list(range(1, version + 1)), f"{record} at {version} has {counted}")
            made: dict[str, Any] = {}
            for each in versions:
                made = _with(made, each.parts)
            holds("a document is its history", made == document, f"{record}: {made} is not {document}")
        for record in register.erased:
            left = record in register.records or record in register.history
            holds("nothing erased stays", not left, f"{record} is in the register")
        self._check_acknowledged(register)
        for name, stream in register.streams.items():
            numbers, live = stream.numbers, stream.live
            rises = len(set(numbers)) == len(numbers) and max(numbers, default=0) <= stream.head
            holds("numbers are dense", rises, f"{name}: {numbers} up to {stream.head}")
            both = stream.left & {record for record, _ in live}
            holds("one line for each record", not both, f"{name}: {sorted(both)} left and are there")
            total = sum(_share(*each) for each in live) % 2**62
            said = (stream.count, stream.checksum)
            holds("sums are right", said == (len(live), total), f"{name}: {stream.count}, {len(live)} are there")

    def _check_acknowledged(self, register: Register) -> None:
        for change, (record, version, (document, parts, step, aside)) in self.acknowledged.items():
            if record in register.erased:
                continue
            found = next((each for each in register.history.get(record, ()) if each.number == version), None)
            holds("nothing acknowledged is lost", found is not None, f"{change}: {record}@{version} is not there")
            assert found is not None
            if document is None and not parts and not step and not aside:
                continue
            missing = {part: value for part, value in (parts or {}).items() if found.parts.get(part) != value}
            holds("nothing acknowledged is lost", not missing, f"{change}: {missing} is not in {record}@{version}")
            same_step = document is not None or found.step == step
            holds("nothing acknowledged is lost", same_step, f"{change}: {step} is not the step of {record}@{version}")
        done = Counter(
            (record, version) for change, (record, status, version) in register.receipts.items() if status in (200, 201)
            and not self._said_nothing(change)
        )  # fmt: skip
        twice = [each for each, number in done.items() if number > 1]
        holds("nothing is done twice", not twice, f"{twice} come from more than one change")

    def _said_nothing(self, change: str) -> bool:
        known = self.acknowledged.get(change)
        return known is None or not any(known[2])

    # --- words ---

    def check_words(self, register: Register, kept_at_desks: Iterable[str]) -> None:
        """Every word typed is in a history, kept for a unit, or still at a desk, and was applied at most once."""
        said = [json.dumps(parts) for versions in register.history.values() for parts in _news(versions)]
        everywhere = "\n".join([*register.words(), *kept_at_desks])
        for token, (desk, record, part) in self.typed.items():
            excused = token in self.given_up or record in register.erased
            holds("no word typed is lost", excused or token in everywhere, f"{token} at {desk} in {part} of {record}")
            times = sum(token in each for each in said)
            again = sum(token == each for _, each in self.brought_back)
            holds("nothing is done twice", times <= 1 + again, f"{token} was applied {times} times")
            gone = record not in register.erased or not any(token in each for each in register.words())
            holds("nothing erased stays", gone, f"{token} of {record} is in the register")

    def check_desk_words(self, desk: str, register: Register, kept: Iterable[str]) -> None:
        """Of what was erased no word is left at a desk."""
        whole = "\n".join(kept)
        for token, (_, record, _) in self.typed.items():
            left = record in register.erased and token in whole
            holds("nothing erased stays", not left, f"{token} of {record} is still at {desk}")

    def check_overwriting(self, register: Register, devices: Mapping[str, str]) -> None:
        """Nobody's work is written over from a desk where it had not been seen and where nobody was asked."""
        for token, (desk, record, part) in self.typed.items():
            versions = register.history.get(record, ())
            mine = next((each for each in versions if _sets(each, part, token)), None)
            if mine is None or part == "reason":
                continue
            between = (each for each in versions if self.based_on[token] < each.number < mine.number)
            seen = self.seen_before.get(token, ())
            unasked = [
                each.number
                for each in between
                if each.device != devices[desk]
                and _value(each, part) is not None
                and json.dumps(_value(each, part)) not in seen
            ]
            holds("nobody is overwritten unasked", not unasked, f"{token} in {part} of {record} over {unasked}")

    def check_said(self, register: Register, devices: Mapping[str, str]) -> None:
        """Every version says only what was typed at the desk it came from: none takes back or repeats others' words."""
        typed: dict[tuple[str, str, str], list[str]] = {}
        for token, (desk, record, part) in self.typed.items():
            typed.setdefault((devices[desk], record, part), []).append(token)
        for desk, token in self.brought_back:
            _, record, part = self.typed[token]
            typed.setdefault((devices[desk], record, part), []).append(token)
        for record, versions in register.history.items():
            for each in versions:
                for part, value in each.parts.items():
                    mine = typed.get((each.device, record, part), ())
                    strange = _is_typed(part) and value is not None and not any(word in str(value) for word in mine)
                    alone = not (each.device and strange)
                    holds("nobody says what they did not type", alone, f"{record}@{each.number} sets {part}: {value}")

    def check_handed(self, desk: str, logged: Iterable[str]) -> None:
        """Whatever was handed to a desk is in the service's log."""
        missing = self.handed.get(desk, set()) - set(logged)
        holds("what is handed out is logged", not missing, f"{desk} was handed {sorted(missing)}")

    def check_log(self, desk: str, log: Iterable[tuple[str, str]]) -> None:
        """A desk's log says exactly what was shown there, in its order."""
        found = [each for each in log if each[0] in ("open", "open in form", "conflict")]
        expected = self.openings.get(desk, [])
        holds("the log is what was shown", found == expected, f"{desk}: {found} is not {expected}")


def _is_typed(part: str) -> bool:
    """Whether what stands in this part of a report is typed by people, here always with a word found nowhere else."""
    return part == "title" or (part.startswith("items/") and part.endswith(("/text", "/handling")))


def _value(version: Version, part: str) -> Any:
    return version.parts.get(part)


def _sets(version: Version, part: str, token: str) -> bool:
    return token in json.dumps(_value(version, part))


def _with(document: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with parts set, by the words of docs/sync-protocol.md: null removes an element."""
    made = copy.deepcopy(dict(document))
    for part, value in sorted(parts.items(), key=lambda pair: pair[0].count("/")):
        *way, last = part.split("/")
        here = made
        for step in way:
            if not isinstance(here.get(step), dict):
                here[step] = {}
            here = here[step]
        is_element = len(way) == 1 and way[0] in ("items", "mentions", "references", "attributes", "attachments")
        if value is None and (is_element or last not in here):
            here.pop(last, None)
        else:
            here[last] = copy.deepcopy(value)
    return made


def _news(versions: Iterable[Version]) -> Iterable[dict[str, Any]]:
    """Yield what each version said that the one before had not."""
    before: dict[str, Any] = {}
    for each in versions:
        now = before | _flat(each.parts)
        yield {part: value for part, value in now.items() if before.get(part) != value}
        before = now


def _flat(parts: Mapping[str, Any], way: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in parts.items():
        part = f"{way}/{name}" if way else name
        if isinstance(value, dict):
            flat |= _flat(value, part)
        else:
            flat[part] = value
    return flat


def _share(record: str, version: int) -> int:
    """Return a record's share of its stream's checksum, computed as the protocol says."""
    raw = bytes.fromhex(record.replace("-", "")) + version.to_bytes(8, "big")
    return int.from_bytes(hashlib.sha256(raw).digest()[:8], "big") % 2**62
