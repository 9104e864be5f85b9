"""Parts: what is set is set, what is left alone is left alone, and order always has room."""

from hypothesis import given
from hypothesis import strategies as st

from crimint_domain.parts import Document, after, differences, element_of, flat, get, order_between, with_parts
from tests.builders import an_id
from tests.domain.documents import REPORTS, bare, edits

KEYS = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=5).filter(lambda key: key[-1] != "0")
ITEM = an_id(1, who=1)


@st.composite
def before_and_now(draw):
    base = draw(REPORTS)
    return base, draw(edits(base, 7))


@given(before_and_now())
def test_the_differences_set_on_what_was_give_what_is(pair):
    before, now = pair
    assert bare(with_parts(before, differences(before, now))) == bare(now)


@given(REPORTS)
def test_a_document_does_not_differ_from_itself(document):
    assert differences(document, document) == {}


@given(REPORTS, REPORTS)
def test_any_document_can_be_made_of_any_other(one, other):
    assert bare(with_parts(one, differences(one, other))) == bare(other)


@given(before_and_now())
def test_only_what_differs_is_named(pair):
    before, now = pair
    for part, value in differences(before, now).items():
        assert get(before, part) != value
        assert get(now, part) == value


@given(REPORTS)
def test_every_part_can_be_found_by_its_path(document):
    for part, value in flat(document).items():
        assert get(document, part) == value


@given(before_and_now())
def test_what_was_is_not_touched_by_setting_parts(pair):
    before, now = pair
    kept = repr(before)
    changed = with_parts(before, differences(before, now))
    for item in changed.get("items", {}).values():
        item["text"] = "something else"
    assert repr(before) == kept


def test_a_group_that_was_empty_takes_parts():
    empties: tuple[Document, ...] = ({"origin": None, "items": None}, {"origin": {}, "items": {}}, {})
    for before in empties:
        now = {"origin": {"officer": "PC 0042 Okonjo-Test"}, "items": {ITEM: {"text": "A van."}}}
        assert with_parts(before, differences(before, now)) == now


def test_a_group_that_another_program_wrote_as_text_gives_way_and_comes_back():
    text, group = {"origin": "an older way"}, {"origin": {"officer": "PC 0042 Okonjo-Test"}}
    assert with_parts(text, differences(text, group)) == group
    assert with_parts(group, differences(group, text)) == text


def test_removing_an_element_leaves_the_others():
    document = {"mentions": {"a": {"as_reported": "x"}, "b": {"as_reported": "y"}}}
    assert with_parts(document, {"mentions/a": None}) == {"mentions": {"b": {"as_reported": "y"}}}
    assert with_parts(document, {"mentions/never there": None}) == document


def test_a_part_belongs_to_its_element():
    assert element_of(f"items/{ITEM}/grading") == f"items/{ITEM}"
    assert element_of(f"mentions/{ITEM}") == f"mentions/{ITEM}"
    assert element_of("title") == element_of("origin/officer") == element_of("items") == ""


def test_a_grading_is_one_part():
    document = {"items": {ITEM: {"grading": {"scheme": "3x5x2", "source": "1", "assessment": "A"}}}}
    assert list(flat(document)) == [f"items/{ITEM}/grading"]


@given(KEYS, KEYS)
def test_between_two_order_keys_there_is_always_another(one, other):
    if one != other:
        low, high = sorted((one, other))
        between = order_between(low, high)
        assert low < between < high
        assert between[-1] != "0"


@given(KEYS)
def test_before_the_first_and_behind_the_last_there_is_always_room(key):
    assert order_between("", key) < key < order_between(key, "")


@given(st.lists(st.integers(0, 100), max_size=40))
def test_however_items_are_put_in_they_stay_in_order(places):
    keys: list[str] = []
    for place in places:
        at = place % (len(keys) + 1)
        before, following = keys[at - 1] if at else "", keys[at] if at < len(keys) else ""
        keys.insert(at, order_between(before, following))
    assert keys == sorted(set(keys))


def test_an_added_element_comes_last():
    assert after({}) == "i"
    assert after({"a": {"order": "c"}, "b": {"order": "z"}, "c": {}}) > "z"
