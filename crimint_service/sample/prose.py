"""The words of an item: topic sentences in their order, then what an officer adds, in one of three hands."""

from __future__ import annotations

from collections.abc import Callable

from crimint_service.sample.vocabulary import PERSON, PHONE, VEHICLE, Phrases, Sentence, Topic

__all__ = ["heard", "judged", "seen"]

_Chance = Callable[[], float]
_LONGEST = 6


def seen(topic: Topic, phrases: Phrases, opening: Sentence | None, chance: _Chance) -> Sentence:
    """What somebody saw: the template of the text and all that it names."""
    return _woven(topic.seen, phrases, phrases.hedge_seen, opening, chance)


def heard(topic: Topic, phrases: Phrases, opening: Sentence | None, chance: _Chance) -> Sentence:
    """What somebody was told."""
    return _woven(topic.heard, phrases, phrases.hedge_heard, opening, chance)


def judged(topic: Topic, phrases: Phrases, chance: _Chance) -> Sentence:
    """What somebody makes of it: an assessment, never a fact."""
    first = int(chance() * len(topic.judged))
    one, other = topic.judged[first], topic.judged[first - 1]
    weigh = phrases.weigh[int(chance() * len(phrases.weigh))]
    check = phrases.check[int(chance() * len(phrases.check))][0]
    return f"{one[0]} {weigh[0]} {other[0]} {check}", one[1] | weigh[1] | other[1]


def _woven(
    main: tuple[Sentence, ...],
    phrases: Phrases,
    hedges: tuple[Sentence, ...],
    opening: Sentence | None,
    chance: _Chance,
) -> Sentence:
    length = min(2 + int(chance() ** 1.5 * (_LONGEST - 1)), len(main))
    start = int(chance() * len(main))
    chosen = [opening] if opening else []
    chosen += main[: max(0, start + length - len(main))]
    chosen += main[start : start + length]
    named = 0
    for sentence in chosen:
        named |= sentence[1]
    chosen += _further(phrases, hedges, named, length, chance)
    for sentence in chosen[length:]:
        named |= sentence[1]
    return " ".join([sentence[0] for sentence in chosen]), named


def _further(
    phrases: Phrases, hedges: tuple[Sentence, ...], named: int, length: int, chance: _Chance
) -> list[Sentence]:
    """Descriptions of whom and what was named, doubts, and what was checked: more of them in longer items."""
    further = []
    for about, sentences in ((PERSON, phrases.person), (VEHICLE, phrases.vehicle), (PHONE, phrases.phone)):
        if named & about and chance() * _LONGEST < length:
            further.append(sentences[int(chance() * len(sentences))])
    for sentences in (hedges, phrases.check):
        start = int(chance() * len(sentences))
        further += sentences[start : start + int(chance() * length * 0.6 + 0.4)]
    return further
