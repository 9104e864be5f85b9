"""Small files with one subject, short functions, and nothing left half done."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Source, dotted

LINES_OF_A_FILE = 400
LINES_OF_A_TEST_FILE = 700
LINES_OF_A_FUNCTION = 60

_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
_SKIPS = re.compile(r"(^|\.)(skip|skipif|skipIf|skipUnless|xfail|importorskip)$")


def outgrown_file(source: Source) -> Iterator[str]:
    """Find a file that holds more than one can keep in mind."""
    allowed = LINES_OF_A_TEST_FILE if source.is_test else LINES_OF_A_FILE
    lines = source.text.count("\n")
    if lines > allowed:
        yield f"{source.path} has {lines} lines; {allowed} are allowed"


def outgrown_function(source: Source) -> Iterator[str]:
    """Find a function that does not fit on a screen."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LINES_OF_A_FUNCTION:
                yield source.at(node, f"{node.name} has {lines} lines; {LINES_OF_A_FUNCTION} are allowed")


def unfinished_work(source: Source) -> Iterator[str]:
    """Find what was left for later: marks in comments, and functions that only say they are missing."""
    for line, comment in source.comments():
        if _UNFINISHED.search(comment):
            yield f"{source.path}:{line} leaves something open: {comment}"
    for node in source.nodes:
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if dotted(raised) == "NotImplementedError":
                yield source.at(node, "is not implemented")


def skipped_test(source: Source) -> Iterator[str]:
    """Find a test that may silently not run."""
    for node in source.nodes:
        if (
            isinstance(node, ast.Attribute)
            and _SKIPS.search(dotted(node))
            and dotted(node).startswith(("pytest.", "unittest."))
        ):
            yield source.at(node, f"uses {dotted(node)}; a test runs or is not there")
