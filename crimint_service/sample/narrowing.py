"""What of the made-up register is not for everybody: a compartment, a list, exclusions, and who was let in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, Literal

from crimint_domain.ids import uuid7
from crimint_domain.parts import Document
from crimint_service.grants import HolderKind, Wanted

__all__ = ["COMPARTMENTS", "GRANTED_AT", "GRANTS", "LISTS", "narrow"]

COMPARTMENTS: Final = ("LANTERN",)
LISTS: Final = ("Witness care",)
GRANTED_AT: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

# One in so many of the current reports, and which of them.
_IN_COMPARTMENT: Final = (37, 5)
_ON_LIST: Final = (41, 7)
_EXCLUDING: Final = (43, 11)
_OPEN_TO_AUTHOR: Final = ("draft", "returned")


def _to(holder_kind: HolderKind, holder: str, kind: Literal["compartment", "list"], reason: str) -> Wanted:
    name = COMPARTMENTS[0] if kind == "compartment" else LISTS[0]
    return Wanted(holder_kind, holder, kind, name, "vane", reason, GRANTED_AT)


GRANTS: Final = tuple(
    (uuid7(int(GRANTED_AT.timestamp() * 1000) + number, number.to_bytes(10)), wanted)
    for number, wanted in enumerate(
        (
            _to("role", "analyst", "compartment", "Analysts work on every compartment of the sample"),
            _to("user", "applewhite", "compartment", "Evaluates what belongs to LANTERN"),
            _to("user", "bramble", "compartment", "Evaluates what belongs to LANTERN"),
            _to("role", "analyst", "list", "Analysts see who is looked after"),
            _to("user", "applewhite", "list", "Looks after witnesses in Quillmarsh"),
        ),
        start=1,
    )
)


def narrow(document: Document, number: int) -> None:
    """Narrow a current report, or leave it as it is, by its place among all."""
    if document["state"] in _OPEN_TO_AUTHOR:
        return
    if number % _IN_COMPARTMENT[0] == _IN_COMPARTMENT[1]:
        document["compartment"] = COMPARTMENTS[0]
    elif number % _ON_LIST[0] == _ON_LIST[1]:
        document["access_list"] = LISTS[0]
    elif number % _EXCLUDING[0] == _EXCLUDING[1]:
        document["exclusions"] = ["oakes" if document["author"] == "lampwick" else "lampwick"]
