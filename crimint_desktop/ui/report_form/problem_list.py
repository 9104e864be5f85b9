"""What stands before submission, at the top of the page: each line goes to where it is mended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table
from crimint_domain.errors import Problem


class ProblemList(QWidget):
    """Hidden while there is nothing to say."""

    chosen = Signal(str)
    """The part of the problem a person wants to mend."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Problem, ...] = ()
        self._title = Words("", role=Type.STRONG)
        self.table = Table(
            (Column("What is missing"),),
            title="Before you can submit",
            identifier="form.problems",
            whole=True,
            heading=False,
        )
        self.table.on_open(lambda key: self.chosen.emit(key.partition("|")[2]))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(u(1.6))
        rows.addWidget(self._title)
        rows.addWidget(self.table)
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these, or nothing."""
        if tuple(problems) == self._shown:
            return
        self._shown = tuple(problems)
        count = len(problems)
        self._title.setText(f"{things(count)} before you can submit")
        self.table.set_rows(
            [Row(f"{at}|{each.part}", (Cell(each.says, icon="warning"),)) for at, each in enumerate(problems)]
        )
        self.setVisible(bool(problems))


def things(count: int) -> str:
    """Say how many things."""
    return "1 thing" if count == 1 else f"{count} things"
