"""Every screen that is audited, in every state worth looking at.

A new screen is registered here in the commit that adds it: ``tests/accessibility`` fails while a class that
``unregistered`` finds in ``crimint_desktop`` is covered by no entry, or a state by no line of ``states.py``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from accessibility.stages import (
    agreement,
    attachment,
    conflict,
    disposal,
    doors,
    everywhere,
    explain,
    grading,
    home,
    kept,
    keyboard_help,
    news,
    offline,
    questions,
    recovery,
    report_form,
    report_view,
    reports,
    settings,
    spelling,
    waiting,
    window,
)

UI = Path(__file__).resolve().parents[1] / "crimint_desktop" / "ui"
APP = UI.parent / "app"
BASES = frozenset({"Page", "QMainWindow", "QDialog", "QWizard"})
ENDINGS = ("Screen", "Dialog", "Window")


@dataclass(frozen=True, slots=True)
class ScreenUnderTest:
    """One screen in one state. ``build`` makes it, on invented data and without a service, and does not show it.

    ``covers`` names the classes it exercises, as ``crimint_desktop.ui.reports.page:ReportsPage``. ``size`` is that of
    the window in logical pixels.
    """

    name: str
    state: str
    build: Callable[[], QWidget]
    covers: tuple[str, ...]
    size: tuple[int, int] = (1280, 720)

    @property
    def title(self) -> str:
        """How reports and the stage call it."""
        return f"{self.name}: {self.state}"


SCREENS: tuple[ScreenUnderTest, ...] = (
    ScreenUnderTest("Sign-in", "first time", doors.sign_in_first_time, doors.SIGN_IN_COVERS),
    ScreenUnderTest("Sign-in", "known here", doors.sign_in_again, doors.SIGN_IN_COVERS),
    ScreenUnderTest("Sign-in", "no safe place for a key", doors.sign_in_without_keyring, doors.SIGN_IN_COVERS),
    ScreenUnderTest("Sign-in", "refused", doors.sign_in_refused, doors.SIGN_IN_COVERS),
    ScreenUnderTest("Sign-in", "waiting for the service", doors.sign_in_waiting, doors.SIGN_IN_COVERS),
    ScreenUnderTest("Sign-in", "with an organisation", doors.sign_in_with_provider, doors.SIGN_IN_COVERS),
    ScreenUnderTest(
        "Sign-in", "with an organisation, first time", doors.sign_in_with_provider_first_time, doors.SIGN_IN_COVERS
    ),
    ScreenUnderTest("Sign-in", "waiting for the browser", doors.sign_in_waiting_for_browser, doors.SIGN_IN_COVERS),
    ScreenUnderTest("Sign-in", "choosing a passphrase", doors.sign_in_choosing, doors.SIGN_IN_COVERS),
    ScreenUnderTest("Sign-in", "not the usual computer", doors.sign_in_elsewhere, doors.SIGN_IN_COVERS),
    ScreenUnderTest("Sign-in", "a copy whose key is gone", doors.sign_in_broken, doors.SIGN_IN_COVERS),
    ScreenUnderTest("Recovery", "the owner's password", recovery.ask, recovery.COVERS),
    ScreenUnderTest("Recovery", "a second person", recovery.second_person, recovery.COVERS),
    ScreenUnderTest("Recovery", "the owner, in the browser", recovery.ask_with_browser, recovery.COVERS),
    ScreenUnderTest(
        "Recovery", "a second person, in the browser", recovery.second_person_with_browser, recovery.COVERS
    ),
    ScreenUnderTest("Recovery", "refused", recovery.second_person_refused, recovery.COVERS),
    ScreenUnderTest("Recovery", "a new passphrase", recovery.choose, recovery.COVERS),
    ScreenUnderTest("Lock", "waiting", doors.locked, doors.LOCK_COVERS),
    ScreenUnderTest("Lock", "draft saved", doors.locked_with_draft, doors.LOCK_COVERS),
    ScreenUnderTest("Lock", "refused", doors.unlock_refused, doors.LOCK_COVERS),
    ScreenUnderTest("Blank", "locking", doors.blank, doors.BLANK_COVERS),
    ScreenUnderTest("Blank", "not locked yet", doors.not_locked_yet, doors.BLANK_COVERS),
    ScreenUnderTest("Main window", "a list of reports", window.with_a_list, window.COVERS),
    ScreenUnderTest("Main window", "locks soon", window.locks_soon, window.WARNING_COVERS),
    ScreenUnderTest("Main window", "stayed unlocked", window.stayed_unlocked, window.WARNING_COVERS),
    ScreenUnderTest("News", "some", news.some, news.COVERS),
    ScreenUnderTest("News", "none yet", news.none_yet, news.COVERS),
    ScreenUnderTest("Home", "something waits", home.something_waits, home.COVERS),
    ScreenUnderTest("Home", "old drafts", home.the_service_tells, home.COVERS),
    ScreenUnderTest("Kept change", "waiting", kept.waiting, kept.COVERS),
    ScreenUnderTest("Kept change", "without a reason", kept.without_a_reason, kept.COVERS),
    ScreenUnderTest("Home", "nothing waits", home.nothing_waits, home.COVERS),
    ScreenUnderTest("Reports", "one open", reports.full, reports.LIST_COVERS),
    ScreenUnderTest("Reports", "none open", reports.nothing_open, reports.LIST_COVERS),
    ScreenUnderTest("Reports", "legacy record open", reports.legacy_open, reports.LIST_COVERS),
    ScreenUnderTest("Reports", "searched", reports.searched, reports.LIST_COVERS),
    ScreenUnderTest("Reports", "between two dates", reports.between, reports.LIST_COVERS),
    ScreenUnderTest("Reports", "nothing matches", reports.empty, reports.LIST_COVERS),
    ScreenUnderTest("Reports", "waiting", reports.waiting, reports.LIST_COVERS),
    ScreenUnderTest("Reports", "cannot be read", reports.failing, reports.LIST_COVERS),
    ScreenUnderTest("Report", "one's own", report_view.own_report, report_view.COVERS),
    ScreenUnderTest("Report", "to evaluate", report_view.to_evaluate, report_view.COVERS),
    ScreenUnderTest("Report", "grading again", report_view.grading_again, report_view.COVERS),
    ScreenUnderTest("Report", "asking why", report_view.asking_why, report_view.COVERS),
    ScreenUnderTest("Report", "with history", report_view.with_history, report_view.COVERS),
    ScreenUnderTest("Report", "history offline", report_view.history_offline, report_view.COVERS),
    ScreenUnderTest("Report", "legacy record", report_view.legacy, report_view.COVERS),
    ScreenUnderTest("Report", "restricted", report_view.restricted, report_view.COVERS),
    ScreenUnderTest("Report", "with files", report_view.with_files, report_view.COVERS),
    ScreenUnderTest("Attachment", "a picture", attachment.picture, attachment.COVERS),
    ScreenUnderTest("Attachment", "a document", attachment.document, attachment.COVERS),
    ScreenUnderTest("Attachment", "not shown here", attachment.not_shown, attachment.COVERS),
    ScreenUnderTest("Attachment", "not here yet", attachment.not_here, attachment.COVERS),
    ScreenUnderTest("Preview", "a draft", report_view.preview, report_view.PREVIEW_COVERS),
    ScreenUnderTest("Report form", "empty", report_form.empty, report_form.COVERS),
    ScreenUnderTest("Report form", "full", report_form.full, report_form.COVERS),
    ScreenUnderTest("Report form", "with problems", report_form.with_problems, report_form.COVERS),
    ScreenUnderTest("Report form", "with files", report_form.with_files, report_form.COVERS),
    ScreenUnderTest("Report form", "read only", report_form.read_only, report_form.COVERS),
    ScreenUnderTest("Conflicts", "two wait", conflict.two_wait, conflict.LIST_COVERS),
    ScreenUnderTest("Conflicts", "none waits", conflict.none_waits, conflict.LIST_COVERS),
    ScreenUnderTest("Conflict", "nothing chosen", conflict.one_conflict, conflict.SETTLE_COVERS),
    ScreenUnderTest("Conflict", "pressed early", conflict.pressed_early, conflict.SETTLE_COVERS),
    ScreenUnderTest("In step", "work waits", agreement.work_waits, agreement.AGREEMENT_COVERS),
    ScreenUnderTest("In step", "sent too much", agreement.over_shared, agreement.AGREEMENT_COVERS),
    ScreenUnderTest("In step", "nothing yet", agreement.nothing_yet, agreement.AGREEMENT_COVERS),
    ScreenUnderTest("Disposal", "some proposals", disposal.some, disposal.LIST_COVERS),
    ScreenUnderTest("Disposal", "nothing proposed", disposal.none, disposal.LIST_COVERS),
    ScreenUnderTest("Disposal", "asking", disposal.asking, disposal.LIST_COVERS),
    ScreenUnderTest("Disposal", "service away", disposal.away, disposal.LIST_COVERS),
    ScreenUnderTest("Disposal", "not allowed any more", disposal.not_allowed, disposal.LIST_COVERS),
    ScreenUnderTest("Erasure", "to confirm", disposal.to_confirm, disposal.ERASURE_COVERS),
    ScreenUnderTest("Erasure", "one's own", disposal.my_own, disposal.ERASURE_COVERS),
    ScreenUnderTest("Erasure", "carried out", disposal.carried_out, disposal.ERASURE_COVERS),
    ScreenUnderTest("Erasure", "a card", disposal.a_card, disposal.ERASURE_COVERS),
    ScreenUnderTest("Erasure", "to restrict", disposal.to_restrict, disposal.ERASURE_COVERS),
    ScreenUnderTest("Erasure", "restricted", disposal.restricted, disposal.ERASURE_COVERS),
    ScreenUnderTest("Erasure", "to lift", disposal.to_lift, disposal.ERASURE_COVERS),
    ScreenUnderTest("Erasure", "without a reason", disposal.without_a_reason, disposal.ERASURE_COVERS),
    ScreenUnderTest("Erasure", "changed since", disposal.changed_since, disposal.ERASURE_COVERS),
    ScreenUnderTest("Propose an erasure", "nothing chosen", disposal.nothing_chosen, disposal.PROPOSE_COVERS),
    ScreenUnderTest("Propose an erasure", "chosen", disposal.chosen, disposal.PROPOSE_COVERS),
    ScreenUnderTest("Propose an erasure", "to restrict", disposal.chosen_to_restrict, disposal.PROPOSE_COVERS),
    ScreenUnderTest("Propose an erasure", "pressed early", disposal.pressed_early, disposal.PROPOSE_COVERS),
    ScreenUnderTest("Propose an erasure", "service away", disposal.search_away, disposal.PROPOSE_COVERS),
    ScreenUnderTest("Search everywhere", "nothing asked", everywhere.nothing_asked, everywhere.COVERS),
    ScreenUnderTest("Search everywhere", "found", everywhere.found, everywhere.COVERS),
    ScreenUnderTest("Search everywhere", "service away", everywhere.away, everywhere.COVERS),
    ScreenUnderTest("Settings", "something kept", settings.with_a_cache, settings.SETTINGS_COVERS),
    ScreenUnderTest("Settings", "nothing kept", settings.without_a_cache, settings.SETTINGS_COVERS),
    ScreenUnderTest("Settings", "passphrase refused", settings.passphrase_refused, settings.SETTINGS_COVERS),
    ScreenUnderTest("Offline records", "some held", offline.some_held, offline.COVERS),
    ScreenUnderTest("Offline records", "changed, too much", offline.too_much, offline.COVERS),
    ScreenUnderTest("Offline records", "service away", offline.away, offline.COVERS),
    ScreenUnderTest("Offline records", "nothing kept", offline.nothing_kept, offline.COVERS),
    ScreenUnderTest("Lock", "opens only with a sign-in", doors.locked_by_the_service, doors.LOCK_COVERS),
    ScreenUnderTest("Keys", "as delivered", keyboard_help.all_keys, keyboard_help.KEYS_COVERS),
    ScreenUnderTest("Keys", "refused", keyboard_help.keys_refused, keyboard_help.KEYS_COVERS),
    ScreenUnderTest("What is this", "a field", explain.a_field, explain.COVERS, (900, 560)),
    ScreenUnderTest("Spelling", "suggestions", spelling.suggestions, spelling.COVERS, (560, 480)),
    ScreenUnderTest("Spelling", "no suggestion", spelling.no_suggestion, spelling.COVERS, (560, 480)),
    ScreenUnderTest("Help", "grading", keyboard_help.a_page_of_help, keyboard_help.HELP_COVERS),
    ScreenUnderTest("Question", "discard a draft", questions.discard_a_draft, questions.COVERS, (480, 200)),
    ScreenUnderTest("Question", "write a marked copy", questions.write_a_marked_copy, questions.COVERS, (560, 240)),
    ScreenUnderTest("Main window", "something could not be done", waiting.could_not_be_done, window.COVERS),
    ScreenUnderTest("Recovery", "waiting for the service", waiting.recovery_asked, recovery.COVERS),
    ScreenUnderTest("Lock", "opening", waiting.unlocking, doors.LOCK_COVERS),
    ScreenUnderTest("Search everywhere", "asked", waiting.asked_everywhere, everywhere.COVERS),
    ScreenUnderTest("Attachment", "being opened", waiting.file_comes, attachment.COVERS),
    ScreenUnderTest("Offline records", "being asked", waiting.folders_unknown, offline.COVERS),
    ScreenUnderTest("Settings", "being counted", waiting.settings_unread, settings.SETTINGS_COVERS),
    ScreenUnderTest("Report", "being opened", waiting.report_opens, report_view.COVERS),
    ScreenUnderTest("Report", "does not open", waiting.report_does_not_open, report_view.COVERS),
    ScreenUnderTest("Grading control", "nothing chosen", grading.nothing_chosen, grading.COVERS),
    ScreenUnderTest("Grading control", "graded 2CC", grading.graded, grading.COVERS),
    ScreenUnderTest("Grading control", "something missing", grading.missing, grading.COVERS),
)


def screen_titled(title: str) -> ScreenUnderTest:
    """The registered screen of this title; raises KeyError if there is none."""
    return {screen.title: screen for screen in SCREENS}[title]


def is_first_state(screen: ScreenUnderTest) -> bool:
    """Whether this is the state of its screen that is looked at most closely."""
    return next(each for each in SCREENS if each.covers == screen.covers).title == screen.title


def top_level_screens(folder: Path = UI) -> Iterator[str]:
    """Every class under ``folder`` that is a screen of its own, as ``module:Class``: a page, a window or a dialog,
    whether it says so itself or is made from another one that does."""
    found = tuple(_classes(folder))
    kinds = set(BASES)
    for _ in found:  # as often as a class can stand on another
        kinds |= {node.name for _module, node in found if _bases(node) & kinds}
    for module, node in found:
        if not node.name.startswith("_") and (_bases(node) & kinds or _is_named_as_screen(node)):
            yield f"{module.removesuffix('.__init__')}:{node.name}"


def _classes(folder: Path) -> Iterator[tuple[str, ast.ClassDef]]:
    for path in sorted(folder.rglob("*.py")):
        module = ".".join(path.relative_to(folder.parents[1]).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield module, node


def _bases(found: ast.ClassDef) -> set[str]:
    return {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in found.bases}


def _is_named_as_screen(found: ast.ClassDef) -> bool:
    return any(base.startswith("Q") for base in _bases(found)) and found.name.endswith(ENDINGS)


def unregistered(*folders: Path) -> tuple[str, ...]:
    """The screens that no entry covers, in ``folders`` or in all that can hold a screen."""
    covered = {name for screen in SCREENS for name in screen.covers}
    found = (name for folder in folders or (UI, APP) for name in top_level_screens(folder))
    return tuple(name for name in found if name not in covered)
