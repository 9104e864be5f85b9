"""A warning may be ignored, but not without saying why on the same line."""

import re
from collections.abc import Iterator

from tests.architecture.source import Source

_IGNORE = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:|ruff:\s*noqa|mypy:)", re.IGNORECASE)
_NAMED = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*|type:\s*ignore\[[\w, -]+\]|pragma: no cover|mypy: [\w=-]+)"
)
_A_FEW_LETTERS = 6


def unexplained_ignore(source: Source) -> Iterator[str]:
    """Find an ignored warning without its name, or without its reason."""
    for line, comment in source.comments():
        if not _IGNORE.search(comment):
            continue
        if not _NAMED.search(comment):
            yield f"{source.path}:{line} ignores every warning; name the one that is meant"
        elif len(re.findall(r"[A-Za-z]", _NAMED.sub("", comment))) < _A_FEW_LETTERS:
            yield f"{source.path}:{line} ignores a warning without saying why"
