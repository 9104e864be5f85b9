"""Names are the field's words, spelt the British way."""

import pytest

from tests.architecture.source import Source, check_all
from tests.architecture.wording import american_spelling, empty_name


@pytest.mark.parametrize("rule", [empty_name, american_spelling], ids=lambda rule: rule.__name__)
def test_the_project_speaks_the_language_of_the_field(rule, sources):
    check_all(rule, sources)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("crimint_desktop/utils.py", ""),
        ("crimint_desktop/helpers/dates.py", ""),
        ("crimint_service/data.py", ""),
        ("crimint_service/feed.py", "class FeedManager: ..."),
        ("crimint_service/feed.py", "class ReportInfo: ..."),
        ("crimint_service/feed.py", "class Data: ..."),
    ],
)
def test_a_name_that_says_nothing_is_found(path, code):
    assert list(empty_name(Source(path, code)))


@pytest.mark.parametrize("path", ["crimint_desktop/store/database.py", "crimint_domain/report.py"])
def test_a_name_that_only_contains_such_a_word_is_no_breach(path):
    assert not list(empty_name(Source(path, "class Database: ...\nclass ReportInformation: ...\n")))


@pytest.mark.parametrize(
    "code",
    [
        "border_color = 1",
        "def normalize_name(name): ...",
        "class ColorGroup: ...",
        "self.colors = 1",
        "# keeps the behavior\n",
        "'Only an authorized copy.'",
        "def f(center): ...",
    ],
)
def test_american_spelling_is_found(code):
    assert list(american_spelling(Source("crimint_desktop/a.py", code + "\n")))


@pytest.mark.parametrize(
    "code",
    [
        "painter.setPen(palette.color(QPalette.ColorRole.Mid))",
        "def colorCount(self): ...",
        "unicodedata.normalize('NFC', text)",
        "headers = {'Authorization': 'Bearer of a token'}",
        "# takes `color` from the palette\n",
        "border_colour = 1",
    ],
)
def test_names_that_belong_to_others_are_no_breach(code):
    assert not list(american_spelling(Source("crimint_desktop/a.py", code + "\n")))


def test_american_spelling_in_a_document_is_found_outside_code():
    assert list(american_spelling(Source("docs/a.md", "The color of it.\n")))
    assert not list(american_spelling(Source("docs/a.md", "The `color` of it.\n\n```\ncolor: red\n```\n")))
