"""Nothing that somebody typed stands in what the program writes about its own faults."""

import io
import logging
import sys
import threading
from concurrent.futures import Future

import pytest

from crimint_desktop.app.defects import keep_words_out_of_reports

TYPED = "Nora by the old mill"


@pytest.fixture
def written(monkeypatch):
    """What reaches standard error once the program has put its hooks in."""
    for place, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(place, name, getattr(place, name))
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    root = logging.getLogger()
    before = list(root.handlers)
    keep_words_out_of_reports(lambda _error: None)
    yield stream
    for handler in [each for each in root.handlers if each not in before]:
        root.removeHandler(handler)


def _fail(*_given):
    raise ValueError(f"“{TYPED}” is not a date")


@pytest.mark.expects_log("defect: ValueError")
def test_a_thread_that_fails_says_where_and_not_with_what(written):
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    assert "defect: ValueError at" in written.getvalue()
    assert "test_defects.py" in written.getvalue()
    assert TYPED not in written.getvalue()


@pytest.mark.expects_log("exception calling callback")
def test_what_a_library_logs_of_a_failure_says_where_and_not_with_what(written):
    future: Future[None] = Future()
    future.add_done_callback(_fail)
    future.set_result(None)
    assert "ValueError at" in written.getvalue()
    assert TYPED not in written.getvalue()
