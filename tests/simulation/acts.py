"""What people do at their desks, through the program's own acts. Each returns a word about what came of it."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final

from crimint_desktop.actions import attachments, cards, changing, conflicts, drafting, evaluating, reading
from crimint_desktop.store import conflicts as kept_conflicts
from crimint_desktop.store import edits, outbox, records
from crimint_domain import lifecycle
from crimint_domain.access import Principal
from crimint_domain.attachment import attachment_document
from crimint_domain.grading import CURRENT_SCHEME, Grading
from crimint_domain.handling import Handling
from crimint_domain.report import Report
from crimint_domain.views import report_from
from tests.simulation.desk import SimDesk
from tests.simulation.oracle import Oracle

__all__ = ["ACTS", "People"]

_WRITERS: Final = frozenset({"officer", "analyst", "lio"})
_INDEXED: Final = ("mentions", "priority", "operation", "marking")
_TYPED: Final = ("title", "title", "text", "handling", "handling", "handling", "priority", "mention", "item", "drop")
_NARROWS: Final = ("compartment", "list", "restrict", "exclude", "exclude")
_OPERATIONS: Final = ("", "MARZIPAN", "THIMBLE")
_LEVELS: Final = ("OFFICIAL", "OFFICIAL-SENSITIVE")


def done_here(work: Callable[[], Any]) -> Future[Any]:
    """Do at once what the program would do on a thread of its own."""
    done: Future[Any] = Future()
    try:
        done.set_result(work())
    except Exception as error:
        done.set_exception(error)
    return done


class People:
    """Those who sit at the desks: seeded chance, and every word they type told to the oracle."""

    def __init__(self, chance: random.Random, oracle: Oracle) -> None:
        self._chance = chance
        self._oracle = oracle
        self._tokens = max((int(word[5:10]) for word in oracle.typed), default=0)
        self._in_the_air: list[Callable[[], None]] = []
        self.busy = ""
        self.faithful = 0.6

    def act(self, name: str, desk: SimDesk, *how: str) -> str:
        """Do one thing, as chance or ``how`` has it; what was typed counts from the moment the program has kept it."""
        self._in_the_air.clear()
        outcome = ACTS[name](self, desk, *how)
        self._kept()
        return outcome

    def token(self, desk: SimDesk, record: str, part: str, *, for_good: bool = False) -> str:
        """Return a word found nowhere else, typed now; ``for_good`` if it is not given up with the next one."""
        self._tokens += 1
        word = f"token{self._tokens:05d}end"
        before = desk.version_before(record)
        self._in_the_air.append(
            lambda: self._oracle.typed_now(word, desk.name, record, part, before, for_good=for_good)
        )
        return word

    def _kept(self) -> None:
        """The program has said that what was typed is kept."""
        for each in self._in_the_air:
            each()
        self._in_the_air.clear()

    # --- writing ---

    def write(self, desk: SimDesk, end: str = "") -> str:
        """Begin a report, fill it in, and leave, submit or keep the form open."""
        if not desk.principal.roles & _WRITERS or not desk.principal.units:
            return "nothing to write with"
        editing = drafting.begin_draft(desk.desk, self._chance.choice(_OPERATIONS)).result()
        document = copy.deepcopy(editing.document)
        record = editing.report.id
        ((name, item),) = document["items"].items()
        document["title"] = self.token(desk, record, "title")
        document["source"]["how_known"] = "saw"
        item["text"] = self.token(desk, record, f"items/{name}/text")
        item["grading"] = {"scheme": CURRENT_SCHEME, "source": "1", "assessment": "A"}
        item["handling"] = _handling("P", "")
        return f"{record} {self._end_form(desk, record, document, end)}"

    def _end_form(self, desk: SimDesk, record: str, document: Any, end: str = "") -> str:
        drafting.keep(desk.desk, record, document).result()
        self._kept()
        end = end or self._chance.choice(("leave", "leave", "submit", "stay"))
        if end == "leave":
            drafting.leave(desk.desk, record).result()
        elif end == "submit":
            drafting.submit(desk.desk, record, document).result()
        return end

    def edit(self, desk: SimDesk, part: str = "", end: str = "") -> str:
        """Open a report in the form, change a part, and leave, submit or keep the form open."""
        record = self._some(desk, self._that(desk, lifecycle.may_edit) + desk.open_forms())
        if record is None:
            return "nothing"
        editing = drafting.resume(desk.desk, record, "").result()
        self._oracle.shown(desk.name, "open in form", record)
        if editing.read_only:
            return f"{record} read-only"
        document = copy.deepcopy(editing.document)
        part = self._typed_into(desk, record, document, part or self._chance.choice(_TYPED))
        return f"{record} {part} {self._end_form(desk, record, document, end)}"

    def _typed_into(self, desk: SimDesk, record: str, document: Any, part: str) -> str:
        items = sorted(document.get("items") or {})
        if part in ("text", "handling", "drop") and not items:
            part = "title"
        name = self._chance.choice(items) if items else ""
        match part:
            case "title":
                document["title"] = self.token(desk, record, "title")
            case "text":
                document["items"][name]["text"] = self.token(desk, record, f"items/{name}/text")
            case "handling":
                conditions = self.token(desk, record, f"items/{name}/handling")
                document["items"][name]["handling"] = _handling("C", conditions)
            case "priority":
                document["priority"] = self._chance.choice(("high", "medium", "low"))
            case "mention":
                fresh = desk.new_id()
                document.setdefault("mentions", {})[fresh] = _mention(self.token(desk, record, f"mentions/{fresh}"))
            case "item":
                fresh = desk.new_id()
                text = self.token(desk, record, f"items/{fresh}/text")
                document.setdefault("items", {})[fresh] = _item(text)
            case "drop":
                self._in_the_air.append(lambda: self._oracle.gave_up(desk.name, record, f"items/{name}/"))
                del document["items"][name]
            case _:
                self._beside(desk, record, document, part)
        return part

    def _beside(self, desk: SimDesk, record: str, document: Any, what: str) -> None:
        """Change what stands beside a report's words: its files, and who may read it."""
        match what:
            case "attach":
                self._attach(desk, record, document)
            case "detach":
                self._detach(desk, record, document)
            case "compartment":
                document["compartment"] = "" if document.get("compartment") else "BRINE"
            case "list" | "restrict":
                narrowed = "harbour" if what == "list" else record
                document["access_list"] = "" if document.get("access_list") else narrowed
            case "exclude":
                document["exclusions"] = [] if document.get("exclusions") else [self._chance.choice(("varga", "quist"))]

    def _attach(self, desk: SimDesk, record: str, document: Any) -> None:
        """Put a file of a few pieces beside a report; its name is a word found nowhere else."""
        word = f"token{self._tokens + 1:05d}end"
        raw = "\n".join(f"{word} line {number}" for number in range(self._chance.randint(1, 9))).encode()
        file = attachments.add_bytes(desk.desk, done_here, record, raw, f"{word}.txt").result()
        self.token(desk, record, f"attachments/{file.id}")
        document.setdefault("attachments", {})[file.id] = attachment_document(file, "z")

    def _detach(self, desk: SimDesk, record: str, document: Any) -> None:
        beside = sorted(document.get("attachments") or {})
        if beside:
            self._in_the_air.append(lambda: self._oracle.gave_up(desk.name, record, f"attachments/{beside[0]}"))
            del document["attachments"][beside[0]]

    def attach(self, desk: SimDesk, end: str = "") -> str:
        """Put a file beside a report in its form."""
        return self.edit(desk, "attach", end)

    def detach(self, desk: SimDesk) -> str:
        """Take a file off a report in its form."""
        return self.edit(desk, "detach", "leave")

    def narrow(self, desk: SimDesk, what: str = "") -> str:
        """Put a report into a compartment, onto a list, onto its own, or exclude somebody; or take that back."""
        return self.edit(desk, what or self._chance.choice(_NARROWS), "leave")

    def card(self, desk: SimDesk) -> str:
        """Make a card, or add a name to one."""
        if not desk.principal.roles & _WRITERS or not desk.principal.units:
            return "nothing to write with"
        known = desk.cards()
        if not known or self._chance.random() < 0.4:
            return self._new_card(desk)
        record, fresh = self._chance.choice(known), desk.new_id()
        name = self.token(desk, record, f"attributes/{fresh}")

        def work(conn: Any) -> None:
            value = {"name": "alias", "value": name, "cites": ""}
            changing.set_parts(conn, desk.desk, changing.find(conn, record), {f"attributes/{fresh}": value})

        desk.do(work)
        return f"{record} named once more"

    def _new_card(self, desk: SimDesk) -> str:
        self._tokens += 1
        word = f"token{self._tokens:05d}end"
        made = cards.new_card(desk.desk, "person", word, "").result()
        self._oracle.typed_now(word, desk.name, made.id, "title", 0)
        return f"{made.id} made"

    def leave(self, desk: SimDesk) -> str:
        """Leave a form that is open."""
        record = self._some(desk, desk.open_forms())
        if record is None:
            return "nothing"
        return f"{record} {drafting.leave(desk.desk, record).result()}"

    def discard(self, desk: SimDesk) -> str:
        """Throw away what was being typed."""
        record = self._some(desk, desk.open_forms())
        if record is None:
            return "nothing"
        drafting.discard(desk.desk, record).result()
        self._oracle.gave_up(desk.name, record, "")
        return record

    # --- evaluating ---

    def index(self, desk: SimDesk, part: str = "") -> str:
        """Change what evaluators and authors may set on a report without its form; a marking with a reason."""
        record = self._some(desk, self._that(desk, lambda who, report: lifecycle.may_set(who, report, "priority")))
        if record is None or self._chance.random() < 0.1:
            record = self._some(desk, desk.reports())
        if record is None:
            return "nothing"
        part = part or self._chance.choice(_INDEXED)
        bold = self._chance.random() < 0.15  # the service must say no to what a screen would not have offered

        def work(conn: Any) -> str:
            held = changing.find(conn, record)
            report = report_from(record, held.document)
            if not bold and not lifecycle.may_set(desk.principal, report, part):
                return "not offered"
            reason = self.token(desk, record, "reason") if part == "marking" else ""
            changing.set_parts(conn, desk.desk, held, self._parts(desk, record, part, held.document), reason=reason)
            return part

        return f"{record} {desk.do(work)}"

    def _parts(self, desk: SimDesk, record: str, part: str, document: Any) -> dict[str, Any]:
        match part:
            case "mentions":
                fresh = desk.new_id()
                return {f"mentions/{fresh}": _mention(self.token(desk, record, f"mentions/{fresh}"))}
            case "priority":
                return {"priority": self._chance.choice(("high", "medium", "low"))}
            case "operation":
                return {"operation": self._chance.choice(_OPERATIONS)}
        stands = (document.get("marking") or {}).get("level") or _LEVELS[1]
        return {"marking": {"level": _LEVELS[stands == _LEVELS[0]], "instructions": []}}

    def regrade(self, desk: SimDesk) -> str:
        """Weigh an item again."""
        record = self._some(
            desk, self._that(desk, lambda who, report: lifecycle.may_set(who, report, "items/x/grading"))
        )
        items = sorted(self._document(desk, record).get("items") or {}) if record else []
        if record is None or not items:
            return "nothing"
        item = self._chance.choice(items)
        reason = self.token(desk, record, "reason")
        conditions = self.token(desk, record, f"items/{item}/handling", for_good=True)
        grading = Grading(CURRENT_SCHEME, self._chance.choice("12"), self._chance.choice("AB"))
        handling = Handling(CURRENT_SCHEME, "C", "", "", conditions)
        evaluating.regrade(desk.desk, record, item, grading, handling, reason).result()
        return f"{record} {item}"

    def step(self, desk: SimDesk, name: str = "") -> str:
        """Take a lifecycle step that the screen offers."""
        record = self._some(desk, self._that(desk, lifecycle.offered))
        if record is None:
            return "nothing"
        offered = lifecycle.offered(desk.principal, report_from(record, self._document(desk, record)))
        offered = tuple(each for each in offered if name in ("", each.name))
        if not offered:
            return "none offered"
        step = self._chance.choice(offered)
        reason = self.token(desk, record, "reason") if step.needs_reason else ""
        evaluating.take_step(desk.desk, record, step.name, reason).result()
        return f"{record} {step.name}"

    # --- reading and settling ---

    def open(self, desk: SimDesk) -> str:
        """Open a report for reading."""
        record = self._some(desk, desk.reports())
        if record is None:
            return "nothing"
        reading.open_record(desk.desk, record, "").result()
        self._oracle.shown(desk.name, "open", record)
        return record

    def settle(self, desk: SimDesk, whose: str = "") -> str:
        """Look at a conflict and choose, part by part: mine, theirs, or as chance has it."""
        waiting = desk.do(kept_conflicts.all)
        if not waiting:
            return "nothing"
        conflict = self._chance.choice(waiting)
        view = conflicts.look(desk.desk, conflict.id).result()
        self._oracle.shown(desk.name, "conflict", conflict.record)
        choices = {
            each.part: {"mine": each.mine, "theirs": each.theirs}[whose or self._chance.choice(("mine", "theirs"))]
            for each in view.conflict.clashes
        }
        version = desk.version_before(conflict.record)
        waiting_here = desk.do(lambda conn: outbox.of_record(conn, conflict.record))
        since = {part for each in waiting_here if each.state != "refused" for part in each.change.parts or ()}
        theirs = {each.part: each.theirs for each in view.conflict.clashes if each.part in since}
        conflicts.settle(desk.desk, conflict.id, choices).result()
        brought_back = [theirs[part] for part in theirs if choices[part] == theirs[part]]
        self._oracle.chose(desk.name, conflict.record, version, json.dumps(brought_back))
        return str(conflict.record)

    def _some(self, desk: SimDesk, among: list[str]) -> str | None:
        """Choose a record: most often the one on which most of the work of this schedule is done."""
        if self.busy in among and self._chance.random() < self.faithful:
            return self.busy
        return self._chance.choice(among) if among else None

    def _that(self, desk: SimDesk, allows: Callable[[Principal, Report], object]) -> list[str]:
        """Return the records here with which this person may do something, as far as the program knows;
        what stands in an open form is changed there."""
        names = (record for record in desk.reports() if record not in desk.open_forms())
        every = ((record, report_from(record, self._document(desk, record))) for record in names)
        return [record for record, report in every if allows(desk.principal, report)]

    def _document(self, desk: SimDesk, record: str) -> Any:
        held = desk.do(lambda conn: records.find(conn, record))
        if held is not None:
            return held.document
        edit = desk.do(lambda conn: edits.find(conn, record))
        return edit.document if edit else {}


def _handling(code: str, conditions: str) -> dict[str, str]:
    return {"scheme": CURRENT_SCHEME, "code": code, "action": "", "sanitisation": "", "conditions": conditions}


def _mention(name: str) -> dict[str, str]:
    return {"item": "", "kind": "person", "as_reported": name, "role": "suspect", "card": ""}


def _item(text: str) -> dict[str, Any]:
    grading = {"scheme": CURRENT_SCHEME, "source": "2", "assessment": "B"}
    return {"order": "z", "text": text, "nature": "fact", "grading": grading, "handling": _handling("P", "")}


Act = Callable[..., str]
ACTS: Final[dict[str, Act]] = {
    "write": People.write, "edit": People.edit, "leave": People.leave, "discard": People.discard,
    "index": People.index, "regrade": People.regrade, "step": People.step, "open": People.open,
    "settle": People.settle, "attach": People.attach, "detach": People.detach, "narrow": People.narrow,
    "card": People.card,
}  # fmt: skip
