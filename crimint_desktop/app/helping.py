"""Settings, keys and help: what a person chooses holds at once and is kept in their cache."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from crimint_desktop.actions.spelling import Spelling
from crimint_desktop.app import pages as page_keys
from crimint_desktop.app.bindings import local
from crimint_desktop.app.nothing_kept import in_settings
from crimint_desktop.config import VERSION
from crimint_desktop.store import lists, preferences
from crimint_desktop.store.lists import ListQuery
from crimint_desktop.sync import round as rounds
from crimint_desktop.ui import keymap, reading_style
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.columns import choose_one_column
from crimint_desktop.ui.explain.keys import explain_over
from crimint_desktop.ui.explain.words import explanation_of
from crimint_desktop.ui.jumping import jump_to_difference, jump_to_item, jump_to_section
from crimint_desktop.ui.keyboard_help.acts import KeysActs
from crimint_desktop.ui.keyboard_help.topics import topic_for
from crimint_desktop.ui.main_window import Place
from crimint_desktop.ui.reading_style import ReadingStyle
from crimint_desktop.ui.report_form.page import ReportFormPage
from crimint_desktop.ui.row_menus import RowMenus
from crimint_desktop.ui.settings.acts import Chosen, Held, SettingsActs, WordsActs
from crimint_desktop.ui.settings.page import SettingsPage
from crimint_desktop.ui.settings.wording import scale_in_words
from crimint_desktop.ui.spelling.acts import SpellingActs
from crimint_desktop.ui.spelling.walk import SpellingWalk
from crimint_desktop.ui.tables import choose_compact
from crimint_domain.errors import Problem, Refused
from crimint_domain.views import instant

if TYPE_CHECKING:
    from crimint_desktop.app.workplace import Workplace
    from crimint_desktop.store.database import Connection

__all__ = ["Helping"]

_KEYS_PAGE, _HELP_PAGE = "keys", "help"


class Helping:
    """The pages that are about the program itself."""

    def __init__(self, workplace: Workplace) -> None:
        """Serve one workplace."""
        self._work = workplace
        self._spelling = Spelling(workplace.desk, lambda work: workplace.jobs.run("spelling", work))
        choose_compact(workplace.choices.chosen.compact)
        reading_style.choose(_style_of(workplace.choices.chosen))
        choose_one_column(workplace.choices.chosen.one_column)

    def places(self) -> tuple[Place, ...]:
        """The entries of the navigation."""
        return (Place("settings", "Settings", "settings", self._settings),)

    def begin(self) -> None:
        """Underline what is misspelt from now on, and give rows their menus."""
        self._walk.look_again()
        RowMenus(self._work.window, lambda: keymap.load(self._work.choices.keys))

    @cached_property
    def _walk(self) -> SpellingWalk:
        acts = SpellingActs(
            self._spelling.look, self._spelling.suggest, self._spelling.ignore, self._spelling.add,
            lambda: self._work.choices.chosen.spelling,
        )  # fmt: skip
        return SpellingWalk(self._work.window, acts, self._work.jobs)

    def check_spelling(self) -> None:
        """Go to the next misspelt word of the page that is shown."""
        page = self._work.window.page()
        if page is not None:
            self._walk.go(page)

    def _forget_word(self, word: str) -> Future[None]:
        done = self._spelling.forget(word)
        self._work.jobs.when(self._work, done, lambda _none: self._walk.look_again())
        return done

    def _say_status(self) -> None:
        page = self._work.window.page()
        parts = (self._work.window.status.words(), page.counts if page is not None else "")
        announce(self._work.window.status, ". ".join(part.rstrip(".") for part in parts if part))

    def acts(self) -> Mapping[str, Callable[[], object]]:
        """What the menus may do."""
        return {
            "edit.spelling": self.check_spelling,
            "go.next-item": lambda: jump_to_item(self._work.window.page(), 1),
            "go.previous-item": lambda: jump_to_item(self._work.window.page(), -1),
            "go.next-section": lambda: jump_to_section(self._work.window.page(), 1),
            "go.previous-section": lambda: jump_to_section(self._work.window.page(), -1),
            "go.next-difference": lambda: jump_to_difference(self._work.window.page(), 1),
            "go.previous-difference": lambda: jump_to_difference(self._work.window.page(), -1),
            "go.status": self._say_status,
            "help.keys": self.show_keys,
            "help.focus": self._help_on_focus,
            "help.accessibility": lambda: self.show_help("accessibility"),
            "help.glossary": lambda: self.show_help("glossary"),
            "help.statement": lambda: self.show_help("statement"),
            "tools.offline": self.show_offline,
            "help.about": lambda: self._work.window.go("settings"),
        }

    # settings

    def _settings(self) -> SettingsPage:
        return SettingsPage(
            SettingsActs(
                chosen=lambda: self._work.choices.chosen,
                choose=self.choose,
                held=self._held,
                change_passphrase=self._change_passphrase,
                open_keys=self.show_keys,
                open_offline=self.show_offline,
                local=local,
                longest_idle_minutes=round(self._work.policy.longest_idle_s / 60),
                versions=self._versions(),
                words=WordsActs(self._spelling.added, self._forget_word, self._spelling.add),
            ),
            self._work.jobs,
        )

    def choose(self, chosen: Chosen) -> None:
        """Keep a person's choices and let them hold at once."""
        work = self._work
        before = work.choices.chosen
        work.choices.choose(chosen)
        if chosen.scheme != before.scheme:
            work.theme.choose(chosen.scheme)
        if chosen.text_scale != before.text_scale:
            work.theme.set_text_scale(chosen.text_scale)
        if chosen.compact != before.compact:
            choose_compact(chosen.compact)
        if chosen.one_column != before.one_column:
            choose_one_column(chosen.one_column)
        reading_style.choose(_style_of(chosen))
        if chosen.spelling != before.spelling:
            self._walk.look_again()
        if chosen.idle_minutes != before.idle_minutes:
            work.idle.set_idle(min(chosen.idle_minutes * 60.0, work.policy.longest_idle_s))

    def step_text(self, steps: int) -> None:
        """Make the text larger or smaller, or as the system says."""
        self._work.theme.step_text(steps)
        scale = self._work.theme.text_scale
        self._work.choices.choose(replace(self._work.choices.chosen, text_scale=scale))
        announce(self._work.window, f"Text size is now {scale_in_words(scale, within=True)}")

    def toggle_compact(self) -> None:
        """Turn compact rows on or off."""
        chosen = self._work.choices.chosen
        self.choose(replace(chosen, compact=not chosen.compact))
        announce(self._work.window, "Rows further apart" if chosen.compact else "Rows closer together")

    def toggle_one_column(self) -> None:
        """Put what stands side by side one above the other, or side by side again."""
        chosen = self._work.choices.chosen
        self.choose(replace(chosen, one_column=not chosen.one_column))
        announce(self._work.window, "Several columns" if chosen.one_column else "One column")

    def _held(self) -> Future[Held]:
        opened = self._work.opened
        if opened.temporary:
            done: Future[Held] = Future()
            done.set_result(Held(nothing_kept=in_settings(opened.nothing_kept)))
            return done

        def work(conn: Connection) -> Held:
            reports = lists.rows(conn, ListQuery(), limit=1).counted
            cards = lists.rows(conn, ListQuery(kinds=("card",)), limit=1).counted
            size = sum(each.stat().st_size for each in opened.folder.glob("cache.db*"))
            agreed, until = (instant(preferences.get(conn, name)) for name in (rounds.AGREED_AT, rounds.LEASE_UNTIL))
            return Held(str(opened.folder), size, reports, cards, agreed, until)

        return opened.desk.look(work)

    def _change_passphrase(self, old: str, new: str) -> Future[None]:
        key = self._work.opened.key

        def work() -> None:
            if key is None:
                raise Refused(Problem("old", "Nothing is kept on this device, so there is no passphrase."))
            try:
                key.change_passphrase(old, new)
            except Refused as refused:
                wrong_old = "not the passphrase" in str(refused)
                raise Refused(Problem("old" if wrong_old else "new", str(refused))) from refused

        return self._work.jobs.run("ask", work)

    @staticmethod
    def _versions() -> tuple[tuple[str, str], ...]:
        from PySide6 import __version__ as binding
        from PySide6.QtCore import qVersion

        return (
            ("CrimInt+ desktop", VERSION),
            ("Python", platform.python_version()),
            ("PySide6", binding),
            ("Qt", qVersion()),
        )

    # offline records

    def show_offline(self) -> None:
        """Show what is kept on this device, to choose it."""
        from crimint_desktop.ui.offline.page import OfflinePage

        work = self._work
        nothing = "Nothing is kept on this device: what you read is asked of the service each time."
        page = OfflinePage(work.bindings.offline(nothing if work.opened.temporary else ""), work.jobs)
        work.window.open_page(page_keys.OFFLINE, page)

    # keys and help

    def show_keys(self) -> None:
        """Show every key."""
        from crimint_desktop.ui.keyboard_help.page import KeysPage

        work = self._work
        acts = KeysActs(
            keymap=lambda: keymap.load(work.choices.keys),
            changes=lambda: work.choices.keys,
            change=self._change_keys,
            single_keys=lambda: work.choices.chosen.single_keys,
            open_help=self.show_help,
        )
        work.window.open_page(_KEYS_PAGE, KeysPage(acts))

    def _change_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        self._work.choices.change_keys(keys)
        self._work.window.use_keymap(keymap.load(self._work.choices.keys))

    def _help_on_focus(self) -> None:
        """Say what the field that has the keyboard is for; a grade shows what its codes mean where it stands."""
        page, focus = self._work.window.page(), QApplication.focusWidget()
        topic = topic_for(page.identifier if page is not None else "")
        explained = explanation_of(focus)
        if isinstance(page, ReportFormPage) and page.help_with_grade():
            return
        if explained.words:
            explain_over(self._work.window, explained, lambda: self.show_help(topic))
        else:
            self.show_help(topic)

    def show_help(self, page: str) -> None:
        """Show a help page."""
        from crimint_desktop.ui.keyboard_help.help_page import HelpPage

        self._work.window.close_page(_HELP_PAGE)
        self._work.window.open_page(_HELP_PAGE, HelpPage(page))


def _style_of(chosen: Chosen) -> ReadingStyle:
    return ReadingStyle(chosen.reading_font, chosen.line_spacing, chosen.letter_spacing, chosen.paragraph_spacing)
