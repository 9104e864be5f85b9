"""An older client and a newer service exchange one document and lose nothing."""

import pytest

from crimint_desktop.store import records
from crimint_domain.parts import with_parts
from tests.builders import an_id
from tests.protocol.fake_register import Record
from tests.sync.conftest import a_document

R, S = an_id(1, who=1), an_id(2, who=1)
UNKNOWN = {
    "harm": {"score": 7, "tool": {"name": "a later one"}},
    "items/a/confidence": "high",
    "mentions/m/seen": ["twice"],
    "origin/device": "body-worn 4",
}


def by_a_newer_program(fake, record, schema, **more):
    """Put a document of a later program in the place of a record, as its next version."""
    before = fake.register.records[record]
    document = with_parts(before.document, {"mentions/m": {"item": "a", "kind": "vehicle", "as_reported": "blue van"}})
    document = with_parts(document, UNKNOWN | more)
    by, version = "A later program", before.version + 1
    newer = Record(record, before.kind, schema, version, document, by, before.at, before.stream, before.past)
    fake.register.records[record] = newer
    fake.register.streams[before.stream].put(newer)
    return document


@pytest.fixture
def officer(join):
    client = join("okonjo")
    client.create(R, a_document())
    client.create(S, a_document())
    client.round()
    return client


def test_what_an_older_client_does_not_know_survives_its_edit(officer, fake):
    theirs = by_a_newer_program(fake, R, 2)
    officer.round()

    officer.edit(R, {"items/a/text": "Corrected here.", "title": "Also here"})
    outcome = officer.round()

    assert outcome.agreed_at is not None
    expected = with_parts(theirs, {"items/a/text": "Corrected here.", "title": "Also here"})
    assert fake.register.records[R].document == expected
    assert officer.document(R) == expected


def test_an_unsent_edit_merges_with_what_it_does_not_know(officer, fake):
    officer.edit(R, {"items/a/text": "Corrected here."})
    theirs = by_a_newer_program(fake, R, 2, priority="high")

    outcome = officer.round()

    assert outcome.conflicts == 0
    assert fake.register.records[R].document == with_parts(theirs, {"items/a/text": "Corrected here."})


def test_two_clients_of_which_one_does_not_know_a_part_agree_by_checksum(officer, join, fake):
    by_a_newer_program(fake, R, 2)
    second = join("okonjo")

    assert officer.round().agreed_at is not None
    assert second.round().agreed_at is not None
    assert officer.document(R) == second.document(R) == fake.register.records[R].document


def test_a_document_of_a_newer_schema_is_kept_word_for_word_and_not_rewritten(officer, fake):
    theirs = by_a_newer_program(fake, R, 3)
    officer.edit(R, {"title": "Written before the newer one came"})

    outcome = officer.round()

    assert outcome.agreed_at is not None
    held = officer.run(lambda conn: records.find(conn, R))
    assert (held.schema, held.raw, held.document) == (3, theirs, theirs)
    assert fake.register.records[R].document == theirs
    (waiting,) = officer.waiting()
    assert waiting.state == "refused"
    assert "Update this one" in waiting.refused
    assert waiting.change.parts == {"title": "Written before the newer one came"}


def test_a_kind_nobody_here_knows_is_kept_word_for_word(officer, fake):
    before = fake.register.records[S]
    document = {"title": "A photograph", "unit": "quillmarsh", "pixels": [1, 2, 3]}
    newer = Record(
        S, "photo", 1, before.version + 1, document, "A later program", before.at, before.stream, before.past
    )
    fake.register.records[S] = newer
    fake.register.streams[before.stream].put(newer)

    outcome = officer.round()

    assert outcome.agreed_at is not None
    held = officer.run(lambda conn: records.find(conn, S))
    assert (held.kind, held.raw) == ("photo", document)


def test_a_document_of_an_older_schema_is_lifted_and_edited_part_by_part(officer, fake):
    before = fake.register.records[R]
    document = {key: value for key, value in before.document.items() if key != "source"} | {"provenance": "told"}
    older = Record(R, "report", 1, 2, document, "An older program", before.at, before.stream, before.past)
    fake.register.records[R] = older
    fake.register.streams[before.stream].put(older)
    officer.round()
    assert officer.document(R)["source"]["how_known"] == "told"

    officer.edit(R, {"title": "Later"})

    assert officer.round().agreed_at is not None
    assert fake.register.records[R].document["title"] == "Later"
    assert officer.document(R)["source"]["how_known"] == "told"
