"""What is declared, what is locked and what is imported agree."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from setup.renew_lock import declared_digest
from tests.architecture.packages import declared, imports, lock_disagrees, undeclared, unused
from tests.architecture.source import Source, check_none


@pytest.fixture(scope="module")
def pyproject(project):
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lock(project):
    return (project / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_was_made_from_what_is_declared_now(project, lock):
    digest = declared_digest((project / "pyproject.toml").read_text(encoding="utf-8"))
    assert re.findall(r"^# Declared: (\w+)$", lock, re.MULTILINE) == [digest], "run `make lock`"


def test_the_lock_pins_all_that_is_declared_with_hashes(pyproject, lock):
    check_none(lock_disagrees(pyproject, lock))


def test_the_lock_serves_windows_as_well_as_linux(lock):
    assert re.search(r"^pywin32-ctypes==.*sys_platform == 'win32'", lock, re.MULTILINE)
    assert re.search(r"^secretstorage==.*sys_platform == 'linux'", lock, re.MULTILINE)


def test_a_lock_that_has_fallen_behind_is_found():
    newer = {"project": {"dependencies": ["msgspec>=2"], "optional-dependencies": {"dev": ["ruff"]}}}
    complaints = list(lock_disagrees(newer, "msgspec==1.0 \\\n    --hash=sha256:00\nidna==3.0\n"))
    assert len(complaints) == 3


def test_the_desktop_imports_only_what_it_brings(pyproject, python):
    desktop = [s for s in python if s.path.startswith(("crimint_domain/", "crimint_desktop/", "resources/"))]
    check_none(undeclared(desktop, declared(pyproject)))


def test_the_service_imports_only_what_it_brings(pyproject, python):
    service = [source for source in python if source.path.startswith(("crimint_domain/", "crimint_service/"))]
    check_none(undeclared(service, declared(pyproject, "service")))


def test_everything_imported_is_declared_and_everything_declared_is_used(pyproject, python):
    requirements = declared(pyproject, "service", "dev")
    check_none([*undeclared(python, requirements), *unused(python, requirements)])


def test_an_import_that_nobody_declared_is_found():
    code = Source("crimint_desktop/a.py", "import requests\nimport crimint_domain\nimport os\n")
    assert set(imports([code])) >= {"requests"}
    assert list(undeclared([code], {}))


def test_a_requirement_that_nobody_uses_is_found():
    code = Source("crimint_desktop/a.py", "import os\n")
    assert list(unused([code], {"requests": Requirement("requests")}))
