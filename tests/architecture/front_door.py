"""The documents and the Makefile say the same."""

import re
from collections.abc import Iterator

from tests.architecture.source import Source

PROMISED = ("demo", "test", "check", "bench", "accessibility", "windows", "serve", "build", "ha")

_TARGET = re.compile(r"^([a-z][a-z-]*):(?!=)(.*)$", re.MULTILINE)
_COMMAND = re.compile(r"`make ([a-z][a-z -]*)`|^\s*(?:\$ )?make ([a-z][a-z -]*)$", re.MULTILINE)


def targets(makefile: str) -> dict[str, str]:
    """Return the targets of a Makefile, each with the line of help that `make` prints for it."""
    return {name: rest.partition("##")[2].strip() for name, rest in _TARGET.findall(makefile)}


def unknown_command(source: Source, makefile: str) -> Iterator[str]:
    """Find a `make` command in a document that the Makefile does not know."""
    known = targets(makefile)
    for match in _COMMAND.finditer(source.text):
        for word in (match.group(1) or match.group(2)).split():
            if word not in known:
                yield f"{source.path} says `make {word}`, which is not there"


def broken_link(source: Source, paths: frozenset[str]) -> Iterator[str]:
    """Find a link from a document to a file of the project that is not there."""
    folder = source.path.rpartition("/")[0]
    for link in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", source.text):
        parts: list[str] = folder.split("/") if folder else []
        for part in link.rstrip("/").split("/"):
            if part == "..":
                parts.pop()
            elif part != ".":
                parts.append(part)
        there = "/".join(parts)
        if there not in paths and not any(path.startswith(f"{there}/") for path in paths):
            yield f"{source.path} links to {link}, which is not there"
