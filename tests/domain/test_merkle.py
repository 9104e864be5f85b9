"""The tree of hashes: the RFC's own figures, and a tree that is computed as the RFC defines it."""

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimint_domain.log_head import LogHead, NotANote, key_id, note_of, origin_of, read_note
from crimint_domain.merkle import (
    EMPTY,
    Grown,
    consistency_path,
    inclusion_path,
    is_consistent,
    is_included,
    leaf_hash,
    root,
)

# The eight entries and the roots over the first of them that implementations of RFC 6962 and 9162 are tried with.
_ENTRIES = tuple(
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def naive(leaves: tuple[bytes, ...]) -> bytes:
    """Section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive(leaves[:k]) + naive(leaves[k:])).digest()


def naive_inclusion(m: int, leaves: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Section 2.1.3.1, word for word."""
    if len(leaves) == 1:
        return ()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return (*naive_inclusion(m, leaves[:k]), naive(leaves[k:]))
    return (*naive_inclusion(m - k, leaves[k:]), naive(leaves[:k]))


def naive_consistency(m: int, leaves: tuple[bytes, ...], whole: bool = True) -> tuple[bytes, ...]:
    """Section 2.1.4.1, word for word."""
    if m == len(leaves):
        return () if whole else (naive(leaves),)
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return (*naive_consistency(m, leaves[:k], whole), naive(leaves[k:]))
    return (*naive_consistency(m - k, leaves[k:], False), naive(leaves[:k]))


@cache
def grown(size: int) -> Grown:
    tree = Grown()
    for number in range(size):
        tree.add(leaf_hash(str(number).encode()))
    return tree


def leaves_of(size: int) -> tuple[bytes, ...]:
    return tuple(leaf_hash(str(number).encode()) for number in range(size))


def test_the_roots_are_those_every_implementation_knows():
    tree = Grown()
    assert tree.root() == EMPTY
    for entry, expected in zip(_ENTRIES, _ROOTS, strict=True):
        tree.add(leaf_hash(entry))
        assert tree.root().hex() == expected


def test_the_proofs_of_a_log_of_seven_are_those_the_rfc_draws():
    """Section 2.1.5: of the log a…g, the proofs for d0, d3, d4 and d6, and between its earlier sizes."""
    tree, leaves = grown(7), leaves_of(7)
    a, b, c, d, e, f, j = leaves
    g, h, i = naive((a, b)), naive((c, d)), naive((e, f))
    k, last = naive((a, b, c, d)), naive((e, f, j))
    assert inclusion_path(tree.node, 0, 7) == (b, h, last)
    assert inclusion_path(tree.node, 3, 7) == (c, g, last)
    assert inclusion_path(tree.node, 4, 7) == (f, j, k)
    assert inclusion_path(tree.node, 6, 7) == (i, k)
    assert consistency_path(tree.node, 3, 7) == (c, d, g, last)
    assert consistency_path(tree.node, 4, 7) == (last,)
    assert consistency_path(tree.node, 6, 7) == (i, j, k)


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 130), st.data())
def test_every_proof_is_the_one_the_rfc_defines_and_convinces(size, data):
    tree, leaves = grown(130), leaves_of(size)
    assert root(tree.node, size) == naive(leaves)
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    inclusion = inclusion_path(tree.node, index, size)
    assert inclusion == naive_inclusion(index, leaves)
    assert is_included(leaves[index], index, size, inclusion, naive(leaves))
    consistency = consistency_path(tree.node, first, size)
    assert consistency == naive_consistency(first, leaves)
    assert is_consistent(first, size, naive(leaves[:first]), naive(leaves), consistency)


@settings(deadline=None, max_examples=150)
@given(st.integers(2, 90), st.data())
def test_no_proof_convinces_of_anything_else(size, data):
    tree, leaves = grown(130), leaves_of(size)
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    inclusion, consistency = inclusion_path(tree.node, index, size), consistency_path(tree.node, first, size)
    bit = data.draw(st.integers(0, 255))

    def flipped(value: bytes) -> bytes:
        mask: int = 1 << bit
        return (int.from_bytes(value, "big") ^ mask).to_bytes(32, "big")

    old, new = naive(leaves[:first]), naive(leaves)
    place = data.draw(st.integers(0, len(inclusion) - 1))
    bent = (*inclusion[:place], flipped(inclusion[place]), *inclusion[place + 1 :])
    assert not is_included(leaves[index], index, size, bent, new)
    assert not is_included(flipped(leaves[index]), index, size, inclusion, new)
    assert not is_included(leaves[index], (index + 1) % size, size, inclusion, new)
    assert not is_included(leaves[index], index, size, inclusion[:-1], new)
    assert not is_included(leaves[index], index, size, (*inclusion, new), new)
    place = data.draw(st.integers(0, len(consistency) - 1))
    bent = (*consistency[:place], flipped(consistency[place]), *consistency[place + 1 :])
    assert not is_consistent(first, size, old, new, bent)
    assert not is_consistent(first, size, flipped(old), new, consistency)
    assert not is_consistent(first, size, old, flipped(new), consistency)
    assert not is_consistent(first, size, old, new, consistency[:-1])
    assert not is_consistent(first, size, old, new, (*consistency, new))
    assert not is_consistent(size, first, new, old, consistency)


def test_a_log_that_was_empty_is_the_beginning_of_every_log():
    assert consistency_path(grown(5).node, 0, 5) == ()
    assert is_consistent(0, 5, EMPTY, grown(5).root(), ())
    assert not is_consistent(0, 5, grown(5).root(4), grown(5).root(), ())


@pytest.mark.parametrize(("first", "second"), [(3, 2), (-1, 2)])
def test_a_log_does_not_become_shorter(first, second):
    with pytest.raises(ValueError, match="shorter"):
        consistency_path(grown(5).node, first, second)
    with pytest.raises(ValueError, match="no such entry"):
        inclusion_path(grown(5).node, 5, 5)


def test_a_signed_head_says_the_same_when_it_is_read():
    head = LogHead(origin_of("practice", "an-epoch"), 7, bytes(range(32)), "2026-11-20T03:00:00+00:00")
    note = note_of(head, bytes(32), bytes(64))
    assert note.startswith("crimint/practice/an-epoch\n7\n")
    assert read_note(note, bytes(32)) == (head, bytes(64))
    assert len(key_id(head.origin, bytes(32))) == 4


@pytest.mark.parametrize(
    ("old", "new"), [("\n7\n", "\n07\n"), ("time", "tide"), ("crimint", "crim int"), ("\u2014", "-"), ("\n\n", "\n")]
)
def test_what_is_written_otherwise_is_no_head(old, new):
    note = note_of(LogHead("crimint/practice/one", 7, bytes(32), "2026-11-20T03:00:00Z"), bytes(32), bytes(64))
    with pytest.raises(NotANote):
        read_note(note.replace(old, new, 1), bytes(32))
    with pytest.raises(NotANote):
        read_note(note, bytes(31) + b"\x01")
    with pytest.raises(NotANote):
        read_note(note + note, bytes(32))
