"""The page about both sides: what it shows, and where its report for the administrator goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from crimint_desktop.actions import agreement
from crimint_desktop.actions.agreement import AgreementView
from crimint_desktop.actions.desk import Desk
from crimint_desktop.app.bindings import local
from crimint_desktop.config import VERSION
from crimint_desktop.ui.agreement.page import AgreementActs

__all__ = ["agreement_acts"]


def agreement_acts(
    desk: Desk,
    device: str,
    window: Callable[[], QWidget],
    state: Callable[[], str],
    open_report: Callable[[str], object],
    round_now: Callable[[], object],
) -> AgreementActs:
    """Return what the page may do for this desk."""

    def save(view: AgreementView, says: str) -> str:
        place, _kind = QFileDialog.getSaveFileName(
            window(), "Save a report for the administrator", "crimint-in-step.txt", "Text (*.txt)"
        )
        if not place:
            return ""
        about = f"User {desk.principal.user}, device {device}, version {VERSION}"
        text = agreement.report_text(view, says, about, desk.now())
        try:
            Path(place).write_text(text, encoding="utf-8")
        except OSError as error:
            return f"The report was not saved: {error.strerror}."
        return "The report was saved. It holds numbers and reasons, no word of any record."

    return AgreementActs(
        look=lambda: agreement.look(desk),
        state=state,
        open_report=open_report,
        round_now=round_now,
        save=save,
        local=local,
        now=desk.now,
    )
