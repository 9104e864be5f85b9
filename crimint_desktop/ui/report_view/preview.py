"""A report as its readers will see it, before it is sent."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.actions.reading import Opened
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.page import Page, Scroll
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_desktop.ui.report_view.content import ReportReading
from crimint_domain.report import Report

__all__ = ["PreviewPage"]


class PreviewPage(Page):
    """Read only; Alt+Left goes back to the form. It is one's own text, so nothing is logged."""

    def __init__(self, report: Report, setting: ReadingSetting) -> None:
        """Show ``report`` as it stands in the form."""
        super().__init__("Preview", identifier="preview", sentence="As readers will see it. Alt+Left goes back.")
        self.reading = ReportReading(setting, identifier="preview.reading", full=True)
        self.reading.show_report(_as_opened(report, setting))
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(u(4), u(4), u(4), u(4))
        rows.addWidget(self.reading)
        rows.addStretch(1)
        self.set_body(Scroll(content, identifier="preview.scroll"))
        self.marking = report.marking.text

    def focus_first(self) -> None:
        """Put the keyboard at the beginning of the words."""
        self.reading.focus_reading()


def _as_opened(report: Report, setting: ReadingSetting) -> Opened:
    now: datetime = setting.now().astimezone(UTC)
    return Opened(
        report=report, version=0, document={}, by=report.author_name, at="", logged_at=now, reason="", offered=(),
        may_regrade=False, may_edit=False, read_only="", in_conflict=False, unsent=True,
    )  # fmt: skip
