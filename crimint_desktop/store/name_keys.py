"""How names are compared: folded for looking inside them, and by keys that are equal when names sound alike.

Plates and telephone numbers are compared by their letters and digits alone. The phonetic key is made for the
names met in the United Kingdom: it follows the ear (Shaun, Sean, Shawn; Geoff, Jeff; Mohammed, Muhamad) and is
deliberately coarse, because whoever searches before making a card decides with their own eyes.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crimint_domain.card import Card

__all__ = ["NAME_ATTRIBUTES", "folded", "keys_of", "names_of", "number_key", "short_form_key", "sound_of"]

NAME_ATTRIBUTES: Final = frozenset({"name", "alias", "nickname", "known as", "maiden name", "former name"})
NUMBER_ATTRIBUTES: Final = frozenset({"plate", "phone", "reference", "serial", "email", "account"})
_SHORTEST_NUMBER: Final = 4
_PHONE_END: Final = 9
_WORDS: Final = re.compile(r"[^\W_]+")

# One line for each name: the full form first, then what it is called for short.
_SHORT_FORMS: Final = """
alexander alex alec sandy xander sasha
alexandra alex sandra lexi
andrew andy drew
anthony tony ant
benjamin ben benny benji
catherine kate katie cathy cat kathy kay katherine
charles charlie chuck chaz
christopher chris kit topher
daniel dan danny
david dave davey
deborah debbie deb
edward ed eddie ted teddy ned
elizabeth liz lizzie beth betty eliza libby
francis frank frankie
frederick fred freddie
geoffrey geoff
gerald gerry jerry
gregory greg
harold harry hal
henry harry hank
jacob jake
james jim jimmy jamie
jennifer jen jenny
jessica jess jessie
john jack johnny
jonathan jon jonny
joseph joe joey
joshua josh
kenneth ken kenny
lawrence larry laurie
leonard leo len lenny
margaret maggie meg peggy
matthew matt matty
michael mike mick mickey mickie
mohammed mo
nathaniel nathan nat nate
nicholas nick nicky
patricia pat patsy trish tricia
patrick pat paddy
peter pete
philip phil
rebecca becky becca
richard rick ricky dick rich richie
robert rob bob bobby robbie bert
ronald ron ronnie
samuel sam sammy
stephen steve stevie
susan sue suzie
terence terry
theodore theo ted
thomas tom tommy
timothy tim
victoria vicky tori
vincent vince vinny
william will bill billy liam willie
zachary zach zak
"""


def _read_short_forms() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _SHORT_FORMS.split("\n"):
        full, *others = line.split() or [""]
        for each in (full, *others):
            if each:
                found[each] = (*found.get(each, ()), full)
    return MappingProxyType(found)


_FULL_FORMS: Final[Mapping[str, tuple[str, ...]]] = _read_short_forms()

# What sounds the same is written the same, longest first; applied from left to right.
_SPELLINGS: Final = (
    ("tsch", "X"), ("sch", "X"), ("ough", "O"), ("augh", "OF"), ("igh", "I"),
    ("ph", "F"), ("gh", "G"), ("sh", "X"), ("ch", "X"), ("tch", "X"), ("th", "T"), ("dh", "D"), ("kh", "K"),
    ("ck", "K"), ("qu", "K"), ("cz", "S"), ("ts", "S"), ("wh", "W"), ("dg", "J"), ("ce", "SE"), ("ci", "SI"),
    ("cy", "SI"), ("ge", "JE"), ("gi", "JI"), ("gy", "JI"), ("x", "KS"), ("c", "K"), ("q", "K"), ("z", "S"),
    ("v", "F"), ("w", "W"), ("h", ""),
)  # fmt: skip
_SILENT_STARTS: Final = (("kn", "n"), ("gn", "n"), ("wr", "r"), ("ps", "s"), ("mc", "mac"), ("pt", "t"))
_AS_HEARD: Final = MappingProxyType({"sean": "shaun", "siobhan": "shivaun", "niamh": "neev", "geoff": "jef"})
_VOWELS: Final = frozenset("AEIOUYW")


def folded(text: str) -> str:
    """Return the text without accents, case and punctuation, its words one space apart."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORDS.findall("".join(each for each in plain if not unicodedata.combining(each))))


def number_key(text: str) -> str:
    """Return a plate or number by its letters and digits alone, a telephone number by its last nine digits;
    empty when there are too few to tell anything or none is a digit."""
    plain = folded(text).replace(" ", "")
    if len(plain) < _SHORTEST_NUMBER or not any(each.isdigit() for each in plain):
        return ""
    return plain[-_PHONE_END:] if plain.isdigit() else plain


def sound_of(word: str) -> str:
    """Return a key that is equal for words that sound alike; empty for what is not a name in Latin letters."""
    plain = _AS_HEARD.get(word, word)
    if not (plain.isascii() and plain.isalpha()):
        return ""
    for start, heard in _SILENT_STARTS:
        if plain.startswith(start):
            plain = heard + plain[len(start) :]
    heard = _respelt(plain)
    first = "A" if heard[:1] in _VOWELS else heard[:1]
    rest = "".join(each for each in heard[1:] if each not in _VOWELS)
    key = first
    for each in rest:
        if each != key[-1:]:
            key += each
    return key


def _respelt(plain: str) -> str:
    heard, place = "", 0
    while place < len(plain):
        for spelling, sound in _SPELLINGS:
            if plain.startswith(spelling, place):
                heard += sound
                place += len(spelling)
                break
        else:
            heard += plain[place].upper()
            place += 1
    return heard


def short_form_key(word: str) -> tuple[str, ...]:
    """Return the full forms a first name may stand for, itself included when it is one."""
    return _FULL_FORMS.get(word, ())


def names_of(card: Card) -> tuple[str, ...]:
    """Return everything by which a card can be asked for: its title, other names, plates, numbers, addresses."""
    return tuple(dict.fromkeys((card.title, *(each.value for each in card.attributes if each.name != "born"))))


def keys_of(names: tuple[str, ...]) -> frozenset[str]:
    """Return the keys under which a card with these names is found: ``s`` sound, ``n`` short form, ``d`` number."""
    keys: set[str] = set()
    for name in names:
        words = folded(name).split()
        keys.update(f"s{sound}" for sound in map(sound_of, words) if sound)
        keys.update(f"n{full}" for word in words for full in short_form_key(word))
        if number := number_key(name):
            keys.add(f"d{number}")
    return frozenset(keys)
