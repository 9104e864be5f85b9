"""What an administrator says of groups on the command line, and what a service refuses to start with."""

import pytest
import sqlalchemy as sa

from crimint_service import people
from crimint_service.app import create
from crimint_service.commands import main
from crimint_service.config import Settings
from crimint_service.faults import Fault
from crimint_service.identity_people import mapped, meet
from crimint_service.identity_tokens import Vouched
from crimint_service.register import open_register
from crimint_service.tables import unit


@pytest.fixture
def register(tmp_path):
    """The address of a register that is not there yet."""
    return str(tmp_path / "register.db")


def _command(register, *words):
    return main(["identity", *words, "--database", register])


def test_groups_are_given_roles_listed_and_taken_away(register, capsys):
    assert _command(register, "map", "Evaluators", "--role", "lio", "--unit", "quillmarsh") == 0
    assert _command(register, "map", "Evaluators", "--role", "lio", "--unit", "quillmarsh") == 0
    assert _command(register, "map", "Evaluators", "--role", "analyst", "--unit", "harrowgate") == 0
    capsys.readouterr()
    assert _command(register, "groups") == 0
    assert capsys.readouterr().out == "Evaluators\tanalyst\tharrowgate\nEvaluators\tlio\tquillmarsh\n"

    assert _command(register, "unmap", "Evaluators", "--role", "lio") == 0
    assert _command(register, "unmap", "Evaluators", "--role", "lio") == 1
    assert "means nothing here already" in capsys.readouterr().err
    assert _command(register, "unmap", "Evaluators") == 0
    database, _ = open_register(Settings(database=register))
    assert list(database.read(mapped)) == []
    assert database.read(lambda connection: connection.execute(sa.select(unit.c.id)).scalars().all())
    database.close()


@pytest.mark.parametrize(
    ("group", "role", "says"), [("Evaluators", "chief", "Choose a role among"), (" ", "lio", "Name the group")]
)
def test_a_role_that_is_none_and_a_group_without_a_name_are_refused(register, capsys, group, role, says):
    assert _command(register, "map", group, "--role", role, "--unit", "quillmarsh") == 1
    assert says in capsys.readouterr().err


def test_who_has_signed_in_is_listed_with_what_the_provider_calls_them(register, capsys):
    _command(register, "map", "Evaluators", "--role", "lio", "--unit", "quillmarsh")
    database, _ = open_register(Settings(database=register))
    groups = frozenset({"Evaluators"})
    vouched = Vouched("p-invented", "https://login.example.test", "ada", "Ada Okonjo-Test", groups, 1, 2)
    database.write(lambda connection: meet(connection, vouched, "2026-11-23T09:00:00Z"))
    database.write(lambda connection: people.disable_account(connection, "p-invented"))
    database.close()
    capsys.readouterr()
    assert _command(register, "list") == 0
    assert capsys.readouterr().out.split("\t") == [
        "p-invented", "Ada Okonjo-Test", "lio", "quillmarsh", "ada", "2026-11-23T09:00:00Z", "disabled\n",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (["--oidc-issuer", "https://login.example.test"], "A provider needs"),
        (["--oidc-client", "one", "--oidc-audience", "two"], "A provider needs"),
        (
            ["--oidc-issuer", "https://login.example.test", "--oidc-client", "one", "--oidc-audience", "one"],
            "must differ",
        ),
        (
            ["--oidc-issuer", "http://login.example.test", "--oidc-client", "one", "--oidc-audience", "two"],
            "over https",
        ),
    ],
)
def test_a_service_does_not_start_with_half_a_provider(register, capsys, said, says):
    assert main(["serve", "--database", register, "--port", "0", *said]) == 1
    assert says in capsys.readouterr().err


def test_a_register_on_postgresql_needs_a_provider_or_the_word_of_its_administrator():
    with pytest.raises(Fault, match="name an identity provider"):
        create(Settings(database="postgresql://127.0.0.1:9/nowhere"))
