"""Screens take their colours from the palette and show text as plain text."""

import pytest

from tests.architecture.screens import literal_colour, qt_outside_its_folders, rich_text, style_sheet
from tests.architecture.source import Source, check_all

RULES = (qt_outside_its_folders, style_sheet, literal_colour, rich_text)
SCREEN = "crimint_desktop/ui/home/page.py"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_its_screens_safe_and_legible(rule, python):
    check_all(rule, python)


@pytest.mark.parametrize("path", ["crimint_desktop/actions/reports.py", "crimint_service/app.py", "resources/x.py"])
def test_qt_where_no_screen_is_is_found(path):
    assert list(qt_outside_its_folders(Source(path, "from PySide6.QtCore import QObject\n")))
    assert not list(qt_outside_its_folders(Source(SCREEN, "from PySide6.QtCore import QObject\n")))


def test_a_style_sheet_is_found():
    assert list(style_sheet(Source(SCREEN, "self.view.setStyleSheet('border: none')\n")))


@pytest.mark.parametrize(
    "code",
    [
        "ALERT = '#ff0000'",
        "QColor(255, 0, 0)",
        "QtGui.QColor('red')",
        "QColor.fromRgb(1, 2, 3)",
        "pen = QPen(Qt.GlobalColor.red)",
        "pen = QPen(QColorConstants.Svg.orange)",
    ],
)
def test_a_colour_of_our_own_is_found(code):
    assert list(literal_colour(Source(SCREEN, code)))


@pytest.mark.parametrize("code", ["QColor(colour)", "QColor()", "fill(Qt.GlobalColor.transparent)", "order = '#12'"])
def test_a_colour_from_the_palette_or_none_at_all_is_no_breach(code):
    assert not list(literal_colour(Source(SCREEN, code)))


@pytest.mark.parametrize(
    "code",
    [
        "label = QLabel(name)",
        "label = QtWidgets.QLabel(name)",
        "class Title(QLabel): ...",
        "class Area(QTextEdit):\n    def __init__(self):\n        self.setTabChangesFocus(True)",
        "class Area(QTextEdit):\n    def show(self):\n        self.setReadOnly(True)\n        self.setText(a)",
        "QMessageBox.warning(self, title, name)",
        "QToolTip.showText(place, name)",
        "button.setToolTip(report.title)",
        "button.setToolTip(f'Open {title}')",
        "pane = QTextBrowser()",
        "pane = QTextEdit(text)",
        "document.setHtml(text)",
        "label.setTextFormat(Qt.TextFormat.RichText)",
        "asked = role == Qt.ItemDataRole.ToolTipRole",
        "answers = {Qt.ItemDataRole.ToolTipRole: report.title}",
        "QInputDialog.getText(self, title, question)",
    ],
)
def test_text_from_data_that_qt_could_take_for_rich_text_is_found(code):
    assert list(rich_text(Source(SCREEN, code)))


@pytest.mark.parametrize(
    "code",
    [
        "label = Words(name)",
        "class Icon(QLabel):\n    def __init__(self):\n        self.setTextFormat(Qt.TextFormat.PlainText)",
        "class Area(QTextEdit):\n    def __init__(self):\n        self.setAcceptRichText(False)",
        "button.setToolTip('Open the report')",
        "button.setToolTip(self.tr('Open the report'))",
        "button.setToolTip(plain_tip(report.title))",
        "answers = {Qt.ItemDataRole.ToolTipRole: plain_tip(report.title)}",
        "area = QPlainTextEdit(text)",
        "labels = box.findChildren(QLabel)",
    ],
)
def test_plain_text_is_no_breach(code):
    assert not list(rich_text(Source(SCREEN, code)))
