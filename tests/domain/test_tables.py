"""The printed tables of docs/ say what the rules say."""

import importlib.util

import pytest


@pytest.mark.parametrize(("name", "tables"), [("lifecycle.md", 2), ("access.md", 4)])
def test_the_page_says_what_the_rules_say(project, name, tables):
    found = importlib.util.spec_from_file_location("printed_tables", project / "docs" / "tables.py")
    assert found
    assert found.loader
    written = importlib.util.module_from_spec(found)
    found.loader.exec_module(written)
    page = (project / "docs" / name).read_text(encoding="utf-8")
    assert page.count("<!-- made from the code: ") == tables
    assert page.count("-->\n| ") == tables
    assert written.page_with_tables(page) == page, "run: python docs/tables.py"
