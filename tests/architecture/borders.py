"""Which library may be used where; the layers among our own packages are import-linter's, in pyproject.toml."""

import ast
import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tests.architecture.screens import imported_modules
from tests.architecture.source import Source, dotted

_STORE = ("crimint_desktop/store/", "crimint_service/")
_SEALING = ("crimint_desktop/keys/", "crimint_service/")
_WIRE = ("crimint_desktop/remote/", "crimint_service/")
_EDGES = ("crimint_desktop/remote/", "crimint_desktop/store/", "crimint_desktop/shape.py", "crimint_service/")
_SERVICE = ("crimint_service/",)

# What a library may be imported by, in what is shipped. Qt has a rule of its own.
PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "alembic": _STORE,
        "argon2": _SEALING,
        "cryptography": _SEALING,
        "fastapi": _SERVICE,
        "hunspell": ("crimint_desktop/actions/",),
        "joserfc": ("crimint_desktop/remote/", "crimint_service/"),
        "keyring": ("crimint_desktop/keys/",),
        "msgspec": _EDGES,
        "psycopg": _SERVICE,
        "pydantic": _SERVICE,
        "requests": ("crimint_desktop/remote/",),
        "secretstorage": ("crimint_desktop/keys/",),
        "sqlalchemy": _STORE,
        "sqlcipher3": _STORE,
        "sqlite3": (),  # the standard library's answers to a key with silence, and writes in clear
        "starlette": _SERVICE,
        "urllib3": ("crimint_desktop/remote/",),
        "uvicorn": _SERVICE,
        "zstandard": _WIRE,
    }
)

# The domain is a calculation: it opens nothing, waits for nothing, and never asks what time it is.
_NOT_FOR_THE_DOMAIN = frozenset(
    {"asyncio", "glob", "http", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3"}
    | {"subprocess", "tempfile", "threading", "time", "urllib"}
)
_CLOCKS_AND_CHANCE = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "uuid.uuid1", "uuid.uuid4", "uuid1", "uuid4"}
    | {"uuid.uuid7", "uuid7", "open", "print", "input"}
)


def library_out_of_place(source: Source) -> Iterator[str]:
    """Find a library used where its subject is not."""
    if not source.is_shipped:
        return
    for node in source.nodes:
        for module in imported_modules(node):
            places = PLACES.get(module.split(".")[0])
            if places is not None and not source.path.startswith(places):
                yield source.at(
                    node, f"imports {module}; it belongs to {', '.join(places) or 'no part of the program'}"
                )


def impure_domain(source: Source) -> Iterator[str]:
    """Find anything in the domain that is not a calculation of the standard library's and its own values."""
    if not source.path.startswith("crimint_domain/"):
        return
    for node in source.nodes:
        for module in imported_modules(node):
            top = module.split(".")[0]
            if top != "crimint_domain" and (top not in sys.stdlib_module_names or top in _NOT_FOR_THE_DOMAIN):
                yield source.at(node, f"imports {module}; the domain is standard library only and does no I/O")
        if isinstance(node, ast.Call):
            called = dotted(node.func)
            if called in _CLOCKS_AND_CHANCE or ".".join(called.split(".")[-2:]) in _CLOCKS_AND_CHANCE:
                yield source.at(node, f"calls {called}; clocks, new ids and files are handed in")
