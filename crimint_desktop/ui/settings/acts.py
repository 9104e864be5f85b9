"""What the settings page may do, and what it is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

__all__ = ["Chosen", "Held", "SettingsActs", "WordsActs"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person's choices. ``text_scale`` in per cent of the system's font, ``scheme`` a name of ``named_schemes``.

    ``spelling`` underlines what is misspelt. The last four are how words to read and to write are set: a font of this
    computer (empty: the system's), lines in per cent of the font's own distance, what stands between letters and
    between paragraphs in hundredths of the letters' height.
    """

    text_scale: int = 100
    scheme: str = "system"
    compact: bool = False
    one_column: bool = False
    single_keys: bool = True
    idle_minutes: int = 10
    spelling: bool = True
    reading_font: str = ""
    line_spacing: int = 100
    letter_spacing: int = 0
    paragraph_spacing: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What this device keeps: ``size`` in bytes; moments in UTC. ``nothing_kept`` says why nothing is, if so."""

    folder: str = ""
    size: int = 0
    reports: int = 0
    cards: int = 0
    agreed_at: datetime | None = None
    kept_until: datetime | None = None
    nothing_kept: str = ""


def _none() -> Future[tuple[str, ...]]:
    made: Future[tuple[str, ...]] = Future()
    made.set_result(())
    return made


@dataclass(frozen=True, slots=True)
class WordsActs:
    """``added`` gives the words a person added; ``forget`` takes one for misspelt again, ``add`` back for a word."""

    added: Callable[[], Future[tuple[str, ...]]] = _none
    forget: Callable[[str], Future[None]] = lambda _word: Future()
    add: Callable[[str], Future[None]] = lambda _word: Future()


@dataclass(frozen=True, slots=True)
class SettingsActs:
    """Each returns at once. ``choose`` applies and keeps all choices; ``change_passphrase`` takes the old and the new
    one and raises Refused (parts ``old``, ``new``). ``longest_idle_minutes`` is the force's; ``versions`` are pairs of
    what and which; ``local`` turns UTC into this computer's time."""

    chosen: Callable[[], Chosen]
    choose: Callable[[Chosen], object]
    held: Callable[[], Future[Held]]
    change_passphrase: Callable[[str, str], Future[None]]
    open_keys: Callable[[], object]
    local: Callable[[datetime], datetime]
    longest_idle_minutes: int
    versions: tuple[tuple[str, str], ...]
    open_offline: Callable[[], object] = lambda: None
    words: WordsActs = WordsActs()
