"""Files beside reports: put there, looked at, and written out as marked copies; each looking is logged before it."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from crimint_desktop.actions import changing
from crimint_desktop.actions.desk import Desk
from crimint_desktop.store import attachments, logbook
from crimint_desktop.store.attachments import Kept
from crimint_domain.attachment import LARGEST, Attachment, size_words
from crimint_domain.content import judged
from crimint_domain.errors import Problem, Refused, Unavailable
from crimint_domain.file_names import export_name
from crimint_domain.views import report_from

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["Ask", "FileOpened", "Kept", "Shown", "add_bytes", "add_file", "exported", "forget", "open_file", "states"]

Result = TypeVar("Result")
Ask = Callable[[Callable[[], Result]], Future[Result]]
"""Runs something that takes a while on a thread of its own."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a file, decoded: red, green and blue of each point row by row, the words of the page, and what the
    file says of itself besides. A file without a picture has no points."""

    width: int
    height: int
    pixels: bytes
    text: str
    page: int
    pages: int
    hidden: str


@dataclass(frozen=True, slots=True)
class FileOpened:
    """A file whose opening was logged; ``raw`` are its bytes."""

    file: Attachment
    raw: bytes
    reference: str
    marking: str


def add_file(desk: Desk, ask: Ask[Attachment], record: str, path: str) -> Future[Attachment]:
    """Put a file of this computer beside a report that is being written. Raises Refused for one that is not taken;
    what is on this computer stays as it is."""

    def work() -> Attachment:
        try:
            size = Path(path).stat().st_size
            if size > LARGEST:
                raise Refused(Problem("attachments", _too_large(size)))
            raw = Path(path).read_bytes()
        except OSError as fault:
            raise Refused(Problem("attachments", "This file cannot be read.")) from fault
        return _kept(desk, record, raw, Path(path).name)

    return ask(work)


def add_bytes(desk: Desk, ask: Ask[Attachment], record: str, raw: bytes, name: str) -> Future[Attachment]:
    """Put something pasted beside a report that is being written."""
    return ask(lambda: _kept(desk, record, raw, name))


def _kept(desk: Desk, record: str, raw: bytes, name: str) -> Attachment:
    if len(raw) > LARGEST:
        raise Refused(Problem("attachments", _too_large(len(raw))))
    kind, kept_as = judged(raw, name)
    file = Attachment(desk.new_id(), kept_as, kind.key, len(raw), hashlib.sha256(raw).hexdigest())

    def work(conn: Connection) -> None:
        attachments.add(conn, file, record, raw, desk.now())
        logbook.append(conn, desk.logbook, "collection", "attach", (f"{record}@0",))

    desk.act(work).result()
    return file


def _too_large(size: int) -> str:
    return f"This file has {size_words(size)}; at most {size_words(LARGEST)} can be attached."


def forget(desk: Desk, name: str) -> Future[None]:
    """Forget a file that was put beside a report and taken off again before anybody else could see it."""

    def work(conn: Connection) -> None:
        kept = attachments.find(conn, name)
        if kept is not None and kept.state in ("waiting", "refused") and not kept.done:
            attachments.drop(conn, (name,))

    return desk.act(work)


def states(desk: Desk, record: str) -> Future[dict[str, Kept]]:
    """How the files of a record stand on this device, by id; nothing of their content."""
    return desk.look(lambda conn: {kept.file.id: kept for kept in attachments.of_record(conn, record)})


def open_file(
    desk: Desk, ask: Ask[FileOpened], fetch: Callable[[Kept], None], record: str, name: str, reason: str
) -> Future[FileOpened]:  # fmt: skip
    """Open a file for looking at it: the consultation is committed first; then the bytes are taken from this device,
    or brought by ``fetch``. Raises Refused when it is not (any more) beside the report, Unavailable when it has yet to
    come and the service cannot be reached."""

    def log(conn: Connection) -> Kept:
        kept = _beside(conn, record, name)
        logbook.append(conn, desk.logbook, "consultation", "open attachment", (f"{record}@{_version(conn, record)}",),
                       f"{name}\n{reason}")  # fmt: skip
        return kept

    return ask(lambda: _opened(desk, fetch, record, desk.act(log).result()))


def _beside(conn: Connection, record: str, name: str) -> Kept:
    kept = attachments.find(conn, name)
    if kept is None or kept.record != record:
        raise Refused(Problem("attachments", "This file is no longer beside the report."))
    return kept


def _version(conn: Connection, record: str) -> int:
    from crimint_desktop.store import records

    held = records.find(conn, record)
    return held.version if held else 0


def _opened(desk: Desk, fetch: Callable[[Kept], None], record: str, kept: Kept) -> FileOpened:
    if kept.state == "wanted":
        fetch(kept)

    def work(conn: Connection) -> FileOpened:
        raw = attachments.content(conn, kept.file.id)
        if raw is None:
            raise Unavailable("This file is not whole on this device.", cause="attachment-wrong")
        try:
            report = report_from(record, changing.find(conn, record).document)
        except Refused:  # a draft that was never left: its words are still in the form
            return FileOpened(kept.file, raw, "", "")
        return FileOpened(kept.file, raw, report.reference, report.marking.text)

    return desk.look(work).result()


def exported(desk: Desk, ask: Ask[Path], opened: FileOpened, record: str, folder: str, reason: str) -> Future[Path]:
    """Write a marked copy of a file into a folder outside the cache and return where it is. The disclosure is logged
    before a byte is written. Raises Unavailable when it cannot be written."""
    name = export_name(opened.file.name, opened.file.file_type, opened.reference, opened.marking)

    def log(conn: Connection) -> None:
        logbook.append(conn, desk.logbook, "disclosure", "export", (f"{record}@{_version(conn, record)}",),
                       f"{opened.file.id}\n{reason}")  # fmt: skip

    def work() -> Path:
        desk.act(log).result()
        path = _free(Path(folder) / name)
        try:
            with path.open("xb") as out:
                out.write(opened.raw)
        except OSError as fault:
            raise Unavailable("The copy could not be written there.", cause="export-failed") from fault
        _mark_as_foreign(path)
        return path

    return ask(work)


def _free(path: Path) -> Path:
    number, tried = 2, path
    while tried.exists():
        tried = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return tried


def _mark_as_foreign(path: Path) -> None:
    """On Windows, say that the file came from elsewhere, so that programs open it with care."""
    if sys.platform == "win32":
        with suppress(OSError):
            Path(f"{path}:Zone.Identifier").write_text("[ZoneTransfer]\r\nZoneId=3\r\n", encoding="ascii")
