"""Three-way merge: what two people wrote apart comes together, and nothing anybody typed is lost."""

import pytest
from hypothesis import given

from crimint_domain.merge import settled, three_way
from crimint_domain.parts import differences, element_of, flat, get, with_parts
from tests.builders import a_report, an_id, an_item
from tests.domain.documents import bare, three_documents

from crimint_domain.views import report_document  # isort: skip

ITEM, OTHER, MENTION = an_id(1, who=1), an_id(2, who=1), an_id(1, who=2)


def a_document(**more):
    """A report's document of two items."""
    return report_document(a_report(items=[an_item(1), an_item(2, text="A second paragraph.")])) | more


def set_on(document, **parts):
    """The document with parts set; two underscores stand for a slash."""
    return with_parts(document, {name.replace("__", "/").replace("ITEM", ITEM): each for name, each in parts.items()})


def essence(mention):
    """What makes a mention the one it is."""
    return (str(mention.get("as_reported")).casefold().strip(), mention.get("item"), mention.get("kind"),
            mention.get("role"), mention.get("card"))  # fmt: skip


def said(value, part, merge):
    """Whether a value that somebody typed is in the merged document or in a clash, as it was typed."""
    for clash in merge.clashes:
        if clash.part in (part, element_of(part)):
            inner = part.removeprefix(clash.part).strip("/")
            sides = [get(side, inner) if inner else side for side in (clash.mine, clash.theirs) if side is not None]
            if value in sides:
                return True
    if get(merge.document, part) == value:
        return True
    mentions = merge.document.get("mentions") or {}
    return part.startswith("mentions/") and any(essence(each) == essence(value) for each in mentions.values())


@given(three_documents())
def test_nothing_that_anybody_typed_is_lost(documents):
    base, mine, theirs = documents
    merge = three_way(base, mine, theirs)
    for parts in (differences(base, mine), differences(base, theirs)):
        for part, value in parts.items():
            if value is not None and not part.endswith("/order"):
                assert said(value, part, merge), part


@given(three_documents())
def test_a_clash_is_only_where_both_changed_the_same_and_holds_both(documents):
    base, mine, theirs = documents
    for clash in three_way(base, mine, theirs).clashes:
        assert clash.mine == get(mine, clash.part) != clash.theirs == get(theirs, clash.part)
        assert clash.before == get(base, clash.part)
        for side in (mine, theirs):
            assert any(part == clash.part or element_of(part) == clash.part for part in differences(base, side)), (
                clash.part
            )


@given(three_documents())
def test_without_a_clash_it_does_not_matter_who_comes_first(documents):
    base, mine, theirs = documents
    first, second = three_way(base, mine, theirs), three_way(base, theirs, mine)
    assert [clash.part for clash in first.clashes] == [clash.part for clash in second.clashes]
    shared = differences(base, mine).keys() & differences(base, theirs).keys()
    if not first.clashes and not shared:
        assert in_essence(first.document) == in_essence(second.document)


def in_essence(document):
    """A document in which equal mentions are one, whatever their ids."""
    plain = bare(document)
    return plain | {"mentions": {essence(mention) for mention in plain.get("mentions", {}).values()}}


@given(three_documents())
def test_merging_once_more_changes_nothing(documents):
    base, mine, theirs = documents
    merge = three_way(base, mine, theirs)
    if not merge.clashes:
        again = three_way(base, mine, merge.document)
        assert not again.clashes
        assert not again.mine
        assert again.document == merge.document


@given(three_documents())
def test_what_is_still_to_be_sent_makes_theirs_into_the_merged(documents):
    base, mine, theirs = documents
    merge = three_way(base, mine, theirs)
    assert with_parts(theirs, merge.mine) == merge.document
    clashing = {clash.part for clash in merge.clashes}
    assert not {part for part in merge.mine if part in clashing or element_of(part) in clashing}


@given(three_documents())
def test_a_merged_item_is_whole(documents):
    base, mine, theirs = documents
    known = {name: body for each in (base, mine, theirs) for name, body in each["items"].items()}
    for name, body in three_way(base, mine, theirs).document["items"].items():
        assert body.keys() >= {"text", "grading", "nature"} & known[name].keys()


@given(three_documents())
def test_choosing_settles_every_clash(documents):
    base, mine, theirs = documents
    merge = three_way(base, mine, theirs)
    for side in ("mine", "theirs", "before"):
        choices = {clash.part: getattr(clash, side) for clash in merge.clashes}
        document = with_parts(theirs, settled(merge, choices))
        for part, value in choices.items():
            assert bare(get(document, part)) == bare(value)


@given(three_documents())
def test_what_neither_changed_stays(documents):
    base, mine, theirs = documents
    merge = three_way(base, mine, theirs)
    for part, value in flat(base).items():
        if get(mine, part) == get(theirs, part) == value:
            assert get(merge.document, part) == value


def test_different_parts_come_together():
    base = a_document()
    mine, theirs = set_on(base, title="Mine"), set_on(base, items__ITEM__text="Theirs")
    merge = three_way(base, mine, theirs)
    assert not merge.clashes
    assert merge.mine == {"title": "Mine"}
    assert get(merge.document, f"items/{ITEM}/text") == "Theirs"
    assert {(part.part, part.whose) for part in merge.merged} == {
        ("title", "mine"), (f"items/{ITEM}/text", "theirs"),
    }  # fmt: skip


def test_a_grading_is_never_half_of_one_person_and_half_of_another():
    base = a_document()
    grade = {"scheme": "3x5x2", "source": "1", "assessment": "A"}
    mine = set_on(base, items__ITEM__grading=grade | {"source": "2"})
    theirs = set_on(base, items__ITEM__grading=grade | {"assessment": "C"})
    (clash,) = three_way(base, mine, theirs).clashes
    assert clash.part == f"items/{ITEM}/grading"
    assert (clash.mine["source"], clash.theirs["source"]) == ("2", "1")


def test_the_same_change_made_twice_is_one():
    base = a_document()
    both = set_on(base, title="The same")
    merge = three_way(base, both, both)
    assert not merge.mine
    assert [(each.part, each.whose) for each in merge.merged] == [("title", "both")]


@pytest.mark.parametrize("swapped", [False, True])
def test_removing_an_item_against_editing_it_is_left_to_a_person(swapped):
    base = a_document()
    removed, edited = set_on(base, items__ITEM=None), set_on(base, items__ITEM__text="Edited")
    merge = three_way(base, edited, removed) if swapped else three_way(base, removed, edited)
    (clash,) = merge.clashes
    assert clash.part == f"items/{ITEM}"
    kept = clash.mine if swapped else clash.theirs
    assert kept["text"] == "Edited"
    assert settled(merge, {clash.part: clash.theirs}) == {}
    assert settled(merge, {clash.part: clash.mine}) == {clash.part: clash.mine}


def test_order_is_never_a_clash():
    base = a_document()
    merge = three_way(base, set_on(base, items__ITEM__order="x"), set_on(base, items__ITEM__order="b"))
    assert not merge.clashes
    assert merge.mine == {f"items/{ITEM}/order": "x"}


def test_an_item_moved_by_one_and_removed_by_the_other_is_gone_and_leaves_no_empty_shell():
    base = a_document()
    moved, removed = set_on(base, items__ITEM__order="x"), set_on(base, items__ITEM=None)
    for merge in (three_way(base, moved, removed), three_way(base, removed, moved)):
        assert not merge.clashes
        assert list(merge.document["items"]) == [OTHER]


def test_items_added_by_both_all_stay():
    base = a_document()
    mine = with_parts(base, {f"items/{an_id(8)}": {"order": "x", "text": "Mine"}})
    theirs = with_parts(base, {f"items/{an_id(9)}": {"order": "x", "text": "Theirs"}})
    assert len(three_way(base, mine, theirs).document["items"]) == 4


def test_the_same_person_named_by_both_is_mentioned_once():
    base = a_document()
    mention = {"item": ITEM, "kind": "person", "as_reported": "Quill-Test", "role": "suspect", "card": ""}
    mine = with_parts(base, {f"mentions/{an_id(8)}": mention | {"as_reported": " QUILL-TEST "}})
    theirs = with_parts(base, {f"mentions/{an_id(9)}": mention})
    merge = three_way(base, mine, theirs)
    assert merge.document["mentions"] == {an_id(9): mention}
    assert not merge.mine
    other_role = with_parts(base, {f"mentions/{an_id(8)}": mention | {"role": "victim"}})
    assert len(three_way(base, other_role, theirs).document["mentions"]) == 2


def test_a_name_corrected_only_in_its_capitals_is_corrected():
    mention = {"item": ITEM, "kind": "person", "as_reported": "quill-test", "role": "", "card": ""}
    base = a_document(mentions={MENTION: mention})
    mine = with_parts(base, {f"mentions/{MENTION}": mention | {"as_reported": "Quill-Test"}})
    merge = three_way(base, mine, set_on(base, title="Theirs"))
    assert merge.document["mentions"][MENTION]["as_reported"] == "Quill-Test"


def test_a_name_corrected_to_one_that_another_has_added_is_corrected_all_the_same():
    mention = {"item": ITEM, "kind": "person", "as_reported": "Qill-Test", "role": "", "card": ""}
    right = mention | {"as_reported": "Quill-Test"}
    base = a_document(mentions={MENTION: mention})
    mine = with_parts(base, {f"mentions/{MENTION}": right})
    theirs = with_parts(base, {f"mentions/{an_id(9)}": right})
    names = {each["as_reported"] for each in three_way(base, mine, theirs).document["mentions"].values()}
    assert names == {"Quill-Test"}


def test_what_this_program_does_not_know_comes_through():
    base = a_document(from_the_future={"a": 1})
    theirs = with_parts(base, {"from_the_future": {"a": 2}, f"items/{ITEM}/tone": "dry"})
    merge = three_way(base, set_on(base, title="Mine"), theirs)
    assert merge.document["from_the_future"] == {"a": 2}
    assert merge.document["items"][ITEM]["tone"] == "dry"


def test_settling_needs_a_choice_for_every_clash():
    base = a_document()
    merge = three_way(base, set_on(base, title="Mine"), set_on(base, title="Theirs"))
    with pytest.raises(KeyError):
        settled(merge, {})
    assert settled(merge, {"title": "A third"}) == {"title": "A third"}
