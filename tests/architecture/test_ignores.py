"""Every ignored warning has its reason beside it."""

import pytest

from tests.architecture.ignores import unexplained_ignore
from tests.architecture.source import Source, check_all


def test_every_ignored_warning_in_the_project_says_why(python):
    check_all(unexplained_ignore, python)


@pytest.mark.parametrize("ignore", ["noqa", "noqa: S101", "type: ignore", "type: ignore[arg-type]", "noqa: S101, B008"])
def test_an_ignore_without_name_or_reason_is_found(ignore):
    assert list(unexplained_ignore(Source("a.py", f"x = 1  # {ignore}\n")))


@pytest.mark.parametrize(
    "ignore",
    ["noqa: S311 - seeded chance", "type: ignore[arg-type]  # Qt's stub is too narrow", "noqa: N802 Qt's own name"],
)
def test_an_ignore_with_both_is_no_breach(ignore):
    assert not list(unexplained_ignore(Source("a.py", f"x = 1  # {ignore}\n")))
