"""Who reads the documents can do what they say."""

from tests.architecture.front_door import PROMISED, broken_link, targets, unknown_command
from tests.architecture.source import Source, check_all, tracked_files


def test_the_front_door_has_every_promised_target_with_a_line_of_help(project):
    found = targets((project / "Makefile").read_text(encoding="utf-8"))
    assert set(PROMISED) <= set(found)
    assert not [name for name, says in found.items() if not says]


def test_every_command_in_the_documents_exists(project, sources):
    makefile = (project / "Makefile").read_text(encoding="utf-8")
    documents = [source for source in sources if source.path.endswith(".md")]
    check_all(lambda source: unknown_command(source, makefile), documents)


def test_every_link_between_documents_leads_somewhere(project, sources):
    paths = frozenset(tracked_files(project))
    documents = [source for source in sources if source.path.endswith(".md")]
    check_all(lambda source: broken_link(source, paths), documents)


def test_a_command_that_is_not_there_is_found():
    makefile = "test: ## run the tests\n\techo\n"
    assert list(unknown_command(Source("README.md", "Say `make dance`.\n"), makefile))
    assert list(unknown_command(Source("README.md", "    make dance\n"), makefile))
    assert not list(unknown_command(Source("README.md", "Say `make test`, and make it well.\n"), makefile))


def test_a_link_that_leads_nowhere_is_found():
    document = Source("docs/a.md", "[one](b.md) [two](../README.md) [three](decisions/)")
    assert len(list(broken_link(document, frozenset({"README.md", "docs/decisions/0001.md"})))) == 1


def test_every_decision_is_in_the_index(project):
    pages = {path.name for path in (project / "docs" / "decisions").glob("0*.md")}
    index = (project / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert pages <= {page for page in pages if f"({page})" in index}
