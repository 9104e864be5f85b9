"""Which act stands behind what screens do with files: two threads of their own, one for the wire, one for decoding."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crimint_desktop.actions import attachments
from crimint_desktop.actions.attachments import FileOpened, Kept, Shown
from crimint_desktop.actions.desk import Desk
from crimint_desktop.app import pages
from crimint_desktop.app.decoding.calling import decode
from crimint_desktop.sync.carrying import fetch
from crimint_desktop.ui.attachment.page import AttachmentActs, AttachmentPage
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.report_form.setting import FileActs
from crimint_domain.attachment import Attachment

if TYPE_CHECKING:
    from crimint_desktop.app.workplace import Workplace

__all__ = ["Files"]

_WIRE, _DECODING = "files", "decoding"


class Files:
    """The files of one open desk."""

    def __init__(self, workplace: Workplace) -> None:
        """Open files under the reason at hand, over a line of their own."""
        self._workplace = workplace
        self._desk: Desk = workplace.desk
        self._jobs: Jobs = workplace.jobs
        self._service = workplace.opened.line_to_service()

    def show(self, record: str, file: Attachment) -> None:
        """Show a file beside a report; the page logs the opening before it shows anything."""
        window, key = self._workplace.window, pages.attachment(file.id)
        window.close_page(key)
        window.open_page(key, AttachmentPage(record, file, self.of_page(window.go_back), self._jobs))

    def stop(self) -> None:
        """Cut off what is under way on the wire: nobody waits for a file when the program locks or ends."""
        self._service.abandon()

    def of_form(self) -> FileActs:
        """What the form does with files."""
        return FileActs(
            attach=self._attach,
            attach_pasted=self._attach_pasted,
            states=lambda record: attachments.states(self._desk, record),
            forget=lambda name: attachments.forget(self._desk, name),
        )

    def of_page(self, done: Callable[[], object]) -> AttachmentActs:
        """What the page of a file does; ``done`` shows the page before."""
        return AttachmentActs(open=self._open, decode=self._decode, export=self._export, done=done)

    def _attach(self, record: str, path: str) -> Future[Attachment]:
        return attachments.add_file(self._desk, lambda work: self._jobs.run(_WIRE, work), record, path)

    def _attach_pasted(self, record: str, raw: bytes) -> Future[Attachment]:
        now: datetime = self._desk.now().astimezone()
        name = f"Pasted picture {now:%Y-%m-%d %H%M}.png"
        return attachments.add_bytes(self._desk, lambda work: self._jobs.run(_WIRE, work), record, raw, name)

    def _open(self, record: str, name: str) -> Future[FileOpened]:
        def bring(kept: Kept) -> None:
            fetch(self._service.files, self._desk.db, kept, lambda _done, _size: None)

        return attachments.open_file(
            self._desk, lambda work: self._jobs.run(_WIRE, work), bring, record, name, self._workplace.choices.reason()
        )

    def _decode(self, opened: FileOpened, page: int, side: int) -> Future[Shown]:
        return self._jobs.run(_DECODING, lambda: decode(opened.raw, opened.file.type, page, side))

    def _export(self, opened: FileOpened, record: str, folder: str) -> Future[Path]:
        return attachments.exported(
            self._desk,
            lambda work: self._jobs.run(_WIRE, work),
            opened,
            record,
            folder,
            self._workplace.choices.reason(),
        )
