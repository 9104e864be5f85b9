"""Every screen of the program is registered, and what is registered can be built."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from accessibility.audit import audit, errors
from accessibility.contrast import painted_contrast
from accessibility.dress import dress
from accessibility.explained import unexplained
from accessibility.screens import (
    SCREENS,
    ScreenUnderTest,
    is_first_state,
    screen_titled,
    top_level_screens,
    unregistered,
)
from accessibility.themes import LIGHT


def test_every_screen_is_registered():
    assert unregistered() == (), "register these in accessibility/screens.py"


def test_a_new_screen_that_is_not_registered_is_found(tmp_path: Path):
    folder = tmp_path / "crimint_desktop" / "ui"
    (folder / "charts").mkdir(parents=True)
    kinds = (
        "ChartPage(Page)",
        "_Inner(Page)",
        "Chart(QWidget)",
        "AskDialog(QDialog)",
        "Wide(ChartPage)",
        "Outer(_Inner)",
    )
    source = "\n".join(f"class {kind}: ..." for kind in kinds)
    (folder / "charts" / "page.py").write_text(source, encoding="utf-8")
    found = tuple(top_level_screens(folder))
    assert found == tuple(
        f"crimint_desktop.ui.charts.page:{name}" for name in ("ChartPage", "AskDialog", "Wide", "Outer")
    )
    assert unregistered(folder) == found


def test_what_a_registered_screen_covers_is_there():
    for name in {name for screen in SCREENS for name in screen.covers}:
        module, _, part = name.partition(":")
        assert hasattr(import_module(module), part), name


def test_titles_tell_screens_and_states_apart():
    assert len({screen.title for screen in SCREENS}) == len(SCREENS)
    with pytest.raises(KeyError):
        screen_titled("Nothing: at all")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title)
def test_a_screen_passes_the_audit_in_light(screen: ScreenUnderTest, qtbot: QtBot, qapp: QApplication):
    dress(qapp, LIGHT)
    window = screen.build()
    qtbot.addWidget(window)
    window.resize(*screen.size)
    window.show()
    window.activateWindow()
    assert errors(audit(window, walk=is_first_state(screen))) == ()
    assert painted_contrast(window, LIGHT) == ()
    assert unexplained(window) == (), "say what these are for in resources/fields.md"
