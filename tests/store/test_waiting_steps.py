"""A step that waits to be sent shows the state it leads to."""

from crimint_desktop.store import outbox, records
from crimint_domain.change import Change
from crimint_domain.document import SCHEMAS
from crimint_domain.views import report_document
from tests.builders import A_MOMENT, CountedIds, a_report

new_id = CountedIds(70)


def test_a_report_submitted_offline_reads_submitted_and_unsent(held):
    report = a_report(1)
    document = report_document(report)
    change = Change(new_id(), "report", SCHEMAS["report"], report.id, 0, document=document, step="submit")
    held.run(outbox.add, change, None, A_MOMENT)
    held.run(records.project, report.id)
    found = held.read(records.find, report.id)
    assert found.document["state"] == "submitted"
    assert found.unsent
