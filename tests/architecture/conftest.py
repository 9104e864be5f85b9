"""The files of the project, read once."""

import pytest

from tests.architecture.source import Source, read_sources


@pytest.fixture(scope="session")
def sources(project) -> tuple[Source, ...]:
    """Return every committed text file."""
    return read_sources(project)


@pytest.fixture(scope="session")
def python(sources) -> tuple[Source, ...]:
    """Return every committed Python file."""
    return tuple(source for source in sources if source.is_python)
