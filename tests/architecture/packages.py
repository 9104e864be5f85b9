"""What pyproject.toml declares, what requirements.lock pins, and what the code imports: all three must agree."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import packages_distributions
from types import MappingProxyType
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.screens import imported_modules
from tests.architecture.source import SHIPPED, Source

# Declared for another reason than being imported.
USED_OTHERWISE: Mapping[str, str] = MappingProxyType(
    {
        "httptools": "uvicorn reads requests by it, in a tenth of the time",
        "import-linter": "lint-imports in `make check`",
        "mypy": "`make check`",
        "psycopg": "SQLAlchemy loads it for postgresql:// addresses",
        "pyinstaller": "`make build`",
        "pytest-qt": "a plugin of pytest",
        "pytest-randomly": "a plugin of pytest",
        "pytest-timeout": "a plugin of pytest",
        "pytest-xdist": "a plugin of pytest",
        "ruff": "`make check`",
        "setuptools": "builds this project",
        "types-requests": "types for mypy",
        "uv": "`make lock`",
    }
)
# These come with the system's own Python, with Windows, with PyInstaller's running of the spec file, or with the
# environment of its own that the bench makes for a rival.
FROM_ELSEWHERE = frozenset({"anki", "comtypes", "gi", "orca", "pyatspi", "speechd", "win32api", "win32con", "winreg"})
# Comes with a declared package and is part of its interface.
COMES_WITH: Mapping[str, str] = MappingProxyType(
    {"shiboken6": "pyside6-essentials", "starlette": "fastapi", "urllib3": "requests", "secretstorage": "keyring"}
)


def declared(pyproject: Mapping[str, Any], *extras: str) -> dict[str, Requirement]:
    """Return the requirements of the program itself and of the named extras, by normalised name."""
    project = pyproject["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return {canonicalize_name(requirement.name): requirement for requirement in map(Requirement, lines)}


def pinned(lock: str) -> dict[str, Version]:
    """Return the versions that a lock file pins, by normalised name."""
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", lock, re.MULTILINE)
    return {canonicalize_name(name): Version(version) for name, version in found}


def lock_disagrees(pyproject: Mapping[str, Any], lock: str) -> Iterator[str]:
    """Find a requirement that the lock does not meet, and a pin without a hash."""
    pins = pinned(lock)
    for name, requirement in declared(pyproject, *pyproject["project"]["optional-dependencies"]).items():
        if name not in pins:
            yield f"{name} is declared but not locked; run `make lock`"
        elif not requirement.specifier.contains(pins[name], prereleases=True):
            yield f"{name} is locked at {pins[name]}, which is not {requirement.specifier}; run `make lock`"
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        if "==" in block and "--hash=sha256:" not in block:
            yield f"{block.split('=')[0]} is locked without a hash"


def imports(sources: Sequence[Source]) -> dict[str, str]:
    """Return the distributions that the sources import, each with one file that does."""
    ours = {path.split("/", maxsplit=1)[0].removesuffix(".py") for path in (*SHIPPED, *(s.path for s in sources))}
    by_module = packages_distributions()
    found: dict[str, str] = {}
    for source in sources:
        beside = {
            sibling.path.rsplit("/", 1)[-1].removesuffix(".py") for sibling in sources if _are_beside(sibling, source)
        }
        for module in (name.split(".")[0] for node in source.nodes for name in imported_modules(node)):
            if module in ours or module in beside or module in sys.stdlib_module_names or module in FROM_ELSEWHERE:
                continue
            for name in {canonicalize_name(name) for name in by_module.get(module, [module])}:
                found.setdefault(COMES_WITH.get(name, name), source.path)
    return found


def _are_beside(one: Source, other: Source) -> bool:
    """Tell whether two scripts lie outside the packages together, where one finds the other by its bare name."""
    return any(one.path.startswith(folder) and other.path.startswith(folder) for folder in ("windows/", "setup/"))


def undeclared(sources: Sequence[Source], requirements: Mapping[str, Requirement]) -> Iterator[str]:
    """Find an import of something that these requirements do not bring."""
    for name, path in imports(sources).items():
        if name not in requirements:
            yield f"{path} imports {name}, which is not declared for it"


def unused(sources: Sequence[Source], requirements: Mapping[str, Requirement]) -> Iterator[str]:
    """Find a requirement that nothing imports and that is there for no other reason."""
    imported = imports(sources)
    for name in requirements:
        if name not in imported and name not in USED_OTHERWISE:
            yield f"{name} is declared but nothing imports it"
