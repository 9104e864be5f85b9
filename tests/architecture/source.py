"""A file of the project as the rules see it: where it is, what it says, and its syntax tree."""

from __future__ import annotations

import ast
import io
import subprocess
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

TEXT_SUFFIXES = frozenset(
    {
        "",
        ".cfg",
        ".css",
        ".ini",
        ".json",
        ".lock",
        ".mako",
        ".md",
        ".py",
        ".sh",
        ".spec",
        ".sql",
        ".svg",
        ".toml",
        ".txt",
    }
    | {".c", ".desktop", ".nsi", ".ps1", ".xml", ".yaml", ".yml"}
)
SHIPPED = ("crimint_domain/", "crimint_desktop/", "crimint_service/", "resources/")


@dataclass(frozen=True)
class Source:
    """One file: its path from the top of the project, with forward slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the syntax tree, parents before children."""
        return tuple(ast.walk(self.tree))

    @property
    def is_python(self) -> bool:
        """Whether the file holds Python."""
        return self.path.endswith(".py")

    @property
    def is_test(self) -> bool:
        """Whether the file belongs to the tests."""
        return self.path.startswith("tests/")

    @property
    def is_shipped(self) -> bool:
        """Whether the file is part of what users install."""
        return self.path.startswith(SHIPPED)

    def at(self, node: ast.AST, says: str) -> str:
        """Return a complaint about one place in this file."""
        return f"{self.path}:{getattr(node, 'lineno', 1)} {says}"

    def comments(self) -> Iterator[tuple[int, str]]:
        """Yield the line and the text of each comment of a Python file."""
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def tracked_files(root: Path) -> list[str]:
    """Return the paths of all files that are, or would be, committed."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        capture_output=True,
        check=True,
    )
    return sorted({path for path in listed.stdout.decode().split("\0") if path and (root / path).is_file()})


def read_sources(root: Path) -> tuple[Source, ...]:
    """Read every committed text file of the project."""
    return tuple(
        Source(path, (root / path).read_text(encoding="utf-8"))
        for path in tracked_files(root)
        if Path(path).suffix in TEXT_SUFFIXES
    )


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for such an expression, and nothing for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return ""


def last_name(node: ast.AST) -> str:
    """Return the last name of an expression: `c` for `a.b().c`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def check_all(rule: Callable[[Source], Iterable[str]], sources: Iterable[Source]) -> None:
    """Fail with one line for each breach of the rule."""
    check_none(complaint for source in sources for complaint in rule(source))


def check_none(complaints: Iterable[str]) -> None:
    """Fail with one line for each complaint."""
    if found := "\n".join(complaints):
        pytest.fail(found, pytrace=False)
