"""The made-up register: invented throughout, believable, the same for the same seed, and of any size."""

import difflib
import itertools
import re
import time
from collections import Counter

import pytest

from crimint_domain.access import ROLES
from crimint_domain.document import checked
from crimint_domain.grading import graded
from crimint_domain.ids import is_id
from crimint_domain.mention import PERSON_ROLES
from crimint_domain.mention import ROLES as MENTION_ROLES
from crimint_domain.submission import REFERENCE_SCHEMES, problems_before_submission, title_for
from crimint_domain.views import card_document, card_from, report_document, report_from
from crimint_service import load
from crimint_service.sample import register
from resources.code_lists import code_lists
from tests.protocol.people import PASSWORD, Person

_DRAMA = re.compile(r"07700 900\d{3}|01632 960\d{3}|020 7946 0\d{3}|03069 990\d{3}")


@pytest.fixture(scope="module")
def records():
    """Every record of the register that the demo loads."""
    return tuple(register(500, 1).records())


@pytest.fixture(scope="module")
def reports(records):
    """Its reports as values, with their documents."""
    return [(report_from(name, document), document) for kind, name, document, _by, _at in records if kind == "report"]


@pytest.fixture(scope="module")
def cards(records):
    """Its cards by their ids."""
    return {name: card_from(name, document) for kind, name, document, _by, _at in records if kind == "card"}


@pytest.fixture(scope="module")
def current(reports):
    """The reports that did not come from the old register."""
    return [report for report, _ in reports if not report.legacy]


@pytest.fixture(scope="module")
def legacy(reports):
    """The reports that came from the old register."""
    return [report for report, _ in reports if report.legacy]


def test_the_same_seed_makes_the_same_register_and_another_makes_another(records):
    assert tuple(register(500, 1).records()) == records
    again = register(500, 1)
    assert tuple(again.records()) == tuple(again.records())
    assert tuple(register(500, 2).records()) != records


@pytest.mark.parametrize("count", [0, 1, 2, 7, 40])
def test_a_register_has_as_many_reports_as_were_asked_for(count):
    assert sum(kind == "report" for kind, *_ in register(count, 3).records()) == count


def test_every_record_has_an_identifier_of_its_own_and_so_has_every_part(records):
    found = []
    for _kind, name, document, _by, _at in records:
        found.append(name)
        for collection in ("items", "mentions", "references", "attributes"):
            found += document.get(collection) or {}
    assert all(is_id(each) for each in found)
    assert len(found) == len(set(found))


def test_a_current_report_is_written_as_the_program_writes_it(reports):
    for report, document in reports:
        assert checked(document) is document
        if not report.legacy:
            written = report_document(report)
            places = {item["order"]: item for item in document["items"].values()}
            assert [item["text"] for _, item in sorted(places.items())] == [item.text for item in report.items]
            assert written == document


def test_a_card_is_written_as_the_program_writes_it(records):
    for kind, name, document, _by, _at in records:
        if kind == "card":
            written = card_document(card_from(name, document))
            assert written.keys() == document.keys()
            assert written["attributes"].keys() == document["attributes"].keys()


def test_everything_that_has_been_submitted_could_have_been(current):
    codes = code_lists()
    for report in current:
        if report.state != "draft":
            assert problems_before_submission(report, codes) == ()
            assert report.reference


def test_some_drafts_are_not_ready_yet(current):
    codes = code_lists()
    assert any(problems_before_submission(report, codes) for report in current if report.state == "draft")


def test_three_in_ten_come_from_the_old_register_with_its_own_grades_and_markings(reports, legacy):
    codes = code_lists()
    assert len(legacy) == len(reports) * 3 // 10
    for report in legacy:
        for item in report.items:
            assert item.grading.scheme == item.handling.scheme == "5x5x5"
            assert codes.find("5x5x5", "source").find(item.grading.source)
            assert codes.find("5x5x5", "assessment").find(item.grading.assessment)
            assert codes.find("5x5x5", "handling").find(item.handling.code)
            assert item.nature == ""
    old = Counter(report.marking.legacy for report in legacy)
    assert {"RESTRICTED", "CONFIDENTIAL", "PROTECT", ""} <= old.keys()
    assert old.most_common(1)[0][0] == "RESTRICTED"


def test_much_is_missing_from_the_old_register(legacy):
    assert any(report.origin.event.start is None for report in legacy)
    assert any(report.origin.reported_at is None for report in legacy)
    assert any(report.title == "" for report in legacy)
    unlinked = [mention for report in legacy for mention in report.mentions if not mention.card]
    assert len(unlinked) > sum(len(report.mentions) for report in legacy) / 2


def test_some_people_were_entered_twice_under_nearly_the_same_name(cards):
    people = [card for card in cards.values() if card.kind == "person"]
    titles = {card.title for card in people}
    twins = [card.title for card in people if card.values("born")[0].endswith("-05-03")]
    alike = [twin for twin in twins if difflib.get_close_matches(twin, titles - {twin}, cutoff=0.8)]
    assert len(alike) >= 3
    assert len(alike) >= len(twins) / 2


def test_grades_and_handling_stand_in_believable_proportions(current):
    codes = Counter(graded(item.grading, item.handling) for report in current for item in report.items)
    total = codes.total()
    assert sum(n for code, n in codes.items() if code[0] == "1") > total / 4
    assert sum(n for code, n in codes.items() if code[0] == "3") < total / 5
    assert sum(n for code, n in codes.items() if code[1] == "E") < total / 15
    assert 0.1 < sum(n for code, n in codes.items() if code[2] == "C") / total < 0.4
    assert len(codes) >= 12


def test_most_is_released_and_each_unit_has_something_at_every_stage(current):
    states = Counter((report.unit, report.state) for report in current)
    released = states["quillmarsh", "released"] + states["nether-wobbleton", "released"]
    assert released > len(current) * 0.6
    for unit in ("quillmarsh", "nether-wobbleton"):
        for state in ("submitted", "released", "archived"):
            assert states[unit, state], (unit, state)
    assert {"draft", "returned", "evaluated"} <= {state for _, state in states}


def test_the_officer_of_the_demo_has_work_on_the_desk_and_the_evaluator_has_some_waiting(current):
    mine = Counter(report.state for report in current if report.author == "okonjo")
    assert mine["draft"] + mine["returned"]
    assert any(report.state == "submitted" and report.unit == "quillmarsh" for report in current)


def test_whoever_evaluates_is_never_the_author(current):
    for report in current:
        assert report.claimed_by != report.author
        assert report.state != "draft" or not report.claimed_by


def test_everybody_and_everything_is_invented(cards, reports):
    for card in cards.values():
        if card.kind == "person":
            assert card.title.endswith("-Test")
        elif card.kind == "vehicle":
            assert re.fullmatch(r"ZZ\d\d [A-Z]{3}", card.values("plate")[0])
        elif card.kind == "organisation":
            assert card.title.endswith("(invented)")
        for phone in card.values("phone"):
            assert _DRAMA.fullmatch(phone)
    for report, _ in reports:
        for mention in report.mentions:
            assert mention.kind != "person" or mention.as_reported.endswith("-Test")
            assert mention.role in (PERSON_ROLES if mention.kind == "person" else MENTION_ROLES)


def test_texts_are_of_varied_length_and_wholly_filled_in(reports):
    texts = [item.text for report, _ in reports for item in report.items]
    lengths = sorted(len(text.split()) for text in texts)
    assert lengths[0] >= 10
    assert lengths[-1] <= 220
    assert lengths[len(lengths) // 10] < 45
    assert lengths[-len(lengths) // 20] > 110
    assert not [text for text in texts if re.search(r"[{}]|%\(", text)]
    assert len(set(texts)) > len(texts) * 0.95
    assert not [report for report, _ in reports if re.search(r"[{}]|%\(", title_for(report)) or not title_for(report)]


def test_what_a_text_names_is_mentioned(reports):
    for report, _ in reports:
        named = {mention.as_reported.casefold() for mention in report.mentions}
        for item in report.items:
            for name in re.findall(r"[A-Z]\w+ [A-Z]\w+-T(?:est|EST)", item.text):
                assert name.casefold() in named or name.startswith("Smith"), (name, item.text)


def test_every_linked_name_has_its_card_and_every_card_cites_an_item_that_names_it(reports, cards):
    items: dict[str, set[str]] = {}
    for report, _ in reports:
        for mention in report.mentions:
            assert not mention.card or cards[mention.card].kind == mention.kind
            items.setdefault(mention.item, set()).add(mention.card)
    for card in cards.values():
        assert card.attributes
        for attribute in card.attributes:
            assert card.id in items[attribute.cites]


def test_a_few_are_met_again_and_again_and_with_the_same_others(reports):
    met: Counter[str] = Counter()
    pairs: Counter[tuple[str, ...]] = Counter()
    for report, _ in reports:
        people = {mention.as_reported for mention in report.mentions if mention.kind == "person"}
        met.update(people)
        pairs.update(itertools.combinations(sorted(people), 2))
    assert met.most_common(1)[0][1] >= 12
    assert pairs.most_common(1)[0][1] >= 4
    assert sum(n == 1 for n in met.values()) > 0


def test_nothing_lies_in_the_future_and_the_newest_weeks_are_the_fullest(records, current):
    newest = max(at for *_, at in records)
    assert newest <= "2026-11-20T16:31"
    starts = [report.origin.event.start for report in current if report.origin.event.start]
    assert max(starts).isoformat() < "2026-11-20T16"
    assert sum(start.isoformat() > "2026-10-23" for start in starts) > len(starts) / 8
    assert min(starts).year < 2018


def test_an_event_comes_before_it_was_learnt_and_that_before_it_was_reported(current):
    for report in current:
        origin = report.origin
        assert origin.obtained_at < origin.reported_at
        assert origin.event.start is None or origin.event.start < origin.obtained_at
        assert origin.event.end is None or origin.event.start < origin.event.end <= origin.reported_at


def test_numbers_are_given_once_and_in_the_order_of_time(current):
    numbers = [report.reference for report in current if report.reference]
    assert len(set(numbers)) == len(numbers)
    ours = [number for number in numbers if number.startswith("QM-")]
    assert ours == sorted(ours)
    assert all(re.fullmatch(r"(QM|NW)-\d\d-\d{6}", number) for number in numbers)


def test_references_point_to_systems_that_there_are(current):
    schemes = {reference.scheme for report in current for reference in report.references}
    assert schemes <= set(REFERENCE_SCHEMES)
    assert schemes


def test_there_are_two_units_and_a_user_of_each_role():
    made = register(1, 1)
    assert [unit.id for unit in made.units] == ["quillmarsh", "nether-wobbleton"]
    assert {role for user in made.users for role in user.roles} == set(ROLES)
    for unit in ("quillmarsh", "nether-wobbleton"):
        at_home = {role for user in made.users if user.units[0] == unit for role in user.roles}
        assert {"officer", "lio"} <= at_home
    assert all(user.name.endswith("-Test") for user in made.users)
    assert "MARZIPAN" in made.operations


def test_it_is_loaded_with_its_people_and_everybody_sees_what_they_may(world):
    made = register(200, 1)
    hashed = world.parts.accounts.hash(PASSWORD)
    loaded = world.write(lambda connection: load.load(connection, made, hashed))
    assert loaded == sum(1 for _ in made.records())
    seen = {}
    for user in ("applewhite", "bramble", "fenwick", "watch"):
        account = next(each for each in made.users if each.user == user)
        client = world.client(Person(user, account.name, account.roles, account.units))
        seen[user] = {
            name: each["document"] for name, each in client.everything().items() if each["kind"] == "report"
        }  # fmt: skip
    assert seen["watch"] == {}
    shared = seen["fenwick"].keys()
    assert {each["state"] for each in seen["fenwick"].values()} == {"released", "archived"}
    for user, unit in (("applewhite", "quillmarsh"), ("bramble", "nether-wobbleton")):
        own = [seen[user][name] for name in seen[user].keys() - shared]
        assert own
        assert {each["unit"] for each in own} == {unit}
        assert "draft" not in {each["state"] for each in own}


def test_a_million_reports_are_made_one_at_a_time():
    began = time.process_time()
    first = list(itertools.islice(register(1_000_000, 1).records(), 2_000))
    assert len(first) == 2_000
    assert time.process_time() - began < 8


def test_thousands_of_reports_are_made_in_a_second():
    began = time.process_time()
    made = sum(kind == "report" for kind, *_ in register(10_000, 1).records())
    assert made / (time.process_time() - began) > 4_000


def test_a_few_reports_are_narrowed_and_only_those_who_were_let_in_see_them(embedded):
    made = register(300, 1)
    narrowed = {
        name: document
        for kind, name, document, _by, _at in made.records()
        if kind == "report" and (document.get("compartment") or document.get("access_list"))
    }
    excluding = [d for kind, _, d, _by, _at in made.records() if kind == "report" and d.get("exclusions")]
    assert 4 <= len(narrowed) < 30
    assert excluding
    assert all(document["author"] not in document["exclusions"] for document in excluding)
    hashed = embedded.parts.accounts.hash(PASSWORD)
    embedded.write(lambda connection: load.load(connection, made, hashed))
    seen = {}
    for user in ("fenwick", "applewhite", "lampwick"):
        account = next(each for each in made.users if each.user == user)
        found = embedded.client(Person(user, account.name, account.roles, account.units)).everything()
        seen[user] = {name for name in found.keys() & narrowed.keys() if narrowed[name]["author"] != user}
    open_states = {name for name, document in narrowed.items() if document["state"] in ("released", "archived")}
    assert seen["fenwick"] == open_states
    assert seen["applewhite"] >= open_states
    assert seen["lampwick"] == set()
