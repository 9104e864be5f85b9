"""Settings with a cache on this device and without one, the list of keys, and a page of help."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QPushButton, QWidget

from accessibility.stages.doors import answered, jobs
from accessibility.stages.home import NOW
from accessibility.stages.window import framed
from crimint_desktop.ui.settings.acts import Chosen, Held, SettingsActs, WordsActs
from crimint_desktop.ui.settings.page import SettingsPage

SETTINGS_COVERS = ("crimint_desktop.ui.settings.page:SettingsPage",)
HELD = Held(
    folder="C:\\Profiles\\okonjo\\CrimInt\\cache-4f1d2c9a",
    size=39_420_000,
    reports=1284,
    cards=412,
    agreed_at=NOW,
    kept_until=NOW + timedelta(hours=12),
)


def _settings(held: Held) -> QWidget:
    lane = jobs()
    waiting: Future[None] = Future()
    acts = SettingsActs(
        chosen=Chosen,
        choose=lambda _chosen: None,
        held=lambda: answered(held),
        change_passphrase=lambda _old, _new: waiting,
        open_keys=lambda: None,
        local=lambda at: at,
        longest_idle_minutes=30,
        versions=(("CrimInt+", "0.1.0"), ("Qt", "6.11.3"), ("Cache", "schema 3"), ("Code lists", "3x5x2 of 2024")),
        words=WordsActs(added=lambda: answered(("Okonjo", "Quillmarsh"))),
    )
    page = SettingsPage(acts, lane)
    lane.setParent(page)
    window = framed("settings", page)
    page.show_held(held)
    page.spelling._show(("Okonjo", "Quillmarsh"))
    return window


def with_a_cache() -> QWidget:
    """Some hundred reports are kept here."""
    return _settings(HELD)


def without_a_cache() -> QWidget:
    """This computer has no safe place for the key."""
    return _settings(
        replace(HELD, nothing_kept="This computer has no safe place for the key, so nothing is kept here.")
    )


def passphrase_refused() -> QWidget:
    """Pressed with nothing typed: the first field says so."""
    window = with_a_cache()
    for button in window.findChildren(QPushButton):
        if button.accessibleIdentifier() == "settings.passphrase.change":
            button.click()
    return window
