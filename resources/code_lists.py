"""Reads the versioned code lists that are shipped beside this file."""

from __future__ import annotations

import json
from importlib.resources import files

from crimint_domain.codes import CodeLists, code_list_from

__all__ = ["code_lists"]


def code_lists() -> CodeLists:
    """Return every list in ``resources/codes``; raises Refused naming what cannot be read."""
    folder = files("resources") / "codes"
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".json")), key=lambda each: each.name)
    return CodeLists(tuple(code_list_from(json.loads(each.read_text(encoding="utf-8"))) for each in found))
