"""Whatever takes something away can be undone, or says first what will happen and is not done by Enter or Esc."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMessageBox,
    QTextEdit,
    QWidget,
)

from accessibility.dress import dress
from accessibility.planted.defect import the
from accessibility.screens import screen_titled
from accessibility.themes import LIGHT
from accessibility.tree import settle
from crimint_desktop.ui import keymap
from crimint_desktop.ui.main_window import MainWindow
from crimint_desktop.ui.report_view.panels import WHAT_HAPPENS, StepPanel
from crimint_domain.lifecycle import STEPS

DESKTOP = Path(__file__).resolve().parents[2] / "crimint_desktop"
_TAKES_AWAY = re.compile(
    r"(^|[_.-])(begin_new|clear|decide|decline|delete|discard|dismiss|dispose|drop|erase|forget|reject|remove|reset|"
    r"settle|take_step|withdraw|as_delivered|apply)([_.-]|$)"
)

QUESTION, UNDO, TOLD = "question", "undo", "told"
Guard = tuple[str, str, Callable[[QWidget], object], str]
"""Which of the three, on which screen, how it is begun there, and words that must be said before it is done."""


def press(identifier: str) -> Callable[[QWidget], object]:
    """Press a button as somebody at the keyboard does."""

    def pressed(window: QWidget) -> None:
        button = next(
            each for each in window.findChildren(QAbstractButton)
            if re.fullmatch(identifier, each.accessibleIdentifier()) and each.isVisible()
        )  # fmt: skip
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    return pressed


def act(action: str) -> Callable[[QWidget], object]:
    """Do what a menu or a key does."""

    def done(window: QWidget) -> None:
        assert isinstance(window, MainWindow)
        page = window.page()
        assert page is not None
        page.acts()[action]()

    return done


def with_reason(does: Callable[[QWidget], object]) -> Callable[[QWidget], object]:
    """Write why first."""

    def done(window: QWidget) -> None:
        the(window, "kept.reason", QTextEdit).setPlainText("It says nothing new.")
        does(window)

    return done


def add_and_remove_a_reference(window: QWidget) -> None:
    """Add one, for there is none, and take it off again."""
    press(r"form\.references\.add")(window)
    settle()
    press(r"form\.references\..*\.remove")(window)


def leave_out(folder: str) -> Callable[[QWidget], object]:
    """Choose what is to leave this device; nothing does before Apply."""

    def done(window: QWidget) -> None:
        table = the(window, "offline.table", QAbstractItemView)
        table.set_current_key(folder)  # type: ignore[attr-defined] # it is the program's own table
        QTest.keyClick(table, Qt.Key.Key_Space)

    return done


DISCARD: Guard = (QUESTION, "Report form: full", act("report.discard"), "cannot be brought back")
FILE: Guard = (
    QUESTION,
    "Report form: with files",
    press(r"form\.attachments\..*\.remove"),
    "kept here is deleted",
)
ITEM: Guard = (UNDO, "Report form: full", act("report.remove-item"), "form.undo")
LINK: Guard = (UNDO, "Report form: full", press(r"form\.item\d+\.unlink"), r"form\.item\d+\.undo-link")
REFERENCE: Guard = (UNDO, "Report form: full", add_and_remove_a_reference, r"form\.references\.undo")
WORD: Guard = (UNDO, "Settings: something kept", press(r"settings\.words\.remove"), r"settings\.words\.undo")
ERASURE: Guard = (QUESTION, "Erasure: to confirm", press(r"erasure\.confirm"), "Nobody can bring it back")
STEP: Guard = (TOLD, "Report: asking why", lambda _window: None, "submit it again")
NEW_COPY: Guard = (
    QUESTION, "Recovery: the owner's password", press(r"recovery\.begin-new"), "Only an administrator can bring that"
)  # fmt: skip
SETTLE: Guard = (
    TOLD,
    "Conflict: nothing chosen",
    lambda _window: None,
    "not choose stays in the report's history",
)
KEPT: Guard = (QUESTION, "Kept change: waiting", with_reason(press(r"kept\.dismiss")), "Nobody can bring it back")
HELD: Guard = (TOLD, "Offline records: some held", leave_out("shelf/north"), "Removed once applied")

GUARDED: dict[str, Guard] = {
    # what the acts layer offers
    "actions.attachments.forget": FILE,
    "actions.briefcase.apply": HELD,
    "actions.conflicts.settle": SETTLE,
    "actions.disposal.decide": ERASURE,
    "actions.drafting.discard": DISCARD,
    "actions.evaluating.take_step": STEP,
    "actions.spelling.forget": WORD,
    # what screens may do
    "ConflictsActs.settle": SETTLE,
    "DisposalActs.decide": ERASURE,
    "FileActs.forget": FILE,
    "FormActs.discard": DISCARD,
    "HomeActs.settle": SETTLE,
    "ItemActs.remove": ITEM,
    "KeptActs.dismiss": KEPT,
    "OfflineActs.apply": HELD,
    "RecoveryActs.begin_new": NEW_COPY,
    "ReportViewActs.settle": SETTLE,
    "ReportViewActs.take_step": STEP,
    "SettleActs.settle": SETTLE,
    "WordsActs.forget": WORD,
    # what has a place in the menus, and what only a button does
    "report.discard": DISCARD,
    "report.remove-item": ITEM,
    "conflict.settle": SETTLE,
    "offline.apply": HELD,
    "a link of an item": LINK,
    "a reference": REFERENCE,
}
HARMLESS = frozenset({"edit.clear-filters"})
"""These names say that something goes, and nothing of anybody's does."""


def acts_layer() -> Iterator[str]:
    for path in sorted((DESKTOP / "actions").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"actions.{path.stem}.{node.name}"


def acts_of_screens() -> Iterator[str]:
    for path in sorted((DESKTOP / "ui").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith("Acts"):
                fields = (each for each in node.body if isinstance(each, ast.AnnAssign))
                yield from (f"{node.name}.{each.target.id}" for each in fields if isinstance(each.target, ast.Name))


def takes_away(name: str) -> bool:
    act = name.rpartition(".")[2]
    return bool(_TAKES_AWAY.search(act)) and not act.startswith("may_")


def test_every_act_that_takes_something_away_is_guarded():
    named = (*acts_layer(), *acts_of_screens(), *(each.action for each in keymap.load().bindings))
    found = {name for name in named if takes_away(name)}
    assert found - GUARDED.keys() - HARMLESS == set(), "give these an undo or a question, and list them here"
    assert {name for name in GUARDED if "." in name} <= found


def test_an_act_by_a_telling_name_is_found():
    assert takes_away("FormActs.discard")
    assert takes_away("report.remove-item")
    assert not takes_away("DisposalActs.read")


@pytest.fixture
def begun(qtbot, qapp: QApplication):
    def shown(guard: Guard) -> QWidget:
        dress(qapp, LIGHT)
        window = screen_titled(guard[1]).build()
        qtbot.addWidget(window)
        window.resize(1280, 720)
        window.show()
        window.activateWindow()
        settle()
        guard[2](window)
        settle()
        return window

    return shown


def of_kind(kind: str) -> list[Guard]:
    return list({guard[1] + guard[3]: guard for guard in GUARDED.values() if guard[0] == kind}.values())


def called(guard: Guard) -> str:
    return guard[1]


@pytest.mark.parametrize("guard", of_kind(QUESTION), ids=called)
def test_a_question_says_what_will_happen_and_neither_enter_nor_escape_does_it(guard: Guard, begun):
    window = begun(guard)
    asked = window.findChild(QMessageBox)
    assert isinstance(asked, QMessageBox)
    assert guard[3] in asked.text()
    assert asked.defaultButton() is asked.escapeButton()
    assert asked.buttons().index(asked.defaultButton()) > 0
    assert len(asked.defaultButton().text().split()) > 1, "it says what it does, not only no"
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    settle()


@pytest.mark.parametrize("guard", of_kind(UNDO), ids=called)
def test_what_is_removed_at_once_is_brought_back_by_the_button_that_takes_the_keyboard(guard: Guard, begun):
    begun(guard)
    undo = QApplication.focusWidget()
    assert isinstance(undo, QAbstractButton)
    assert re.fullmatch(guard[3], undo.accessibleIdentifier())
    assert "Undo" in undo.text()
    QTest.keyClick(undo, Qt.Key.Key_Space)
    settle()
    assert not undo.isVisible()
    now = QApplication.focusWidget()
    assert now is not None
    assert now.isVisible()


@pytest.mark.parametrize("guard", of_kind(TOLD), ids=called)
def test_what_is_done_by_a_page_of_its_own_says_there_what_becomes_of_it(guard: Guard, begun):
    window = begun(guard)
    assert guard[3] in " ".join(words_in(window))


def words_in(window: QWidget) -> Iterator[str]:
    for each in window.findChildren(QWidget):
        if each.isVisible():
            yield each.accessibleDescription()
            if isinstance(each, QLabel):
                yield each.text()
            if isinstance(each, QAbstractItemView) and each.model() is not None:
                model = each.model()
                cells = (
                    model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())
                )
                yield from (str(cell.data() or "") for cell in cells)


@pytest.mark.parametrize("step", [each for each in STEPS if each.needs_reason], ids=lambda step: step.name)
def test_a_step_that_asks_why_says_with_the_field_what_it_does(step, qtbot):
    panel = StepPanel(step, take=lambda _panel: None, cancelled=lambda: None)
    qtbot.addWidget(panel)
    assert WHAT_HAPPENS[step.name] in panel.reason.accessibleDescription()
