"""The log: every flipped bit, missing line and swapped pair is found, and reasons can be erased without a trace."""

import itertools
import json
import random
from dataclasses import asdict, replace

import pytest

from crimint_domain.audit import ACTIONS, GENESIS, Entry, chained, commitment, verify
from crimint_domain.errors import Refused
from tests.builders import an_id


def a_log(count, start=1, previous=GENESIS):
    """A whole log."""
    entries = []
    for sequence in range(start, start + count):
        entry = chained(
            Entry(
                sequence, f"2026-11-20T14:{sequence % 60:02d}:00+00:00", sequence * 1_000,
                ACTIONS[sequence % len(ACTIONS)], "open", "okonjo", an_id(9), (f"{an_id(sequence)}@1",),
                commitment(b"salt", "Operation MARZIPAN"), previous,
            )
        )  # fmt: skip
        entries.append(entry)
        previous = entry.hash
    return entries


def test_a_whole_log_is_whole_and_tells_its_length_and_last_hash():
    log = a_log(20)
    assert verify(log) == (20, log[-1].hash)
    assert verify([]) == (0, GENESIS)


def test_a_log_goes_on_behind_what_was_sent_before():
    first = a_log(5)
    more = a_log(5, start=6, previous=first[-1].hash)
    assert verify(more, start=6, previous=first[-1].hash) == (10, more[-1].hash)
    with pytest.raises(Refused, match="entry 6 has been altered"):
        verify(more, start=6, previous=GENESIS)


def flipped(text, bit):
    """A text with one bit of its UTF-8 turned over, or None if that is no text."""
    raw = bytearray(text.encode())
    raw[bit // 8] ^= 1 << bit % 8
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def test_every_single_bit_of_every_field_counts():
    log = a_log(3)
    place = 1
    for name, value in asdict(log[place]).items():
        for bit in range(len(str(value).encode()) * 8 if not isinstance(value, tuple) else 8 * len(value[0])):
            if isinstance(value, int):
                changed: object = value ^ (1 << bit)
            elif isinstance(value, tuple):
                changed = None if (text := flipped(value[0], bit)) is None else (text,)
            else:
                changed = flipped(value, bit)
            if changed is not None:
                with pytest.raises(Refused):
                    verify([log[0], replace(log[place], **{name: changed}), log[2]])


def test_every_missing_line_but_the_last_is_found_and_named():
    log = a_log(12)
    for gone in range(11):
        with pytest.raises(Refused, match=f"entry {gone + 1} is missing"):
            verify(log[:gone] + log[gone + 1 :])
    assert verify(log[:-1])[0] == 11  # what was cut off at the end is told by the anchor kept elsewhere


def test_every_swapped_pair_is_found():
    log = a_log(8)
    for one, other in itertools.combinations(range(8), 2):
        swapped = list(log)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        with pytest.raises(Refused):
            verify(swapped)


def test_swapping_two_lines_and_their_numbers_is_found():
    log = a_log(8)
    for one in range(7):
        renumbered = list(log)
        renumbered[one] = replace(log[one + 1], sequence=one + 1)
        renumbered[one + 1] = replace(log[one], sequence=one + 2)
        with pytest.raises(Refused):
            verify(renumbered)


def test_a_line_put_in_or_repeated_is_found():
    log = a_log(6)
    for place in range(6):
        with pytest.raises(Refused):
            verify([*log[:place], log[place], *log[place:]])


def test_a_line_written_anew_with_a_right_hash_breaks_the_one_behind_it():
    log = a_log(6)
    for place in range(5):
        forged = chained(replace(log[place], user="somebody else"))
        with pytest.raises(Refused, match=f"entry {place + 2} has been altered"):
            verify([*log[:place], forged, *log[place + 1 :]])


def test_chance_does_not_get_past_it():
    chance, log = random.Random(1), a_log(40)
    for _ in range(300):
        broken = list(log)
        place = chance.randrange(39)
        match chance.randrange(3):
            case 0:
                del broken[place]
            case 1:
                broken[place], broken[place + 1] = broken[place + 1], broken[place]
            case _:
                text = json.dumps(asdict(broken[place]))
                name = chance.choice([key for key, value in json.loads(text).items() if isinstance(value, str)])
                broken[place] = replace(broken[place], **{name: getattr(broken[place], name) + "x"})
        with pytest.raises(Refused):
            verify(broken)


def test_a_reason_is_in_the_chain_only_as_a_commitment_that_its_salt_opens():
    text = "Searched for Quillfeather-Test"
    assert commitment(b"one salt", text) == commitment(b"one salt", text)
    assert commitment(b"one salt", text) != commitment(b"another", text)
    assert commitment(b"one salt", text) != commitment(b"one salt", text + ".")
    assert text not in json.dumps([asdict(entry) for entry in a_log(3)])
