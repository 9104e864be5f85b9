"""Writing a report: begin, resume, keep what was typed, leave, submit, discard."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from crimint_desktop.actions import changing
from crimint_desktop.actions.desk import Desk
from crimint_desktop.store import attachments, edits, logbook, outbox, records
from crimint_desktop.store.edits import Edit
from crimint_desktop.store.records import Held
from crimint_domain import lifecycle
from crimint_domain.document import SCHEMAS, is_newer
from crimint_domain.errors import Problem, Refused
from crimint_domain.parts import Document, differences
from crimint_domain.report import Report
from crimint_domain.submission import new_draft, problems_before_submission
from crimint_domain.views import report_document, report_from

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["Editing", "begin_draft", "discard", "keep", "leave", "resume", "submit"]


# The version that words are based on whose report was taken away while they were typed.
_TAKEN_AWAY: Final = -1


@dataclass(frozen=True, slots=True)
class Editing:
    """A report in a form. ``document`` is what the form writes to; ``read_only`` says why nothing can be changed,
    or is empty; ``kept_at`` is when the text was last saved on this device."""

    report: Report
    document: Document
    base_version: int
    kept_at: datetime | None
    read_only: str


def begin_draft(desk: Desk, operation: str) -> Future[Editing]:
    """Begin a report in one's own unit, for the operation at hand."""

    def work(conn: Connection) -> Editing:
        now = desk.now()
        report = new_draft(desk.new_id(), desk.new_id(), desk.principal, desk.unit.id, operation, now)
        document = report_document(report)
        edits.save(conn, Edit(report.id, "report", SCHEMAS["report"], 0, None, document, now))
        return Editing(report, document, 0, now, "")

    return desk.act(work)


def resume(desk: Desk, record: str, reason: str) -> Future[Editing]:
    """Open a report in the form, logged before it is shown; what was being typed comes back."""

    def work(conn: Connection) -> Editing:
        edit = edits.find(conn, record)
        held = records.find(conn, record) if edit else changing.find(conn, record)
        version = held.version if held else 0
        logbook.append(conn, desk.logbook, "consultation", "open in form", (f"{record}@{version}",), reason)
        document = edit.document if edit else held.document if held else {}
        report = report_from(record, document)
        version, kept_at = (edit.base_version, edit.saved_at) if edit else (version, None)
        return Editing(report, document, version, kept_at, _read_only(desk, held, report))

    return desk.act(work)


def _read_only(desk: Desk, held: Held | None, report: Report) -> str:
    if held is not None and is_newer(held.kind, held.schema):
        return changing.READ_ONLY_NEWER
    if report.legacy:
        return "This is a legacy record. It is shown as it was, with its original grades, and cannot be changed."
    if held is not None and held.raw is not None and not lifecycle.may_edit(desk.principal, report):
        return "You cannot change this report's words as it stands. An evaluator may re-grade its items."
    return ""


def keep(desk: Desk, record: str, document: Document) -> Future[datetime]:
    """Save what is being typed, on this device only; returns when. Called at every pause and loss of focus."""

    def work(conn: Connection) -> datetime:
        now = desk.now()
        _keep(conn, record, document, now)
        return now

    return desk.act(work)


def _keep(conn: Connection, record: str, document: Document, now: datetime) -> Edit:
    edit = edits.find(conn, record)
    if edit is None:
        held = records.find(conn, record)
        # Without a record these are words of a new draft, or words whose report was taken away meanwhile: they are
        # kept either way, but only a draft may still become a record.
        version = 0 if document.get("state", "draft") == "draft" else _TAKEN_AWAY
        edit = (
            Edit(record, held.kind, SCHEMAS[held.kind], held.version, held.document, document, now)
            if held is not None
            else Edit(record, "report", SCHEMAS["report"], version, None, document, now)
        )
    kept = Edit(record, edit.kind, edit.schema, edit.base_version, edit.before, document, now)
    edits.save(conn, kept)
    return kept


def leave(desk: Desk, record: str) -> Future[bool]:
    """Make a change of what was typed when the form is left; returns whether there was anything to change.

    An untouched new draft leaves nothing behind.
    """

    def work(conn: Connection) -> bool:
        edit = edits.find(conn, record)
        return edit is not None and _change_from(conn, desk, edit, "")

    return _telling(desk, desk.act(work))


def submit(desk: Desk, record: str, document: Document) -> Future[bool]:
    """Submit a report. Raises Refused with every problem in the order of the form; the text is kept either way."""
    keep(desk, record, document)

    def work(conn: Connection) -> bool:
        edit = _keep(conn, record, document, desk.now())
        report = report_from(record, edit.document)
        problems = problems_before_submission(report, desk.codes)
        if problems:
            raise Refused(*problems)
        step = "submit" if report.state in ("draft", "returned") else ""
        return _change_from(conn, desk, edit, step)

    return _telling(desk, desk.act(work))


def _change_from(conn: Connection, desk: Desk, edit: Edit, step: str) -> bool:
    held = records.find(conn, edit.record)
    if held is None and edit.before is None and edit.base_version != _TAKEN_AWAY:
        edits.drop(conn, edit.record)
        if not step and _is_blank(report_from(edit.record, edit.document)):
            return False
        changing.create(conn, desk, edit.kind, edit.record, edit.document, step)
        return True
    if held is None:
        # Access was lost while the form was open: the words stay on this device until their author lets go of them.
        raise Refused(Problem("", changing.NO_LONGER_HERE + " What you typed is kept among your drafts."))
    seen = changing.Seen(edit.before if edit.before is not None else held.document, edit.base_version)
    parts = differences(seen.document, edit.document)
    edits.drop(conn, edit.record)
    if not parts and not step:
        return False
    changing.set_parts(conn, desk, held, parts, step=step, seen=seen)
    return True


def _is_blank(report: Report) -> bool:
    touched = any(item.text.strip() or item.grading or item.handling or item.nature for item in report.items)
    beside = report.mentions or report.references or report.attachments
    return not (touched or report.title.strip() or beside or report.source.how_known)


def discard(desk: Desk, record: str) -> Future[None]:
    """Throw away what is being typed, and a draft that was never sent; the record as last sent stays."""

    def work(conn: Connection) -> None:
        edits.drop(conn, record)
        for waiting in outbox.of_record(conn, record):
            if waiting.attempts == 0 and waiting.change.document is not None:
                outbox.drop(conn, waiting.change.id)
        records.project(conn, record)
        attachments.drop_unnamed(conn, record)
        logbook.append(conn, desk.logbook, "erasure", "discard draft", (f"{record}@0",))

    return desk.act(work)


def _telling(desk: Desk, future: Future[bool]) -> Future[bool]:
    future.add_done_callback(lambda done: desk.changed() if done.exception() is None and done.result() else None)
    return future
