"""Which of the states that every screen should be looked at in stands behind which registered state.

``python -m accessibility.states`` prints ``accessibility/screens.md``. A screen that is missing here, a state that is
not registered, and a cell without either states or a reason fail ``tests/accessibility/test_states.py``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from accessibility.screens import SCREENS

PRINTED = Path(__file__).resolve().parent / "screens.md"
KINDS = ("empty", "loading", "error", "full", "locked")
LOCKED = "the whole window is taken away: Blank while words are saved, then Lock"
AT_ONCE = "what it shows is in memory or in this device's file, and there when it is shown"
STATUS = ("Main window: something could not be done",)
NOTHING_FAILS = "nothing is asked of anybody"


@dataclass(frozen=True, slots=True)
class Stated:
    """A screen's states. Each is the titles of registered states, or why there is none in words."""

    screen: str
    empty: tuple[str, ...] | str
    loading: tuple[str, ...] | str
    error: tuple[str, ...] | str
    full: tuple[str, ...] | str
    locked: tuple[str, ...] | str = LOCKED

    def of(self, kind: str) -> tuple[str, ...] | str:
        """One of ``KINDS``."""
        found: tuple[str, ...] | str = getattr(self, kind)
        return found


def _of(screen: str, *states: str) -> tuple[str, ...]:
    return tuple(f"{screen}: {state}" for state in states)


STATED: tuple[Stated, ...] = (
    Stated("Sign-in", _of("Sign-in", "first time", "with an organisation, first time", "choosing a passphrase"),
           _of("Sign-in", "waiting for the service", "waiting for the browser"),
           _of("Sign-in", "refused", "a copy whose key is gone", "no safe place for a key"),
           _of("Sign-in", "known here", "with an organisation", "not the usual computer"),
           "nothing is open yet that could be locked"),
    Stated("Recovery", _of("Recovery", "the owner's password", "the owner, in the browser"),
           _of("Recovery", "waiting for the service"), _of("Recovery", "refused"),
           _of("Recovery", "a second person", "a second person, in the browser", "a new passphrase"),
           "nothing is open yet that could be locked"),
    Stated("Lock", _of("Lock", "waiting"), _of("Lock", "opening"), _of("Lock", "refused"),
           _of("Lock", "draft saved", "opens only with a sign-in"), _of("Lock", "waiting")),
    Stated("Blank", _of("Blank", "locking"), _of("Blank", "locking"), _of("Blank", "not locked yet"),
           "it shows nothing on purpose", _of("Blank", "locking")),
    Stated("Main window", _of("Home", "nothing waits"), "its pages say so themselves", STATUS,
           _of("Main window", "a list of reports", "locks soon", "stayed unlocked")),
    Stated("News", _of("News", "none yet"), AT_ONCE, NOTHING_FAILS, _of("News", "some")),
    Stated("Home", _of("Home", "nothing waits"), AT_ONCE, STATUS, _of("Home", "something waits", "old drafts")),
    Stated("Kept change", "there is always one: Home opens it", "it comes with the row it was opened from",
           _of("Kept change", "without a reason"), _of("Kept change", "waiting")),
    Stated("Reports", _of("Reports", "nothing matches"), _of("Reports", "waiting"), _of("Reports", "cannot be read"),
           _of("Reports", "one open", "none open", "legacy record open", "searched", "between two dates")),
    Stated("Report", "a report has at least a title and one item", _of("Report", "being opened"),
           _of("Report", "does not open", "history offline", "asking why"),
           _of("Report", "one's own", "to evaluate", "grading again", "with history", "legacy record", "with files",
               "restricted")),
    Stated("Attachment", _of("Attachment", "not shown here"), _of("Attachment", "being opened"),
           _of("Attachment", "not here yet"), _of("Attachment", "a picture", "a document")),
    Stated("Preview", "a report has at least a title and one item", "it is the draft in the form, in memory",
           NOTHING_FAILS, _of("Preview", "a draft")),
    Stated("Report form", _of("Report form", "empty"), "it comes with the report it was opened for",
           _of("Report form", "with problems"), _of("Report form", "full", "with files", "read only")),
    Stated("Conflicts", _of("Conflicts", "none waits"), AT_ONCE, STATUS, _of("Conflicts", "two wait")),
    Stated("Conflict", _of("Conflict", "nothing chosen"), "it comes with the row it was opened from",
           _of("Conflict", "pressed early"), _of("Conflict", "nothing chosen")),
    Stated("In step", _of("In step", "nothing yet"), AT_ONCE, _of("In step", "sent too much"),
           _of("In step", "work waits")),
    Stated("Search everywhere", _of("Search everywhere", "nothing asked"), _of("Search everywhere", "asked"),
           _of("Search everywhere", "service away"), _of("Search everywhere", "found")),
    Stated("Disposal", _of("Disposal", "nothing proposed"), _of("Disposal", "asking"),
           _of("Disposal", "service away", "not allowed any more"), _of("Disposal", "some proposals")),
    Stated("Erasure", "a proposal always says what it is about", "it comes with the row it was opened from",
           _of("Erasure", "without a reason", "changed since"),
           _of("Erasure", "to confirm", "one's own", "carried out", "a card", "to restrict", "restricted", "to lift")),
    Stated("Propose an erasure", _of("Propose an erasure", "nothing chosen"), _of("Disposal", "asking"),
           _of("Propose an erasure", "pressed early", "service away"),
           _of("Propose an erasure", "chosen", "to restrict")),
    Stated("Settings", _of("Settings", "nothing kept"), _of("Settings", "being counted"),
           _of("Settings", "passphrase refused"), _of("Settings", "something kept")),
    Stated("Offline records", _of("Offline records", "nothing kept"), _of("Offline records", "being asked"),
           _of("Offline records", "changed, too much", "service away"), _of("Offline records", "some held")),
    Stated("Keys", "every action of the program is in it", "the list is shipped with the program",
           _of("Keys", "refused"), _of("Keys", "as delivered")),
    Stated("Spelling", _of("Spelling", "no suggestion"), "the words are shipped with the program", NOTHING_FAILS,
           _of("Spelling", "suggestions")),
    Stated("What is this", "every field has words, which a test holds", "the words are shipped with the program",
           NOTHING_FAILS, _of("What is this", "a field")),
    Stated("Help", "a page without words is not shipped", "the pages are shipped with the program", NOTHING_FAILS,
           _of("Help", "grading")),
    Stated("Question", "a question without words is not asked", "it is asked once all is known", NOTHING_FAILS,
           _of("Question", "discard a draft", "write a marked copy"),
           "a lock answers it with what does the least harm"),
    Stated("Grading control", _of("Grading control", "nothing chosen"), "it is a control and waits for nobody",
           _of("Grading control", "something missing"), _of("Grading control", "graded 2CC"), "as the form it is in"),
)  # fmt: skip


def unstated() -> tuple[str, ...]:
    """What is wrong with the table, in words: screens it lacks, states it names that are not registered."""
    titles = {screen.title for screen in SCREENS}
    named = {title for stated in STATED for kind in KINDS if isinstance(stated.of(kind), tuple)
             for title in stated.of(kind)}  # fmt: skip
    screens = {screen.name for screen in SCREENS}
    told = [stated.screen for stated in STATED]
    return (
        *(f"{name} is not in accessibility/states.py" for name in sorted(screens - set(told))),
        *(f"{name} is in accessibility/states.py and not registered" for name in sorted(set(told) - screens)),
        *(f"{name} is there twice" for name in sorted({name for name in told if told.count(name) > 1})),
        *(f"{title!r} is not registered in accessibility/screens.py" for title in sorted(named - titles)),
        *(f"{title!r} stands for no state in accessibility/states.py" for title in sorted(titles - named)),
    )


def printed() -> str:
    """The page as it should be committed."""
    lines = [
        "# Every screen in every state",
        "",
        "Printed from `accessibility/states.py` by `python -m accessibility.states`. Each state named here is built",
        "and audited by `make accessibility` (every theme and text size) and by `make test` (light); where a state",
        "cannot exist, the reason stands in its place.",
        "",
        f"{len(STATED)} screens.",
        "",
        "| screen | " + " | ".join(KINDS) + " |",
        "|---" * (len(KINDS) + 1) + "|",
    ]
    for stated in STATED:
        cells = (_cell(stated.screen, stated.of(kind)) for kind in KINDS)
        lines.append(f"| {stated.screen} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(screen: str, found: tuple[str, ...] | str) -> str:
    if isinstance(found, str):
        return f"*none: {found}*"
    return "; ".join(f"`{title.removeprefix(f'{screen}: ')}`" for title in found)


if __name__ == "__main__":
    PRINTED.write_text(printed(), encoding="utf-8")
    sys.exit(0)
