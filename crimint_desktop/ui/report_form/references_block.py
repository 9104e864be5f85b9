"""References: numbers in other systems, as scheme and number."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.buttons import flat
from crimint_desktop.ui.fields import Combo, Entry
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.report_form.block import Block, lock
from crimint_desktop.ui.report_form.bringing_back import BringBack
from crimint_domain.report import Reference, Report
from crimint_domain.submission import REFERENCE_SCHEMES

__all__ = ["ReferencesBlock"]


class ReferencesBlock(Block):
    """One row for each reference, and a button for one more."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        """Make ids for new references."""
        super().__init__("References", identifier="form.references", note="Optional: CAD, crime, custody, stop, video")
        self._new_id = new_id
        self._rows: dict[str, _ReferenceRow] = {}
        self._shown: tuple[Reference, ...] = ()
        self._add = flat("Add reference", self._add_one, identifier="form.references.add", icon="plus")
        self.add_action(self._add)
        self._undo = BringBack(identifier="form.references.undo")
        self.body.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignLeft)

    def fill(self, report: Report) -> None:
        """Show the report's references; rows that are shown already keep their words and the keyboard."""
        self._shown = report.references
        wanted = {each.id for each in report.references}
        for gone in [each for each in self._rows if each not in wanted]:
            self._rows.pop(gone).deleteLater()
        for number, reference in enumerate(report.references, 1):
            if reference.id not in self._rows:
                row = _ReferenceRow(reference, number, self._tell, self._remove)
                self._rows[reference.id] = row
                self.body.addWidget(row)

    def owns(self, part: str) -> bool:
        """Whether a part is edited here."""
        return part.startswith("references")

    def focus_part(self, part: str) -> None:
        """Put the keyboard on a reference, or on the button for one."""
        row = self._rows.get(part.partition("/")[2])
        (row.number if row else self._add).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def is_empty(self) -> bool:
        """Whether there is none."""
        return not self._shown

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything."""
        self._add.setVisible(not read_only)
        for row in self._rows.values():
            row.set_read_only(read_only)

    def _add_one(self) -> None:
        reference = self._new_id()
        self.tell(f"references/{reference}", {"scheme": REFERENCE_SCHEMES[0], "number": ""})
        self.focus_part(f"references/{reference}")

    def _tell(self, reference: str, scheme: str, number: str) -> None:
        self.tell(f"references/{reference}", {"scheme": scheme, "number": number})

    def _remove(self, reference: str) -> None:
        gone = next((each for each in self._shown if each.id == reference), None)
        if gone is None:
            return
        self.tell(f"references/{reference}", None)

        def back() -> None:
            self._tell(gone.id, gone.scheme, gone.number)
            self.focus_part(f"references/{gone.id}")

        self._undo.offer(f"Reference {gone.scheme} {gone.number}".rstrip(), back)


class _ReferenceRow(QWidget):
    def __init__(
        self,
        reference: Reference,
        place: int,
        tell: Callable[[str, str, str], object],
        remove: Callable[[str], object],
    ) -> None:
        super().__init__()
        at = f"form.references.{place}"
        self.scheme = name(
            Combo(tuple(Entry(each, each) for each in REFERENCE_SCHEMES)),
            f"Reference {place} kind",
            identifier=f"{at}.kind",
        )
        self.scheme.set_value(reference.scheme)
        self.scheme.setFixedWidth(ems(12))
        self.number = name(QLineEdit(reference.number), f"Reference {place} number", identifier=f"{at}.number")
        self.number.setFixedWidth(ems(14))
        row = Flow(self)
        row.setSpacing(u(2))
        for each in (Words(f"Reference {place}"), self.scheme, self.number):
            row.add(each)
        self._remove = flat(
            "Remove", lambda: remove(reference.id), identifier=f"{at}.remove", spoken=f"Remove reference {place}"
        )
        row.add(self._remove)
        self.scheme.activated.connect(lambda _at: tell(reference.id, self.scheme.value(), self.number.text()))
        self.number.textEdited.connect(lambda text: tell(reference.id, self.scheme.value(), text))

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything."""
        lock(self.scheme, read_only)
        lock(self.number, read_only)
        self._remove.setVisible(not read_only)
