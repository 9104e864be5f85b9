"""Names of files as other people chose them: what is shown, kept and written must not mislead anybody."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from crimint_domain.attachment import FILE_TYPES, FileType
from crimint_domain.errors import Problem, Refused

__all__ = ["cleaned_name", "ending_of", "export_name"]

_LONGEST: Final = 120
_LONGEST_ENDING: Final = 5
# Control, format (direction marks and overrides, joiners), surrogate, private use, unassigned, line and paragraph.
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOT_IN_NAMES: Final = frozenset('<>:"/\\|?*')
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(10)}
)
# Endings of what a computer runs, unpacks or follows: in front of another ending they are a disguise.
_RUNS: Final = re.compile(
    "exe|com|bat|cmd|msi|msp|scr|pif|cpl|hta|html?|jse?|jar|vb[se]|ws[fh]|ps1|psm1|lnk|url|reg|dll|sys|sh|app|apk|iso|"
    "img|vhd|docm|xlsm|pptm|dotm|xlam|svg|xml|zip|rar|7z|gz|tar|cab|chm|inf|scf"
)


def ending_of(name: str) -> str:
    """Return what stands behind the last full stop, in lower case; empty when that is no ending."""
    stem, stop, last = name.rpartition(".")
    return last.lower() if stop and stem and last.isalnum() and len(last) <= _LONGEST_ENDING else ""


def cleaned_name(name: str, kind: FileType) -> str:
    """Return a name that can be shown and kept: without folders, control characters and what no file system takes,
    and with an ending of its kind. Raises Refused for a name that pretends to be something else."""
    if any(mark in name for mark in _TURNING):
        raise _refused("The name of this file holds hidden marks that turn its letters around. Rename it first.")
    last = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    seen = "".join(" " if unicodedata.category(each) in _HIDDEN or each in _NOT_IN_NAMES else each for each in last)
    plain = " ".join(seen.split()).strip(". ")
    ending = ending_of(plain)
    stem = plain[: -len(ending) - 1] if ending else plain
    pieces = stem.split(".")
    if any(_RUNS.fullmatch(piece.strip().lower()) for piece in pieces[1:]):
        raise _refused(f"“{plain[:_LONGEST]}” has two endings, one of which hides what it is. Rename it first.")
    if not ending:
        ending = kind.endings[0]
    elif ending not in kind.endings:
        raise _refused(_other_ending(plain, ending, kind))
    stem = stem.strip(". ")[: _LONGEST - len(ending) - 1].strip(". ") or "file"
    if stem.partition(".")[0].strip().lower() in _DEVICES:
        stem = f"file {stem}"
    return f"{stem}.{ending}"


def _other_ending(plain: str, ending: str, kind: FileType) -> str:
    article = "an" if kind.words[0] in "AEIOU" else "a"
    ours = next((each.words for each in FILE_TYPES.values() if ending in each.endings), "")
    says = f"“{plain[:_LONGEST]}” calls itself {f'a {ours}' if ours else f'“.{ending}”'}"
    return f"{says}, but its content is {article} {kind.words}. Find out where it comes from before you use it."


def export_name(name: str, kind: FileType | None, reference: str, marking: str) -> str:
    """Return the name under which a copy leaves: marking and reference in front, and the ending its content has."""
    stem = name[: -len(ending_of(name)) - 1] if ending_of(name) else name
    head = " ".join(each for each in (marking, reference) if each)
    whole = "".join("-" if each in _NOT_IN_NAMES or not each.isprintable() else each for each in f"{head} {stem}")
    ending = kind.endings[0] if kind else "bin"
    return f"{' '.join(whole.split())[: 2 * _LONGEST].strip('. ')}.{ending}"


def _refused(says: str) -> Refused:
    return Refused(Problem("attachments", says))
