"""Nothing that was true only on the machine where it was written."""

import re
from collections.abc import Iterator

from tests.architecture.source import Source

_FOLDERS_OF_A_MACHINE = re.compile(r"(?<![\w.~$}/-])/(?:work|farm|home/\w+|Users/\w+|tmp/brief|opt/pypi|opt/wheels)\b")
_ADDRESSES = re.compile(
    r"files\.pythonhosted\.org|pypi\.org|registry\.npmjs\.org|proxy\.golang\.org|deb\.debian\.org|archive\.ubuntu\.com"
)
_SETTINGS = re.compile(
    r"(?<!emit-)\b(?:extra-index-url|index[-_]url|find-links)\b(?=\s*[=: ])|(?:registry|mirror)[-_]?url\s*[=:]"
)


def machine_path(source: Source) -> Iterator[str]:
    """Find a folder that exists on one machine only."""
    yield from _found(source, _FOLDERS_OF_A_MACHINE)


def registry_address(source: Source) -> Iterator[str]:
    """Find the address of a package registry: which one is used is for the machine to say."""
    yield from _found(source, _ADDRESSES)
    yield from _found(source, _SETTINGS)


def _found(source: Source, pattern: re.Pattern[str]) -> Iterator[str]:
    for number, line in enumerate(source.text.splitlines(), 1):
        if match := pattern.search(line):
            yield f"{source.path}:{number} holds {match.group(0)}"
