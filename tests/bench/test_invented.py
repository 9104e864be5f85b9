"""The invented reports of the bench are reports: the program's own rules take them as they are."""

from bench.invented import documents, word
from crimint_desktop.store.projection import project_document
from crimint_domain.document import checked
from crimint_domain.ids import is_id


def test_the_same_seed_makes_the_same_reports_and_each_has_an_id_of_its_own():
    first, again = list(documents(300, 3)), list(documents(300, 3))
    assert first == again
    ids = {record for record, _ in first} | {record for record, _ in documents(300, 4)}
    assert len(ids) == 600
    assert all(map(is_id, ids))


def test_every_report_can_be_kept_and_listed():
    for record, document in documents(200, 3):
        checked(document)
        shown = project_document(record, "report", 2, 1, document)
        title, _reference, state, *_others = shown.columns
        assert title
        assert state == "released"
        assert shown.event is not None


def test_common_words_are_common_and_words_differ():
    said = " ".join(item["text"].lower() for _, document in documents(300, 3) for item in document["items"].values())
    assert said.split().count(word(0)) > 10 * said.split().count(word(2000))
    assert len({word(rank) for rank in range(5000)}) == 5000
