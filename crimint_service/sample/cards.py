"""The card that a report leads to: what it says of somebody or something, each attribute citing the item."""

from __future__ import annotations

from crimint_domain.parts import Document
from crimint_service.sample.pools import Known

__all__ = ["card"]

_ORDERS = "6cio"


def card(known: Known, card_id: str, item: str, unit: str, operation: str) -> Document:
    """Return the document of a card in the folder of the report that was the first to mention it."""
    return {
        "kind": known.kind, "title": known.title, "unit": unit,
        "attributes": {
            f"{card_id[:-1]}{number:x}": {"order": _ORDERS[number - 1], "name": name, "value": value, "cites": item}
            for number, (name, value) in enumerate(known.attributes, 1)
        },
        "marking": {"level": "OFFICIAL-SENSITIVE", "instructions": []},
        "operation": operation, "compartment": "", "access_list": "", "exclusions": [],
    }  # fmt: skip
