"""The report being written: the document is the truth, the report a view of it; items come, go and move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crimint_domain.codes import CodeLists
from crimint_domain.errors import Problem
from crimint_domain.parts import Document, Value, after, order_between, with_parts, written_over
from crimint_domain.report import Report
from crimint_domain.submission import problems_before_submission
from crimint_domain.views import report_from

__all__ = ["Removed", "Writing"]


@dataclass(frozen=True, slots=True)
class Removed:
    """An item that was removed, with all that hung on it, so that it can come back."""

    item: str
    number: int
    parts: Mapping[str, Value]


class Writing:
    """Holds the document of one form. Keys this program does not know stay in it untouched."""

    def __init__(self, record: str, document: Document, codes: CodeLists, new_id: Callable[[], str]) -> None:
        self.record = record
        self.document = document
        self._codes = codes
        self._new_id = new_id
        self.report: Report = report_from(record, document)

    def set(self, parts: Mapping[str, Value]) -> None:
        """Set parts of the document, over what stands there."""
        self.document = with_parts(self.document, written_over(self.document, parts))
        self.report = report_from(self.record, self.document)

    def problems(self) -> tuple[Problem, ...]:
        """What is missing before submission."""
        return problems_before_submission(self.report, self._codes)

    def add_item(self) -> str:
        """Add an empty item at the end and return its id."""
        item = self._new_id()
        order = after(self.document.get("items") or {})
        body = {"order": order, "text": "", "nature": "", "grading": None, "handling": None}
        self.set({f"items/{item}": body})
        return item

    def remove_item(self, item: str) -> Removed:
        """Remove an item and its links; what is returned brings them back."""
        number = self.report.item_number(item)
        gone = {f"items/{item}": self.document["items"][item]}
        for mention, body in (self.document.get("mentions") or {}).items():
            if body.get("item") == item:
                gone[f"mentions/{mention}"] = body
        self.set(dict.fromkeys(gone))
        return Removed(item, number, gone)

    def bring_back(self, removed: Removed) -> None:
        """Undo a removal."""
        self.set(removed.parts)

    def move_item(self, item: str, step: int) -> bool:
        """Move an item by one place; False where there is no further place."""
        ids = [each.id for each in self.report.items]
        at = ids.index(item)
        to = at + step
        if not 0 <= to < len(ids):
            return False
        others = [each for each in ids if each != item]
        before = self._order(others[to - 1]) if to else ""
        following = self._order(others[to]) if to < len(others) else ""
        self.set({f"items/{item}/order": order_between(before, following)})
        wanted = [*others[:to], item, *others[to:]]
        if [each.id for each in self.report.items] != wanted:
            self._number_again(wanted)
        return True

    def _number_again(self, items: list[str]) -> None:
        """Two devices may have given two items one place: between them there is no room."""
        order, parts = "", {}
        for item in items:
            order = order_between(order, "")
            parts[f"items/{item}/order"] = order
        self.set(parts)

    def _order(self, item: str) -> str:
        return str(self.document["items"][item].get("order", ""))
