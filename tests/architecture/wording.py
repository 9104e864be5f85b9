"""The field's words, spelt the British way, and no names that say nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.architecture.source import Source

_SAYS_NOTHING = frozenset(
    {"common", "data", "helper", "helpers", "info", "manager", "managers", "misc", "process", "util", "utils"}
)
_LAST_WORD = re.compile(r"(?:^|(?<=[a-z0-9]))([A-Z][a-z]+)$")

# Only words with one British spelling; each is matched with its usual endings.
_AMERICAN = (
    *(
        "analyz",
        "anonymiz",
        "authoriz",
        "behavior",
        "canceled",
        "canceling",
        "categoriz",
        "center",
        "color",
        "customiz",
    ),
    *(
        "defense",
        "favor",
        "fulfill",
        "gray",
        "honor",
        "initializ",
        "labeled",
        "labeling",
        "minimiz",
        "modeled",
        "neighbor",
    ),
    *("normaliz", "organiz", "prioritiz", "recogniz", "sanitiz", "serializ", "summariz", "synchroniz", "utiliz"),
)
_AMERICAN_WORD = re.compile(rf"(?<!\w)({'|'.join(_AMERICAN)})[a-z]*(?!\w)", re.IGNORECASE)
_PARTS_OF_A_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Words that belong to others: HTTP's header, SQLite's refusal, Qt's and CSS's names, and code quoted in prose.
_QUOTED = re.compile(r"`[^`]*`|``.*?``|```.*?```|https?://\S+", re.DOTALL)
_THEIRS = re.compile(
    r"Authorization|not authorized\b|X-[\w-]+|[\w.-]+[._-](?:color|center|normalize)\w*|(?:color|center)[-_=]\S+"
)


def empty_name(source: Source) -> Iterator[str]:
    """Find a module or class whose name does not say what it is about."""
    if not source.is_python:
        return
    where = PurePosixPath(source.path)
    for part in (*where.parent.parts, where.stem):
        if part in _SAYS_NOTHING:
            yield f"{source.path} is called {part}, which says nothing"
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            last = _LAST_WORD.search(node.name)
            if last and last.group(1).lower() in _SAYS_NOTHING:
                yield source.at(node, f"{node.name} ends in {last.group(1)}, which says nothing")


def american_spelling(source: Source) -> Iterator[str]:
    """Find American spelling in names that are ours, in comments, in sentences and in the documents."""
    if source.path.startswith("tests/architecture/"):
        return  # the breaches planted here are spelt wrongly on purpose
    if source.path.endswith(".md"):
        for number, line in enumerate(_QUOTED.sub(_blank, source.text).splitlines(), 1):
            yield from _in_prose(source.path, number, line)
    if source.is_python:
        for number, comment in source.comments():
            yield from _in_prose(source.path, number, comment)
        for node in source.nodes:
            yield from _in_node(source, node)


def _in_node(source: Source, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
        yield from _in_prose(source.path, node.lineno, node.value)
    for name in _defined_names(node):
        for part in _PARTS_OF_A_NAME.findall(name):
            if _AMERICAN_WORD.fullmatch(part):
                yield source.at(node, f"defines {name}: {part} is not British")


def _blank(match: re.Match[str]) -> str:
    return "\n" * match.group(0).count("\n")


def _in_prose(path: str, number: int, text: str) -> Iterator[str]:
    for found in _AMERICAN_WORD.finditer(_THEIRS.sub("", _QUOTED.sub("", text))):
        yield f"{path}:{number} says {found.group(0)}, which is not British"


def _defined_names(node: ast.AST) -> list[str]:
    """Return the names a node brings into the world; camelCase functions are overrides of Qt's."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return [node.name] if node.name == node.name.lower() else []
    if isinstance(node, ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.arg):
        return [node.arg]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        return [node.attr]
    return []
