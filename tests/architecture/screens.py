"""What screens may not do: bring styles or colours of their own, or show text that Qt could take for rich text."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Source, dotted, last_name

MAY_IMPORT_QT = (
    "crimint_desktop/ui/",
    "crimint_desktop/app/",
    "accessibility/",
    "bench/",
    "demo/",
    "tests/",
    "windows/",
)
# The one place that makes labels, message boxes and tool tips, all of them plain.
DEFINES_PLAIN_TEXT = "crimint_desktop/ui/plain.py"
MAKES_A_TIP_PLAIN = "plain_tip"
# Palettes to measure against, and windows to be found wanting.
MAY_NAME_COLOURS = ("accessibility/", "tests/", "windows/")

_HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_FIXED_COLOUR = re.compile(r"(GlobalColor|QColorConstants)\.(?!GlobalColor$)\w+$")
_RICH_CLASSES = frozenset(
    {"QErrorMessage", "QInputDialog", "QLabel", "QMessageBox", "QProgressDialog", "QSplashScreen", "QStaticText"}
    | {"QTextBrowser", "QTextEdit", "QToolTip", "QWhatsThis"}
)
_RICH_CALLS = frozenset({"appendHtml", "insertHtml", "setHtml", "setMarkdown", "setWhatsThis"})
_RICH_ROLES = frozenset({"RichText", "AutoText", "MarkdownText", "ToolTipRole", "WhatsThisRole"})
_TRANSPARENT = frozenset({"transparent", "color0", "color1"})


def qt_outside_its_folders(source: Source) -> Iterator[str]:
    """Find Qt where no screen is."""
    if source.path.startswith(MAY_IMPORT_QT):
        return
    for node in source.nodes:
        if any(name.split(".")[0] in {"PySide6", "shiboken6"} for name in imported_modules(node)):
            yield source.at(node, "imports Qt outside the folders that may")


def imported_modules(node: ast.AST) -> list[str]:
    """Return the modules that an import statement names; relative ones are left out."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [node.module]
    return []


def style_sheet(source: Source) -> Iterator[str]:
    """Find a style sheet; one makes Qt give up the platform's palette and contrast."""
    for node in source.nodes:
        if last_name(node) in {"setStyleSheet", "styleSheet"}:
            yield source.at(node, "uses a style sheet")


def literal_colour(source: Source) -> Iterator[str]:
    """Find a colour that does not come from the palette."""
    if source.path.startswith(MAY_NAME_COLOURS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _HEX_COLOUR.fullmatch(node.value):
            yield source.at(node, f"names the colour {node.value}")
        elif isinstance(node, ast.Call) and _makes_a_fixed_colour(node):
            yield source.at(node, "makes a colour from numbers or a name")
        elif isinstance(node, ast.Attribute) and _FIXED_COLOUR.search(dotted(node)) and node.attr not in _TRANSPARENT:
            yield source.at(node, f"names the colour {dotted(node)}")


def _makes_a_fixed_colour(call: ast.Call) -> bool:
    name = dotted(call.func)
    makes = name.split(".")[-1] == "QColor" or re.search(r"(^|\.)QColor\.from\w+$", name) is not None
    return makes and bool(call.args) and all(isinstance(argument, ast.Constant) for argument in call.args)


def rich_text(source: Source) -> Iterator[str]:
    """Find a widget that guesses rich text: fed `<img src=…>` it would open files and call other machines."""
    if not source.path.startswith("crimint_desktop/") or source.path == DEFINES_PLAIN_TEXT:
        return
    answered_plainly = {id(role) for node in source.nodes if isinstance(node, ast.Dict) for role in _plain_tips(node)}
    for node in source.nodes:
        if isinstance(node, ast.Call):
            yield from _rich_call(source, node)
        elif isinstance(node, ast.ClassDef):
            for base in {last_name(base) for base in node.bases} & _RICH_CLASSES:
                if not _makes_itself_plain(node, base):
                    yield source.at(node, f"{node.name} extends {base}, which guesses rich text")
        elif last_name(node) in _RICH_ROLES and id(node) not in answered_plainly:
            yield source.at(node, f"uses {last_name(node)}: text from data could become rich text")


def _plain_tips(answers: ast.Dict) -> Iterator[ast.expr]:
    """Yield the keys of a model's answers whose value is a tip made plain."""
    for role, value in zip(answers.keys, answers.values, strict=True):
        if role is not None and isinstance(value, ast.Call) and last_name(value.func) == MAKES_A_TIP_PLAIN:
            yield role


def _makes_itself_plain(widget: ast.ClassDef, base: str) -> bool:
    """Tell whether a widget of ours switches off the guessing that it inherits, and never sets text that is guessed."""
    calls = [node for node in ast.walk(widget) if isinstance(node, ast.Call)]
    said = {ast.unparse(call) for call in calls}
    if base == "QLabel":
        return "self.setTextFormat(Qt.TextFormat.PlainText)" in said
    guessing = {"self.setText", "self.append", "super().setText", "super().append"}
    plain = {"self.setAcceptRichText(False)", "self.setReadOnly(True)"}
    return base == "QTextEdit" and bool(plain & said) and not any(ast.unparse(call.func) in guessing for call in calls)


def _rich_call(source: Source, call: ast.Call) -> Iterator[str]:
    makes = {name for name in dotted(call.func).split(".") if name in _RICH_CLASSES}
    if makes:
        yield source.at(call, f"uses {makes.pop()}, which guesses rich text; see {DEFINES_PLAIN_TEXT}")
    name = last_name(call.func)
    if name in _RICH_CALLS:
        yield source.at(call, f"calls {name}, which takes rich text")
    if name == "setToolTip" and not all(_is_plain(argument) for argument in call.args):
        yield source.at(call, f"puts data into a tool tip, which guesses rich text; see {DEFINES_PLAIN_TEXT}")


def _is_plain(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        if last_name(node.func) == MAKES_A_TIP_PLAIN:
            return True
        return last_name(node.func) in {"tr", "translate"} and all(_is_plain(argument) for argument in node.args)
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
