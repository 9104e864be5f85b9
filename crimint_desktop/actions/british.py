"""British spelling: the speller's own word list, respelt by what ``resources/spelling`` says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import resources

if TYPE_CHECKING:
    from hunspell import HunspellWrap

__all__ = ["american", "british_words", "load"]

_SHIPPED = "en_US"
_SECTION = re.compile(r"^\[(\w+)\]")
_IZE = re.compile(r"^(\w{3,}?)iz(e|ed|er|ers|ing|able|ation|ations|ational|ability)$")
_NEVER_ISE = re.compile(
    r"^(|re|over|out|down|cap|under|king|life|mid|super|full|half|para)s$|^(re|as)?(pr|se|ma|ba|as|app)$"
)
_VERB_ENDINGS = frozenset("DGRZJ")
_PREFIXES = ("", "un", "dis", "re", "mis", "de", "micro")
_ENDINGS = ("", "s", "'s", "ed", "eds", "edness", "er", "ers", "ing", "ings", "able", "ables")
_FORMS = (("D", "ed", ""), ("G", "ing", "S"), ("R", "er", "SM"))


def load() -> HunspellWrap:
    """Make a speller for British English; it takes about a quarter of a second, and is for one thread at a time."""
    import hunspell  # slow to find, and needed only once somebody writes

    shipped = Path(hunspell.__file__).parent / "dictionaries"
    affixes = (shipped / f"{_SHIPPED}.aff").read_text(encoding="latin-1")
    words = british_words((shipped / f"{_SHIPPED}.dic").read_text(encoding="latin-1"))
    with TemporaryDirectory(prefix="crimint-words-") as folder:
        # Words of the language and nothing else: it may lie in clear for the moment it takes to be read.
        in_utf8 = re.sub(r"(?m)^SET .*$", "SET UTF-8", affixes, count=1)
        Path(folder, "british.aff").write_text(in_utf8, encoding="utf-8", newline="\n")
        Path(folder, "british.dic").write_text(f"{len(words)}\n" + "\n".join(words), encoding="utf-8", newline="\n")
        return hunspell.Hunspell("british", hunspell_data_dir=folder, system_encoding="utf-8")


def british_words(shipped: str) -> list[str]:
    """Turn an American word list (a count, then one stem and its flags to a line) into a British one."""
    differences = _differences()
    respelt = dict(_respelt(differences["respelt"]))
    doubled = frozenset(differences["doubled"])
    made: list[str] = [word for line in differences["further"] for word in line.split()]
    for line in shipped.splitlines()[1:]:
        stem, _, flags = line.split()[0].partition("/") if line.strip() else ("", "", "")
        if stem in doubled or stem == f"{respelt.get(stem)}l":
            made.extend(_doubled(respelt.get(stem, stem), flags))
        elif stem and not _is_single(stem, doubled):
            british = respelt.get(stem, stem)
            made.append(_entry(british, flags))
            made.extend(_with_an_s(british, flags))
    return made


def american() -> frozenset[str]:
    """Give the forms that are American only: the affixes of the list would let some of them through again."""
    return frozenset(us for us, british in _respelt(_differences()["respelt"]) if us != british)


def _respelt(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Give each American form, which the list often has as a word of its own, and the British one."""
    for line in lines:
        american, british = line.split()
        # "enroll" loses a letter, "enrolled" does not.
        endings = ("", "s") if american == f"{british}l" else _ENDINGS
        for prefix in _PREFIXES:
            for ending in endings:
                yield prefix + _inflected(american, ending), prefix + _inflected(british, ending)


def _inflected(stem: str, ending: str) -> str:
    drops_its_e = stem.endswith("e") and ending[:1] in ("e", "i", "a")
    return (stem[:-1] if drops_its_e else stem) + ending


def _differences() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    lines = found.setdefault("", [])
    for line in resources.read_text("spelling/british.txt").splitlines():
        section = _SECTION.match(line)
        if section:
            lines = found.setdefault(section[1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


def _entry(stem: str, flags: str) -> str:
    return f"{stem}/{flags}" if flags else stem


def _doubled(stem: str, flags: str) -> Iterator[str]:
    """``travel/DGRS`` becomes ``travel/S``, ``travelled``, ``travelling``, ``traveller``."""
    yield _entry(stem, "".join(flag for flag in flags if flag not in _VERB_ENDINGS))
    for flag, ending, then in _FORMS:
        if flag in flags or flag in "DG":
            yield _entry(f"{stem}{stem[-1]}{ending}", then)


def _is_single(stem: str, doubled: frozenset[str]) -> bool:
    """Say whether this is a form such as ``traveling`` that stands as a word of its own."""
    verb = re.match(r"(?:un)?(\w+?)(?:ed|ing|ings|er|ers)$", stem)
    return verb is not None and verb[1] in doubled


def _with_an_s(stem: str, flags: str) -> Iterator[str]:
    """Verbs in -ise may have a z in good English, but the public service writes them with an s."""
    found = _IZE.match(stem)
    if found and not _NEVER_ISE.match(found[1]):
        yield _entry(f"{found[1]}is{found[2]}", flags)
