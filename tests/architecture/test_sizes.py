"""Files and functions stay small, and nothing is left half done."""

import pytest

from tests.architecture.sizes import outgrown_file, outgrown_function, skipped_test, unfinished_work
from tests.architecture.source import Source, check_all

RULES = (outgrown_file, outgrown_function, unfinished_work, skipped_test)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_its_files_small_and_finished(rule, python):
    check_all(rule, python)


def test_a_file_of_401_lines_is_found_and_one_of_400_is_not():
    assert list(outgrown_file(Source("crimint_domain/report.py", "\n" * 401)))
    assert not list(outgrown_file(Source("crimint_domain/report.py", "\n" * 400)))


def test_a_test_file_may_be_longer():
    assert not list(outgrown_file(Source("tests/sync/test_round.py", "\n" * 700)))
    assert list(outgrown_file(Source("tests/sync/test_round.py", "\n" * 701)))


def test_a_function_of_61_lines_is_found():
    long = "def submit():\n" + "    step()\n" * 60
    assert list(outgrown_function(Source("a.py", long)))
    assert not list(outgrown_function(Source("a.py", long.removesuffix("    step()\n"))))


@pytest.mark.parametrize("text", ["# TO" + "DO later\n", "def f():\n    raise NotImplementedError('soon')\n"])
def test_work_left_open_is_found(text):
    assert list(unfinished_work(Source("a.py", text)))


@pytest.mark.parametrize("mark", ["mark.skip", "mark.skipif", "mark.xfail", "skip", "importorskip"])
def test_a_test_that_may_not_run_is_found(mark):
    assert list(skipped_test(Source("tests/test_a.py", f"import pytest\n@pytest.{mark}('why')\ndef test_a(): ...\n")))
