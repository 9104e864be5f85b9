"""What only a newer program knows inside a part survives an edit by an older one."""

from crimint_desktop.ui.report_form.writing import Writing
from crimint_domain.parts import written_over
from crimint_domain.views import report_document
from resources.code_lists import code_lists
from tests.builders import CountedIds, a_mention, a_report


def test_an_object_is_written_over_the_one_that_stands_there():
    document = {"mentions": {"m": {"role": "", "seen_by": "camera 4"}}, "title": "Lead"}
    over = written_over(document, {"mentions/m": {"role": "witness"}, "title": "Copper", "mentions/n": {"role": "x"}})
    assert over == {
        "mentions/m": {"role": "witness", "seen_by": "camera 4"},
        "title": "Copper",
        "mentions/n": {"role": "x"},
    }


def test_removing_stays_removing():
    assert written_over({"mentions": {"m": {"role": ""}}}, {"mentions/m": None}) == {"mentions/m": None}


def test_the_form_keeps_a_field_of_a_mention_that_it_does_not_know():
    mention = a_mention(1)
    document = report_document(a_report(mentions=[mention]))
    document["mentions"][mention.id]["seen_by"] = "camera 4"
    writing = Writing("r", document, code_lists(), CountedIds(3))
    writing.set(
        {f"mentions/{mention.id}": {**document["mentions"][mention.id], "role": "victim", "seen_by": "camera 4"}}
    )
    writing.set(
        {f"mentions/{mention.id}": {"item": "", "kind": "person", "as_reported": "X", "role": "witness", "card": ""}}
    )
    assert writing.document["mentions"][mention.id]["seen_by"] == "camera 4"
