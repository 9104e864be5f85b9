"""Nothing committed was true on one machine only."""

import pytest

from tests.architecture.source import Source, check_all
from tests.architecture.traces import machine_path, registry_address


@pytest.mark.parametrize("rule", [machine_path, registry_address], ids=lambda rule: rule.__name__)
def test_no_file_tells_where_it_was_written(rule, sources):
    check_all(rule, sources)


@pytest.mark.parametrize("folder", ["work/main", "home/jane/src", "Users/jane"])
def test_a_folder_of_one_machine_is_found(folder):
    assert list(machine_path(Source("Makefile", f"cd /{folder}\n")))


@pytest.mark.parametrize("text", ["POST /records/work\n", "homework/main\n", "$HOME/work/main\n", "/usr/bin/python3\n"])
def test_what_only_looks_like_one_is_no_breach(text):
    assert not list(machine_path(Source("Makefile", text)))


@pytest.mark.parametrize(
    "address", ["https://py" + "pi.org/simple", "--index" + "-url https://x", "find" + "-links = x"]
)
def test_the_address_of_a_registry_is_found(address):
    assert list(registry_address(Source("requirements.lock", f"{address}\n")))
