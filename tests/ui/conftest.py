"""Real widgets, dressed as in the program, and the words a screen reader would be given."""

import json
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget

import resources
from crimint_desktop.ui import a11y, theme
from crimint_domain.codes import CodeLists, code_list_from


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The house style in light colours at the ordinary size."""
    theme.apply(qapp, theme.scheme("light"), 100)
    yield qapp
    theme.apply(qapp, theme.scheme("light"), 100)
    # What was copied belongs to Python: left for the end of the process, Qt would delete it after Python is gone.
    qapp.clipboard().clear()


@pytest.fixture(scope="session")
def codes() -> CodeLists:
    """The shipped code lists."""
    shipped = resources.path("codes").iterdir()
    return CodeLists(
        tuple(
            code_list_from(json.loads(entry.read_text(encoding="utf-8"))) for entry in shipped if ".json" in entry.name
        )
    )


class Heard(list[str]):
    """What was announced, in order; `urgent` holds those that interrupt."""

    def __init__(self) -> None:
        super().__init__()
        self.urgent: list[str] = []


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Listen at the last step before the platform: the event as Qt would hand it to the screen reader."""
    kept = Heard()

    class Ear:
        AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

        @staticmethod
        def updateAccessibility(event: QAccessibleAnnouncementEvent) -> None:
            kept.append(event.message())
            if event.politeness() == QAccessible.AnnouncementPoliteness.Assertive:
                kept.urgent.append(event.message())

    monkeypatch.setattr(a11y, "QAccessible", Ear)
    return kept


@pytest.fixture
def show(qtbot):
    """Show a widget as its own active window and return it; it lives until the test ends."""
    alive: list[QWidget] = []

    def shown(widget: QWidget, width: int = 900, height: int = 600) -> QWidget:
        alive.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        widget.activateWindow()
        QApplication.processEvents()
        return widget

    return shown
