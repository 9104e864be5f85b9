"""Whether both sides hold the same: with work that waits and a mismatch that was repaired, and with nothing yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import answered, jobs
from accessibility.stages.home import NOW
from accessibility.stages.window import framed
from crimint_desktop.actions.agreement import AgreementView, FolderLine
from crimint_desktop.actions.home import WaitingLine
from crimint_desktop.store.rounds import Mismatch, Round
from crimint_desktop.ui.agreement.page import AgreementActs, AgreementPage

AGREEMENT_COVERS = ("crimint_desktop.ui.agreement.page:AgreementPage",)

_HOUR = timedelta(hours=1)
_WORK = AgreementView(
    (
        WaitingLine("r1", "Knife in the drain", "submit", NOW - _HOUR, ""),
        WaitingLine("r2", "Two men at the gate", "edit", NOW - 2 * _HOUR, "you are no longer its evaluator"),
    ),
    (
        FolderLine("Your own drafts", 3, 1),
        FolderLine("Quillmarsh: waiting for evaluation", 14, 6),
        FolderLine("Operation MARZIPAN", 1_284, 2),
    ),
    (
        Round(NOW - _HOUR, NOW, agreed=True, rounds=58),
        Round(NOW - 2 * _HOUR, NOW - 2 * _HOUR, 1, 212, agreed=True, mismatches=(Mismatch("s7", 1_283, 1_284),)),
        Round(NOW - 3 * _HOUR, NOW - 3 * _HOUR, told=("The service does not answer.",)),
    ),
)


def _shown(view: AgreementView, state: str) -> QWidget:
    acts = AgreementActs(
        look=lambda: answered(view),
        state=lambda: state,
        open_report=lambda _record: None,
        round_now=lambda: None,
        save=lambda _view, _state: "The report was saved.",
        local=lambda at: at,
        now=lambda: NOW,
    )
    lane = jobs()
    page = AgreementPage(acts, lane)
    lane.setParent(page)
    window = framed("agreement", page)
    page.show_view(view)
    return window


def work_waits() -> QWidget:
    """One change waits, one was refused, and a stream had to be read again."""
    return _shown(_WORK, "Agreed with the service at 14:38. 1 change waiting to be sent.")


def over_shared() -> QWidget:
    """The service sent records that are not for whoever sits here."""
    return _shown(replace(_WORK, over_shared=2), "Agreed with the service at 14:38.")


def nothing_yet() -> QWidget:
    """Before the first round."""
    return _shown(AgreementView((), (), ()), "Connected.")
