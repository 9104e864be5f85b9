"""Recovering a copy that does not open: each step, and what is refused."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from accessibility.stages.doors import jobs, never
from crimint_desktop.ui.recovery.acts import RecoveryActs, Waiting
from crimint_desktop.ui.recovery.window import RecoveryWindow
from crimint_desktop.ui.sign_in.acts import Way
from crimint_domain.errors import Problem

COVERS = ("crimint_desktop.ui.recovery.window:RecoveryWindow",)


def ask() -> RecoveryWindow:
    """The owner is asked for their password."""
    acts = RecoveryActs(
        ask=lambda _password: never(),
        agree=lambda _agreement: never(),
        look=never,
        finish=lambda _passphrase: never(),
        begin_new=never,
        back=lambda _says: None,
    )
    lane = jobs()
    window = RecoveryWindow(acts, lane, service="https://crimint.example.test", user="okonjo")
    lane.setParent(window)
    return window


def ask_with_browser() -> QWidget:
    """The owner is sent to their own organisation in the browser."""
    window = ask()
    window.show_way(Way("login.example.test", "Ada Okonjo-Test", "okonjo"))
    return window


def second_person_with_browser() -> QWidget:
    """The second person is sent there, who only says why."""
    window = ask()
    window.show_way(Way("login.example.test", "Ada Okonjo-Test", "okonjo"))
    window._asked(Waiting("01a20725-2607-7aa3-a4f2-50a98573e314", "14:00"))
    return window


def second_person() -> QWidget:
    """Asked; somebody else has to agree."""
    window = ask()
    window._asked(Waiting("01a20725-2607-7aa3-a4f2-50a98573e314", "14:00"))
    return window


def second_person_refused() -> QWidget:
    """Somebody who may not agree has tried."""
    window = ask()
    window._asked(Waiting("01a20725-2607-7aa3-a4f2-50a98573e314", "14:00"))
    window.second.show_problem(Problem("second-user", "The second person must be somebody else than you."))
    return window


def choose() -> QWidget:
    """Agreed; a new passphrase is to be chosen."""
    window = ask()
    window._looked(True)
    return window
