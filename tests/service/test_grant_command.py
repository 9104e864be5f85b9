"""Grants and names as an operator handles them at the service."""

import pytest

from crimint_service import people
from crimint_service.commands import main
from crimint_service.register import open_register
from tests.protocol.client import new_id
from tests.service.world import quick, settle


@pytest.fixture
def where(tmp_path):
    """A register with the people of the protocol tests and a second administrator."""
    path = str(tmp_path / "register.db")
    opened, _ = open_register(quick(path))
    opened.write(lambda connection: settle(connection, ""))
    admin = people.Account("admin", "Una Admin-Test", ("administrator",), ("quillmarsh",))
    opened.write(lambda connection: people.add_account(connection, admin, ""))
    opened.close()
    return ["--database", path]


def test_a_compartment_is_made_known_granted_listed_and_ended(where, capsys):
    assert main(["compartment", "add", "LANTERN", *where]) == 0
    assert main(["compartment", "list", *where]) == 0
    assert capsys.readouterr().out == "LANTERN\n"
    asked = ["grant", "add", "compartment", "LANTERN", "--user", "vane", "--by", "admin", "--reason", "The case"]
    assert main([*asked, "--hours", "8", *where]) == 0
    name = capsys.readouterr().out.split("\t")[0]
    assert main(["grant", "list", *where]) == 0
    listed = capsys.readouterr().out
    assert "compartment LANTERN\tto user vane" in listed
    assert "by admin\tThe case" in listed
    assert main(["grant", "end", name, "--by", "admin", "--reason", "Closed", *where]) == 0
    capsys.readouterr()
    assert main(["grant", "list", *where]) == 0
    assert capsys.readouterr().out == ""
    assert main(["grant", "list", "--all", *where]) == 0
    assert name in capsys.readouterr().out


def test_the_glass_is_broken_with_a_second_person_only(where, capsys):
    by = ["--by", "admin", "--reason", "Life at risk"]
    asked = ["grant", "add", "break-glass", "quillmarsh", "--user", "watch", *by]
    assert main([*asked, "--hours", "4", *where]) == 1
    assert "second person" in capsys.readouterr().err
    assert main([*asked, "--hours", "4", "--second", "keeper", *where]) == 0
    assert "stands in the log" in capsys.readouterr().out


def test_what_cannot_be_granted_is_said_in_a_sentence(where, capsys):
    by = ["--by", "admin", "--reason", "x"]
    assert main(["grant", "add", "list", "Unheard of", "--role", "analyst", *by, *where]) == 1
    assert main(["grant", "end", new_id(), *by, *where]) == 1
    assert main(["operation", "add", "", *where]) == 1
    assert all(line.endswith(".") for line in capsys.readouterr().err.splitlines())


def test_a_grant_with_given_hours_shows_them(where, capsys):
    hours = ["--from", "2026-12-01T08:00", "--until", "2026-12-02T08:00+00:00"]
    by = ["--by", "admin", "--reason", "Leave"]
    assert main(["grant", "add", "cover", "quillmarsh", "--unit", "harrowgate", *by, *hours, *where]) == 0
    assert "2026-12-01T08:00+00:00 to 2026-12-02T08:00+00:00" in capsys.readouterr().out
