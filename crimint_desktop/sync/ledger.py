"""What a round gathers on its way, to be told at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crimint_desktop.sync.port import Outcome

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import Access
    from crimint_desktop.store.rounds import Mismatch
    from crimint_desktop.sync.applying import Applied

__all__ = ["Ledger"]


class Ledger:
    """Sums over the transactions of one round. ``to_send`` says that settling has made something new to send."""

    def __init__(self) -> None:
        self.sent = 0
        self.received = 0
        self.conflicts = 0
        self.to_send = False
        self.changed: set[str] = set()
        self.refused: list[str] = []
        self.judged: set[str] = set()
        self.told: list[str] = []
        self.purged: list[str] = []
        self.repaired: list[str] = []
        self.mismatches: list[Mismatch] = []
        self.access: Access | None = None

    def add(self, applied: Applied) -> None:
        """Count in what one transaction did."""
        self.received += applied.received
        self.conflicts += applied.conflicts
        self.changed |= applied.changed
        self.refused += applied.refused
        self.judged |= applied.judged
        self.told += applied.told
        self.purged += applied.purged

    def outcome(self) -> Outcome:
        """Return the sums."""
        return Outcome(
            sent=self.sent, received=self.received, changed=frozenset(self.changed), refused=tuple(self.refused),
            told=tuple(dict.fromkeys(self.told)), conflicts=self.conflicts, purged=tuple(self.purged),
            repaired=tuple(self.repaired), mismatches=tuple(self.mismatches), access=self.access,
        )  # fmt: skip
