"""What is typed in the demo. Everybody and everything in it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["ITEMS", "PASSPHRASES", "TYPED", "WRONG_PASSPHRASE", "Words"]

PASSPHRASES: Final = {"okonjo": "seven otters by the weir", "applewhite": "plum jam under the stairs"}
WRONG_PASSPHRASE: Final = "seven otters by the wier"


@dataclass(frozen=True, slots=True)
class Words:
    """One item as the officer types it."""

    text: str
    code: str


ITEMS: Final = (
    Words(
        "A white Transit with a dented rear door stood behind the closed cannery on Quay Lane from 22:10 to 22:50 on"
        " Sunday. Two people carried coils of copper wire out of the yard and loaded them.",
        "1ap",
    ),
    Words(
        "The driver is said to take the copper to a yard near the ring road, where no names are asked for. He is"
        " expected there again on Thursday night.",
        "2cc",
    ),
    Words(
        "A grey saloon with a broken nearside lamp waits at the corner of Mill Street whenever the Transit is loaded.",
        "2bp",
    ),
)
TITLE: Final = "Copper wire taken from the cannery on Quay Lane"
CONDITIONS: Final = "For the roads team only. Nobody is to approach the yard before Friday."
NEW_PLACE: Final = "Old cannery yard, Quay Lane"
CORRECTION: Final = " Correction: Wednesday night, not Thursday."
CORRECTED_CODE: Final = "1cc"
REGRADED: Final = (
    ("3cc", "Heard at second hand, and not from the driver himself."),
    ("1bp", "A patrol saw the broken lamp too, so this is more than hearsay."),
)
AFTERTHOUGHT: Final = "The cannery gate has a new padlock since Saturday, brass, with a red tag."

TYPED: Final = (
    *(item.text for item in ITEMS), TITLE, CONDITIONS, NEW_PLACE, CORRECTION.strip(), AFTERTHOUGHT,
    *(reason for _, reason in REGRADED), *PASSPHRASES.values(), WRONG_PASSPHRASE,
)  # fmt: skip
