"""Links, cards, disseminations, changes and identifiers: the small values and their rules."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimint_domain.card import Attribute
from crimint_domain.change import Change, Receipt, content_hash
from crimint_domain.dissemination import Dissemination, Recipient, problems_before_sharing
from crimint_domain.ids import bytes_of, is_id, text_of, uuid7
from crimint_domain.links import SAME_AS, Link, entities
from tests.builders import A_MOMENT, a_card, an_id

CARDS = tuple("abcdefg")
PAIRS = st.lists(st.tuples(st.sampled_from(CARDS), st.sampled_from((*CARDS, "elsewhere")), st.booleans()), max_size=10)


def links_of(pairs):
    """Same-as links, accepted or not."""
    return [Link(str(n), one, other, SAME_AS, accepted=accepted) for n, (one, other, accepted) in enumerate(pairs)]


@given(PAIRS)
def test_cards_joined_by_accepted_links_are_one_entity_however_long_the_way(pairs):
    groups = entities(CARDS, links_of(pairs))
    assert sorted(card for group in groups for card in group) == sorted(CARDS)
    for one, other, accepted in pairs:
        if accepted and other in CARDS:
            assert any({one, other} <= group for group in groups)
    joins = sum(accepted and other in CARDS for _, other, accepted in pairs)
    assert len(groups) >= len(CARDS) - joins


@given(PAIRS)
def test_taking_a_link_back_takes_the_entity_apart_again(pairs):
    links = links_of(pairs)
    undone = [replace(link, accepted=False) for link in links]
    assert set(entities(CARDS, undone)) == {frozenset({card}) for card in CARDS}
    assert set(entities(CARDS, reversed(links))) == set(entities(CARDS, links))


def test_only_an_accepted_same_as_joins():
    for link in (Link("1", "a", "b", "brother of", accepted=True), Link("1", "a", "b", SAME_AS)):
        assert len(entities(("a", "b"), [link])) == 2


def test_what_only_a_disposed_item_supported_goes_with_it():
    card = replace(
        a_card(), attributes=(Attribute("1", "alias", "Quill", "item 1"), Attribute("2", "alias", "Tins", "item 2"))
    )
    left = card.without_support_of("item 1")
    assert left.values("alias") == ("Tins",)
    assert replace(left, attributes=card.attributes) == card
    assert card.without_support_of("another") == card


def test_an_empty_list_of_recipients_shares_with_nobody_and_is_refused():
    sent = Dissemination("1", "2", 3, (), "A warrant", "", A_MOMENT)
    assert [problem.part for problem in problems_before_sharing(sent)] == ["recipients"]
    unnamed = replace(sent, recipients=(Recipient("person", " "),), purpose="")
    assert [problem.part for problem in problems_before_sharing(unnamed)] == ["recipients", "purpose"]
    assert problems_before_sharing(replace(sent, recipients=(Recipient("unit", "Quillmarsh"),))) == ()


def a_change(**more):
    """A change of a title."""
    return replace(Change(an_id(1), "report", 2, an_id(2), 3, parts={"title": "A", "priority": "low"}), **more)


def test_the_same_change_has_the_same_hash_in_any_order_of_its_parts():
    assert content_hash(a_change()) == content_hash(a_change(parts={"priority": "low", "title": "A"}))


@pytest.mark.parametrize(
    "more",
    [{"parts": {"title": "B"}}, {"parts": None}, {"parts": {}}, {"base_version": 4}, {"record": an_id(3)},
     {"step": "submit"},
     {"reason": "Because."}, {"kind": "card"}, {"schema": 1}, {"document": {}}, {"aside": {}},
     {"aside": {"title": "C"}}],
)  # fmt: skip
def test_any_difference_in_a_change_is_a_difference_in_its_hash(more):
    assert content_hash(a_change(**more)) != content_hash(a_change())


def test_the_name_of_a_change_is_not_part_of_its_content():
    assert content_hash(a_change(id=an_id(9))) == content_hash(a_change())


@pytest.mark.parametrize(
    ("status", "accepted", "final"),
    [(200, True, True), (201, True, True), (208, True, True), (403, False, True), (404, False, True),
     (409, False, False), (410, False, True), (422, False, True), (424, False, False), (429, False, False)],
)  # fmt: skip
def test_only_a_final_answer_takes_a_change_out_of_the_outbox(status, accepted, final):
    receipt = Receipt(an_id(1), status)
    assert (receipt.accepted, receipt.final) == (accepted, final)


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_identifiers_are_of_version_seven_and_go_there_and_back(milliseconds, chance):
    made = uuid7(milliseconds, chance)
    assert is_id(made)
    assert (made[14], made[19] in "89ab") == ("7", True)
    assert text_of(bytes_of(made)) == made
    assert int(made[:8] + made[9:13], 16) == milliseconds


@given(st.integers(0, 2**48 - 2), st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_a_later_identifier_sorts_behind(milliseconds, one, other):
    assert uuid7(milliseconds, one) < uuid7(milliseconds + 1, other)


@pytest.mark.parametrize(
    "text", ["", "x", None, 5, an_id(1).upper(), an_id(1).replace("-", ""), an_id(1) + " ", an_id(1)[:-1]]
)
def test_what_is_not_written_like_an_identifier_is_none(text):
    assert not is_id(text)


def test_an_identifier_of_another_length_cannot_be_made():
    with pytest.raises(ValueError, match="ten random bytes"):
        uuid7(1, b"short")
    with pytest.raises(ValueError, match="sixteen bytes"):
        text_of(b"short")
    with pytest.raises(ValueError, match="sixteen bytes"):
        bytes_of("ff")
