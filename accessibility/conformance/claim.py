"""What we claim of one criterion, and by what it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Verdict = Literal["supports", "partly", "not", "n.a."]
UI: Final = "test:tests/ui/"
OURS: Final = "test:tests/accessibility/"


@dataclass(frozen=True, slots=True)
class Claim:
    """``shown_by`` names what was tried: ``rule:ID`` of the audit, ``journey:NAME`` of the screen reader,
    ``magnified:NAME`` of the magnifier on a journey, or ``test:PATH::NAME``. ``says`` is what is lacking where
    something is, and why where nothing applies."""

    number: str
    verdict: Verdict
    says: str
    shown_by: tuple[str, ...] = ()


def rules(*identifiers: str) -> tuple[str, ...]:
    """Rules of the audit, which hold in every registered screen."""
    return tuple(f"rule:{each}" for each in identifiers)


def journeys(*names: str) -> tuple[str, ...]:
    """Journeys heard with the real screen reader."""
    return tuple(f"journey:{each}" for each in names)


def magnified(*names: str) -> tuple[str, ...]:
    """Journeys on which the real magnifier followed."""
    return tuple(f"magnified:{each}" for each in names)


def tests(where: str, *names: str) -> tuple[str, ...]:
    """Tests in one file; ``where`` begins with ``UI`` or ``OURS``."""
    return tuple(f"{where}::test_{each}" for each in names)
