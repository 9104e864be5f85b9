"""What the program ships that is not code, found the same way from a checkout, an installation and a frozen program."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def path(name: str) -> Traversable:
    """Say where the resource ``name`` is, such as ``icons/home.svg``; raises FileNotFoundError if it is not shipped."""
    found = files(__name__).joinpath(*name.split("/"))
    if not (found.is_file() or found.is_dir()):
        raise FileNotFoundError(f"resources/{name} is not part of this program")
    return found


def read_text(name: str) -> str:
    """Read the resource ``name`` as UTF-8 text; raises FileNotFoundError if it is not shipped."""
    return path(name).read_text(encoding="utf-8")


def read_bytes(name: str) -> bytes:
    """Read the resource ``name`` as it is; raises FileNotFoundError if it is not shipped."""
    return path(name).read_bytes()
