"""Made-up report documents and edits of them, for tests that let chance look for what breaks."""

import copy
from typing import Any

from hypothesis import strategies as st

from crimint_domain.parts import order_between
from tests.builders import an_id

TEXT = st.text("ab\u00e9 \u0645\n<", max_size=6)
ITEMS = tuple(an_id(n, who=1) for n in range(1, 5))
MENTIONS = tuple(an_id(n, who=2) for n in range(1, 5))
REFERENCES = tuple(an_id(n, who=3) for n in range(1, 3))
GRADINGS = st.sampled_from(["1A", "2C", "3E"]).map(
    lambda code: {"scheme": "3x5x2", "source": code[0], "assessment": code[1]}
)
HANDLINGS = st.sampled_from(["P", "C"]).map(lambda code: {"scheme": "3x5x2", "code": code, "newer": "kept"})
ORDERS = st.sampled_from(["3", "9", "i", "r"])
MENTION_BODIES = st.fixed_dictionaries(
    {
        "item": st.sampled_from(["", ITEMS[0]]), "kind": st.just("person"), "role": st.sampled_from(["", "suspect"]),
        "as_reported": st.sampled_from(["Quill-Test", "QUILL-TEST", "Doyle-Test"]), "card": st.just(""),
    }
)  # fmt: skip
ITEM_BODIES = st.fixed_dictionaries(
    {"order": ORDERS, "text": TEXT, "nature": st.sampled_from(["fact", "assessment"]), "grading": GRADINGS},
    optional={"handling": HANDLINGS, "unknown_here": TEXT},
)
REPORTS = st.fixed_dictionaries(
    {
        "title": TEXT,
        "items": st.dictionaries(st.sampled_from(ITEMS[:3]), ITEM_BODIES, max_size=3),
        "mentions": st.dictionaries(st.sampled_from(MENTIONS[:2]), MENTION_BODIES, max_size=2),
        "references": st.dictionaries(st.sampled_from(REFERENCES), st.just({"scheme": "CAD", "number": "1"})),
        "origin": st.fixed_dictionaries({"officer": TEXT, "event": st.just({"start": None, "end": None})}),
        "source": st.fixed_dictionaries({"how_known": st.sampled_from(["saw", "told"])}),
    },
    optional={
        "from_a_newer_program": st.dictionaries(TEXT, TEXT, max_size=2),
        "marking": st.just({"level": "OFFICIAL"}),
    },
)
PLAIN_PARTS = ("title", "origin/officer", "source/how_known", "source/isr", "risk/to_source", "from_a_newer_program")


@st.composite
def edits(draw: Any, base: dict[str, Any], who: int) -> dict[str, Any]:
    """Return what somebody made of a document; what they add carries their own identifiers, as in life."""
    made = copy.deepcopy(base)
    for _ in range(draw(st.integers(0, 4))):
        draw(st.sampled_from([_plain, _inside_item, _drop, _add_item, _add_mention, _change_mention]))(draw, made, who)
    return made


def _plain(draw: Any, made: dict[str, Any], _who: int) -> None:
    *way, last = draw(st.sampled_from(PLAIN_PARTS)).split("/")
    here = made
    for step in way:
        here = here.setdefault(step, {})
    here[last] = draw(TEXT)


def _inside_item(draw: Any, made: dict[str, Any], _who: int) -> None:
    if made["items"]:
        item = made["items"][draw(st.sampled_from(sorted(made["items"])))]
        part, values = draw(
            st.sampled_from([("text", TEXT), ("grading", GRADINGS), ("handling", HANDLINGS), ("order", ORDERS)])
        )
        item[part] = draw(values)


def _drop(draw: Any, made: dict[str, Any], _who: int) -> None:
    elements = [(kind, name) for kind in ("items", "mentions", "references") for name in made[kind]]
    if elements:
        kind, name = draw(st.sampled_from(elements))
        del made[kind][name]


def _add_item(draw: Any, made: dict[str, Any], who: int) -> None:
    last = max((item["order"] for item in made["items"].values()), default="")
    body = draw(ITEM_BODIES) | {"order": order_between(last, "")}
    made["items"][an_id(draw(st.integers(1, 9)), who=who)] = body


def _add_mention(draw: Any, made: dict[str, Any], who: int) -> None:
    made["mentions"][an_id(20 + draw(st.integers(1, 9)), who=who)] = draw(MENTION_BODIES)


def _change_mention(draw: Any, made: dict[str, Any], _who: int) -> None:
    if made["mentions"]:
        made["mentions"][draw(st.sampled_from(sorted(made["mentions"])))] = draw(MENTION_BODIES)


@st.composite
def three_documents(draw: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return a document, and what two people made of it apart."""
    base = draw(REPORTS)
    return base, draw(edits(base, 7)), draw(edits(base, 8))


def bare(document: Any) -> Any:
    """Return a document without what is empty: a part that was cleared and one that never was are the same."""
    if not isinstance(document, dict):
        return document
    plain = {key: bare(value) for key, value in document.items()}
    return {key: value for key, value in plain.items() if value not in (None, {})}
