"""Each library is used where its subject is, and the domain is a calculation."""

import pytest

from tests.architecture.borders import impure_domain, library_out_of_place
from tests.architecture.source import Source, check_all


@pytest.mark.parametrize("rule", [library_out_of_place, impure_domain], ids=lambda rule: rule.__name__)
def test_the_project_keeps_to_its_borders(rule, python):
    check_all(rule, python)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("crimint_desktop/ui/home.py", "import sqlalchemy as sa"),
        ("crimint_desktop/actions/reports.py", "def f():\n    import requests"),
        ("crimint_desktop/remote/sign_in.py", "import keyring"),
        ("crimint_desktop/store/database.py", "import sqlite3"),
        ("crimint_desktop/app.py", "from sqlcipher3 import dbapi2"),
        ("crimint_desktop/actions/share.py", "import pydantic"),
    ],
)
def test_a_library_out_of_its_place_is_found(path, code):
    assert list(library_out_of_place(Source(path, code)))


@pytest.mark.parametrize(
    "code",
    [
        "import msgspec",
        "from pathlib import Path",
        "import secrets",
        "import uuid\nidentity = uuid.uuid4()",
        "from datetime import datetime\nwhen = datetime.now()",
        "import datetime\nwhen = datetime.datetime.now(datetime.UTC)",
        "text = open('codes.json')",
    ],
)
def test_a_domain_that_looks_at_the_world_is_found(code):
    assert list(impure_domain(Source("crimint_domain/report.py", code)))


def test_a_domain_that_calculates_is_no_breach():
    code = (
        "import uuid\nfrom datetime import UTC, datetime\nwhen = datetime.fromtimestamp(0, UTC)\nu = uuid.UUID(int=1)"
    )
    assert not list(impure_domain(Source("crimint_domain/report.py", code)))
