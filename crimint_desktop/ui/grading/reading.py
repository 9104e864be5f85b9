"""A grade to read: the code large enough to compare, and its meaning in words beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.grading.wording import aloud, meaning, scheme_words
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.plain import Words
from crimint_domain.codes import CodeLists
from crimint_domain.grading import CURRENT_SCHEME, Grading, graded
from crimint_domain.handling import Handling


class GradeReading(QWidget):
    """Code and words; a grade under an older scheme says its scheme and that it is not converted."""

    def __init__(self, codes: CodeLists, *, identifier: str, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._codes = codes
        self.setObjectName(identifier)
        self.setAccessibleIdentifier(identifier)
        self._code = Words(role=Type.GRADE)
        self._words = Words(wrap=True)
        self._scheme = Words(quiet=True, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(u(1))
        self._code.setMinimumWidth(ems(2.9))
        row.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._words)
        column.addWidget(self._scheme)
        row.addLayout(column, 1)

    def show_grade(self, grading: Grading | None, handling: Handling | None) -> None:
        """Show the grade and handling; without a grade, says that there is none."""
        if grading is None and handling is None:
            self._code.setText("–––")
            self._words.setText("Not graded yet.")
            self._scheme.hide()
            self.setAccessibleName("Not graded yet")
            return
        scheme = grading.scheme if grading is not None else CURRENT_SCHEME
        grade, rule = grading or Grading(scheme), handling or Handling(scheme)
        self._code.setText(graded(grade, rule))
        self._words.setText(meaning(self._codes, grade, rule))
        self._scheme.setVisible(scheme != CURRENT_SCHEME)
        self._scheme.setText(scheme_words(scheme))
        self.setAccessibleName(aloud(self._codes, grade, rule))

    def code(self) -> str:
        """Give the code as shown."""
        return self._code.text()
