"""Help beside the form: what the choices of the axis that has the keyboard mean, with examples."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.grading.help import AxisHelp
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.page import Scroll
from crimint_desktop.ui.plain import Words
from crimint_domain.codes import CodeLists
from crimint_domain.grading import CURRENT_SCHEME, SOURCE_AXIS

_ADVICE = (
    "Write what is known, one thing to an item, and say whether it is fact or assessment. Judge the source and the "
    "information apart. Leave out what could show who the source is."
)


class HelpPane(QWidget):
    """Stands at the side where there is room; F1 says the same aloud."""

    def __init__(self, codes: CodeLists) -> None:
        """Begin with the source evaluation."""
        super().__init__()
        self.setObjectName("form.help")
        self._codes = codes
        self._axis = AxisHelp()
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(u(4), u(3), u(4), u(3))
        rows.setSpacing(u(3))
        rows.addWidget(Words("Writing", role=Type.SECTION))
        rows.addWidget(Words(_ADVICE, wrap=True))
        rows.addWidget(self._axis)
        rows.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scroll(content, identifier="form.help.scroll"))
        self.show_axis(SOURCE_AXIS)

    def show_axis(self, axis: str) -> None:
        """Show what the choices of an axis mean."""
        self._axis.show_axis(self._codes.find(CURRENT_SCHEME, axis))

    def text(self) -> str:
        """Give what is shown, to be spoken."""
        return self._axis.text()
