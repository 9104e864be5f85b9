"""Words beside a control: its label, and its state said in words rather than by a sign or a colour."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from accessibility.finding import Finding, advice, error
from accessibility.tree import Tree, buddy_of, path_of, rect_in_window
from crimint_desktop.ui.fields import Field

FIELDS = (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit)
FARTHEST_LABEL = 1.5  # of the label's own height: further off, a magnifier shows the field without its label


def label_stands_above(tree: Tree) -> Iterator[Finding]:
    """A label stands above its field and close to it, so that both are seen under a magnifier."""
    for node, widget in tree.controls():
        label = buddy_of(widget) if isinstance(widget, FIELDS) else None
        if label is None:
            continue
        word, field = rect_in_window(label), rect_in_window(widget)
        above = word.bottom() <= field.top() + 2 and word.left() <= field.right() and field.left() <= word.right()
        if not above:
            yield advice("label-not-above", node.path, f"label {label.text()!r} does not stand above its field")
        elif field.top() - word.bottom() > FARTHEST_LABEL * word.height():
            yield error("label-far-away", node.path, f"label stands {field.top() - word.bottom()} px above its field")


def placeholder_is_no_label(tree: Tree) -> Iterator[Finding]:
    """A placeholder is gone with the first letter typed: somebody who comes back cannot tell what the field is."""
    for node, widget in tree.controls():
        placeholder = getattr(widget, "placeholderText", lambda: "")()
        if placeholder and buddy_of(widget) is None and not widget.accessibleName():
            yield error("placeholder-as-label", node.path, f"only the placeholder {placeholder!r} names this field")


def states_are_in_words(tree: Tree) -> Iterator[Finding]:
    """Required and wrong are words in the name or description: Windows gets no such state from Qt.

    A field says what it has: the program's own keep ``problem`` in words, any other widget marks itself with the
    dynamic properties ``required`` and ``problem`` (true or the problem's text).
    """
    for node, widget in tree.controls():
        words = f"{node.name} {node.description}".casefold()
        label = buddy_of(widget)
        required = widget.property("required") or (label is not None and "(required)" in label.text())
        if "*" in node.name or (label is not None and label.text().rstrip(": ").endswith("*")):
            yield error("required-by-sign", node.path, "a star says 'required': say it in words")
        if required and not any(word in words for word in ("required", "needed")):
            yield error("required-not-in-words", node.path, f"{node.name!r} is required but does not say so")
        problem = widget.property("problem") or _problem_of_field(widget)
        if problem:
            wanted = problem.casefold() if isinstance(problem, str) else "error"
            if wanted not in words:
                yield error("problem-not-in-words", node.path, f"{node.name!r} has a problem that is not in its words")
        elif _refused(widget) and not node.description:
            yield error("problem-not-in-words", node.path, f"{node.name!r} refuses its text without a word")


def _problem_of_field(widget: QWidget) -> str:
    parent = widget.parentWidget()
    return parent.problem.rstrip(".") if isinstance(parent, Field) and parent.control is widget else ""


def _refused(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit) and bool(widget.text()) and not widget.hasAcceptableInput()


def pictures_have_words(tree: Tree) -> Iterator[Finding]:
    """WCAG 1.1.1: a picture that says something says it in words too.

    Decoration is marked with the dynamic property ``decoration``.
    """
    for label in tree.window.findChildren(QLabel):
        if not label.isVisible() or label.pixmap().isNull() or label.property("decoration"):
            continue
        if not label.accessibleName().strip():
            yield error("picture-without-words", path_of(label), "a picture without an accessible name")
