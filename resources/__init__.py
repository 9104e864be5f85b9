"""What the program ships that is not code, found the same way from a checkout, an installation and a frozen program."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """Say where the resource ``name`` is, such as ``icons/home.svg``; raises FileNotFoundError if it is not shipped."""
    # They lie beside this file, in a frozen program too; importlib.resources would load a dozen modules to say so.
    found = Path(__file__).parent.joinpath(*name.split("/"))
    if not found.exists():
        raise FileNotFoundError(f"resources/{name} is not part of this program")
    return found


def read_text(name: str) -> str:
    """Read the resource ``name`` as UTF-8 text; raises FileNotFoundError if it is not shipped."""
    return path(name).read_text(encoding="utf-8")


def read_bytes(name: str) -> bytes:
    """Read the resource ``name`` as it is; raises FileNotFoundError if it is not shipped."""
    return path(name).read_bytes()
