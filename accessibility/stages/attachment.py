"""A file beside an invented report: a picture, a page of a document, one that is not shown here, one that failed."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import answered, jobs
from accessibility.stages.window import framed
from crimint_desktop.actions.attachments import FileOpened, Kept, Shown
from crimint_desktop.ui.attachment.page import AttachmentActs, AttachmentPage
from crimint_desktop.ui.report_form.setting import FileActs
from crimint_domain.attachment import Attachment
from crimint_domain.errors import Unavailable

COVERS = ("crimint_desktop.ui.attachment.page:AttachmentPage",)
DIGEST = "0" * 64
F1, F2, F3 = (f"0199c82c-c001-7800-8000-00000000000{number}" for number in (1, 2, 3))


def some_files() -> tuple[Attachment, ...]:
    """A picture, a document, and a workbook."""
    return (
        Attachment(F1, "van at the church.jpg", "jpeg", 2_411_724, DIGEST,
                   "A white van stands beside a church; its rear doors are open and rolls of lead lie inside."),
        Attachment(F2, "scrapyard ledger.pdf", "pdf", 310_112, DIGEST, "Two pages of a handwritten ledger."),
        Attachment(F3, "phone calls.xlsx", "xlsx", 44_032, DIGEST, ""),
    )  # fmt: skip


def some_states() -> dict[str, Kept]:
    """One on its way, one here, one that was not taken."""
    one, two, three = some_files()
    return {
        F1: Kept(one, "r1", "waiting", 964_690, ""),
        F2: Kept(two, "r1", "here", two.size, ""),
        F3: Kept(three, "r1", "refused", 0, "This document carries programs."),
    }


def file_acts() -> FileActs:
    """Nothing behind the files of a form."""
    return FileActs(
        attach=lambda *_given: Future(), attach_pasted=lambda *_given: Future(),
        states=lambda _record: answered(some_states()), forget=lambda _name: answered(None),
    )  # fmt: skip


def _points(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB888)
    image.fill(QColor(215, 222, 230))
    painter = QPainter(image)
    painter.fillRect(width // 8, height // 3, width // 2, height // 2, QColor(240, 240, 240))
    painter.fillRect(width // 6, height // 2, width // 9, height // 5, QColor(60, 70, 90))
    painter.end()
    line = image.bytesPerLine()
    raw = bytes(image.constBits())
    return b"".join(raw[row * line : row * line + 3 * width] for row in range(height))


def a_page(file: Attachment) -> AttachmentPage:
    """The page with nothing behind it."""
    lane = jobs()
    acts = AttachmentActs(
        open=lambda *_given: Future(), decode=lambda *_given: Future(),
        export=lambda *_given: Future(), done=lambda: None,
    )  # fmt: skip
    page = AttachmentPage("r1", file, acts, lane)
    lane.setParent(page)
    return page


def _staged(page: AttachmentPage, file: Attachment, shown: Shown | None) -> QWidget:
    window = framed("reports", page)
    page._show_file(FileOpened(file, b"", "QM-26-004417", "OFFICIAL-SENSITIVE"))
    if shown is not None:
        page._show_decoded(shown)
    return window


def picture() -> QWidget:
    """A picture that says where it was taken."""
    file = some_files()[0]
    hidden = "Camera: Invented Cameras 3\nPlace where it was taken: 52.10000, -0.20000"
    shown = Shown(640, 480, _points(640, 480), "", 0, 1, hidden)
    return _staged(a_page(file), file, shown)


def document() -> QWidget:
    """The first page of two, with its words."""
    file = some_files()[1]
    words = "LEAD, 14 November. Two rolls, 88 kg, from a white van. Paid in cash."
    return _staged(a_page(file), file, Shown(420, 594, _points(420, 594), words, 0, 2, ""))


def not_shown() -> QWidget:
    """A workbook: it leaves only as a marked copy."""
    file = some_files()[2]
    return _staged(a_page(file), file, None)


def not_here() -> QWidget:
    """It has yet to come, and the service cannot be reached."""
    file = some_files()[0]
    page = a_page(file)
    window = framed("reports", page)
    page._failed(Unavailable("The service cannot be reached. This file comes when it is.", cause="service-down"))
    return window
